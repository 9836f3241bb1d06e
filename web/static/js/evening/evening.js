/**
 * The evening as a desk's screens have it: everybody, what can be done to them, and how far all of it is in step with
 * the server. It works from the copy it keeps, always; the network is only how it stays in step.
 *
 * @import {Person, ReprintReason, Vault} from "./types.js"
 * @import {Acknowledgement} from "./outbox.js"
 * @import {Digest} from "./codes.js"
 * @import {Feed} from "./feed.js"
 * @import {MakeFinder} from "./roster.js"
 * @import {Network} from "./network.js"
 * @import {Timers} from "./rounds.js"
 */

/**
 * @typedef {import("./told.js").Answer} Answer
 * @typedef {import("./told.js").Asked} Asked
 * @typedef {import("./told.js").Change} Change
 * @typedef {import("./told.js").Correction} Correction
 * @typedef {import("./told.js").Lately} Lately
 * @typedef {import("./told.js").State} State
 */

import { Acting } from "./acting.js";
import { Asking } from "./asking.js";
import { fingerprint, meanings, meaningsAtOnce } from "./codes.js";
import { Copy } from "./copy.js";
import { listen } from "./feed.js";
import { makeFinder } from "./finder.js";
import { strongRandom } from "./ids.js";
import { InStep } from "./in_step.js";
import { Keeping } from "./keeping.js";
import * as lists from "./lists.js";
import { makeNetwork } from "./network.js";
import { Outbox } from "./outbox.js";
import { atTheFront, oneTabAtATime } from "./page.js";
import { Roster } from "./roster.js";
import { realTimers, rounds } from "./rounds.js";
import { Listeners, NoCopy, differs, ofTheCopy } from "./told.js";

export { NoCopy };

const TICK = 10_000;
// Many rings of the feed within this time are one question.
const APART = 150;

/**
 * @typedef {object} How
 * @property {string} base such as /api/v1/events/chums
 * @property {string | null} [key]
 * @property {Vault} vault
 * @property {Network} [network]
 * @property {() => number} [now] this device's own time, in milliseconds
 * @property {() => number} [random]
 * @property {Timers} [timers]
 * @property {MakeFinder} [finder]
 * @property {Digest} [digest]
 * @property {(errand: () => Promise<boolean>) => Promise<boolean>} [lock] one tab at a time
 * @property {string} [version]
 * @property {boolean} [live] whether to listen to the live feed
 */

/**
 * Open the evening: with what the vault holds at once, and in step as soon as the server answers.
 * @param {How} how
 */
export async function openEvening(how) {
  const evening = new Evening(how);
  await evening._open();
  return evening;
}

/** See `openEvening`. */
export class Evening {
  /** @param {How} how */
  constructor({ base, key = null, vault, network = makeNetwork({ base, key }), now = Date.now, ...more }) {
    const { random = strongRandom, timers = realTimers, finder = makeFinder, digest = fingerprint, live = true } = more;
    const [copy, outbox] = [new Copy(), new Outbox(vault)];
    const roster = new Roster(copy, outbox, finder);
    const keeping = new Keeping({ vault, copy, outbox, changed: (ids) => this._look(ids) });
    this._vault = vault;
    this._network = network;
    this._random = random;
    this._timers = timers;
    this._live = live;
    this._copy = copy;
    this._digest = digest;
    this._outbox = outbox;
    this._roster = roster;
    this._keeping = keeping;
    this._hadCopy = false;
    this._closed = false;
    /** @type {Feed | null} */
    this._feed = null;
    /** @type {Listeners<Change>} */
    this._subscribers = new Listeners();
    /** @type {Listeners<Correction>} */
    this._correctors = new Listeners();
    this._inStep = new InStep({
      ...{ keeping, network, now, timers, copy, outbox, version: more.version ?? "" },
      hears: () => this._feed?.alive() ?? false,
      listener: {
        people: (ids) => this._look(ids),
        acknowledged: (given) => this._acknowledged(given),
        state: () => this._look([]),
        apart: () => this._look([]),
      },
    });
    this._acting = new Acting({
      ...{ copy, outbox, roster, now, random, digest, inStep: () => this._inStep },
      done: (ids) => {
        this._look(ids);
        this._rounds.soon();
      },
    });
    this._asking = new Asking({ keeping, network, outbox, now, random });
    const lock = more.lock ?? oneTabAtATime(`last-badge:${base}`);
    this._rounds = rounds({ round: () => lock(() => this._round()), timers, random });
    /** @type {(() => void)[]} */
    this._stops = [];
    /** @type {unknown} */
    this._ticking = null;
  }

