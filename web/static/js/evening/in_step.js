/**
 * In step: one round sends what this tablet did, takes in what others did, and says how it is. Whatever fails, nothing
 * is lost and the next round goes on where this one stopped.
 *
 * @import {CopyAnswer, Item, Printer} from "./types.js"
 * @import {Acknowledgement, Outbox} from "./outbox.js"
 * @import {Copy} from "./copy.js"
 * @import {Keeping} from "./keeping.js"
 * @import {Line} from "./feed.js"
 * @import {Network} from "./network.js"
 * @import {Timers} from "./rounds.js"
 */

import { Refused, SignedOut, Unreachable } from "./network.js";
import { isInTrouble } from "./printing.js";
import { sender } from "./sending.js";

const COPY_TIMEOUT = 30_000;
// How often the server hears of us, and how soon after something changed.
const HEARTBEAT = 19_000;
const NEWS = 2_000;
const PAGE = 1_000;
// Where the live feed does not come through, the journal is asked no more often than this.
const JOURNAL_APART = 8_000;
// After these lines a printer may be in trouble, or out of it.
const OF_PRINTERS = new Set(["print_job", "print_failed", "printed"]);

/**
 * What the evening wants to hear.
 * @typedef {object} Listener
 * @property {(ids: Iterable<number> | null) => void} people of these something changed; null: of all
 * @property {(acknowledged: Acknowledgement[]) => void} acknowledged
 * @property {() => void} state
 * @property {(item: Item, message: string) => void} apart
 */

/** Keeps one tablet in step with the server. */
export class InStep {
  /**
   * @param {object} how
   * @param {Keeping} how.keeping
   * @param {Network} how.network
   * @param {Copy} how.copy
   * @param {Outbox} how.outbox
   * @param {() => number} how.now this device's own time
   * @param {Timers} how.timers
   * @param {string} how.version
   * @param {() => boolean} how.hears whether the live feed brings the journal
   * @param {Listener} how.listener
   */
  constructor({ keeping, network, copy, outbox, now, timers, version, hears, listener }) {
    this._keeping = keeping;
    this._network = network;
    this._copy = copy;
    this._outbox = outbox;
    this._now = now;
    this._timers = timers;
    this._version = version;
    this._hears = hears;
    this._listener = listener;
    this.reachable = false;
    this.revoked = false;
    /** @type {string | null} */
    this.trouble = null;
    this.clockOff = 0;
    this._clockWithin = Infinity;
    // Where the server's journal has come to, as far as we heard.
    this._serverSeq = 0;
    this._known = false;
    this._copiedAt = -Infinity;
    this._journalAt = -Infinity;
    this._lastStatus = { at: -Infinity, unsent: -1 };
    this._doubted = false;
    /** @type {Printer[]} */
    this.printers = [];
    /** @type {Promise<void> | null} */
    this._toKeep = null;
    this._sender = sender({
      ...{ outbox, network, now, apart: listener.apart },
      ahead: () => (this._clockWithin < Infinity ? this.clockOff : null),
      acknowledged: (given, seq) => this._acknowledged(given, seq),
      learnt: (person) => keeping.learn(person),
      changed: (ids) => listener.people(ids),
    });
  }

  /** How many milliseconds ago the copy was asked for. */
  get sinceCopied() {
    return this._timers.now() - this._copiedAt;
  }

  /** The server's time, as far as this device knows it. */
  get serverNow() {
    return this._now() - this.clockOff;
  }

  /** Whether the time has passed until which the copy may be kept without a word from the server. */
  get leaseIsOver() {
    const lease = this._copy.meta?.lease;
    return typeof lease === "number" && this.serverNow > lease;
  }

  /** Take over what the vault holds. */
  async load() {
    await this._keeping.load();
    this.clockOff = this._copy.meta?.clockOff ?? this.clockOff;
  }

  /** One round; whether it succeeded. */
  async round() {
    try {
      await this._keeping.catchUp();
      // Whose scans these are is asked before they are sent: the key may be another device's than last time.
      if (!this._known) await this._takeCopy();
      const stuck = await this._sender.drain().catch(stumbled);
      await this._status();
      while (this._serverSeq > this._copy.seq) await this._takeCopy();
      await this._readJournal();
      await this._outbox.tidy(this._copy.seq);
      if (stuck) throw stuck;
      this._went({ reachable: true, trouble: this._keeping.trouble });
      return true;
    } catch (trouble) {
      await this._failed(trouble);
      return false;
    }
  }

  /**
   * The feed brought a line. Answers whether it is news.
   * @param {Line} line
   */
  heard(line) {
    this._heardOf(line.seq);
    const { meta } = this._copy;
    if (meta && line.seq > meta.heard) this._read(line);
    return line.seq > this._copy.seq;
  }

  /** Whether we are still in step is to be asked in the next round, and not believed. */
  doubt() {
    this._doubted = true;
  }

  /** The people go; what is unsent stays. */
  async forgetPeople() {
    this._known = false;
    await this._keeping.forgetPeople();
  }

  async _takeCopy() {
    const { seq } = this._copy;
    const asked = this._now();
    const heardBefore = this._serverSeq;
    /** @type {CopyAnswer} */
    let answer = await this._network.get(seq < 0 ? "copy" : `copy?after=${seq}`, COPY_TIMEOUT);
    this._clock(answer.now, asked);
    // A journal shorter than it was has been put back from somewhere, and our copy is of no time that was.
    if (answer.whole === false && answer.seq < seq) answer = await this._network.get("copy", COPY_TIMEOUT);
    await this._outbox.belongTo({ id: answer.device?.id ?? 0, n: answer.device?.n ?? 0 });
    await this._keeping.take(answer, { now: this._now(), clockOff: this.clockOff });
    this._known = true;
    this._copiedAt = this._timers.now();
    // What we heard of a journal that was put back counts no more; what we heard while this copy came is still to come.
    if (this._copy.seq < heardBefore && this._serverSeq === heardBefore) this._serverSeq = this._copy.seq;
  }

