/**
 * Finding people as they are misheard and mistyped: the twin of badges/search, which says who is found and in which
 * order. tests/vectors/found.json and tests/js/test_twins.py hold the two together.
 */

import { words } from "./fold_words.js";
import { HOSTS_PLACE, ListWords, NONE } from "./list_words.js";
import { Meeting } from "./meeting.js";

/** @import {Sought} from "./list_words.js" */
/** @import {Asked} from "./meeting.js" */

const FAR = 0x7fffffff;
const MOST_WORDS = 8;
// What each way of meeting is worth, the less the better: in somebody's own words, and in their host's.
const OWN = [0, 0, 1, 2, 4, 5, 6, 7, 8, 9];
const HOSTS = [0, 3, 3, 3, 6, 7, 8, 9, 10, 11];
const TOGETHER = 2;
// Worth in one number: how soon somebody was found, grades, where the words stand and where the first does.
const TIER = 1 << 27, GRADE = 15;
const MOST_KEPT = 200;

/**
 * @typedef {object} Finder
 * @property {(text: string, limit?: number) => number[]} find the ids of whom a text may mean, best first
 * @property {(person: Sought) => void} update
 * @property {(id: number) => void} remove
 * @property {number} size
 */

/**
 * @param {Iterable<Sought>} people
 * @param {{nicknames?: string[][]}} [how] groups of names that stand for one another
 * @returns {Finder}
 */
export function makeFinder(people, { nicknames = [] } = {}) {
  const search = new Search(nicknames);
  for (const person of people) search.update(person);
  return search;
}

/** @implements {Finder} */
class Search {
  list = new ListWords();
  /** By place: the last look at it. */
  looked = new Int32Array(1 << 12);
  looks = 0;
  /** Whom texts meant: everybody begins with one of a few letters. @type {Map<string, number[]>} */
  answers = new Map();

  /** @param {string[][]} nicknames */
  constructor(nicknames) {
    this.meeting = new Meeting(this.list, nicknames);
  }

  get size() {
    return this.list.placeOf.size;
  }

  /** @param {Sought} person */
  update(person) {
    this.answers.clear();
    this.list.put(person);
  }

  /** @param {number} id */
  remove(id) {
    this.answers.clear();
    this.list.remove(id);
  }

  /** @param {string} text @param {number} [limit] */
  find(text, limit = 20) {
    const typed = [...new Set(words(text))].slice(0, MOST_WORDS);
    if (!typed.length || limit < 1) return [];
    const asked = `${limit} ${typed.join(" ")}`;
    const known = this.answers.get(asked) ?? this.best(typed, limit);
    if (this.answers.size >= MOST_KEPT) this.answers.clear();
    this.answers.set(asked, known);
    return [...known];
  }

  /** Each way of finding is tried only where those before it found too few. @param {string[]} typed @param {number} limit */
  best(typed, limit) {
    const { meeting } = this;
    const best = new Best(limit);
    const asked = typed.map((word) => meeting.asTyped(word));
    this.look(asked, 0, best);
    if (!best.isFull) {
      for (const one of asked) meeting.putTogether(one);
      this.look(asked, 1, best);
      for (const joined of inPairs(typed)) this.look(joined.map((word) => meeting.asTyped(word)), 1, best);
    }
    if (!best.isFull) {
      for (const one of asked) meeting.misspell(one);
      this.look(asked, 2, best);
    }
    if (!best.ids.length) {
      for (const one of asked) meeting.lookInside(one);
      this.look(asked, 3, best);
    }
    return best.ids;
  }

  /**
   * Look at everybody who may be meant: those whom the rarest of the typed words meets.
   * @param {Asked[]} asked @param {number} tier @param {Best} best
   */
  look(asked, tier, best) {
    const rarest = asked.reduce((one, other) => (other.count < one.count ? other : one));
    if (asked.length === 1) this.lookAlone(rarest, tier * TIER, best);
    else this.lookTogether(rarest, asked, tier * TIER, best);
  }

  /** For one word alone its entries say everything: a first letter means half the list. @param {Asked} asked @param {number} tier @param {Best} best */
  lookAlone({ meets, met, together }, tier, best) {
    for (const word of met) {
      const own = tier + (OWN[meets[word]] << GRADE);
      const hosts = tier + (HOSTS[meets[word]] << GRADE);
      for (let at = this.list.heads.all[word]; at !== NONE; at = this.list.next.all[at]) {
        const where = this.list.owners.all[at] & 63;
        this.offer(this.list.owners.all[at] >> 6, (where === HOSTS_PLACE ? hosts : own) + where * 65, best);
      }
    }
    for (const [place, where] of together) this.offer(place, tier + (TOGETHER << GRADE) + where * 65, best);
  }