  /** Everybody, by number. */
  get people() {
    return this._roster.people;
  }

  /** @returns {State} */
  get state() {
    const { reachable, trouble, clockOff, printers } = this._inStep;
    return {
      ...{ stage: this._stage(), reachable, trouble, clockOff, printers, seq: this._copy.seq },
      kept: this._copy.isKept,
      unsent: this._outbox.unsentCount,
      apart: this._outbox.unsent().filter((item) => item.apart).length,
      ...ofTheCopy(this._copy.meta, (id) => this.person(id)),
    };
  }

  /**
   * Called after every change of people or of the state.
   * @param {(change: Change) => void} fn
   * @returns {() => void} stops it
   */
  subscribe(fn) {
    return this._subscribers.add(fn);
  }

  /**
   * Called when the server says something else than was shown.
   * @param {(correction: Correction) => void} fn
   * @returns {() => void} stops it
   */
  corrections(fn) {
    return this._correctors.add(fn);
  }

  /**
   * @param {number} id
   * @returns {Person | null}
   */
  person(id) {
    return this._roster.person(id);
  }

  /**
   * Whom a text may mean, best first, from the first letter on; codes too.
   * @param {string} text
   * @param {number} [limit]
   */
  find(text, limit = 20) {
    return this._roster.find(text, meaningsAtOnce(text), limit);
  }

  /**
   * Whose code this is, and whether it is the one that stands on their badge.
   * @param {string} code
   * @returns {Promise<{person: Person, ofBadge: boolean} | null>}
   */
  async whose(code) {
    const owner = this._copy.owner(await meanings(code, this._digest));
    const person = owner && this.person(owner.id);
    if (!person) return null;
    const ofBadge = meaningsAtOnce(code).some((one) => one.startsWith("badge:") && this._copy.owner([one]));
    return { person, ofBadge };
  }

  /** Who ought to be here and is not: the missing, then the late. */
  missing() {
    return lists.missing(this.people.values());
  }

  /** Whose badge lies uncollected. */
  table() {
    const { hours } = this._roster;
    const { event } = this._copy.meta ?? {};
    return hours && event ? lists.table(this.people.values(), hours, event) : { printing: [], here: [], away: [], setAside: [] };
  }

  /** The evening in numbers. */
  counts() {
    return lists.counts(this.people.values(), this.state.event);
  }

  /**
   * Do something to somebody. When this resolves, it is kept.
   * @param {Asked} asked
   * @returns {Promise<Answer>}
   */
  act(asked) {
    return this._acting.act(asked);
  }

  /**
   * Take back one of this device's scans.
   * @param {string} scanId
   * @returns {Promise<Answer>}
   */
  undo(scanId) {
    return this.act({ action: "undo", undoes: scanId, via: this._outbox.scan(scanId)?.via ?? "search" });
  }

  /**
   * This device's scans of somebody, the newest first.
   * @param {number} id
   * @returns {Lately[]}
   */
  lately(id) {
    return this._acting.lately(id);
  }

  /**
   * Write down somebody who is not on the list. They have a number of our own until the server gives one.
   * @param {{name: string, company?: string, email?: string, host?: number | null}} walkIn
   * @returns {Promise<Person>}
   */
  addWalkIn(walkIn) {
    return this._acting.addWalkIn(walkIn);
  }

  /**
   * Correct what stands on somebody's badge.
   * @param {number} attendee
   * @param {{name: string, company: string}} text
   * @returns {Promise<Person>}
   */
  correct(attendee, text) {
    return this._acting.correct(attendee, text);
  }

  /**
   * The hosts of somebody hear that they stand at this desk. Rejects without the network.
   * @param {number} id
   */
  tellHosts(id) {
    return this._asking.tellHosts(id);
  }

  /**
   * Print somebody's badge; once more where there is a reason. Rejects without the network.
   * @param {number} id
   * @param {ReprintReason | null} [reason]
   */
  async print(id, reason = null) {
    // What was corrected here is to stand on it, and a walk-in is to have a number.
    if (this._outbox.of(id).some(({ acknowledged }) => acknowledged === null)) await this.sync();
    await this._asking.print(id, reason);
  }

