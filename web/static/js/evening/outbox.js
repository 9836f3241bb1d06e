/**
 * What this tablet has done: everything the server has not acknowledged, in the order it was done, and this device's
 * acknowledged scans for as long as they may be taken back. Nothing is in it that the vault does not hold.
 *
 * @import {Item, ScanItem, Told, Unplaced, Vault, WalkInItem} from "./types.js"
 */

import { inTurn } from "./in_turn.js";

// How many acknowledged scans are kept, so that they can be taken back from somebody's card.
const KEPT = 1_000;
// What the server would not take is offered again after this long: it may have been mended.
const ANOTHER_TRY = 5 * 60_000;

/** @typedef {{item: ScanItem, told: Told & {seq: number}, person: number | null}} Acknowledgement */

/** Everything this device did that is not yet, or only lately, in the journal. */
export class Outbox {
  /** @param {Vault} vault */
  constructor(vault) {
    this._vault = vault;
    /** @type {Map<number, Item>} */
    this._items = new Map();
    // Those the server has not acknowledged, in order.
    /** @type {Map<number, Item>} */
    this._waiting = new Map();
    /** @type {Map<string, ScanItem>} */
    this._scans = new Map();
    /** @type {Map<number, Set<Item>>} */
    this._ofPerson = new Map();
    /** @type {Map<number, number>} */
    this._realNumbers = new Map();
    this._lastOrder = 0;
    // What is read from the vault is never older than what is remembered.
    this._inTurn = inTurn();
    // What the vault holds and nobody can read any more.
    this.broken = 0;
  }

  /** Read everything from the vault, with what another tab has put there. */
  load() {
    return this._inTurn(async () => {
      const { items, broken } = await this._vault.readItems();
      this.broken = broken;
      this._items.clear();
      this._waiting.clear();
      this._scans.clear();
      this._ofPerson.clear();
      for (const item of items) this._remember(item);
    });
  }

  /** Whether another tab has done something that nobody told this one of. */
  isBehind() {
    return this._inTurn(async () => (await this._vault.state()).order > this._lastOrder);
  }

  /**
   * Keep something durably; only then is it done.
   * @template {Unplaced} Kind
   * @param {Kind} item
   * @returns {Promise<Extract<Item, {kind: Kind["kind"]}>>}
   */
  add(item) {
    return this._inTurn(async () => {
      const placed = await this._vault.add(item);
      this._remember(placed);
      return /** @type {any} */ (placed);
    });
  }

  /** What the server has not acknowledged, in order. */
  unsent() {
    return [...this._waiting.values()];
  }

  /** How many the server has not acknowledged. */
  get unsentCount() {
    return this._waiting.size + this.broken;
  }

  /** @param {string} id */
  scan(id) {
    return this._scans.get(id) ?? null;
  }

  /**
   * Everything this device did to somebody, in order.
   * @param {number} person
   * @returns {Item[]}
   */
  of(person) {
    return [...(this._ofPerson.get(this.realNumber(person)) ?? [])].sort((one, other) => one.order - other.order);
  }

  /** Everybody to whom this device did something. */
  people() {
    return this._ofPerson.keys();
  }

  /**
   * Whose scans the server has in lines of the journal after this one.
   * @param {number} seq
   */
  acknowledgedAfter(seq) {
    const scans = [...this._scans.values()].filter(({ acknowledged }) => acknowledged !== null && acknowledged.seq > seq);
    return scans.flatMap(({ person }) => person ?? []);
  }

  /**
   * The number the server gave a walk-in, where it did.
   * @param {number} person
   */
  realNumber(person) {
    return this._realNumbers.get(person) ?? person;
  }

  /** Those whom the server has not numbered yet. */
  walkIns() {
    return [...this._waiting.values()].flatMap((item) => (item.kind === "walk_in" ? [item] : []));
  }

  /**
   * What to send next: scans that follow one another, or one thing of another kind. What was set apart, and what needs
   * a number that a walk-in set apart never got, waits without holding up the rest.
   * @param {number} most
   * @param {number} now
   * @returns {ScanItem[] | [Exclude<Item, ScanItem>] | []}
   */
  next(most, now) {
    /** @type {ScanItem[]} */
    const batch = [];
    for (const item of this._waiting.values()) {
      if (!this._mayGo(item, now)) continue;
      if (item.kind !== "scan") return batch.length ? batch : [item];
      batch.push(item);
      if (batch.length >= most) break;
    }
    return batch;
  }

