/**
 * The evening at a glance: who is missing, what lies on the table, and the numbers; ordered as badges/people.py and
 * badges/overview.py order them.
 *
 * @import {EventInfo, Person} from "./types.js"
 * @import {Hours} from "./standing.js"
 */

import { hasBadge } from "./printing.js";

/**
 * The badges nobody has collected: of those who are here, of those who are not, and those set aside. `printing` are
 * those who are here and whose badge is not out of a printer yet.
 * @typedef {{printing: Person[], here: Person[], away: Person[], setAside: Person[]}} Table
 *
 * `expected` are those who may still come, who is late among them.
 * @typedef {{invited: number, here: number, expected: number, missing: number, excused: number, on_table: number}} Counts
 */

/**
 * Who ought to be here and is not: the missing before the late, who was expected first before others.
 * @param {Iterable<Person>} people
 * @returns {Person[]}
 */
export function missing(people) {
  const away = [...people].filter(({ standing }) => standing === "missing" || standing === "late" || standing === "no_show");
  const late = (/** @type {Person} */ one) => Number(one.standing === "late");
  return away.sort((one, other) => late(one) - late(other) || inTime(one.expected_at, other.expected_at) || inList(one, other));
}

/**
 * Whose badge lies uncollected, those who have waited longest for it first.
 * @param {Iterable<Person>} people
 * @param {Hours} hours
 * @param {EventInfo} event
 * @returns {Table}
 */
export function table(people, hours, event) {
  const kept = [...people].filter((one) => !one.collected_at && (!one.cancelled || one.arrived_at));
  const lies = kept.filter((one) => hasBadge(one, event));
  const printing = kept.filter((one) => one.arrived_at && !one.left_at && !hasBadge(one, event));
  const end = new Date(hours.end).toISOString();
  const inOrder = (/** @type {Person} */ one, /** @type {Person} */ other) =>
    inTime(one.arrived_at ?? end, other.arrived_at ?? end) || inList(one, other);
  lies.sort(inOrder);
  return {
    printing: printing.sort(inOrder),
    here: lies.filter((one) => badgeIs(one) === "uncollected_here"),
    away: lies.filter((one) => badgeIs(one) === "on_the_table"),
    setAside: lies.filter((one) => badgeIs(one) === "set_aside"),
  };
}

/**
 * Where somebody's badge is. Who is here without a badge matters more than where it was put.
 * @param {Person} one
 * @returns {"collected" | "uncollected_here" | "set_aside" | "on_the_table"}
 */
export function badgeIs(one) {
  if (one.collected_at) return "collected";
  if (one.arrived_at && !one.left_at) return "uncollected_here";
  return one.set_aside_at ? "set_aside" : "on_the_table";
}

/**
 * The evening in numbers.
 * @param {Iterable<Person>} people
 * @param {EventInfo} event
 * @returns {Counts}
 */
export function counts(people, event) {
  const sum = { invited: 0, here: 0, expected: 0, missing: 0, excused: 0, on_table: 0 };
  for (const one of people) {
    const inside = one.arrived_at !== null && one.left_at === null;
    const away = one.arrived_at === null && !one.cancelled;
    const missed = one.standing === "missing" || one.standing === "no_show";
    const kept = !one.collected_at && (!one.cancelled || one.arrived_at !== null) && hasBadge(one, event);
    sum.invited += Number(!one.cancelled);
    sum.here += Number(inside);
    sum.excused += Number(away && one.excused);
    sum.missing += Number(away && !one.excused && missed);
    sum.expected += Number(away && !one.excused && !missed);
    sum.on_table += Number(kept && (inside || !one.set_aside_at));
  }
  return sum;
}

/** Moments are all written alike, so their letters are in the order of time. @param {string} one @param {string} other */
function inTime(one, other) {
  return one < other ? -1 : Number(one > other);
}

/**
 * In the order of the list; whom the server has not numbered yet comes last, in the order they were written down.
 * @param {Person} one
 * @param {Person} other
 */
function inList(one, other) {
  const place = (/** @type {number} */ id) => (id < 0 ? Number.MAX_SAFE_INTEGER : id);
  return place(one.id) - place(other.id);
}
