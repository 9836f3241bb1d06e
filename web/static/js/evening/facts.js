/**
 * The fold: an attendee's scans become the facts. The twin of badges/rules/fold.py; tests hold both to the same
 * answers.
 *
 * @import {Action, Facts, Mark, Move} from "./types.js"
 */

/** @type {Facts} */
export const NOTHING = Object.freeze({ arrived: null, collected: null, left: null, set_aside: null });

/**
 * The facts after one more scan that is later than all before it. Undo needs the whole fold.
 * @param {Facts} facts
 * @param {Move} move
 * @returns {Facts}
 */
export function step(facts, move) {
  const mark = { at: move.at, device: move.device };
  switch (move.action) {
    case "arrive":
      return { ...facts, arrived: facts.arrived ?? mark, left: null };
    case "collect":
      return { ...facts, arrived: facts.arrived ?? mark, collected: facts.collected ?? mark, left: null };
    case "leave":
      return facts.arrived ? { ...facts, left: facts.left ?? mark } : facts;
    case "set_aside":
      return facts.collected ? facts : { ...facts, set_aside: facts.set_aside ?? mark };
    default:
      return facts;
  }
}

/**
 * The facts that any order and any repetition of these scans leads to, and which scans were taken back.
 * @param {Iterable<Move>} moves
 * @returns {{facts: Facts, takenBack: Set<string>}}
 */
export function fold(moves) {
  const inOrder = sorted(moves);
  const takenBack = whatWasTakenBack(inOrder);
  const facts = inOrder.filter((move) => !takenBack.has(move.id)).reduce(step, NOTHING);
  return { facts, takenBack };
}

/**
 * When and where what this action does was first done, if it was.
 * @param {Facts} facts
 * @param {Action} action
 * @returns {Mark | null}
 */
export function firstOf(facts, action) {
  switch (action) {
    case "arrive":
      return facts.arrived;
    case "collect":
      return facts.collected;
    case "leave":
      return facts.left;
    case "set_aside":
      return facts.collected ?? facts.set_aside;
    default:
      return null;
  }
}

/**
 * @param {Facts} one
 * @param {Facts} other
 */
export function sameFacts(one, other) {
  return (
    sameMark(one.arrived, other.arrived) &&
    sameMark(one.collected, other.collected) &&
    sameMark(one.left, other.left) &&
    sameMark(one.set_aside, other.set_aside)
  );
}

/**
 * Each scan once, in the order (time, device, n, id) in which scans fold.
 * @param {Iterable<Move>} moves
 */
export function sorted(moves) {
  return [...new Map([...moves].map((move) => [move.id, move])).values()].sort(inOrderOfTheEvening);
}

/**
 * The scans that an undo took back: the one it names, and that device's repetitions of it up to the undo.
 * @param {Move[]} inOrder
 */
export function whatWasTakenBack(inOrder) {
  const byId = new Map(inOrder.map((move) => [move.id, move]));
  /** @type {Set<string>} */
  const gone = new Set();
  for (const undo of inOrder) {
    const target = undo.action === "undo" && undo.undoes ? byId.get(undo.undoes) : undefined;
    if (!target || target.action === "undo" || gone.has(target.id)) continue;
    gone.add(target.id);
    for (const move of inOrder) if (repeats(move, target, undo)) gone.add(move.id);
  }
  return gone;
}

/**
 * @param {Move} move
 * @param {Move} target
 * @param {Move} undo
 */
function repeats(move, target, undo) {
  const same = move.action === target.action && move.device === target.device;
  return same && inOrderOfTheEvening(target, move) <= 0 && inOrderOfTheEvening(move, undo) <= 0;
}

/**
 * @param {Move} one
 * @param {Move} other
 */
function inOrderOfTheEvening(one, other) {
  return one.at - other.at || compare(one.device, other.device) || one.n - other.n || compare(one.id, other.id);
}

/**
 * @param {string | number} one
 * @param {string | number} other
 */
function compare(one, other) {
  return one < other ? -1 : Number(one > other);
}

/**
 * @param {Mark | null} one
 * @param {Mark | null} other
 */
function sameMark(one, other) {
  return one === other || (one !== null && other !== null && one.at === other.at && one.device === other.device);
}
