/**
 * Codes read back as badges/codes.py reads them; tests hold both to the same answers.
 */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // without I, L, O, U
const OURS = new RegExp(`^[${ALPHABET}]{16}$`);
const SHORT = new RegExp(`^[${ALPHABET}]{6}$`);
/** @type {Record<string, string>} */
const MISREAD = { I: "1", L: "1", O: "0" };
// LB1 once L is read as 1.
const PREFIX = "1B1";
// What Python calls white space, which is not what JavaScript calls it.
const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ENDS = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "g");
const BLANKS_AND_DASHES = new RegExp(`[${BLANKS}-]`, "g");
const HALF_A_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// How much of a pass code's SHA-256 the copy holds, in hex digits.
const KNOWN_DIGITS = 24;

/**
 * What a scanned or typed text may be: one of our codes, a short code, or somebody else's code. `within` is what a
 * ticket's QR wraps round the code its system exports.
 * @typedef {{ours: string | null, short: string | null, foreign: string, within: string[]}} Reading
 *
 * @typedef {(text: string) => Promise<string>} Digest the SHA-256 of a text, in hex
 */

/**
 * What a scanner or a volunteer gave us.
 * @param {string} text
 * @returns {Reading}
 */
export function read(text) {
  const raw = text.replace(HALF_A_CHARACTER, "").replaceAll("\0", "").replace(ENDS, "");
  const bare = raw.includes("://") ? lastOfAddress(raw) : raw;
  let tidy = bare.replace(BLANKS_AND_DASHES, "").toUpperCase().replace(/[ILO]/g, (letter) => MISREAD[letter] ?? "");
  if (tidy.length === 19 && tidy.startsWith(PREFIX)) tidy = tidy.slice(PREFIX.length);
  return {
    ours: OURS.test(tidy) ? tidy : null,
    short: SHORT.test(tidy) ? tidy : null,
    foreign: raw,
    within: wrapped(raw),
  };
}

/**
 * Under which names a text may stand among the codes of the copy, the likeliest last: as `meaningOf` writes them.
 * @param {string} text
 * @param {Digest} digest
 * @returns {Promise<string[]>}
 */
export async function meanings(text, digest = fingerprint) {
  const { ours } = read(text);
  const named = meaningsAtOnce(text);
  return ours ? [...named, meaningOf("pass", await digest(ours))] : named;
}

/**
 * The same without passes, whose fingerprints take a moment.
 * @param {string} text
 */
export function meaningsAtOnce(text) {
  const { ours, short, foreign, within } = read(text);
  return [
    ...[foreign, ...within].filter(Boolean).map((value) => meaningOf("foreign", value)),
    ...(ours ? [meaningOf("badge", ours)] : []),
    ...(short ? [meaningOf("short", short)] : []),
  ];
}

/**
 * How a code is named in the copy; of passes it holds the beginning of the fingerprint.
 * @param {string} kind
 * @param {string} value
 */
export function meaningOf(kind, value) {
  return `${kind}:${kind === "pass" ? value.slice(0, KNOWN_DIGITS) : value}`;
}

/**
 * SHA-256 in hex, by which a scanned pass is recognised.
 * @param {string} code
 */
export async function fingerprint(code) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} raw */
function wrapped(raw) {
  const parts = split(raw);
  if (!parts) return [];
  if (parts.host) return [...values(parts.query), lastOfPath(parts.path)];
  return raw.includes("/") ? [raw.slice(0, raw.indexOf("/"))] : [];
}

/** @param {string} address */
function lastOfAddress(address) {
  const parts = split(address);
  return parts ? lastOfPath(parts.path) : address;
}

/** @param {string} path */
function lastOfPath(path) {
  const bare = path.replace(/\/+$/, "");
  return bare.slice(bare.lastIndexOf("/") + 1);
}

/**
 * An address as Python's urlsplit takes it apart; null for half an address, such as http://[
 * @param {string} text
 */
function split(text) {
  let rest = text.replace(/^[\0-\x20]+/, "").replace(/[\t\r\n]/g, "");
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(rest);
  if (scheme) rest = rest.slice(scheme[0].length);
  let host = "";
  if (rest.startsWith("//")) {
    const end = rest.slice(2).search(/[/?#]/);
    host = end < 0 ? rest.slice(2) : rest.slice(2, 2 + end);
    rest = rest.slice(2 + host.length);
  }
  if (!isHost(host)) return null;
  rest = before(rest, "#");
  const path = before(rest, "?");
  return { host, path, query: rest.slice(path.length + 1) };
}

/** @param {string} host */
function isHost(host) {
  if (host.includes("[") !== host.includes("]")) return false;
  if (host.includes("[")) return isBracketed(before(host.slice(host.indexOf("[") + 1), "]"));
  // What looks like one letter may stand for a slash between two.
  const bare = host.replace(/[@:#?]/g, "");
  const plain = bare.normalize("NFKC");
  return bare === plain || !/[/?#@:]/.test(plain);
}

/** @param {string} inside */
function isBracketed(inside) {
  return inside.startsWith("v") ? /^v[a-fA-F0-9]+\..+$/.test(inside) : URL.canParse(`http://[${inside}]/`);
}

/**
 * The values of a query, as Python's parse_qsl reads them: blank ones and those without a name left out.
 * @param {string} query
 */
function values(query) {
  return query
    .split("&")
    .filter((pair) => pair.includes("="))
    .map((pair) => pair.slice(pair.indexOf("=") + 1))
    .filter(Boolean)
    .map((value) => value.replaceAll("+", " ").replace(/(?:%[0-9A-Fa-f]{2})+/g, unescaped));
}

/** @param {string} run */
function unescaped(run) {
  const bytes = run.slice(1).split("%").map((pair) => Number.parseInt(pair, 16));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
}

/**
 * @param {string} text
 * @param {string} mark
 */
function before(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}
