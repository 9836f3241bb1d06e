/**
 * How a badge that comes out of a printer stands: still coming, out, or waiting for a person.
 *
 * @import {EventInfo, Person, Printer} from "./types.js"
 */

const COMING = new Set(["queued", "claimed", "created", "sending", "printing"]);
const WAITS_FOR_A_PERSON = new Set(["blocked", "unknown", "failed"]);

/** Whether it comes by itself, as far as is known. @param {Person} person */
export function isComing(person) {
  return COMING.has(person.print?.state ?? "");
}

/** Whether a person has to do or to say something. @param {Person} person */
export function isStuck(person) {
  return WAITS_FOR_A_PERSON.has(person.print?.state ?? "");
}

/** Whether it is at a printer, or on its way to one. @param {Person} person */
export function isOpen(person) {
  return isComing(person) || person.print?.state === "blocked" || person.print?.state === "unknown";
}

/**
 * Whether there is a badge to hand over: at an event that prints on arrival not before it was printed, or where it was
 * printed beforehand and lies in a box.
 * @param {Person} person
 * @param {EventInfo} event
 */
export function hasBadge(person, event) {
  return !event.prints_on_arrival || (person.has_badge ?? person.box !== null) || person.print?.state === "printed";
}

/**
 * Whether their badge was made beforehand, and no printer has to do with it.
 * @param {Person} person
 * @param {EventInfo} event
 */
export function isPreprinted(person, event) {
  return !person.print && hasBadge(person, event);
}

/**
 * Whether something can be handed over by hand: the badge, or one that was written by hand where no printer helped.
 * @param {Person} person
 * @param {EventInfo} event
 */
export function canHandOver(person, event) {
  return hasBadge(person, event) || (person.arrived_at !== null && person.left_at === null && !isComing(person));
}

/**
 * Whether they are here and their badge is still to be asked for, because the server does not know of it.
 * @param {Person} person
 * @param {EventInfo} event
 */
export function isToBeAsked(person, event) {
  return Boolean(person.arrived_at) && person.pending && !person.print && !hasBadge(person, event);
}

/**
 * Their place in the line of those that wait. The server said it when something of them changed last; who was before
 * them may have theirs by now.
 * @param {Person} person
 * @param {Iterable<Person>} people everybody whose badge is in the line
 */
export function placeInLine(person, people) {
  const { job = 0, printer = null, position } = person.print ?? {};
  let before = 0;
  for (const { print } of people) {
    before += Number(print?.state === "queued" && print.job < job && print.printer === printer);
  }
  return Math.max(1, Math.min(position ?? Infinity, before + 1));
}

/** Whether somebody should go and look at it. @param {Printer} printer */
export function isInTrouble({ state, held }) {
  return !held && (state === "blocked" || state === "offline");
}
