/** How a typed word meets the words of a list; badges/search/meeting.py is its twin. */

import { bare } from "./fold_words.js";
import { HOSTS_PLACE, isUnparted, NONE } from "./list_words.js";
import { BARE, lettersOf } from "./word_tree.js";

/** @import {ListWords} from "./list_words.js" */

// The same, begins with it, stands for it, has it inside; one letter off and its beginning one letter off, the same
// with two; begins with the same consonants.
const SAME = 1, BEGINS = 2, ALSO = 3, INSIDE = 4, OFF = 5, SOUNDS = 9;
const FAR = 0x7fffffff;
const MOST_KEPT = 16;
// Fewer consonants than three say too little.
const SURE = BARE.length + 3;

/**
 * One typed word: how each word of the list meets it, who has words that are it when put together, and how many
 * there may be to look at.
 */
export class Asked {
  /** @param {string} word @param {number} size */
  constructor(word, size) {
    this.word = word;
    this.letters = lettersOf(word);
    this.meets = new Uint8Array(size);
    /** @type {number[]} */
    this.met = [];
    /** @type {Map<number, number>} */
    this.together = new Map();
    this.count = 0;
  }
}

/** The words of a list as they are met. */
export class Meeting {
  /** What is near to the words that were typed lately. @type {Map<string, number[]>} */
  near = new Map();
  nearAsOf = 0;

  /** @param {ListWords} list @param {string[][]} nicknames groups of names that stand for one another */
  constructor(list, nicknames) {
    this.list = list;
    this.forms = formsOf(nicknames);
  }

  /** @param {Asked} asked @param {number} word @param {number} how */
  meet(asked, word, how) {
    const before = asked.meets[word];
    if (before) {
      if (how < before) asked.meets[word] = how;
      return;
    }
    asked.meets[word] = how;
    asked.met.push(word);
    asked.count += this.list.counts.all[word];
  }

  /** @param {string} word */
  asTyped(word) {
    const { tree } = this.list;
    const asked = new Asked(word, tree.words.length);
    const meet = (/** @type {number} */ found, /** @type {number} */ how) => found !== NONE && this.meet(asked, found, how);
    const node = tree.node(asked.letters);
    if (node !== NONE) {
      meet(tree.word[node], SAME);
      tree.under(node, (found) => this.meet(asked, found, BEGINS));
    }
    for (const form of this.forms.get(word) ?? []) meet(tree.find(form), ALSO);
    if (bare(word).length >= SURE) meet(tree.find(bare(word)), ALSO);
    if (isUnparted(word)) for (const found of this.list.unparted) if (tree.words[found].includes(word)) meet(found, ALSO);
    return asked;
  }

  /** Whose neighbouring words are the typed one when they are put together: “sorenaero”, “jsmith”. @param {Asked} asked */
  putTogether(asked) {
    const { tree } = this.list;
    let node = 0;
    let typed = "";
    for (const letter of asked.letters) {
      node = tree.next(node, letter);
      if (node === NONE) return;
      typed += String.fromCodePoint(letter);
      const word = tree.word[node];
      if (word !== NONE && typed !== asked.word) this.putBehind(asked, word, asked.word.slice(typed.length));
    }
  }

  /** @param {Asked} asked @param {number} word @param {string} rest */
  putBehind(asked, word, rest) {
    for (let at = this.list.heads.all[word]; at !== NONE; at = this.list.next.all[at]) {
      const place = this.list.owners.all[at] >> 6;
      const where = this.whereInRow(place, word, rest);
      if (where < (asked.together.get(place) ?? FAR)) asked.together.set(place, where);
    }
    asked.count += this.list.counts.all[word];
  }

  /** Where somebody's own words are this one and then the rest of what was typed. @param {number} place @param {number} word @param {string} rest */
  whereInRow(place, word, rest) {
    const start = this.list.starts.all[place];
    const entries = this.list.entries.all.subarray(start, start + this.list.lengths.all[place]);
    for (let at = 0; at + 1 < entries.length; at++) {
      const where = entries[at] & 63;
      if (entries[at] >> 6 === word && where !== HOSTS_PLACE && this.isBehind(entries, at + 1, rest)) return where;
    }
    return FAR;
  }

  /** @param {Int32Array} entries @param {number} at @param {string} rest */
  isBehind(entries, at, rest) {
    for (let left = rest; at < entries.length && (entries[at] & 63) !== HOSTS_PLACE; at++) {
      const word = this.list.tree.words[entries[at] >> 6];
      if (word.startsWith(left)) return true;
      if (!left.startsWith(word)) return false;
      left = left.slice(word.length);
    }
    return false;
  }

  /** @param {Asked} asked */
  misspell(asked) {
    const near = this.nearTo(asked);
    for (let at = 0; at < near.length; at += 2) this.meet(asked, near[at], near[at + 1]);
    const consonants = bare(asked.word);
    const node = consonants ? this.list.tree.node(lettersOf(consonants)) : NONE;
    if (node !== NONE) this.list.tree.under(node, (word) => this.meet(asked, word, SOUNDS));
  }

  /** Words a letter or two off, each with how; those of the words typed before this one are known. @param {Asked} asked */
  nearTo({ word, letters }) {
    if (this.near.size > MOST_KEPT || this.nearAsOf !== this.list.tree.words.length) this.near.clear();
    this.nearAsOf = this.list.tree.words.length;
    const known = this.near.get(word);
    if (known) return known;
    const most = lettersOff(letters.length);
    /** @type {number[]} */
    const near = [];
    const found = (/** @type {number} */ other, /** @type {number} */ whole, /** @type {number} */ beginning) => {
      if (whole && whole <= most) near.push(other, OFF + 2 * (whole - 1));
      if (beginning && beginning <= most) near.push(other, OFF + 1 + 2 * (beginning - 1));
    };
    if (most) this.list.tree.near(letters, most, letters.length > 3, found);
    this.near.set(word, near);
    return near;
  }

  /** @param {Asked} asked */
  lookInside(asked) {
    const { word } = asked;
    if (word.length === 1 && word < "\x80") return;
    this.list.tree.words.forEach((known, number) => {
      if (known.includes(word) && !known.startsWith(BARE)) this.meet(asked, number, INSIDE);
    });
  }
}

/** @param {string[][]} groups */
function formsOf(groups) {
  /** @type {Map<string, Set<string>>} */
  const forms = new Map();
  for (const group of groups) {
    for (const name of group) {
      const known = forms.get(name) ?? new Set();
      for (const other of group) if (other !== name) known.add(other);
      forms.set(name, known);
    }
  }
  return forms;
}

/** How many mistakes a word has room for: a letter off in two is another name. @param {number} length */
function lettersOff(length) {
  if (length < 3) return 0;
  return length <= 6 ? 1 : 2;
}
