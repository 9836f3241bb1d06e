/**
 * Acting: what a volunteer does is judged by the copy, kept, and only then answered. One thing after the other, so that
 * the second touch knows of the first.
 *
 * @import {Action, Facts, Mark, Move, Person, ScanItem} from "./types.js"
 * @import {Answer, Asked, Lately} from "./told.js"
 * @import {Copy} from "./copy.js"
 * @import {Digest} from "./codes.js"
 * @import {Outbox} from "./outbox.js"
 * @import {Place, Verdict} from "./judge.js"
 * @import {Roster} from "./roster.js"
 */

import { meanings } from "./codes.js";
import { newId, numberUntilKnown } from "./ids.js";
import { inTurn } from "./in_turn.js";
import { beforeTheList, judge, judgeUndo, refusal } from "./judge.js";
import { counts } from "./person.js";
import { hoursOf, saidOf } from "./standing.js";
import { NoCopy } from "./told.js";

const LONGEST_CODE = 500;

/**
 * A scan that is being made.
 * @typedef {object} Making
 * @property {string} id
 * @property {Action} action
 * @property {string} at
 * @property {number | null} person
 * @property {ScanItem | null} target
 * @property {string | null} undoes
 */

/** What is done at this desk. */
export class Acting {
  /**
   * @param {object} how
   * @param {Copy} how.copy
   * @param {Outbox} how.outbox
   * @param {Roster} how.roster
   * @param {() => number} how.now this device's own time
   * @param {() => number} how.random
   * @param {Digest} how.digest
   * @param {() => {clockOff: number, reachable: boolean}} how.inStep
   * @param {(ids: number[]) => void} how.done something was kept, of these people
   */
  constructor({ copy, outbox, roster, now, random, digest, inStep, done }) {
    this._copy = copy;
    this._outbox = outbox;
    this._roster = roster;
    this._now = now;
    this._random = random;
    this._digest = digest;
    this._inStep = inStep;
    this._done = done;
    this._inTurn = inTurn();
  }

  /**
   * @param {Asked} asked
   * @returns {Promise<Answer>}
   */
  act(asked) {
    return this._inTurn(() => this._act(asked));
  }

  /**
   * @param {{name: string, company?: string, email?: string, host?: number | null}} walkIn
   * @returns {Promise<Person>}
   */
  addWalkIn({ name, company = "", email = "", host = null }) {
    return this._inTurn(async () => {
      this._needCopy();
      const id = this._newId();
      const person = numberUntilKnown(id);
      const body = { name, company, email, host, at: this._moment() };
      await this._outbox.add({ kind: "walk_in", id, person, body, acknowledged: null, apart: null });
      return this._kept(person);
    });
  }

  /**
   * @param {number} attendee
   * @param {{name: string, company: string}} text
   * @returns {Promise<Person>}
   */
  correct(attendee, { name, company }) {
    return this._inTurn(async () => {
      this._needCopy();
      const person = this._outbox.realNumber(attendee);
      const body = { name, company };
      await this._outbox.add({ kind: "correction", id: this._newId(), person, body, acknowledged: null, apart: null });
      return this._kept(person);
    });
  }

  /**
   * @param {number} id
   * @returns {Lately[]}
   */
  lately(id) {
    const scans = this._scansOf(id);
    const taken = new Set(scans.flatMap((item) => (item.undoes && counts(item) ? [item.undoes] : [])));
    return scans.reverse().map((item) => {
      const { result } = item.acknowledged ?? item.shown;
      const takenBack = taken.has(item.id);
      const { id: scan, action, at } = item;
      return { id: scan, action, at, result, takenBack, undoable: result === "done" && action !== "undo" && !takenBack };
    });
  }

  /**
   * @param {Asked} asked
   * @returns {Promise<Answer>}
   */
  async _act({ action, code, attendee, undoes = "", via, note = "" }) {
    this._needCopy();
    const at = this._moment();
    const text = code?.slice(0, LONGEST_CODE) ?? null;
    const owner = text === null ? null : this._copy.owner(await meanings(text, this._digest));
    const target = this._outbox.scan(undoes);
    const chosen = attendee === undefined ? null : this._outbox.realNumber(attendee);
    const person = owner?.id ?? chosen ?? target?.person ?? null;
    const making = { id: this._newId(), action, at, person, target, undoes: undoes || null };
    const shown = shownOf(this._judge(making), owner?.retired ?? false);
    const before = person === null ? null : this._roster.facts(person);
    await this._keep(making, { code: text, via, note, shown, before });
    return {
      ...{ id: making.id, action, ...shown, person: person === null ? null : this._roster.person(person) },
      ...{ undoable: shown.result === "done" && action !== "undo", retired: owner?.retired ?? false },
    };
  }

  /**
   * @param {Making} making
   * @param {Pick<ScanItem, "code" | "via" | "note" | "shown" | "before">} more
   */
  async _keep({ id, action, at, person, undoes }, more) {
    const offline = !this._inStep().reachable;
    const kind = /** @type {const} */ ("scan");
    await this._outbox.add({ kind, id, action, at, person, undoes, ...more, offline, acknowledged: null, apart: null });
    this._done(person === null ? [] : [person]);
  }

  /**
   * @param {Making} making
   * @returns {Verdict}
   */
  _judge(making) {
    const { action, person, target } = making;
    const place = this._place();
    const refused = beforeTheList(action, place);
    if (refused) return refused;
    if (action === "undo") return this._judgeUndo(target, place);
    const known = person === null ? null : this._roster.person(person);
    if (!known) return refusal("unknown_code");
    return judge(this._asMove({ ...making, n: 0 }, place), this._roster.facts(known.id), saidOf(known), place);
  }

  /**
   * @param {ScanItem | null} target
   * @param {Place} place
   */
  _judgeUndo(target, place) {
    if (!target || !counts(target) || target.person === null) return refusal("nothing_to_undo");
    const earlier = this._scansOf(target.person).find((item) => item.undoes === target.id && counts(item));
    return judgeUndo(this._asMove(target, place), earlier ? this._asMove(earlier, place) : null, null);
  }

  /** @returns {Place} */
  _place() {
    const { device, event } = this._needCopy();
    return { role: device.role, hours: hoursOf(event), device: device.name };
  }

  /**
   * @param {Pick<ScanItem, "id" | "action" | "at" | "n" | "undoes">} scan
   * @param {Place} place
   * @returns {Move}
   */
  _asMove({ id, action, at, n, undoes }, { device }) {
    return { id, action, n, undoes, device, at: Date.parse(at) - this._inStep().clockOff };
  }

  /** @param {number} id */
  _scansOf(id) {
    return this._outbox.of(id).flatMap((item) => (item.kind === "scan" ? [item] : []));
  }

  /** @param {number} person */
  _kept(person) {
    this._done([person]);
    return /** @type {Person} */ (this._roster.person(person));
  }

  _needCopy() {
    if (!this._copy.meta) throw new NoCopy();
    return this._copy.meta;
  }

  _newId() {
    return newId(this._now(), this._random);
  }

  _moment() {
    return new Date(this._now()).toISOString();
  }
}

/**
 * @param {Verdict} verdict
 * @param {boolean} retired whether the code has been replaced
 */
function shownOf({ result, reason, review, first }, retired) {
  const replaced = retired && review === null && result !== "refused";
  return { result, reason, review: replaced ? "retired" : review, first: written(first) };
}

/** @param {Mark | null} mark */
function written(mark) {
  return mark ? { at: new Date(mark.at).toISOString(), device: String(mark.device) } : null;
}
