/**
 * What is said of a badge that comes out of a printer.
 *
 * @import {Person, Printer} from "../evening/types.js"
 */

import { say, t, tn } from "../evening/words.js";
import { html } from "./html.js";
import { Name, placed } from "./phrases.js";
import { remedies } from "./remedies.js";

/** @typedef {[sentence: string, values: Record<string, string | number>]} Sentence */

/** The first of a line, at a printer and where it is open which. @type {[at: string, open: string][]} */
const LINE = [
  [say("Next in line at {printer}."), say("Next in line for a printer.")],
  [say("Second in line at {printer}."), say("Second in line for a printer.")],
  [say("Third in line at {printer}."), say("Third in line for a printer.")],
];
/** @type {[at: string, open: string]} */
const FURTHER = [say("Number {n} in line at {printer}."), say("Number {n} in line for a printer.")];

/**
 * How somebody's print stands, in one sentence that is in the page's language already; null where there is none.
 * @param {Person} person
 * @param {number} place in the line
 * @returns {Sentence | null}
 */
function sentence({ print, collected_at }, place) {
  if (!print) return null;
  const printer = print.printer ?? "";
  const values = { printer };
  switch (print.state) {
    case "queued":
      return [lineWords(place, printer), { ...values, n: place }];
    case "printed":
      if (!printer) return [collected_at ? t("Printed.") : t("Printed. Please hand it over."), values];
      return [collected_at ? t("Printed at {printer}.") : t("Printed at {printer}. Please hand it over."), values];
    case "blocked":
      return [printer ? t("{printer} has stopped.") : t("The printer has stopped."), values];
    case "unknown":
      return [printer ? t("Did the badge come out of {printer}?") : t("Did the badge come out?"), values];
    case "failed":
      return [printer ? t("{printer} did not print the badge.") : t("The badge was not printed."), values];
    case "cancelled":
      return [t("The print was cancelled."), values];
    default:
      return [printing(printer, print.seconds), values];
  }
}

/**
 * @param {number} place
 * @param {string} printer
 */
function lineWords(place, printer) {
  const [at, open] = LINE[place - 1] ?? FURTHER;
  return t(printer ? at : open);
}

/**
 * @param {string} printer
 * @param {number | null} seconds
 */
function printing(printer, seconds) {
  if (!printer) return t("Printing.");
  if (!seconds) return t("Printing at {printer}.");
  const n = Math.max(1, Math.round(seconds));
  return tn("Printing at {printer}, about one second.", "Printing at {printer}, about {n} seconds.", n, { printer: "{printer}" });
}

/**
 * The sentence as it stands on the screen.
 * @param {Person} person
 * @param {number} place
 */
export function printTold(person, place) {
  const said = sentence(person, place);
  if (!said) return null;
  const [words, values] = said;
  return placed(words, { ...values, printer: html`<${Name}>${values.printer}<//>` });
}

/**
 * The same for a screen reader.
 * @param {Person} person
 * @param {number} place
 */
export function printAloud(person, place) {
  const [words, values] = sentence(person, place) ?? ["", {}];
  const said = words.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
  const { state, why } = person.print ?? {};
  return state === "blocked" && why ? `${said} ${why}. ${remedies(why)}` : said;
}

/** How long until it is out, beside a place in the line. @param {number | null} seconds */
export function waitWords(seconds) {
  if (!seconds) return "";
  const n = Math.max(1, Math.round(seconds));
  return n < 90 ? tn("About one second.", "About {n} seconds.", n) : tn("About one minute.", "About {n} minutes.", Math.round(n / 60));
}

/** The same in few words, in a list. @param {Person} person @param {number} place */
export function printShort({ print }, place) {
  switch (print?.state) {
    case undefined:
      return t("not printed yet");
    case "queued":
      return place === 1 ? t("next in line") : t("number {n} in line", { n: place });
    case "blocked":
      return t("printer has stopped");
    case "unknown":
      return t("did it come out?");
    case "failed":
    case "cancelled":
      return t("not printed");
    case "printed":
      return t("printed");
    default:
      return t("printing");
  }
}

/** What a printer says, as a volunteer reads it. @param {Printer} printer */
export function troubleOf({ state, words, labels_left }) {
  if (state === "offline") return t("It cannot be reached.");
  if (state === "blocked") return words.join(", ");
  return labels_left === null ? "" : tn("One label is left.", "{n} labels are left.", labels_left);
}
