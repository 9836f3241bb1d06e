/**
 * The vault: what a tablet keeps, in IndexedDB, sealed. In the clear are numbers that say nothing of anybody: how many
 * things were done, which is the next number, and which chunk a sealed one is.
 *
 * @import {CopyWriting, Item, StoredCopy, Unplaced, Vault} from "./types.js"
 * @import {Sealed} from "./seal.js"
 */

import { newKey, open, seal } from "./seal.js";

const VERSION = 1;
const STORES = ["keys", "numbers", "meta", "people", "items"];
// Several writings of another tab are one piece of news.
const NEWS = 30;

/** @typedef {Sealed & {n?: number}} Row */

/**
 * The vault of one event on this tablet. Rejects where the browser keeps nothing, as some do in private windows.
 * @param {string} name
 * @returns {Promise<Vault>}
 */
export async function openVault(name) {
  const db = await openDatabase(`last-badge:${name}`);
  let key = await keyOf(db);
  const channel = new BroadcastChannel(`last-badge:${name}`);
  const tell = () => channel.postMessage("changed");

  return {
    readCopy: async () => {
      const tx = db.transaction(["numbers", "meta", "people"]);
      const [stamp, meta, numbers, people] = await Promise.all([
        asked(tx.objectStore("numbers").get("stamp")),
        asked(tx.objectStore("meta").get("meta")),
        asked(tx.objectStore("people").getAllKeys()),
        asked(tx.objectStore("people").getAll()),
      ]);
      return opened(key, stamp ?? 0, meta, numbers, people);
    },
    writeCopy: async (writing) => {
      const stamp = await writeCopy(db, key, writing);
      if (stamp !== null) tell();
      return stamp;
    },
    readItems: () => readItems(db, key),
    state: async () => {
      const numbers = db.transaction("numbers").objectStore("numbers");
      const [order, stamp] = await Promise.all([asked(numbers.get("order")), asked(numbers.get("stamp"))]);
      return { order: order ?? 0, stamp: stamp ?? 0 };
    },
    add: async (item) => {
      const placed = await add(db, await seal(key, "item", item), item);
      tell();
      return placed;
    },
    change: async (changed, gone) => {
      await change(db, await Promise.all(changed.map(async (item) => ({ item, row: await seal(key, "item", item) }))), gone);
      tell();
    },
    belongTo: (device, unsent) => belongTo(db, device, unsent),
    wipePeople: async () => {
      const tx = db.transaction(["numbers", "meta", "people"], "readwrite", { durability: "strict" });
      tx.objectStore("meta").clear();
      tx.objectStore("people").clear();
      await next(tx.objectStore("numbers"), "stamp");
      await committed(tx);
      tell();
    },
    wipe: async () => {
      const tx = db.transaction(STORES, "readwrite", { durability: "strict" });
      const numbers = tx.objectStore("numbers");
      const stamp = (await asked(numbers.get("stamp"))) ?? 0;
      for (const store of STORES) tx.objectStore(store).clear();
      numbers.put(stamp + 1, "stamp");
      await committed(tx);
      key = await keyOf(db);
      tell();
    },
    watch: (changed) => {
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      channel.onmessage = () => {
        clearTimeout(timer);
        timer = setTimeout(changed, NEWS);
      };
      return () => {
        clearTimeout(timer);
        channel.onmessage = null;
      };
    },
    close: () => {
      channel.close();
      db.close();
    },
  };
}

/**
 * @param {string} name
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    request.onsuccess = () => {
      // A newer version of these pages in another tab must not wait for us.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

/**
 * The key, made once; where two tabs make one at the same time, the first to keep it wins.
 * @param {IDBDatabase} db
 * @returns {Promise<CryptoKey>}
 */
async function keyOf(db) {
  const kept = await asked(db.transaction("keys").objectStore("keys").get("key"));
  if (kept) return kept;
  const made = await newKey();
  const tx = db.transaction("keys", "readwrite", { durability: "strict" });
  const keys = tx.objectStore("keys");
  const first = await asked(keys.get("key"));
  if (!first) keys.put(made, "key");
  await committed(tx);
  return first ?? made;
}

/**
 * @param {CryptoKey} key
 * @param {number} stamp
 * @param {Row | undefined} meta
 * @param {IDBValidKey[]} numbers
 * @param {Row[]} people
 * @returns {Promise<StoredCopy>}
 */
async function opened(key, stamp, meta, numbers, people) {
  try {
    const chunks = await Promise.all(people.map((row) => open(key, "people", row)));
    const named = numbers.map((number, place) => /** @type {const} */ ([Number(number), chunks[place]]));
    return { stamp, meta: meta ? await open(key, "meta", meta) : null, chunks: new Map(named) };
  } catch {
    // Half a copy is none; the server has it whole.
    return { stamp, meta: null, chunks: new Map() };
  }
}

