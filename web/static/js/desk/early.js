/**
 * The list is asked for while the rest of the app is still on its way, where this tablet has never had one: of all that
 * a first load waits for, the list takes the server longest. Stands by itself, so that it begins first.
 */

// As long as the app itself would wait for it.
const PATIENCE = 30_000;

const { slug = "", api = "" } = document.getElementById("early")?.dataset ?? {};
const copy = `${api}/copy`;

/** @type {Promise<Response | null>} */
let early = firstTime().then((first) => (first ? ask() : null)).catch(() => null);

/** Whether this browser holds no vault of this event; one that does not say is taken to hold one. */
async function firstTime() {
  const there = await indexedDB.databases?.();
  return Boolean(there) && !there.some(({ name }) => name?.endsWith(slug));
}

function ask() {
  const headers = { "X-Last-Badge": "app" };
  return fetch(copy, { headers, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
}

/**
 * What was asked for early, once; null where it was not, or is not what is asked for now.
 * @param {string} address
 */
export async function cameEarly(address) {
  if (address !== copy) return null;
  const answer = await early;
  early = Promise.resolve(null);
  return answer;
}