  /**
   * Whether a badge came out of a printer that cannot say so itself. Rejects without the network.
   * @param {number} job
   * @param {boolean} cameOut
   */
  cameOut(job, cameOut) {
    return this._asking.answer(job, cameOut);
  }

  /**
   * Take back that a host saw somebody; whether it was. Rejects without the network.
   * @param {import("./types.js").Person} person
   */
  async takeBackSeen(person) {
    const done = await this._asking.takeBackSeen(person);
    this._askAgain();
    return done;
  }

  /**
   * Somebody has looked at a double admission.
   * @param {number} id
   */
  async looked(id) {
    const doubles = (this._copy.meta?.doubles ?? []).filter((double) => double.id !== this._outbox.realNumber(id));
    await this._keeping.keep({ doubles });
    this._look([]);
  }

  /**
   * Who stands here for this shift.
   * @param {string} shift
   */
  async setShift(shift) {
    await this._keeping.keep({ shift });
    this._look([]);
  }

  /** A round now; whether everything is in step after it. */
  sync() {
    this._inStep.doubt();
    return this._rounds.now();
  }

  /** Stop; what is kept stays kept. */
  close() {
    this._closed = true;
    this._feed?.stop();
    this._rounds.stop();
    this._timers.clear(this._ticking);
    for (const stop of this._stops) stop();
    this._vault.close();
  }

  /** Forget everything, what is unsent too. */
  async wipe() {
    this._feed?.stop();
    this._rounds.stop();
    await this._vault.wipe();
    this._copy.clear();
    await this._outbox.load();
    this._look(null);
  }

  async _open() {
    await this._inStep.load();
    this._hadCopy = this._copy.meta !== null;
    if (this._inStep.leaseIsOver) await this._inStep.forgetPeople();
    this._look(null);
    this._stops.push(this._vault.watch(() => void this._keeping.reload()));
    this._stops.push(...atTheFront(() => this._askAgain()));
    this._tickLater();
    this._rounds.soon();
  }

  async _round() {
    if (this._closed) return false;
    const inStep = await this._inStep.round();
    if (this._inStep.revoked) {
      this._feed?.stop();
      this._rounds.stop();
    } else if (inStep && this._live && !this._feed && !this._closed && this._copy.meta?.device.role === "desk") {
      this._feed = this._listen();
    }
    return inStep;
  }

  _listen() {
    return listen({
      ...{ network: this._network, timers: this._timers, random: this._random },
      after: () => this._copy.meta?.heard ?? this._copy.seq,
      line: (line) => {
        if (this._inStep.heard(line)) this._rounds.soon(Math.max(0, APART - this._inStep.sinceCopied));
      },
      lost: () => this._askAgain(),
    });
  }

  _askAgain() {
    this._inStep.doubt();
    this._rounds.soon();
  }

  _tickLater() {
    this._ticking = this._timers.set(() => {
      if (this._closed) return;
      if (this._copy.meta && this._inStep.leaseIsOver) void this._inStep.forgetPeople();
      const moved = this._roster.tick(this._inStep.serverNow);
      if (moved.size) this._subscribers.tell({ people: moved });
      this._tickLater();
    }, TICK);
  }

  /** @param {Acknowledgement[]} given */
  _acknowledged(given) {
    this._look(given.flatMap(({ item, person }) => [item.person, person].flatMap((id) => id ?? [])));
    for (const { item, told, person } of given) {
      const id = person ?? item.person;
      const about = id === null ? null : this.person(id);
      if (differs(item.shown, told)) this._correctors.tell({ scan: item, shown: item.shown, told, person: about });
    }
  }

  /**
   * Look again at these, or at all, and tell the screens.
   * @param {Iterable<number> | null} ids
   */
  _look(ids) {
    this._hadCopy ||= this._copy.meta !== null;
    if (ids === null) this._roster.reload(this._inStep.serverNow);
    this._subscribers.tell({ people: ids && this._roster.refresh(ids, this._inStep.serverNow) });
    // Whoever waits for the list sees it first.
    if (ids === null) this._timers.set(() => this._roster.makeReady(), 0);
  }

  _stage() {
    if (this._inStep.revoked) return "revoked";
    if (this._copy.meta) return "ready";
    return this._hadCopy ? "gone" : "loading";
  }
}
