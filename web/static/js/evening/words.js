/**
 * Every sentence a screen says goes through here, in the language of its page; and moments as the event's clocks
 * show them.
 *
 * A page that does not speak English carries its catalogue with it (web/speech.py), in script[data-words].
 * `make words` finds the sentences of t(), tn() and say().
 */

/**
 * @typedef {object} Catalogue
 * @property {string} language
 * @property {"ltr" | "rtl"} direction
 * @property {Record<string, string[]>} sentences the English sentence, and what stands for it; several for a number
 * @property {number[]} forms which of several a number takes, for 0 to 199
 */

/** @type {Catalogue} */
let catalogue = { language: "en", direction: "ltr", sentences: {}, forms: [] };
/** @type {Map<string, Intl.DateTimeFormat>} */
const clocks = new Map();

/**
 * Say everything from now on in the words of this catalogue.
 * @param {Catalogue} words
 */
export function speak(words) {
  catalogue = words;
}

/**
 * The sentence, with the values in the places that `{name}` keeps for them.
 * @param {string} sentence
 * @param {Record<string, string | number>} [values]
 */
export function t(sentence, values = {}) {
  return filled(catalogue.sentences[sentence]?.[0] ?? sentence, values);
}

/**
 * The sentence for so many; `{n}` is the number.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Record<string, string | number>} [values]
 */
export function tn(one, many, n, values = {}) {
  const forms = catalogue.sentences[one];
  const which = catalogue.forms[n < 200 ? n : 100 + (n % 100)] ?? 0;
  return filled(forms ? (forms[which] ?? forms[0]) : n === 1 ? one : many, { n, ...values });
}

/**
 * A sentence that is kept and said later, by t().
 * @param {string} sentence
 */
export function say(sentence) {
  return sentence;
}

/**
 * @param {string} words
 * @param {Record<string, string | number>} values
 */
function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

/**
 * A moment as HH:MM in the event's own zone; empty where there is none.
 * @param {string | number | null | undefined} moment
 * @param {string} timezone
 */
export function hhmm(moment, timezone) {
  if (moment === null || moment === undefined) return "";
  let clock = clocks.get(timezone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone });
    clocks.set(timezone, clock);
  }
  return clock.format(typeof moment === "number" ? moment : Date.parse(moment));
}

const carried = typeof document === "undefined" ? null : document.querySelector("script[data-words]");
if (carried?.textContent) speak(JSON.parse(carried.textContent));
