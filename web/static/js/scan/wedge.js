/**
 * Keyboard scanners, in any layout and wherever the focus is.
 *
 * const wedge = listenToWedge(document, (text, other) => …);
 *
 * A scanner types faster than anybody. A burst of keys that ends with Enter, or with a pause, is a scan; what
 * it wrote into a field is taken out again and its Enter presses no button. What a person types stays.
 *
 * `other` is what the code may also have been where the tablet's layout leaves it open, else null: look for
 * `text`, and where nobody has it for `other`; then `wedge.confirm(other)` lets the next scan be right at once.
 */

import { evidence, meaning, press, writes } from "./keys.js";

/** @typedef {import("./keys.js").Press} Press */
/** @typedef {import("./keys.js").Way} Way */
/** @typedef {{ element: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, value: string, from: number | null, to: number | null }} Before */
/** @typedef {{ stop(): void, confirm(text: string): void }} Wedge */

// Keys of one burst follow each other faster than this; the fastest typists need twice as long.
const BETWEEN = 35;
// A tablet that was busy delivers late; one slow key among fast ones is forgiven.
const FORGIVEN = 100;
const ENDS_AFTER = 120;
// A roll over the keys is four long; our shortest code has six.
const SHORTEST = 6;
const ENDINGS = new Set(["Enter", "Tab"]);
const KEY = "last-badge scanner reads by";

/**
 * @param {Document} document
 * @param {(text: string, other: string | null) => void} onCode
 * @returns {Wedge}
 */
export function listenToWedge(document, onCode) {
  /** @type {Press[]} */
  let burst = [];
  let first = 0;
  let last = 0;
  let late = 0;
  /** @type {Before | null} */
  let before = null;
  let timer = 0;
  let learnt = known();
  /** @type {Press[]} */
  let scanned = [];
  // Scanners in ALT mode name each letter by its number: Alt held, digits on the number pad.
  let number = "";

  function forget() {
    clearTimeout(timer);
    burst = [];
    late = 0;
    before = null;
    number = "";
  }

  function isScan() {
    return burst.length >= SHORTEST && (last - first) / (burst.length - 1) < BETWEEN;
  }

  function finish() {
    const [presses, field] = [burst, before];
    forget();
    if (field) restore(field);
    scanned = presses;
    learn(evidence(presses));
    const { text, other } = meaning(presses, learnt);
    onCode(text, other);
  }

  /** @param {Way | null} way */
  function learn(way) {
    if (!way || way === learnt) return;
    learnt = way;
    remember(way);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Press} one
   */
  function take(event, one) {
    const gap = event.timeStamp - last;
    if (burst.length && gap > BETWEEN) late += 1;
    if (!burst.length || gap > FORGIVEN || late > 2) {
      forget();
      first = event.timeStamp;
      before = holding(document.activeElement);
    }
    last = event.timeStamp;
    burst.push(one);
    clearTimeout(timer);
    timer = window.setTimeout(() => (isScan() ? finish() : forget()), ENDS_AFTER);
    // A blank would press the button that happens to have the focus.
    if (one.key === " " && burst.length > 1 && !before) event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  function down(event) {
    if (event.repeat) return forget();
    if (event.altKey && /^Numpad\d$/.test(event.code)) return void (number += event.code.at(-1));
    // Some end with a line feed, which is Ctrl+J, and opens the browser's downloads.
    const feed = event.ctrlKey && (event.code === "KeyJ" || event.code === "KeyM");
    if (ENDINGS.has(event.key) || feed) {
      if (event.timeStamp - last > ENDS_AFTER || !isScan()) return forget();
      event.preventDefault();
      event.stopImmediatePropagation();
      return finish();
    }
    if (writes(event)) take(event, press(event));
  }

  /** @param {KeyboardEvent} event */
  function up(event) {
    if (event.key !== "Alt" || !number) return;
    const letter = String.fromCharCode(Number(number));
    number = "";
    take(event, { key: letter, place: "", shift: false });
  }

  document.addEventListener("keydown", down, true);
  document.addEventListener("keyup", up, true);

  return {
    stop() {
      forget();
      document.removeEventListener("keydown", down, true);
      document.removeEventListener("keyup", up, true);
    },
    confirm(text) {
      for (const way of /** @type {Way[]} */ (["key", "place"])) {
        const reading = meaning(scanned, way);
        if (reading.text === text && reading.other !== null) learn(way);
      }
    },
  };
}

/** @param {Element | null} element @returns {Before | null} */
function holding(element) {
  if (element instanceof HTMLSelectElement) return { element, value: element.value, from: null, to: null };
  if (!(element instanceof HTMLInputElement) && !(element instanceof HTMLTextAreaElement)) return null;
  // Fields for numbers and dates have no selection, and some browsers say so by throwing.
  const { selectionStart: from, selectionEnd: to } = element;
  return { element, value: element.value, from, to };
}

/** @param {Before} before */
function restore({ element, value, from, to }) {
  if (element.value === value) return;
  element.value = value;
  if (from !== null && !(element instanceof HTMLSelectElement)) element.setSelectionRange(from, to);
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @returns {Way | null} */
function known() {
  try {
    const way = localStorage.getItem(KEY);
    return way === "key" || way === "place" ? way : null;
  } catch {
    return null;
  }
}

/** @param {Way} way */
function remember(way) {
  try {
    localStorage.setItem(KEY, way);
  } catch {
    // A browser that keeps nothing learns it again from the next scan that tells.
  }
}
