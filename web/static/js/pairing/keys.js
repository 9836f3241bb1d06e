/**
 * The key that this device offers, kept in the browser until it is confirmed, so that a page loaded again goes on:
 * encrypted under a key that cannot be taken out of it. Afterwards a tablet has its cookie, and a station its key.
 *
 * A script of ours can use what lies here; a copy of the disk cannot.
 */

const DATABASE = "last-badge-keys";
const STORE = "keys";
const LOCK = "lock";
// A browser's storage may never answer, in a profile just made or on a disk that is full; nobody waits for it longer.
const PATIENCE = 3_000;

/**
 * @typedef {object} Kept
 * @property {string} key
 * @property {string} [code] while it is not confirmed: the code it offered itself with
 */

/** Where the key lies that is offered and not confirmed yet. */
export const OFFERED = "offered";

/**
 * Keep it, where this browser keeps anything: in a private window it lasts as long as the page, or not at all.
 * @param {string} place
 * @param {Kept} kept
 * @returns {Promise<boolean>} whether it is kept
 */
export function keep(place, kept) {
  return withDatabase(async (database) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(kept));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await lock(database), plain);
    await ask(database, "readwrite", (store) => store.put({ iv, sealed }, place));
    return true;
  }, false);
}

/**
 * What is kept there, or null; what cannot be opened any more is as good as none.
 * @param {string} place
 * @returns {Promise<Kept | null>}
 */
export function kept(place) {
  return withDatabase(async (database) => {
    const found = await ask(database, "readonly", (store) => store.get(place));
    if (!found) return null;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv }, await lock(database), found.sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }, null);
}

/** @param {string} place */
export function forget(place) {
  return withDatabase((database) => ask(database, "readwrite", (store) => store.delete(place)), undefined);
}

/**
 * @template T
 * @param {(database: IDBDatabase) => Promise<T>} errand
 * @param {T} otherwise the answer where the browser keeps nothing, or does not answer
 * @returns {Promise<T>}
 */
function withDatabase(errand, otherwise) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE, otherwise);
    // What is done too late is done all the same.
    void done(errand, otherwise).then(resolve).finally(() => clearTimeout(timer));
  });
}

/**
 * @template T
 * @param {(database: IDBDatabase) => Promise<T>} errand
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
async function done(errand, otherwise) {
  /** @type {IDBDatabase | undefined} */
  let database;
  try {
    database = await opened();
    return await errand(database);
  } catch {
    return otherwise;
  } finally {
    database?.close();
  }
}

/**
 * The key under which the others lie. Two tabs that make one at once end up with the first.
 * @param {IDBDatabase} database
 * @returns {Promise<CryptoKey>}
 */
async function lock(database) {
  const found = await ask(database, "readonly", (store) => store.get(LOCK));
  if (found) return found;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await ask(database, "readwrite", (store) => store.add(made, LOCK)).catch(() => undefined);
  return ask(database, "readonly", (store) => store.get(LOCK));
}

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} what
 * @returns {Promise<any>}
 */
function ask(database, mode, what) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = what(transaction.objectStore(STORE));
    // Written is what is committed, not what was asked for.
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? request.error);
  });
}
