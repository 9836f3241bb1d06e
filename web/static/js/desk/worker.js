/**
 * The service worker: keeps the app's shell on the tablet, whole or not at all, and serves it without a network.
 *
 * The server puts SHELL above this program: {slug, version, page, files: {address: SHA-256}, faces}. Another
 * content of any file is another version, and so another worker, which waits until the desk says "use".
 * It keeps no answer of the interface: whom the desk shows comes from its own, encrypted copy.
 */

/** @type {{ slug: string, version: string, page: string, files: Record<string, string>, faces: string }} */
// @ts-ignore - The server writes it above.
const shell = SHELL;
/** @type {any} A worker's own global scope, for which the pages' types have no name. */
const worker = self;

const OURS = `last-badge desk ${shell.slug} `;
const KEPT = OURS + shell.version;
// Slices of fonts come as names need them; a new version of the app does not make them new.
const FONTS = "last-badge fonts";
const AT_ONCE = 6;

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(bring()));

worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(takeOver()));

worker.addEventListener("message", (/** @type {MessageEvent} */ event) => {
  if (event.data === "use") worker.skipWaiting();
  if (event.data === "version") event.ports[0]?.postMessage(shell.version);
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== worker.location.origin) return;
  if (pathname in shell.files) event.respondWith(kept(event.request, pathname));
  else if (pathname + search === shell.faces) event.respondWith(kept(event.request, shell.faces));
  else if (pathname.startsWith("/font/")) event.respondWith(slice(event.request));
});

/** Fetch every file; one that fails, or is not what was meant, leaves the earlier version in its place. */
async function bring() {
  const cache = await caches.open(KEPT);
  const wanted = Object.entries(shell.files);
  const hands = Array.from({ length: AT_ONCE }, async () => {
    for (let next = wanted.pop(); next; next = wanted.pop()) await bringOne(cache, ...next);
  });
  try {
    await Promise.all(hands);
    await cache.add(new Request(shell.faces, { cache: "no-cache" }));
  } catch (trouble) {
    wanted.length = 0;
    await caches.delete(KEPT);
    throw trouble;
  }
}

/**
 * @param {Cache} cache
 * @param {string} address
 * @param {string} worth
 */
async function bringOne(cache, address, worth) {
  const before = await ofAnEarlierVersion(address, worth);
  const answer = before ?? (await fetch(address, { cache: "no-cache", credentials: "same-origin" }));
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
  if (!before && (await digest(answer.clone())) !== worth) throw new Error(`${address} is of another version`);
  await cache.put(address, answer);
}

/**
 * The typeface and the decoder are large and seldom new.
 * @param {string} address
 * @param {string} worth
 */
async function ofAnEarlierVersion(address, worth) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(OURS) || name === KEPT) continue;
    const found = await (await caches.open(name)).match(address);
    if (found && (await digest(found.clone())) === worth) return found;
  }
  return null;
}

/** @param {Response} answer */
async function digest(answer) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== KEPT) await caches.delete(name);
  }
  await worker.clients.claim();
}

/**
 * @param {Request} request
 * @param {string} address
 */
async function kept(request, address) {
  const found = await (await caches.open(KEPT)).match(address);
  return found ?? fetch(request);
}

/** @param {Request} request */
async function slice(request) {
  const cache = await caches.open(FONTS);
  const found = await cache.match(request.url);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request.url, answer.clone());
  return answer;
}
