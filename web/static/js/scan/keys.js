/**
 * What a keyboard scanner meant by its keys.
 *
 * A scanner presses keys by their place on its own keyboard, mostly the American one; the tablet reads them by
 * its layout, where Z may stand for Y, digits need shift, and a letter may be Arabic. So each burst is read
 * twice: as the letters the tablet made of it, and by the places of the keys. Our codes tell which of the two
 * is right, but for the case that both look like one, as with Y and Z in German: then both are handed on.
 */

/** @typedef {{ key: string, place: string, shift: boolean }} Press */
/** @typedef {{ text: string, other: string | null }} Reading `other`: what it may also have been */
/** @typedef {"key" | "place"} Way which of the two readings is right for this scanner on this tablet */

/** What the American keyboard has at each place, alone and with shift. @type {Record<string, string>} */
const PLACES = {
  Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|",
  Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?", Space: "  ", IntlBackslash: "\\|",
  NumpadDivide: "//", NumpadMultiply: "**", NumpadSubtract: "--", NumpadAdd: "++", NumpadDecimal: "..",
};
for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") PLACES[`Key${letter}`] = letter.toLowerCase() + letter;
[...")!@#$%^&*("].forEach((sign, digit) => {
  PLACES[`Digit${digit}`] = `${digit}${sign}`;
  PLACES[`Numpad${digit}`] = `${digit}${digit}`;
});

const CODE = "[0-9A-HJKMNP-TV-Z]{16}";
const BADGE = new RegExp(`^LB1${CODE}$`, "i");
const PASS = new RegExp(`^https?://[^\\s/]+(/[^\\s]*)?/P/${CODE}$`, "i");

/** What the self-test asks a scanner to read: it holds every letter that layouts move. */
export const TRIAL = "LAST-BADGE-TRIAL-0123456789-AZERTY-QWMYZ";

/** @param {KeyboardEvent} event whether this key writes something */
export function writes(event) {
  if (event.metaKey) return false;
  const third = event.getModifierState("AltGraph");
  if ((event.ctrlKey || event.altKey) && !third) return false;
  return event.code in PLACES || event.key.length === 1;
}

/**
 * @param {KeyboardEvent} event
 * @returns {Press}
 */
export function press(event) {
  const written = event.key === "Dead" || event.key === "Process" || event.key === "Unidentified" ? "" : event.key;
  // Caps lock turns letters round behind the scanner's back.
  const turned = event.getModifierState("CapsLock") && written.length === 1;
  return { key: turned ? otherCase(written) : written, place: event.code, shift: event.shiftKey };
}

/** @param {string} letter */
function otherCase(letter) {
  return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
}

/** @param {readonly Press[]} presses */
function byKey(presses) {
  return presses.map((one) => one.key).join("");
}

/** @param {readonly Press[]} presses */
function byPlace(presses) {
  return presses.map((one) => PLACES[one.place]?.[one.shift ? 1 : 0] ?? one.key).join("");
}

/** @param {string} text */
export function isBadge(text) {
  return BADGE.test(text);
}

/** @param {string} text */
export function isPass(text) {
  return PASS.test(text);
}

/** @param {string} text */
function isOurs(text) {
  return isBadge(text) || isPass(text) || text.toUpperCase() === TRIAL;
}

/** @param {string} text whether an honest scanner may have meant it: codes are plain letters */
function isPlain(text) {
  return text !== "" && [...text].every((letter) => letter >= " " && letter <= "~");
}

/**
 * Which way of reading these keys is certainly right, where they tell.
 * @param {readonly Press[]} presses
 * @returns {Way | null}
 */
export function evidence(presses) {
  const [key, place] = [byKey(presses), byPlace(presses)];
  if (key === place || isOurs(key) === isOurs(place)) return null;
  return isOurs(key) ? "key" : "place";
}

/**
 * @param {readonly Press[]} presses
 * @param {Way | null} learnt what an earlier scan has shown about this scanner
 * @returns {Reading}
 */
export function meaning(presses, learnt = null) {
  const [key, place] = [byKey(presses), byPlace(presses)];
  const way = evidence(presses) ?? (!isPlain(key) ? "place" : (learnt ?? "key"));
  const [text, other] = way === "key" ? [key, place] : [place, key];
  const may = other !== text && isPlain(other) && evidence(presses) === null;
  return { text: tidy(text), other: may ? tidy(other) : null };
}

/** Ours are upper case, whatever the keyboard thinks; other makers' stay as they are. @param {string} text */
function tidy(text) {
  const bare = text.trim();
  return BADGE.test(bare) || bare.toUpperCase() === TRIAL ? bare.toUpperCase() : bare;
}
