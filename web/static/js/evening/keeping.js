/**
 * Keeping: the copy and its vault, changed together and one change after the other. Several tabs of one device share
 * the vault; whoever comes second takes over what the first has kept, and nothing is written over.
 *
 * @import {CopyAnswer, Double, ListedPerson, Meta, Vault} from "./types.js"
 * @import {Copy} from "./copy.js"
 * @import {Outbox} from "./outbox.js"
 */

import { inTurn } from "./in_turn.js";

// How often another tab may be faster.
const TRIES = 5;

/**
 * Of whom something changed; null: of all.
 * @typedef {(ids: Iterable<number> | null) => void} Changed
 */

/** The copy, kept. */
export class Keeping {
  /** @param {{vault: Vault, copy: Copy, outbox: Outbox, changed: Changed}} how */
  constructor({ vault, copy, outbox, changed }) {
    this._vault = vault;
    this._copy = copy;
    this._outbox = outbox;
    this._changed = changed;
    this._inTurn = inTurn();
    /** @type {string | null} */
    this.trouble = null;
  }

  /** Take over what the vault holds. */
  async load() {
    await this._outbox.load();
    await this._inTurn(async () => this._copy.load(await this._vault.readCopy()));
  }

  /** Another tab of this device may have done something that nobody told us of. */
  async catchUp() {
    if (await this._outbox.isBehind()) await this.reload();
  }

  /** Another tab of this device has written: take over what it knows. */
  async reload() {
    const before = [...this._outbox.people()];
    await this._outbox.load();
    const { stamp } = await this._vault.state();
    if (stamp === this._copy.stamp) return this._changed([...before, ...this._outbox.people()]);
    await this._inTurn(() => this._takeOver());
    return this._changed(null);
  }

  /** The people go, and all that says something of them; what is unsent stays. */
  async forgetPeople() {
    await this._inTurn(async () => {
      this._copy.clear();
      await this._vault.wipePeople();
      this._copy.stamp = (await this._vault.state()).stamp;
    });
    await this._outbox.forgetSent();
    this._changed(null);
  }

  /**
   * Take in what the server sent.
   * @param {CopyAnswer} answer
   * @param {{now: number, clockOff: number}} when
   */
  async take(answer, when) {
    await this._inTurn(() => this._take(answer, when));
  }

  /**
   * The server sent one person as they are now.
   * @param {ListedPerson} person
   */
  async learn(person) {
    await this._inTurn(() =>
      this._writeWith((meta) => {
        this._copy.take({ whole: false, ...meta, attendees: [person], lease: undefined }, meta);
      }),
    );
    this._changed([person.id]);
  }

  /**
   * Keep something beside the people.
   * @param {Partial<Meta>} some
   */
  async keep(some) {
    await this._inTurn(() =>
      this._writeWith((meta) => {
        this._copy.meta = { ...meta, ...some };
      }),
    );
  }

  /**
   * Two desks let somebody in while they were apart; it is kept with the next writing.
   * @param {Double} double
   */
  double({ id, first, second }) {
    const { meta } = this._copy;
    if (!meta) return;
    const before = meta.doubles.find((double) => double.id === id);
    const others = meta.doubles.filter((double) => double !== before);
    meta.doubles = [...others, { id, first: first ?? before?.first ?? null, second }];
  }

  /**
   * @param {CopyAnswer} answer
   * @param {{now: number, clockOff: number}} when
   */
  async _take(answer, { now, clockOff }) {
    const before = this._copy.meta;
    // Another tab may have been faster.
    if (answer.whole === false && (!before || answer.seq < before.seq)) return;
    // A journal that was put back to an earlier line is heard anew from there.
    const heard = before && answer.seq >= before.seq ? before.heard : answer.seq;
    const meta = { ...metaOf(answer, before), heard, copyAt: now, clockOff };
    const waiting = this._outbox.acknowledgedAfter(before?.seq ?? -1);
    const changed = this._copy.take(answer, meta);
    // Of those whose scans are in it now something changed too: they wait for nothing any more.
    const otherwise = !changed || JSON.stringify(before?.event) !== JSON.stringify(meta.event);
    this._changed(otherwise ? null : [...changed, ...waiting]);
    // Shown before it is kept: a slow tablet takes a second to seal ten thousand people, and a tab that dies
    // meanwhile has what it had before.
    await this._write();
    if (!changed) this._changed([]);
  }

  /**
   * Change the copy and keep it; where another tab was faster, change what it has kept.
   * @param {(meta: Meta) => void} change
   */
  async _writeWith(change) {
    for (let tries = 0; tries < TRIES && this._copy.meta; tries += 1) {
      change(this._copy.meta);
      if (await this._write()) return;
    }
  }

  /**
   * Keep the copy. Where another tab was faster, take over what it has kept, and answer false. A tablet that is full
   * still shows what is new; what it could not keep is kept with the next change that it can.
   */
  async _write() {
    const writing = this._copy.writing();
    if (!writing) return true;
    const stamp = await this._vault.writeCopy(writing).catch((/** @type {Error} */ error) => error);
    this.trouble = stamp instanceof Error ? stamp.message : null;
    if (stamp instanceof Error) return true;
    if (stamp !== null) {
      this._copy.written(writing, stamp);
      return true;
    }
    await this._takeOver();
    this._changed(null);
    return false;
  }

  /** Take over what another tab has kept; what this one has heard of the journal it has heard. */
  async _takeOver() {
    const mine = this._copy.meta;
    this._copy.load(await this._vault.readCopy());
    const { meta } = this._copy;
    if (!mine || !meta) return;
    const others = mine.doubles.filter(({ id }) => !meta.doubles.some((double) => double.id === id));
    meta.heard = Math.max(meta.heard, mine.heard);
    meta.doubles = [...meta.doubles, ...others];
  }
}

/**
 * What is kept beside the people, out of an answer and of what was kept before.
 * @param {CopyAnswer} answer
 * @param {Meta | null} before
 */
function metaOf(answer, before) {
  return {
    event: answer.event ?? before?.event,
    device: answer.device ?? before?.device,
    hosts: answer.hosts ?? before?.hosts ?? [],
    nicknames: answer.nicknames ?? before?.nicknames ?? [],
    seq: answer.seq,
    lease: answer.lease ? Date.parse(answer.lease) : (before?.lease ?? null),
    doubles: before?.doubles ?? [],
    shift: before?.shift ?? "",
  };
}
