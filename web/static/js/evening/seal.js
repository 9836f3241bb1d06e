/**
 * What is kept on the tablet is sealed: AES-GCM under a key that the browser makes, keeps, and gives out to nobody.
 */

const CIPHER = "AES-GCM";
const words = new TextEncoder();
const reader = new TextDecoder();

/** @typedef {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} Sealed */

/** A key that can be used here and cannot be read out. */
export function newKey() {
  return crypto.subtle.generateKey({ name: CIPHER, length: 256 }, false, ["encrypt", "decrypt"]);
}

/**
 * @param {CryptoKey} key
 * @param {string} place what it is; it opens as nothing else
 * @param {unknown} value
 * @returns {Promise<Sealed>}
 */
export async function seal(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(how(iv, place), key, words.encode(JSON.stringify(value)));
  return { iv, data };
}

/**
 * @param {CryptoKey} key
 * @param {string} place
 * @param {Sealed} sealed
 * @returns {Promise<any>}
 */
export async function open(key, place, { iv, data }) {
  return JSON.parse(reader.decode(await crypto.subtle.decrypt(how(iv, place), key, data)));
}

/**
 * @param {Uint8Array<ArrayBuffer>} iv
 * @param {string} place
 */
function how(iv, place) {
  return { name: CIPHER, iv, additionalData: words.encode(place) };
}
