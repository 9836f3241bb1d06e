/**
 * What the desk says: sentences with names in them, each name in its own direction.
 *
 * A sentence is written once, in English, and goes through t(); its places `{name}` are then filled with elements
 * rather than letters.
 *
 * @import {Answer} from "../evening/evening.js"
 * @import {Person, Standing} from "../evening/types.js"
 * @import {Word} from "./signs.js"
 */

import { hhmm, say, t, tn } from "../evening/words.js";
import { html } from "./html.js";

/**
 * What is said of one scan, as far as a sentence needs it.
 * @typedef {object} Telling
 * @property {string} action
 * @property {string} result
 * @property {string | null} reason
 * @property {string | null} review
 * @property {Person | null} person
 * @property {{at: string | number, device: string | null} | null} first
 * @property {boolean} [retired]
 */

/** @type {Record<string, string>} */
const REFUSALS = {
  unknown_code: say("We do not know this code. Look for the name, or ask the organiser."),
  other_event: say("This code belongs to another event. Look for the name in this one."),
  cancelled: say("The organiser has taken {name} off the list. Please ask the organiser."),
  not_open: say("The doors are not open yet."),
  closed: say("The evening is over; the list is closed."),
  not_arrived: say("{name} has not arrived, so there is nothing to leave."),
  nothing_to_undo: say("There is nothing here to take back."),
  not_allowed: say("This device may not do that. A desk can."),
  bad_moment: say("The time of this scan cannot be right. Look at this device’s clock and try again."),
  id_reused: say("Another scan has this id already. Please scan once more."),
};

/** @type {Record<string, string>} */
const REVIEWS = {
  double_admission: say("{name} was let in at two desks while they were apart. Please look who came twice."),
  excused_but_here: say("{name} had said they could not come. A warm welcome."),
  cancelled_but_here: say("{name} was off the list and is here. Please tell the organiser."),
};

/** @type {Record<string, string>} */
const DONE = {
  arrive: say("{name} is here."),
  collect: say("{name} is here and has the badge."),
  leave: say("{name} has left."),
  set_aside: say("The badge of {name} is set aside."),
  undo: say("Taken back for {name}."),
};

/** What happened, when, and where; the places are for a moment and a desk. @type {Record<string, string>} */
const AGAIN = {
  arrive: say("{name} is here already, since {time} at {desk}."),
  collect: say("{name} has the badge already, since {time} at {desk}."),
  leave: say("{name} has left already, at {time} at {desk}."),
  set_aside: say("{name} needs no setting aside: the badge is away, since {time} at {desk}."),
  undo: say("{name} was put right already, at {time} at {desk}."),
};

// No desk did it, but a host who saw them; their name stands where a desk's would.
const SEEN = say("{name} is here already; {desk} saw them at {time}.");

/** @type {Record<string, string>} */
const AGAIN_SOMETIME = {
  arrive: say("{name} is here already."),
  collect: say("{name} has the badge already."),
  leave: say("{name} has left already."),
  set_aside: say("{name} needs no setting aside: the badge is away."),
  undo: say("{name} was put right already."),
};

/** What a scan was called in the list of what was done. @type {Record<string, string>} */
export const DEEDS = {
  arrive: say("Let in"),
  collect: say("Handed over the badge"),
  leave: say("Has left"),
  set_aside: say("Set the badge aside"),
  undo: say("Taken back"),
};

/** @type {Record<Standing, string>} */
export const STANDINGS = {
  expected: say("Expected"),
  late: say("Late"),
  missing: say("Missing"),
  here: say("Here"),
  left_early: say("Left early"),
  stayed: say("Stayed"),
  no_show: say("No-show"),
  excused: say("Excused"),
  cancelled: say("Cancelled"),
};

/**
 * A name, exactly as its owner wrote it, in its own direction and in no language we would presume.
 * @param {{ children?: any }} props
 */
export function Name({ children }) {
  return html`<bdi dir="auto" translate="no">${children}</bdi>`;
}

/**
 * A sentence, said by t() or tn(), whose places are filled with elements.
 * @param {string} sentence
 * @param {Record<string, any>} values
 * @returns {any[]}
 */
export function placed(sentence, values) {
  return sentence.split(/\{(\w+)\}/g).map((part, at) => (at % 2 ? values[part] ?? `{${part}}` : part));
}

/**
 * The sentence of an answer and what stands in its places.
 * @param {Telling} one
 * @param {string} timezone
 * @returns {[sentence: string, values: Record<string, string>]}
 */
function sentence(one, timezone) {
  const values = { name: one.person?.name ?? t("This person"), time: "", desk: "" };
  if (one.result === "refused") return [REFUSALS[one.reason ?? ""] ?? REFUSALS.unknown_code ?? "", values];
  const review = one.review && REVIEWS[one.review];
  if (review) return [review, values];
  if (one.result !== "again") return [DONE[one.action] ?? "", values];
  const known = one.first?.at && one.first.device;
  if (known && one.person?.vouched_by === one.first?.device) {
    return [SEEN, { ...values, time: hhmm(one.first?.at, timezone), desk: String(one.first?.device) }];
  }
  if (!known) return [AGAIN_SOMETIME[one.action] ?? "", values];
  return [AGAIN[one.action] ?? "", { ...values, time: hhmm(one.first?.at, timezone), desk: String(one.first?.device) }];
}

/**
 * What a volunteer reads aloud.
 * @param {Telling} one
 * @param {string} timezone
 */
export function told(one, timezone) {
  const [words, values] = sentence(one, timezone);
  const named = { ...values, name: html`<${Name}>${values.name}<//>`, desk: html`<${Name}>${values.desk}<//>` };
  return placed(t(words), named);
}

/**
 * The same for a screen reader.
 * @param {Telling} one
 * @param {string} timezone
 */
export function toldAloud(one, timezone) {
  return t(...sentence(one, timezone));
}

/**
 * How long ago something was, in the words of a person.
 * @param {number} ms
 */
export function age(ms) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return t("less than a minute");
  if (minutes < 60) return tn("one minute", "{n} minutes", minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? tn("one hour", "{n} hours", hours) : tn("one day", "{n} days", Math.floor(hours / 24));
}

/** What the screen says by colour and shape. @param {Answer} answer @returns {Word} */
export function wordOf(answer) {
  const asks = answer.review === "double_admission" || answer.review === "cancelled_but_here";
  return asks ? "ask" : answer.result;
}

/** @param {number} others */
export function whichWords(others) {
  return others === 1 ? t("There are two: which one?") : t("There are {n}: which one?", { n: others + 1 });
}

/**
 * @param {string} action
 * @param {number} n
 */
export function groupWords(action, n) {
  if (action === "undo") return tn("Taken back for one person.", "Taken back for {n} people.", n);
  if (action === "arrive") return tn("One person is here.", "{n} people are here.", n);
  return tn("One person is here and has the badge.", "{n} people are here and have their badges.", n);
}