  /**
   * The server has these. Durable before it is true.
   * @param {Acknowledgement[]} given
   */
  async acknowledge(given) {
    const changed = given.map(({ item, told, person }) => ({
      ...item,
      person: person ?? item.person,
      acknowledged: told,
      apart: null,
    }));
    await this._change(changed);
  }

  /**
   * The server has numbered a walk-in, whose scans may follow.
   * @param {WalkInItem} item
   * @param {number} number
   */
  async numbered(item, number) {
    // The name is in the copy from here on.
    const body = { ...item.body, name: "", company: "", email: "" };
    await this._change([{ ...item, body, acknowledged: number, apart: null }]);
  }

  /**
   * The server would not have it.
   * @param {Item} item
   * @param {{code: string, message: string, at: number}} why
   */
  async setApart(item, why) {
    await this._change([{ ...item, apart: why }]);
  }

  /** @param {Item} item */
  async remove(item) {
    await this._change([], [item.order]);
  }

  /**
   * Whose scans these are. Where this tablet has become another device, what is unsent gets numbers of that device's.
   * @param {{id: number, n: number}} device
   */
  async belongTo(device) {
    const orders = this.unsent().flatMap((item) => (item.kind === "scan" ? item.order : []));
    if (await this._inTurn(() => this._vault.belongTo(device, orders))) await this.load();
  }

  /**
   * Forget the oldest of those that are settled.
   * @param {number} seq
   */
  async tidy(seq) {
    const settled = [...this._scans.values()].filter((item) => item.acknowledged !== null && item.acknowledged.seq <= seq);
    const tooMany = settled.length - KEPT;
    // Not one at a time, which would be a transaction for every scan.
    if (tooMany > KEPT / 4) await this._change([], settled.slice(0, tooMany).map(({ order }) => order));
  }

  /** Forget everything but what is unsent, and the numbers it needs. */
  async forgetSent() {
    const sent = [...this._items.values()].filter((item) => item.acknowledged !== null && item.kind !== "walk_in");
    await this._change([], sent.map(({ order }) => order));
  }

  /**
   * @param {Item} item
   * @param {number} now
   */
  _mayGo(item, now) {
    if (item.apart && now - item.apart.at < ANOTHER_TRY && now >= item.apart.at) return false;
    return item.kind === "walk_in" || item.person === null || this.realNumber(item.person) >= 0;
  }

  /**
   * @param {Item[]} changed
   * @param {number[]} [gone]
   */
  async _change(changed, gone = []) {
    if (!changed.length && !gone.length) return;
    await this._inTurn(async () => {
      await this._vault.change(changed, gone);
      for (const item of changed) this._remember(item);
      for (const order of gone) this._forget(this._items.get(order));
    });
  }

  /** @param {Item} item */
  _remember(item) {
    const before = this._items.get(item.order);
    if (before) this._forget(before, true);
    this._items.set(item.order, item);
    if (item.acknowledged === null) this._waiting.set(item.order, item);
    else this._waiting.delete(item.order);
    this._lastOrder = Math.max(this._lastOrder, item.order);
    if (item.kind === "scan") this._scans.set(item.id, item);
    if (item.kind === "walk_in" && typeof item.acknowledged === "number") this._number(item.person, item.acknowledged);
    if (item.person === null) return;
    const person = this.realNumber(item.person);
    this._ofPerson.set(person, (this._ofPerson.get(person) ?? new Set()).add(item));
  }

  /**
   * @param {Item | undefined} item
   * @param {boolean} [replaced]
   */
  _forget(item, replaced = false) {
    if (!item) return;
    if (!replaced) {
      this._items.delete(item.order);
      this._waiting.delete(item.order);
    }
    if (item.kind === "scan") this._scans.delete(item.id);
    if (item.person === null) return;
    const person = this.realNumber(item.person);
    const others = this._ofPerson.get(person);
    others?.delete(item);
    if (!others?.size) this._ofPerson.delete(person);
  }

  /**
   * @param {number} until
   * @param {number} number
   */
  _number(until, number) {
    if (this._realNumbers.get(until) === number) return;
    const theirs = this._ofPerson.get(until) ?? new Set();
    this._ofPerson.delete(until);
    this._realNumbers.set(until, number);
    this._ofPerson.set(number, new Set([...(this._ofPerson.get(number) ?? []), ...theirs]));
  }
}
