/**
 * The roster: everybody as the screens see them, out of the copy and of what this tablet has done since; kept true by
 * asking it to look again at those of whom something changed.
 *
 * @import {Copy} from "./copy.js"
 * @import {Outbox} from "./outbox.js"
 * @import {CorrectionItem, Facts, Item, ListedPerson, Person, ScanItem, WalkInItem} from "./types.js"
 * @import {Hours} from "./standing.js"
 */

import { NOTHING } from "./facts.js";
import { words } from "./fold_words.js";
import { counts, factsOf, over, ownOf, shown } from "./person.js";
import { hoursOf, saidOf, standing } from "./standing.js";

/**
 * @typedef {object} Finder
 * @property {(text: string, limit: number) => number[]} find
 * @property {(person: Person) => void} update
 * @property {(id: number) => void} remove
 *
 * @typedef {(people: Person[], how: {nicknames: string[][]}) => Finder} MakeFinder
 */

/** Everybody as the screens see them. */
export class Roster {
  /**
   * @param {Copy} copy
   * @param {Outbox} outbox
   * @param {MakeFinder} makeFinder
   */
  constructor(copy, outbox, makeFinder) {
    this._copy = copy;
    this._outbox = outbox;
    this._makeFinder = makeFinder;
    /** @type {Map<number, Person>} */
    this.people = new Map();
    /** @type {Hours | null} */
    this.hours = null;
    /** @type {Finder | null} */
    this._finder = null;
  }

  /**
   * Somebody, also by the number they had until the server gave them one.
   * @param {number} id
   */
  person(id) {
    return this.people.get(this._outbox.realNumber(id)) ?? null;
  }

  /**
   * What is true of somebody, as far as this tablet knows.
   * @param {number} id
   * @returns {Facts}
   */
  facts(id) {
    const listed = this._listed(id);
    return listed ? over(factsOf(listed), this._own(id)) : NOTHING;
  }

  /**
   * Everybody anew.
   * @param {number} now the server's time
   */
  reload(now) {
    const { meta } = this._copy;
    this.people.clear();
    this._finder = null;
    this.hours = meta ? hoursOf(meta.event) : null;
    if (!meta) return;
    for (const id of this._copy.people.keys()) this._look(id, now);
    for (const { person } of this._outbox.walkIns()) this._look(person, now);
  }

  /** Make ready to find, which takes a slow tablet most of a second for ten thousand people; also done when asked. */
  makeReady() {
    const { meta } = this._copy;
    if (meta) this._finder ??= this._makeFinder([...this.people.values()], { nicknames: meta.nicknames });
    return this._finder;
  }

  /**
   * Look again at these.
   * @param {Iterable<number>} ids
   * @param {number} now
   * @returns {Set<number>} who is other than they were
   */
  refresh(ids, now) {
    /** @type {Set<number>} */
    const changed = new Set();
    for (const one of ids) {
      const id = this._outbox.realNumber(one);
      if (id !== one && this.people.delete(one)) {
        this._finder?.remove(one);
        changed.add(one);
      }
      const before = this.people.get(id);
      this._look(id, now);
      const after = this.people.get(id);
      if (before === after) continue;
      changed.add(id);
      if (!after) this._finder?.remove(id);
      else if (!before || isFoundOtherwise(before, after)) this._finder?.update(after);
    }
    return changed;
  }

  /**
   * Time has passed, and some stand elsewhere.
   * @param {number} now
   */
  tick(now) {
    const { hours } = this;
    if (!hours) return new Set();
    const moved = [...this.people.values()].filter(
      (person) => standing(factsOf(person), saidOf(person), hours, now) !== person.standing,
    );
    return this.refresh(moved.map(({ id }) => id), now);
  }

