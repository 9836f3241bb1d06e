/**
 * What hosts say to the desks, as it comes, until somebody at this desk has looked at it.
 *
 * @import {Evening} from "../evening/evening.js"
 * @import {DeskWord, Person} from "../evening/types.js"
 */

import { wordsSeen } from "./kept.js";

/** One host's word about one person. @typedef {{ person: Person, word: DeskWord }} HostWord */

// After that nobody waits at the door any more.
const LASTS = 2 * 60 * 60_000;
const REMEMBERED = 200;

/**
 * Follows the evening; `came` is told of what is new, once.
 * @param {Evening} evening
 * @param {(words: HostWord[]) => void} came
 */
export function followHostWords(evening, came) {
  /** @type {Map<number, DeskWord[]>} */
  const known = new Map();
  /** @type {Set<number> | null} The words heard so far; null before the list was there. */
  let heard = null;

  /** @param {Iterable<number>} ids */
  const look = (ids) => {
    for (const id of ids) {
      const words = (evening.person(id)?.words ?? []).filter(({ from }) => from === "host");
      if (words.length) known.set(id, words);
      else known.delete(id);
    }
  };
  const all = () =>
    [...known].flatMap(([id, words]) => {
      const person = evening.person(id);
      return person && !person.collected_at ? words.map((word) => ({ person, word })) : [];
    });
  /** @param {HostWord} one */
  const open = ({ word }) => Date.now() - Date.parse(word.at) < LASTS && !wordsSeen.value.includes(word.id);

  /** @param {Set<number> | null} changed */
  const follow = (changed) => {
    if (changed === null) known.clear();
    look(changed ?? evening.people.keys());
    const before = heard;
    const now = all();
    if (!evening.people.size) return;
    heard = new Set([...(before ?? []), ...now.map(({ word }) => word.id)]);
    const fresh = before ? now.filter((one) => !before.has(one.word.id) && open(one)) : [];
    if (fresh.length) came(fresh);
  };
  follow(null);
  return {
    stop: evening.subscribe(({ people }) => follow(people)),
    /** What is to be looked at, the newest first. */
    list: () => all().filter(open).sort((one, other) => other.word.id - one.word.id),
    /** @param {HostWord} one */
    looked: ({ word }) => {
      wordsSeen.value = [...wordsSeen.value, word.id].slice(-REMEMBERED);
    },
  };
}
