/**
 * Who has which words: everybody's own and those of their hosts' names, in arrays of numbers, so that 50,000 people
 * take a few megabytes and one of them is changed without looking at the others.
 */

import { words } from "./fold_words.js";
import { WordTree } from "./word_tree.js";

export const NONE = -1;
// A word is kept with the place where it stands in somebody's name and company; one of their host's has the last.
export const HOSTS_PLACE = 63;
const LAST_PLACE = 47;
// Scripts that write no blanks between words.
const UNPARTED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

/** @param {string} word */
export const isUnparted = (word) => UNPARTED.test(word);

/**
 * What the finder reads of a person.
 * @typedef {object} Sought
 * @property {number} id one below nought is of this tablet alone, and comes last
 * @property {string} found_by folded words, a blank before each
 * @property {string[]} hosts
 */

/**
 * Numbers in an array that grows.
 * @template {Int32Array | Float64Array} Kind
 */
class Numbers {
  size = 0;

  /** @param {new (size: number) => Kind} kind what the largest of them needs */
  constructor(kind) {
    this.kind = kind;
    this.all = new kind(1 << 12);
  }

  /** @param {number} number */
  push(number) {
    if (this.size === this.all.length) {
      const wider = new this.kind(this.size * 2);
      wider.set(this.all);
      this.all = wider;
    }
    this.all[this.size] = number;
    return this.size++;
  }
}

export class ListWords {
  tree = new WordTree();
  /** Words of scripts without blanks. @type {number[]} */
  unparted = [];
  /** By the number of a word: how many have it, and the first and the last entry of them. */
  counts = new Numbers(Int32Array);
  heads = new Numbers(Int32Array);
  tails = new Numbers(Int32Array);
  /** By entry: the one after it with the same word, and whose it is: place * 64 + where the word stands. */
  next = new Numbers(Int32Array);
  owners = new Numbers(Int32Array);
  /** By place: the id, where their entries begin, and how many they are; none where somebody is gone. */
  ids = new Numbers(Float64Array);
  starts = new Numbers(Int32Array);
  lengths = new Numbers(Int32Array);
  /** By entry: word * 64 + where it stands. */
  entries = new Numbers(Int32Array);
  /** @type {Map<number, number>} */
  placeOf = new Map();
  /** @type {Map<string, number[]>} */
  ofHosts = new Map();

  /** Somebody new, or as they are from now on: under a new place. @param {Sought} person */
  put({ id, found_by, hosts }) {
    this.remove(id);
    const place = this.ids.push(id);
    const start = this.entries.size;
    this.placeOf.set(id, place);
    this.starts.push(start);
    let where = 0;
    for (const word of found_by.split(" ")) if (word) this.enter(place, this.number(word), Math.min(where++, LAST_PLACE));
    for (const host of hosts) for (const word of this.wordsOf(host)) this.enter(place, word, HOSTS_PLACE);
    this.lengths.push(this.entries.size - start);
  }

  /** @param {number} id */
  remove(id) {
    const place = this.placeOf.get(id);
    if (place === undefined) return;
    this.placeOf.delete(id);
    this.lengths.all[place] = 0;
  }

  /** @param {number} place @param {number} word @param {number} where */
  enter(place, word, where) {
    const entry = this.entries.push(word * 64 + where);
    this.owners.push(place * 64 + where);
    this.next.push(NONE);
    if (this.counts.all[word]++) this.next.all[this.tails.all[word]] = entry;
    else this.heads.all[word] = entry;
    this.tails.all[word] = entry;
  }

  /** @param {string} word */
  number(word) {
    const number = this.tree.add(word);
    if (number === this.heads.size) {
      this.heads.push(NONE);
      this.tails.push(NONE);
      this.counts.push(0);
      if (isUnparted(word)) this.unparted.push(number);
    }
    return number;
  }

  /** @param {string} host */
  wordsOf(host) {
    const known = this.ofHosts.get(host) ?? words(host).map((word) => this.number(word));
    this.ofHosts.set(host, known);
    return known;
  }
}