/**
 * Everything sealed first: a transaction does not wait for anything but the database.
 * @param {IDBDatabase} db
 * @param {CryptoKey} key
 * @param {CopyWriting} writing
 */
async function writeCopy(db, key, { meta, chunks, whole, stamp }) {
  /** @type {[number, Row | null][]} */
  const rows = [];
  for (const [number, people] of chunks) rows.push([number, people && (await seal(key, "people", people))]);
  const row = await seal(key, "meta", meta);
  const tx = db.transaction(["numbers", "meta", "people"], "readwrite");
  const stored = tx.objectStore("people");
  const numbers = tx.objectStore("numbers");
  if (((await asked(numbers.get("stamp"))) ?? 0) !== stamp) return null;
  if (whole) stored.clear();
  for (const [number, people] of rows) {
    if (people) stored.put(people, number);
    else stored.delete(number);
  }
  tx.objectStore("meta").put(row, "meta");
  numbers.put(stamp + 1, "stamp");
  await committed(tx);
  return stamp + 1;
}

/**
 * @param {IDBDatabase} db
 * @param {CryptoKey} key
 * @returns {Promise<{items: Item[], broken: number}>}
 */
async function readItems(db, key) {
  const store = db.transaction("items").objectStore("items");
  /** @type {[IDBValidKey[], Row[]]} */
  const [orders, rows] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
  const items = await Promise.all(
    rows.map(async (row, place) => {
      const numbered = { order: Number(orders[place]), ...(row.n === undefined ? {} : { n: row.n }) };
      return open(key, "item", row).then((item) => ({ ...item, ...numbered }), () => null);
    }),
  );
  const whole = items.filter((item) => item !== null);
  return { items: whole, broken: items.length - whole.length };
}

/**
 * One transaction takes the next numbers and writes the item, so that two tabs never have the same.
 * @param {IDBDatabase} db
 * @param {Sealed} row
 * @param {Unplaced} item
 * @returns {Promise<Item>}
 */
async function add(db, row, item) {
  const tx = db.transaction(["numbers", "items"], "readwrite", { durability: "strict" });
  const numbers = tx.objectStore("numbers");
  const order = await next(numbers, "order");
  const numbered = item.kind === "scan" ? { n: await next(numbers, "n") } : {};
  tx.objectStore("items").put({ ...row, ...numbered }, order);
  await committed(tx);
  return /** @type {Item} */ ({ ...item, order, ...numbered });
}

/**
 * @param {IDBDatabase} db
 * @param {{item: Item, row: Sealed}[]} changed
 * @param {number[]} gone
 */
async function change(db, changed, gone) {
  const tx = db.transaction("items", "readwrite", { durability: "strict" });
  const items = tx.objectStore("items");
  for (const { item, row } of changed) {
    // What another tab has removed stays removed.
    const there = items.getKey(item.order);
    there.onsuccess = () => {
      if (there.result !== undefined) items.put({ ...row, ...(item.kind === "scan" ? { n: item.n } : {}) }, item.order);
    };
  }
  for (const order of gone) items.delete(order);
  await committed(tx);
}

/**
 * @param {IDBDatabase} db
 * @param {{id: number, n: number}} device
 * @param {number[]} unsent
 */
async function belongTo(db, { id, n }, unsent) {
  const tx = db.transaction(["numbers", "items"], "readwrite", { durability: "strict" });
  const numbers = tx.objectStore("numbers");
  const items = tx.objectStore("items");
  const before = await asked(numbers.get("device"));
  const another = before !== undefined && before !== id;
  numbers.put(another ? n : Math.max((await asked(numbers.get("n"))) ?? 0, n), "n");
  numbers.put(id, "device");
  for (const order of another ? unsent : []) {
    const row = await asked(items.get(order));
    if (row) items.put({ ...row, n: await next(numbers, "n") }, order);
  }
  await committed(tx);
  return another;
}

/**
 * @param {IDBObjectStore} numbers
 * @param {string} name
 * @returns {Promise<number>}
 */
async function next(numbers, name) {
  const number = ((await asked(numbers.get(name))) ?? 0) + 1;
  numbers.put(number, name);
  return number;
}

/**
 * @template Value
 * @param {IDBRequest<Value>} request
 * @returns {Promise<Value>}
 */
function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} tx */
function committed(tx) {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve(undefined);
    tx.onabort = () => reject(tx.error ?? new Error("The browser did not keep it."));
  });
}
