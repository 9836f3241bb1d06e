/**
 * Where an attendee stands, and when the doors are open. The twin of badges/rules/standing.py and hours.py; tests
 * hold both to the same answers. All moments are milliseconds.
 *
 * @import {EventInfo, Facts, ListedPerson, Standing} from "./types.js"
 */

const MINUTE = 60_000;
// A desk may start before the doors, because speakers and crew do, and goes on a little after the end.
const DESK_BEFORE_DOORS = 60 * MINUTE;
const DESK_AFTER_END = 60 * MINUTE;
// Who goes within the last minutes has stayed.
const LEAVING_IS_EARLY = 15 * MINUTE;

/**
 * When an event opens, begins and ends, and its graces.
 * @typedef {object} Hours
 * @property {number} doors
 * @property {number} start
 * @property {number} end
 * @property {number} missingAfter
 * @property {number} uncollectedAfter
 * @property {number} setAsideAt
 */

/**
 * What is known of an attendee besides their scans. `expected` is when they are expected: what they said last, their
 * own hour, else the start; `grace` how long they are waited for where it is not as long as the others.
 * @typedef {{expected: number, grace: number | null, lateUntil: number | null, excused: boolean, cancelled: boolean}} Said
 */

/**
 * The event's hours and graces as the rules take them.
 * @param {EventInfo} event
 * @returns {Hours}
 */
export function hoursOf(event) {
  const start = Date.parse(event.start);
  return {
    doors: Date.parse(event.doors),
    start,
    end: Date.parse(event.end),
    missingAfter: (event.missing_after ?? 1800) * 1000,
    uncollectedAfter: (event.uncollected_after ?? 600) * 1000,
    setAsideAt: start + (event.set_aside_after ?? 5400) * 1000,
  };
}

/**
 * What somebody's row says besides their scans.
 * @param {ListedPerson} person
 * @returns {Said}
 */
export function saidOf(person) {
  return {
    expected: Date.parse(person.expected_at),
    grace: typeof person.grace === "number" ? person.grace * 1000 : null,
    lateUntil: person.late_until ? Date.parse(person.late_until) : null,
    excused: Boolean(person.excused),
    cancelled: Boolean(person.cancelled),
  };
}

/**
 * When the evening has ended.
 * @param {Hours} hours
 * @param {number} now
 */
export function isOver(hours, now) {
  return now >= hours.end;
}

/**
 * When their hosts should hear that they have not come; never before the doors were open.
 * @param {Said} said
 * @param {Hours} hours
 */
export function missingAt(said, hours) {
  return Math.max(said.expected + (said.grace ?? hours.missingAfter), hours.doors);
}

/**
 * Where the attendee stands at this moment.
 * @param {Facts} facts
 * @param {Said} said
 * @param {Hours} hours
 * @param {number} now
 * @returns {Standing}
 */
export function standing(facts, said, hours, now) {
  if (facts.arrived) return ofSomebodyWhoCame(facts, hours, now);
  if (said.cancelled || said.excused) return said.cancelled ? "cancelled" : "excused";
  if (isOver(hours, now)) return "no_show";
  if (now >= missingAt(said, hours)) return "missing";
  return said.lateUntil !== null || now >= said.expected ? "late" : "expected";
}

/**
 * Why a device may not let anybody in at this moment.
 * @param {Hours} hours
 * @param {number} at
 * @returns {"not_open" | "closed" | null}
 */
export function deskRefusal(hours, at) {
  if (at < hours.doors - DESK_BEFORE_DOORS) return "not_open";
  return at > hours.end + DESK_AFTER_END ? "closed" : null;
}

/**
 * Why attendees may not check themselves in at this moment: open when the doors are.
 * @param {Hours} hours
 * @param {number} at
 * @returns {"not_open" | "closed" | null}
 */
export function selfRefusal(hours, at) {
  if (at < hours.doors) return "not_open";
  return at >= hours.end ? "closed" : null;
}

/**
 * @param {Facts} facts
 * @param {Hours} hours
 * @param {number} now
 * @returns {Standing}
 */
function ofSomebodyWhoCame(facts, hours, now) {
  if (facts.left && facts.left.at < hours.end - LEAVING_IS_EARLY) return "left_early";
  return isOver(hours, now) ? "stayed" : "here";
}
