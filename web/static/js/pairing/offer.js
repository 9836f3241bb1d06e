/**
 * What a device offers: the code from the organiser's screen, and the hash of a key that it makes itself.
 * The same as badges/pairing.py works out; no DOM here.
 */

const KEY_BYTES = 32;
const WORDS_SHOWN = 3;
const MISREAD = { I: "1", L: "1", O: "0" };

/**
 * A code as we write it, out of what somebody typed or what stands behind the # of an address.
 * @param {string} text
 */
export function codeOf(text) {
  const tidy = text.replace(/[\s-]/g, "").toUpperCase();
  return tidy.replace(/[ILO]/g, (letter) => MISREAD[/** @type {"I" | "L" | "O"} */ (letter)]);
}

/** A key of 256 random bits, as base64url. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * What leaves the device of its key.
 * @param {string} key
 */
export async function hashOf(key) {
  return [...(await sha256(key))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The three words of an offer, from what this device sent and not from what it is told.
 * @param {string} code
 * @param {string} keyHash
 * @param {string[]} words the 256 of them, in their order
 */
export async function wordsOf(code, keyHash, words) {
  const digest = await sha256(codeOf(code) + keyHash);
  return [...digest.slice(0, WORDS_SHOWN)].map((byte) => words[byte]);
}

/** @param {string} text */
async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
