/**
 * What an evening asks of the page it is on, where there is one.
 */

/**
 * Where the browser has locks, only one tab of this device is in step at a time.
 * @param {string} name
 * @returns {(errand: () => Promise<boolean>) => Promise<boolean>}
 */
export function oneTabAtATime(name) {
  const locks = globalThis.navigator?.locks;
  return locks ? (errand) => locks.request(name, errand) : (errand) => errand();
}

/**
 * When the page comes to the front or the system believes in a network, it is worth a try; it is no more than that.
 * @param {() => void} fn
 * @returns {(() => void)[]}
 */
export function atTheFront(fn) {
  if (typeof document === "undefined") return [];
  const seen = () => void (document.visibilityState === "visible" && fn());
  document.addEventListener("visibilitychange", seen);
  addEventListener("online", fn);
  return [() => document.removeEventListener("visibilitychange", seen), () => removeEventListener("online", fn)];
}
