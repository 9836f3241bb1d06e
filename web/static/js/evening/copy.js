/**
 * The copy: everybody as the server last said, and whose each code is. It takes in whole lists and changes, and says
 * which parts of it are to be written; it is kept in parts of some hundred people, so that a change writes one of them.
 *
 * @import {CopyAnswer, CopyWriting, ListedPerson, Meta, StoredCopy} from "./types.js"
 */

import { meaningOf } from "./codes.js";

const PART = 250;
// A part grows by this many walk-ins before a new one is begun.
const ROOM = 50;

/** @typedef {{id: number, retired: boolean}} Owner */

/** Everybody on the list, as far as this tablet knows. */
export class Copy {
  constructor() {
    /** @type {Meta | null} */
    this.meta = null;
    /** @type {Map<number, ListedPerson>} */
    this.people = new Map();
    this.stamp = 0;
    /** @type {Map<string, Owner>} */
    this._codes = new Map();
    /** @type {Map<number, number>} */
    this._partOf = new Map();
    /** @type {Map<number, Set<number>>} */
    this._parts = new Map();
    // Parts that differ from what the vault has, because it could not be written.
    /** @type {Set<number>} */
    this._unwritten = new Set();
    this._allUnwritten = false;
  }

  /** The line of the journal this copy is true at; -1 where there is none. */
  get seq() {
    return this.meta?.seq ?? -1;
  }

  /** Whether the vault holds this list. */
  get isKept() {
    return this.meta !== null && !this._allUnwritten;
  }

  /**
   * Take over what a vault holds.
   * @param {StoredCopy} stored
   */
  load({ stamp, meta, chunks }) {
    this.clear();
    this.stamp = stamp;
    this.meta = meta;
    if (!meta) return;
    for (const [part, people] of chunks) for (const person of people) this._put(person, part);
    this.people = new Map([...this.people].sort(([one], [other]) => one - other));
  }

  /** Forget everybody. */
  clear() {
    this.meta = null;
    this.people = new Map();
    this._codes.clear();
    this._partOf.clear();
    this._parts.clear();
    this._unwritten.clear();
    this._allUnwritten = false;
  }

  /**
   * Take in what the server sent. Answers whom it changed; null: everybody.
   * @param {CopyAnswer} answer
   * @param {Meta} meta
   * @returns {Set<number> | null}
   */
  take(answer, meta) {
    this.meta = meta;
    if (answer.whole === false) return this._change(answer.attendees, answer.gone ?? []);
    const listed = answer.attendees;
    this.clear();
    this.meta = meta;
    this._allUnwritten = true;
    listed.forEach((person, place) => this._put(person, Math.floor(place / PART)));
    return null;
  }

  /**
   * Whose code one of these meanings is; a code in use before one that was replaced.
   * @param {string[]} meanings
   * @returns {Owner | null}
   */
  owner(meanings) {
    const owners = meanings.flatMap((meaning) => this._codes.get(meaning) ?? []);
    return owners.find((owner) => !owner.retired) ?? owners[0] ?? null;
  }

  /**
   * What is to be written so that the vault holds this copy.
   * @returns {CopyWriting | null}
   */
  writing() {
    if (!this.meta) return null;
    const parts = this._allUnwritten ? [...this._parts.keys()] : [...this._unwritten];
    const chunks = new Map(parts.map((part) => [part, this._peopleOf(part)]));
    return { meta: this.meta, chunks, whole: this._allUnwritten, stamp: this.stamp };
  }

  /**
   * What `writing` named has been written.
   * @param {CopyWriting} writing
   * @param {number} stamp
   */
  written(writing, stamp) {
    this.stamp = stamp;
    for (const part of writing.chunks.keys()) this._unwritten.delete(part);
    if (writing.whole) this._allUnwritten = false;
  }

  /**
   * @param {ListedPerson[]} changed
   * @param {number[]} gone
   */
  _change(changed, gone) {
    for (const person of changed) this._unwritten.add(this._put(person, this._partOf.get(person.id) ?? this._partWithRoom()));
    for (const id of gone) {
      const part = this._partOf.get(id);
      this._remove(id);
      if (part !== undefined) this._unwritten.add(part);
    }
    return new Set([...changed.map((person) => person.id), ...gone]);
  }

  /**
   * @param {ListedPerson} person
   * @param {number} part
   */
  _put(person, part) {
    this._forgetCodes(this.people.get(person.id));
    this.people.set(person.id, person);
    for (const [kind, value, retired] of person.codes) {
      this._codes.set(meaningOf(kind, value), { id: person.id, retired: Boolean(retired) });
    }
    this._partOf.set(person.id, part);
    const members = this._parts.get(part) ?? new Set();
    this._parts.set(part, members.add(person.id));
    return part;
  }

  /** @param {number} id */
  _remove(id) {
    this._forgetCodes(this.people.get(id));
    this.people.delete(id);
    this._parts.get(this._partOf.get(id) ?? -1)?.delete(id);
    this._partOf.delete(id);
  }

  /** @param {ListedPerson | undefined} person */
  _forgetCodes(person) {
    for (const [kind, value] of person?.codes ?? []) {
      const meaning = meaningOf(kind, value);
      // A code that went to somebody else in the same change is theirs already.
      if (this._codes.get(meaning)?.id === person?.id) this._codes.delete(meaning);
    }
  }

  _partWithRoom() {
    const last = Math.max(0, ...this._parts.keys());
    return (this._parts.get(last)?.size ?? 0) < PART + ROOM ? last : last + 1;
  }

  /** @param {number} part */
  _peopleOf(part) {
    const members = [...(this._parts.get(part) ?? [])].flatMap((id) => this.people.get(id) ?? []);
    return members.length ? members : null;
  }
}