  /** What the feed did not bring, for the doubles in it. Where there is no feed, they may be some seconds late. */
  async _readJournal() {
    const { meta } = this._copy;
    if (!meta || meta.device.role !== "desk" || this._hears()) return;
    if (meta.heard >= meta.seq || this._timers.now() - this._journalAt < JOURNAL_APART) return;
    this._journalAt = this._timers.now();
    let { heard } = meta;
    while (heard < meta.seq) {
      /** @type {{lines: Line[], seq: number}} */
      const { lines, seq } = await this._network.get(`journal?after=${heard}&limit=${PAGE}`);
      for (const line of lines) this._read(line);
      heard = lines.at(-1)?.seq ?? Math.max(seq, meta.seq);
      await this._keeping.keep({ heard });
    }
  }

  /** @param {Line} line */
  _read(line) {
    const { meta } = this._copy;
    if (!meta) return;
    meta.heard = Math.max(meta.heard, line.seq);
    if (OF_PRINTERS.has(line.kind) && (line.state === "blocked" || this.printers.some(isInTrouble))) this.doubt();
    if (line.kind !== "conflict" || line.review !== "double_admission" || line.attendee === null) return;
    this._keeping.double({ id: line.attendee, first: null, second: { at: String(line.at), device: line.device } });
    this._keepSoon();
  }

  /** Several doubles that come at once are kept at once. */
  _keepSoon() {
    if (this._toKeep) return;
    this._toKeep = Promise.resolve()
      .then(() => {
        this._toKeep = null;
        return this._keeping.keep({});
      })
      .then(() => this._listener.state(), () => undefined);
  }

  /**
   * @param {Acknowledgement[]} given
   * @param {number} seq
   */
  _acknowledged(given, seq) {
    this._heardOf(seq);
    const device = this._copy.meta?.device.name ?? null;
    for (const { item, told, person } of given) {
      if (told.review !== "double_admission" || person === null) continue;
      this._keeping.double({ id: person, first: told.first, second: { at: item.at, device } });
    }
    this._listener.acknowledged(given);
  }

  async _status() {
    const unsent = this._outbox.unsent();
    const since = this._timers.now() - this._lastStatus.at;
    const news = since >= NEWS && unsent.length !== this._lastStatus.unsent;
    if (this.reachable && !this._doubted && !news && since < HEARTBEAT) return;
    const asked = this._now();
    const oldest = unsent.find((item) => item.kind === "scan");
    const answer = await this._network.post("status", {
      unsent: this._outbox.unsentCount,
      oldest_unsent: oldest?.kind === "scan" ? oldest.at : null,
      clock: new Date(asked).toISOString(),
      shift: this._copy.meta?.shift ?? "",
      version: this._version,
    });
    this._lastStatus = { at: this._timers.now(), unsent: unsent.length };
    this._doubted = false;
    this._clock(answer.now, asked);
    this._heardOf(answer.seq ?? 0);
    this._takePrinters(answer.printers ?? []);
    const lease = answer.lease ? Date.parse(answer.lease) : (this._copy.meta?.lease ?? null);
    const inStep = this._serverSeq <= this._copy.seq ? { copyAt: this._now() } : {};
    await this._keeping.keep({ lease, clockOff: this.clockOff, ...inStep });
  }

  /** @param {Printer[]} printers */
  _takePrinters(printers) {
    const same = JSON.stringify(printers) === JSON.stringify(this.printers);
    this.printers = printers;
    if (!same) this._listener.state();
  }

  /**
   * How far our clock is ahead, as well as the way there and back lets us know.
   * @param {string | undefined} serverNow
   * @param {number} asked
   */
  _clock(serverNow, asked) {
    if (!serverNow) return;
    const answered = this._now();
    const within = (answered - asked) / 2;
    const off = (asked + answered) / 2 - Date.parse(serverNow);
    if (within < 0 || (within > this._clockWithin && Math.abs(off - this.clockOff) <= within)) return;
    this.clockOff = Math.round(off);
    this._clockWithin = within;
  }

  /** @param {number} seq */
  _heardOf(seq) {
    this._serverSeq = Math.max(this._serverSeq, seq);
  }

  /** @param {unknown} trouble */
  async _failed(trouble) {
    if (trouble instanceof SignedOut) {
      this.revoked = true;
      await this.forgetPeople().catch(() => undefined);
      this._went({ reachable: true, trouble: null });
    } else if (trouble instanceof Unreachable) {
      this._went({ reachable: false, trouble: null });
    } else {
      const answered = trouble instanceof Refused;
      this._went({ reachable: answered, trouble: trouble instanceof Error ? trouble.message : String(trouble) });
    }
  }

  /** @param {{reachable: boolean, trouble: string | null}} how */
  _went({ reachable, trouble }) {
    const same = reachable === this.reachable && trouble === this.trouble;
    [this.reachable, this.trouble] = [reachable, trouble];
    if (!same || this.revoked) this._listener.state();
  }
}

/**
 * Where the server stumbled over what we sent, the rest of the round goes on: it may be one scan that it cannot take.
 * @param {unknown} trouble
 */
function stumbled(trouble) {
  if (trouble instanceof Unreachable && trouble.status >= 500) return trouble;
  throw trouble;
}
