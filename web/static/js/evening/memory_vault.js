/**
 * A vault without a disk: for Practise, and for tests, whose disk outlives the tabs that write on it. What is kept is
 * never changed but replaced, so it need not be copied deeply; items are frozen, so that it stays so.
 *
 * @import {CopyWriting, Item, ListedPerson, Meta, StoredCopy, Unplaced, Vault} from "./types.js"
 */

/**
 * What is on the disk of one tablet.
 * @typedef {object} Disk
 * @property {number} stamp
 * @property {Meta | null} meta
 * @property {Map<number, ListedPerson[]>} chunks
 * @property {Map<number, Item>} items
 * @property {number} order
 * @property {number} n
 * @property {number | null} device whose numbers they are
 * @property {Set<() => void>} tabs
 */

/** @returns {Disk} */
export function emptyDisk() {
  return { stamp: 0, meta: null, chunks: new Map(), items: new Map(), order: 0, n: 0, device: null, tabs: new Set() };
}

/**
 * @param {Disk} disk
 * @returns {Vault}
 */
export function memoryVault(disk = emptyDisk()) {
  /** @type {(() => void) | null} */
  let mine = null;
  const tell = () => disk.tabs.forEach((tab) => tab !== mine && tab());

  return {
    readCopy: async () => ({ stamp: disk.stamp, meta: disk.meta && { ...disk.meta }, chunks: new Map(disk.chunks) }),
    writeCopy: async (writing) => {
      const stamp = written(disk, writing);
      if (stamp !== null) tell();
      return stamp;
    },
    readItems: async () => ({ items: [...disk.items.values()].sort(byOrder), broken: 0 }),
    state: async () => ({ order: disk.order, stamp: disk.stamp }),
    add: async (item) => {
      const placed = place(disk, item);
      tell();
      return placed;
    },
    change: async (changed, gone) => {
      for (const item of changed) if (disk.items.has(item.order)) disk.items.set(item.order, Object.freeze(item));
      for (const order of gone) disk.items.delete(order);
      tell();
    },
    belongTo: async ({ id, n }, unsent) => {
      const another = disk.device !== null && disk.device !== id;
      disk.n = another ? n : Math.max(disk.n, n);
      disk.device = id;
      if (another) for (const order of unsent) renumber(disk, order);
      return another;
    },
    wipePeople: async () => {
      Object.assign(disk, { stamp: disk.stamp + 1, meta: null, chunks: new Map() });
      tell();
    },
    wipe: async () => {
      Object.assign(disk, { ...emptyDisk(), stamp: disk.stamp + 1, tabs: disk.tabs });
      tell();
    },
    watch: (changed) => {
      mine = changed;
      disk.tabs.add(changed);
      return () => disk.tabs.delete(changed);
    },
    close: () => {
      if (mine) disk.tabs.delete(mine);
    },
  };
}

/**
 * @param {Disk} disk
 * @param {CopyWriting} writing
 */
function written(disk, writing) {
  if (writing.stamp !== disk.stamp) return null;
  if (writing.whole) disk.chunks.clear();
  for (const [number, people] of writing.chunks) {
    if (people) disk.chunks.set(number, people);
    else disk.chunks.delete(number);
  }
  disk.meta = { ...writing.meta };
  disk.stamp += 1;
  return disk.stamp;
}

/**
 * @param {Disk} disk
 * @param {Unplaced} item
 * @returns {Item}
 */
function place(disk, item) {
  disk.order += 1;
  if (item.kind === "scan") disk.n += 1;
  const placed = { ...item, order: disk.order, ...(item.kind === "scan" ? { n: disk.n } : {}) };
  disk.items.set(disk.order, Object.freeze(/** @type {Item} */ (placed)));
  return /** @type {Item} */ (placed);
}

/**
 * @param {Disk} disk
 * @param {number} order
 */
function renumber(disk, order) {
  const item = disk.items.get(order);
  if (item?.kind !== "scan") return;
  disk.n += 1;
  disk.items.set(order, Object.freeze({ ...item, n: disk.n }));
}

/**
 * @param {Item} one
 * @param {Item} other
 */
function byOrder(one, other) {
  return one.order - other.order;
}
