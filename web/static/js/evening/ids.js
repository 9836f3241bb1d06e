/**
 * Ids that a tablet makes by itself.
 */

/**
 * A UUID of version 7: its moment in milliseconds, then chance.
 * @param {number} now
 * @param {() => number} random
 */
export function newId(now, random) {
  const time = Math.max(0, Math.trunc(now)).toString(16).padStart(12, "0").slice(-12);
  const chance = Array.from({ length: 19 }, () => Math.trunc(random() * 16).toString(16)).join("");
  const variant = "89ab"[Number.parseInt(chance.charAt(18), 16) % 4];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-${variant}${chance.slice(3, 6)}-${chance.slice(6, 18)}`;
}

/**
 * The number of somebody whom the server does not know yet: below zero, where no number of the server's is.
 * @param {string} id
 */
export function numberUntilKnown(id) {
  return -1 - Number.parseInt(id.slice(-12), 16);
}

/** Chance out of the system's own source, which a browser offers where Math.random would repeat itself. */
export function strongRandom() {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}
