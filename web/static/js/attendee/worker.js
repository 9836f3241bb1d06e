/**
 * The service worker of one pass: keeps its page on the phone as it was answered last, for when nothing answers.
 *
 * The server puts PASS above this program: {slug, page, forget}. The worker rules over that page alone. A page
 * that shows the pass as it was kept has `data-kept` on its root; the words that this calls for stand in it.
 */

/** @type {{ slug: string, page: string, forget: string }} */
// @ts-ignore - The server writes it above.
const pass = PASS;
/** @type {any} A worker's own global scope, for which the pages' types have no name. */
const phone = self;

const THIS_PASS = `last-badge pass ${pass.slug}`;
// At a venue whose network is full an answer may take for ever; somebody stands at the door.
const PATIENCE = 3000;
// So long after a page was shown as it was kept, its files come from the same place at once.
const APART = 20_000;
const ENDED = [403, 410];

let apartUntil = 0;

phone.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(phone.skipWaiting()));

phone.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(phone.clients.claim()));

phone.addEventListener("message", (/** @type {any} */ event) => {
  const files = event.data?.keep;
  if (Array.isArray(files)) event.waitUntil(keep(files).then(() => event.ports[0]?.postMessage("kept")));
});

phone.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== phone.location.origin) return;
  if (mode === "navigate" && method === "POST") event.respondWith(said(event.request, pathname));
  else if (mode === "navigate" && pathname === pass.page) event.respondWith(ownPage(event));
  else if (method === "GET" && isFile(pathname)) event.respondWith(file(event.request));
});

/** @param {string} pathname */
function isFile(pathname) {
  return pathname.startsWith("/static/") || pathname.startsWith("/font/");
}

/** @param {any} event */
async function ownPage(event) {
  const kept = await found(pass.page);
  const fresh = renewed(event.request);
  if (!kept) return fresh;
  // An answer that comes too late for this time is kept for the next.
  const answer = fresh.catch(() => null);
  event.waitUntil(answer);
  const inTime = await Promise.race([answer, later(PATIENCE)]);
  return inTime && inTime.status < 500 ? inTime : asKept(kept, "offline");
}

/** @param {Request} request */
async function renewed(request) {
  const answer = await fetch(request);
  if (ENDED.includes(answer.status)) await forget();
  else if (isWhole(answer)) await (await caches.open(THIS_PASS)).put(pass.page, answer.clone());
  return answer;
}

/**
 * What the attendee says needs the network; without one they are told so, and see their pass.
 * @param {Request} request
 * @param {string} pathname
 */
async function said(request, pathname) {
  try {
    const answer = await fetch(request);
    if (pathname === pass.forget && answer.status < 400) await forget();
    return answer;
  } catch (trouble) {
    const kept = await found(pass.page);
    if (!kept) throw trouble;
    return asKept(kept, "unsent");
  }
}

/** @param {Request} request */
async function file(request) {
  const kept = await found(request.url);
  if (kept && Date.now() < apartUntil) return kept;
  try {
    const answer = await fetch(request);
    await keepFile(request.url, answer.clone());
    return answer;
  } catch (trouble) {
    if (kept) return kept;
    throw trouble;
  }
}

/**
 * The page is there before its worker is: what it was made of is fetched once more, from the browser's own store.
 * @param {string[]} files
 */
async function keep(files) {
  const { origin } = phone.location;
  const ours = files.map((one) => new URL(one, origin)).filter((one) => one.origin === origin && isFile(one.pathname));
  const page = new Request(pass.page, { credentials: "same-origin", redirect: "manual" });
  await renewed(page);
  await Promise.allSettled(ours.map((one) => bringFile(one.href)));
}

/** @param {string} address */
async function bringFile(address) {
  if (!(await found(address))) await keepFile(address, await fetch(address));
}

/**
 * Files are kept where the pass is: a page that says it was replaced is made of the same ones.
 * @param {string} address
 * @param {Response} answer
 */
async function keepFile(address, answer) {
  if (isWhole(answer) && (await caches.has(THIS_PASS))) await (await caches.open(THIS_PASS)).put(address, answer);
}

/** The pass was replaced, or this phone is to forget it. */
async function forget() {
  await caches.delete(THIS_PASS);
  await phone.registration.unregister();
}

/** @param {string} address */
function found(address) {
  return caches.match(address, { cacheName: THIS_PASS, ignoreVary: true });
}

/** @param {Response} answer */
function isWhole(answer) {
  return answer.status === 200 && answer.type === "basic" && !answer.redirected;
}

/**
 * @param {Response} kept
 * @param {"offline" | "unsent"} why
 */
async function asKept(kept, why) {
  apartUntil = Date.now() + APART;
  const headers = new Headers(kept.headers);
  headers.delete("Content-Length");
  headers.delete("Content-Encoding");
  const page = (await kept.text()).replace("<html ", `<html data-kept="${why}" `);
  return new Response(page, { headers });
}

/** @param {number} milliseconds @returns {Promise<null>} */
function later(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, null));
}