  /** @param {Asked} rarest @param {Asked[]} asked @param {number} tier @param {Best} best */
  lookTogether(rarest, asked, tier, best) {
    if (this.looked.length < this.list.ids.size) this.looked = new Int32Array(this.list.ids.all.length);
    this.looks++;
    const look = (/** @type {number} */ place) => {
      if (this.looked[place] === this.looks) return;
      this.looked[place] = this.looks;
      const worth = this.worth(place, asked);
      if (worth !== FAR) this.offer(place, tier + worth, best);
    };
    for (const word of rarest.met) {
      for (let at = this.list.heads.all[word]; at !== NONE; at = this.list.next.all[at]) look(this.list.owners.all[at] >> 6);
    }
    for (const place of rarest.together.keys()) look(place);
  }

  /** @param {number} place @param {number} worth @param {Best} best */
  offer(place, worth, best) {
    if (worth <= best.worst && this.list.lengths.all[place]) best.take(worth, this.list.ids.all[place]);
  }

  /** How well somebody meets all of the typed words; then how early in their name, and the first of them. @param {number} place @param {Asked[]} asked */
  worth(place, asked) {
    const start = this.list.starts.all[place];
    const end = start + this.list.lengths.all[place];
    let grades = 0;
    let wheres = 0;
    let first = 0;
    for (let number = 0; number < asked.length; number++) {
      const one = asked[number];
      const best = this.bestOf(one.meets, start, end);
      const worth = start < end ? Math.min(best, TOGETHER * 64 + (one.together.get(place) ?? FAR)) : FAR;
      if (worth >= FAR) return FAR;
      grades += worth >> 6;
      wheres += worth & 63;
      if (!number) first = worth & 63;
    }
    return (grades << GRADE) + (wheres << 6) + first;
  }

  /** @param {Uint8Array} meets @param {number} start @param {number} end */
  bestOf(meets, start, end) {
    const entries = this.list.entries.all;
    let best = FAR;
    for (let at = start; at < end; at++) {
      const how = meets[entries[at] >> 6];
      if (!how) continue;
      const where = entries[at] & 63;
      const grade = where === HOSTS_PLACE ? HOSTS[how] : OWN[how];
      if (grade * 64 + where < best) best = grade * 64 + where;
    }
    return best;
  }
}

/** The best so far, in order, each once. */
class Best {
  /** @type {number[]} */
  worths = [];
  /** @type {number[]} */
  ids = [];
  /** Who is worth more than this is too late. */
  worst = FAR - 1;

  /** @param {number} limit */
  constructor(limit) {
    this.limit = limit;
  }

  get isFull() {
    return this.ids.length === this.limit;
  }

  /** @param {number} worth @param {number} id */
  take(worth, id) {
    const { worths, ids } = this;
    if (this.isFull && !isBefore(worth, id, this.worst, ids[this.limit - 1])) return;
    const known = ids.indexOf(id);
    if (known >= 0 && worths[known] <= worth) return;
    if (known >= 0) this.drop(known);
    let at = ids.length;
    while (at && isBefore(worth, id, worths[at - 1], ids[at - 1])) at--;
    worths.splice(at, 0, worth);
    ids.splice(at, 0, id);
    if (ids.length > this.limit) this.drop(this.limit);
    if (this.isFull) this.worst = worths[this.limit - 1];
  }

  /** @param {number} at */
  drop(at) {
    this.worths.splice(at, 1);
    this.ids.splice(at, 1);
  }
}

/** @param {number} worth @param {number} id @param {number} other @param {number} otherId */
function isBefore(worth, id, other, otherId) {
  if (worth !== other) return worth < other;
  return id < 0 === otherId < 0 ? Math.abs(id) < Math.abs(otherId) : otherId < 0;
}

/** What was typed with two neighbours written as one, for each two. @param {string[]} typed */
function inPairs(typed) {
  return typed.slice(1).map((_, at) => [...new Set([...typed.slice(0, at), typed[at] + typed[at + 1], ...typed.slice(at + 2)])]);
}
