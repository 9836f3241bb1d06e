/**
 * The verdict of a desk that works from its copy: what a scan changes, whether it had already happened, or why it may
 * not be. The twin of badges/desk/judge.py as far as a copy can know; the server has the last word.
 *
 * @import {Action, Facts, Mark, Move, Result, Role} from "./types.js"
 * @import {Hours, Said} from "./standing.js"
 */

import { firstOf, sameFacts, step } from "./facts.js";
import { deskRefusal, selfRefusal } from "./standing.js";

/** @type {Record<string, Set<string>>} */
const ALLOWED = {
  desk: new Set(["arrive", "collect", "leave", "set_aside", "undo"]),
  kiosk: new Set(["arrive", "collect"]),
  station: new Set(),
  self: new Set(["arrive"]),
};
// Letting somebody in has its hours; leaving and putting things right has none.
const IN_HOURS = new Set(["arrive", "collect"]);

/**
 * Where a scan is made. `device` is what the marks of this device carry.
 * @typedef {{role: Role, hours: Hours, device: string | number}} Place
 *
 * What becomes of a scan.
 * @typedef {object} Verdict
 * @property {Result} result
 * @property {string | null} reason
 * @property {string | null} review
 * @property {Mark | null} first
 * @property {Facts | null} after
 */

/**
 * The scan may not be, and why.
 * @param {string} reason
 * @returns {Verdict}
 */
export function refusal(reason) {
  return { result: "refused", reason, review: null, first: null, after: null };
}

/**
 * What can be refused without knowing whose scan it is.
 * @param {Action} action
 * @param {Place} place
 */
export function beforeTheList(action, place) {
  return ALLOWED[place.role]?.has(action) ? null : refusal("not_allowed");
}

/**
 * What this scan does to somebody, given what is true of them and what they said.
 * @param {Move} move
 * @param {Facts} facts
 * @param {Said} said
 * @param {Place} place
 * @returns {Verdict}
 */
export function judge(move, facts, said, place) {
  const letsIn = IN_HOURS.has(move.action);
  const reason = letsIn ? hoursRefuse(place, move.at) : null;
  if (reason) return refusal(reason);
  if (letsIn && said.cancelled) return refusal("cancelled");
  const verdict = happen(move, facts);
  return letsIn ? { ...verdict, review: review(facts, said, verdict) } : verdict;
}

/**
 * What taking back does, given the scan to take back and the undo that took it back before, where there are such.
 * @param {Move | null} target
 * @param {Move | null} earlier
 * @param {Facts | null} after
 * @returns {Verdict}
 */
export function judgeUndo(target, earlier, after) {
  if (!target || target.action === "undo") return refusal("nothing_to_undo");
  if (earlier) {
    const first = { at: earlier.at, device: earlier.device };
    return { result: "again", reason: null, review: null, first, after };
  }
  return { result: "done", reason: null, review: null, first: null, after };
}

/**
 * @param {Place} place
 * @param {number} at
 */
function hoursRefuse(place, at) {
  return place.role === "desk" ? deskRefusal(place.hours, at) : selfRefusal(place.hours, at);
}

/**
 * @param {Move} move
 * @param {Facts} before
 * @returns {Verdict}
 */
function happen(move, before) {
  const after = step(before, move);
  const first = firstOf(before, move.action);
  if (!sameFacts(before, after)) return { result: "done", reason: null, review: null, first, after };
  if (move.action === "leave" && (!before.arrived || before.arrived.at > move.at)) {
    return { ...refusal("not_arrived"), after };
  }
  return { result: "again", reason: null, review: null, first: first ?? before.arrived, after };
}

/**
 * @param {Facts} before
 * @param {Said} said
 * @param {Verdict} verdict
 */
function review(before, said, verdict) {
  const arrives = before.arrived === null && verdict.after !== null && verdict.after.arrived !== null;
  return arrives && said.excused ? "excused_but_here" : null;
}
