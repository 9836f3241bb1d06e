/**
 * Folding names for search: without case and marks, so that “Soren Aero” finds Søren Ærø. The twin of
 * badges/folded.py; tests/vectors/words.json holds the two together.
 */

// Letters that no decomposition takes apart, as people type them.
/** @type {Record<string, string>} */
const LETTERS = { ł: "l", đ: "d", ð: "d", ø: "o", ı: "i", ħ: "h", ŋ: "n", ß: "ss", æ: "ae", œ: "oe", þ: "th" };
// What Unicode's folding of case does beyond small letters.
/** @type {Record<string, string>} */
const FOLDED = {
  "\u0345": "ι", ς: "σ", "\u1c80": "в", "\u1c81": "д", "\u1c82": "о", "\u1c83": "с", "\u1c84": "т",
  "\u1c85": "т", "\u1c86": "ъ", "\u1c87": "ѣ", "\u1c88": "ꙋ",
};
const OTHERWISE = /[\u0345ς\u1c80-\u1c88]/g;
const CHEROKEE = /[\u13f8-\u13fd\uab70-\uabbf]/g;
// The okina, the modifier, the typographic and the plain apostrophe; and accents, but no vowel signs.
const MARKS = /[\u02bb\u02bc\u2018\u2019'\u0300-\u036f]/g;
const UNUSUAL = /[łđðøıħŋßæœþ]/g;
const PARTS = /[^\p{L}\p{M}\p{N}]+/u;
const PLAIN = /^[\x00-\x7f]*$/;
const PLAIN_PARTS = /[^a-z0-9]+/;

/**
 * The words of a text, folded; whatever is no letter, mark or digit parts them.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  if (PLAIN.test(text)) return text.toLowerCase().replaceAll("'", "").split(PLAIN_PARTS).filter(Boolean);
  const bare = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(OTHERWISE, (letter) => FOLDED[letter] ?? letter)
    .replace(CHEROKEE, (letter) => letter.toUpperCase())
    .replace(MARKS, "")
    .replace(UNUSUAL, (letter) => LETTERS[letter] ?? letter);
  return bare.normalize("NFC").split(PARTS).filter(Boolean);
}

// Consonants that are spelt in more than one way; then vowels, consonants that stand for them, and a last h.
/** @type {Record<string, string>} */
const SOUNDS = {
  ...{ sh: "s", ch: "h", kh: "h", ph: "f", gh: "g", th: "t", dh: "d", ts: "z", tz: "z" },
  ...{ ck: "k", q: "k", c: "k", j: "g", v: "b", p: "f", x: "ks" },
};
const SPELT = new RegExp(Object.keys(SOUNDS).join("|"), "g");
const VOWELS = /[aeiouyw]|h$/g;
const TWICE = /(.)\1+/gu;
const LATIN = /^[\u0000-\u024f\u1e00-\u1eff]*$/;

/**
 * The consonants of a typed word, as they are looked for among those of names whose script writes no vowels; empty
 * where too few are left. The twin of badges/romanised.py.
 * @param {string} word
 */
export function bare(word) {
  const sounds = word.replace(SPELT, (spelt) => SOUNDS[spelt] ?? spelt);
  const left = sounds.replace(VOWELS, "").replace(TWICE, "$1");
  return left.length >= 2 && LATIN.test(left) ? `~${left}` : "";
}
