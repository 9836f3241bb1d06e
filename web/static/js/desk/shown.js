/**
 * Answers as they fill the screen.
 *
 * @import {Answer} from "../evening/evening.js"
 * @import {Person, Result} from "../evening/types.js"
 * @import {Word} from "./signs.js"
 */

import { t } from "../evening/words.js";
import { groupWords, toldAloud, wordOf } from "./phrases.js";

/**
 * `undo` are the scans that one touch takes back.
 * @typedef {object} Shown
 * @property {string} key another one for every answer, so that the eye sees that it is new
 * @property {Word} word
 * @property {string} aloud
 * @property {Answer | null} answer of one person
 * @property {{ people: Person[], again: Person[], refused: Person[] } | null} group of several
 * @property {string[]} undo
 */

/**
 * @param {Answer} answer
 * @param {string} timezone
 * @returns {Shown}
 */
export function shownOf(answer, timezone) {
  const undo = answer.undoable ? [answer.id] : [];
  return { key: answer.id, word: wordOf(answer), aloud: toldAloud(answer, timezone), answer, group: null, undo };
}

/**
 * @param {Answer[]} answers
 * @param {string} action
 * @returns {Shown}
 */
export function shownOfAll(answers, action) {
  const those = (/** @type {Result} */ result) =>
    answers.flatMap((one) => (one.result === result && one.person ? [one.person] : []));
  const group = { people: those("done"), again: those("again"), refused: those("refused") };
  const word = group.refused.length ? "refused" : group.people.length ? "done" : "again";
  const undo = answers.filter(({ undoable }) => undoable).map(({ id }) => id);
  const key = answers[0]?.id ?? "";
  return { key, word, aloud: groupWords(action, group.people.length), answer: null, group, undo };
}

/** What could not be kept on this tablet. @returns {Shown} */
export function shownNotKept() {
  const aloud = t("This tablet could not keep it, so it has not happened. Please try once more.");
  return { key: String(performance.now()), word: "refused", aloud, answer: null, group: null, undo: [] };
}
