/**
 * What a screen is told of somebody: what the server said, with this tablet's own scans that it does not know of yet
 * folded over it, and where that leaves them now.
 *
 * @import {Facts, ListedPerson, Mark, Move, Person, ScanItem} from "./types.js"
 * @import {Hours} from "./standing.js"
 */

import { whatWasTakenBack, sorted } from "./facts.js";
import { saidOf, standing } from "./standing.js";

/**
 * One of this tablet's scans of somebody. `settled`: what the server said of them has it in it already.
 * @typedef {{move: Move, settled: boolean, before: Facts | null, changed: boolean}} Own
 */

/**
 * @param {ScanItem} item
 * @param {{clockOff: number, device: string, seq: number}} here
 * @returns {Own}
 */
export function ownOf(item, { clockOff, device, seq }) {
  const { id, action, n, undoes } = item;
  return {
    move: { id, action, at: Date.parse(item.at) - clockOff, device, n, undoes },
    settled: item.acknowledged !== null && item.acknowledged.seq <= seq,
    before: item.before,
    changed: (item.acknowledged ?? item.shown).result === "done",
  };
}

/**
 * Whether a scan may still say anything of the facts: what was refused does not.
 * @param {ScanItem} item
 */
export function counts(item) {
  const { result, reason } = item.acknowledged ?? item.shown;
  return result !== "refused" || reason === "not_arrived" || reason === "nothing_to_undo";
}

/**
 * What is true of somebody by what the server said and by this tablet's own scans of them.
 * @param {Facts} known
 * @param {Own[]} own
 * @returns {Facts}
 */
export function over(known, own) {
  const inOrder = sorted(own.map(({ move }) => move));
  const byId = new Map(own.map((one) => [one.move.id, one]));
  const gone = whatWasTakenBack(inOrder);
  const standingScans = inOrder.filter((move) => move.action !== "undo" && !gone.has(move.id));
  const waiting = standingScans.filter((move) => !byId.get(move.id)?.settled);
  const undos = own.filter(({ move, settled }) => move.action === "undo" && !settled);
  const targets = undos.map(({ move }) => byId.get(move.undoes ?? "")).filter((target) => target?.settled && target.changed);
  const latestFirst = /** @type {Own[]} */ (targets).sort((one, other) => other.move.n - one.move.n);
  return waiting.reduce(put, latestFirst.reduce((facts, target) => without(facts, target, standingScans), known));
}

/**
 * What the server said of somebody, as facts.
 * @param {ListedPerson} person
 * @returns {Facts}
 */
export function factsOf(person) {
  return {
    arrived: markOf(person.arrived_at, person.arrived_by),
    collected: markOf(person.collected_at, person.collected_by),
    left: markOf(person.left_at, null),
    set_aside: markOf(person.set_aside_at, null),
  };
}

/**
 * Somebody with these facts, standing where they stand now.
 * @param {ListedPerson} person
 * @param {Facts} facts
 * @param {{hours: Hours, now: number, pending: boolean}} when
 * @returns {Person}
 */
export function shown(person, facts, { hours, now, pending }) {
  return {
    ...person,
    arrived_at: written(facts.arrived),
    arrived_by: facts.arrived ? String(facts.arrived.device) : null,
    collected_at: written(facts.collected),
    collected_by: facts.collected ? String(facts.collected.device) : null,
    left_at: written(facts.left),
    set_aside_at: written(facts.set_aside),
    standing: standing(facts, saidOf(person), hours, now),
    pending,
  };
}

/**
 * The facts after one more scan, which may lie before what is known already.
 * @param {Facts} facts
 * @param {Move} move
 * @returns {Facts}
 */
function put(facts, move) {
  const mark = { at: move.at, device: move.device };
  const left = facts.left && facts.left.at > move.at ? facts.left : null;
  switch (move.action) {
    case "arrive":
      return { ...facts, arrived: earlier(facts.arrived, mark), left };
    case "collect":
      return { ...facts, arrived: earlier(facts.arrived, mark), collected: earlier(facts.collected, mark), left };
    case "leave":
      return facts.arrived && facts.arrived.at <= move.at ? { ...facts, left: earlier(facts.left, mark) } : facts;
    case "set_aside":
      return facts.collected ? facts : { ...facts, set_aside: earlier(facts.set_aside, mark) };
    default:
      return facts;
  }
}

/**
 * The facts without a scan of ours that the server has folded in and does not know to be taken back: what was before
 * it, or what our other scans say. Of what other desks did meanwhile we learn when the server has it.
 * @param {Facts} facts
 * @param {Own} target
 * @param {Move[]} others
 * @returns {Facts}
 */
function without(facts, target, others) {
  const { before } = target;
  const { action, device } = target.move;
  if (action === "leave") return { ...facts, left: before?.left ?? null };
  if (action === "set_aside") return { ...facts, set_aside: before?.set_aside ?? null };
  /** @type {(mark: Mark | null, was: Mark | null, actions: string[]) => Mark | null} */
  const back = (mark, was, actions) => {
    if (mark?.device !== device) return mark;
    if (was && was.device !== device) return was;
    const other = others.find((move) => actions.includes(move.action));
    if (!other) return null;
    return was ? mark : { at: other.at, device };
  };
  const arrived = back(facts.arrived, before?.arrived ?? null, ["arrive", "collect"]);
  const collected = action === "collect" ? back(facts.collected, before?.collected ?? null, ["collect"]) : facts.collected;
  return { ...facts, arrived: arrived ?? collected, collected, left: arrived ? (facts.left ?? before?.left ?? null) : null };
}

/**
 * @param {Mark | null} one
 * @param {Mark} other
 */
function earlier(one, other) {
  return one && one.at <= other.at ? one : other;
}

/**
 * @param {string | null} at
 * @param {string | null} by
 * @returns {Mark | null}
 */
function markOf(at, by) {
  return at ? { at: Date.parse(at), device: by ?? "" } : null;
}

/** @param {Mark | null} mark */
function written(mark) {
  return mark ? new Date(mark.at).toISOString() : null;
}