  /**
   * Whom a text may mean: by code first, then by what the finder knows.
   * @param {string} text
   * @param {string[]} meanings
   * @param {number} limit
   * @returns {Person[]}
   */
  find(text, meanings, limit) {
    const owner = this._copy.owner(meanings);
    const ids = new Set([...(owner ? [owner.id] : []), ...(this.makeReady()?.find(text, limit) ?? [])]);
    return [...ids].slice(0, limit).flatMap((id) => this.people.get(id) ?? []);
  }

  /**
   * @param {number} id
   * @param {number} now
   */
  _look(id, now) {
    const listed = this._listed(id);
    if (!listed || !this.hours) {
      this.people.delete(id);
      return;
    }
    const items = this._outbox.of(id);
    const own = this._own(id, items);
    const pending = items.some((item) => item.acknowledged === null);
    if (!pending && own.every(({ settled }) => settled)) this._plain(id, listed, now);
    else this.people.set(id, shown(corrected(listed, items), over(factsOf(listed), own), { hours: this.hours, now, pending }));
  }

  /**
   * Somebody of whom we know nothing that the server does not: one object serves the copy and the screens.
   * @param {number} id
   * @param {ListedPerson} listed
   * @param {number} now
   */
  _plain(id, listed, now) {
    const where = standing(factsOf(listed), saidOf(listed), /** @type {Hours} */ (this.hours), now);
    const before = /** @type {Person} */ (listed);
    if (this.people.get(id) === before && before.standing === where) return;
    const person = { ...listed, standing: where, pending: false };
    this._copy.people.set(id, person);
    this.people.set(id, person);
  }

  /**
   * @param {number} id
   * @returns {ListedPerson | null}
   */
  _listed(id) {
    const listed = this._copy.people.get(id);
    if (listed || id >= 0) return listed ?? null;
    const item = this._outbox.walkIns().find(({ person }) => person === id);
    return item ? this._walkIn(item) : null;
  }

  /**
   * @param {WalkInItem} item
   * @returns {ListedPerson | null}
   */
  _walkIn({ person, body }) {
    const { meta } = this._copy;
    if (!meta) return null;
    const host = meta.hosts.find(({ id }) => id === body.host);
    return {
      ...{ id: person, name: body.name, company: body.company, first_name: "", last_name: "", type: "" },
      ...{ hosts: host ? [host.name] : [], standing: "expected", expected_at: meta.event.start, late_until: null },
      ...{ excused: false, cancelled: false, arrived_at: null, arrived_by: null, collected_at: null, collected_by: null },
      ...{ left_at: null, set_aside_at: null, short_code: "", box: null, slot: null, fields: {}, quiet: false, codes: [] },
      found_by: foundBy(body),
    };
  }

  /**
   * @param {number} id
   * @param {Item[]} [items]
   */
  _own(id, items = this._outbox.of(id)) {
    const { meta } = this._copy;
    if (!meta) return [];
    const here = { clockOff: meta.clockOff, device: meta.device.name, seq: meta.seq };
    const scans = /** @type {ScanItem[]} */ (items.filter((item) => item.kind === "scan" && counts(item)));
    return scans.map((item) => ownOf(item, here));
  }
}

/**
 * Somebody with the text this desk has corrected and the server has not taken yet.
 * @param {ListedPerson} listed
 * @param {Item[]} items
 */
function corrected(listed, items) {
  const corrections = /** @type {CorrectionItem[]} */ (items.filter((item) => item.kind === "correction" && !item.apart));
  return corrections.reduce((person, { body }) => ({ ...person, ...body, found_by: foundBy(body) }), listed);
}

/**
 * What the finder reads of somebody whom the server has not written down yet.
 * @param {{name: string, company: string}} person
 */
function foundBy({ name, company }) {
  return [...words(name), ...words(company)].map((word) => ` ${word}`).join("");
}

/**
 * @param {Person} before
 * @param {Person} after
 */
function isFoundOtherwise(before, after) {
  const read = (/** @type {Person} */ one) => [one.name, one.company, one.found_by, one.type, ...one.hosts].join("\n");
  return read(before) !== read(after);
}

