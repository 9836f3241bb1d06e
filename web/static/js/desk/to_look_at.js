/**
 * What to look at: people whom two desks let in while they were apart, or of whom the server says other than was shown.
 *
 * @import {Correction, State} from "../evening/evening.js"
 * @import {Person} from "../evening/types.js"
 */

/** The server says other than this desk had shown. @typedef {Correction} Look */

/** @typedef {State["doubles"][number]} Double */

/** @typedef {{ person: Person | null, correction: Look | null, double: Double | null }} ToLookAt */

/**
 * One line for each person, however many ways brought the news.
 * @param {Look[]} looks
 * @param {Double[]} doubles
 * @returns {ToLookAt[]}
 */
export function toLookAt(looks, doubles) {
  const corrected = looks.map((correction) => {
    const { person } = correction;
    return { person, correction, double: doubles.find((one) => one.person.id === person?.id) ?? null };
  });
  const known = new Set(corrected.map(({ person }) => person?.id));
  const others = doubles.filter(({ person }) => !known.has(person.id));
  return [...corrected, ...others.map((double) => ({ person: double.person, correction: null, double }))];
}
