/**
 * What the screens are told: how far this desk is in step, what became of each scan, and where the server says
 * something else than was shown.
 *
 * @import {Action, DeviceInfo, EventInfo, HostInfo, Meta, Person, Printer, Result, ScanItem, Told, Via, Where} from "./types.js"
 */

/**
 * @typedef {object} State
 * @property {"loading" | "ready" | "gone" | "revoked"} stage
 * @property {boolean} reachable
 * @property {number} unsent
 * @property {number} apart how many of those the server would not take
 * @property {number} seq
 * @property {boolean} kept whether the vault holds this list
 * @property {number | null} copyAt
 * @property {number | null} lease by the server's clock
 * @property {number} clockOff how far this device's clock is ahead, in milliseconds
 * @property {string | null} trouble
 * @property {EventInfo} event without a name until the copy has come
 * @property {DeviceInfo} device
 * @property {HostInfo[]} hosts
 * @property {{person: Person, first: Where | null, second: Where | null}[]} doubles
 * @property {string} shift
 * @property {Printer[]} printers as the server last told of them
 */

/**
 * What a screen shows of one scan.
 * @typedef {object} Answer
 * @property {string} id
 * @property {Action} action
 * @property {Result} result
 * @property {string | null} reason
 * @property {string | null} review
 * @property {Person | null} person
 * @property {{at: string, device: string} | null} first
 * @property {boolean} undoable
 * @property {boolean} retired
 */

/**
 * What is to be done: to whom a code belongs, to somebody chosen, or to an earlier scan.
 * @typedef {object} Asked
 * @property {Action} action
 * @property {string} [code]
 * @property {number} [attendee]
 * @property {string} [undoes]
 * @property {Via} via
 * @property {string} [note]
 *
 * The server's answer differs from what was shown.
 * @typedef {{scan: ScanItem, shown: Told, told: Told, person: Person | null}} Correction
 *
 * Of whom something changed; null: of all.
 * @typedef {{people: Set<number> | null}} Change
 *
 * One of this device's scans of somebody, as their card shows it.
 * @typedef {{id: string, action: Action, at: string, result: Result, takenBack: boolean, undoable: boolean}} Lately
 */

/** @type {EventInfo} */
const NO_EVENT = {
  ...{ slug: "", name: "", timezone: "UTC", language: "en", venue: "", doors: "", start: "", end: "", set_aside_at: "" },
  ...{ missing_after: 0, uncollected_after: 0, set_aside_after: 0, shows: [], prints_on_arrival: false },
};
/** @type {DeviceInfo} */
const NO_DEVICE = { id: 0, name: "", role: "desk" };

/** There is no copy to work from: it has not come yet, or is gone. */
export class NoCopy extends Error {
  constructor() {
    super("This device has no list to work from yet.");
    this.name = "NoCopy";
  }
}

/**
 * What the state has out of the copy.
 * @param {Meta | null} meta
 * @param {(id: number) => Person | null} person
 */
export function ofTheCopy(meta, person) {
  return {
    copyAt: meta?.copyAt ?? null,
    lease: meta?.lease ?? null,
    event: meta?.event ?? NO_EVENT,
    device: meta?.device ?? NO_DEVICE,
    hosts: meta?.hosts ?? [],
    shift: meta?.shift ?? "",
    doubles: (meta?.doubles ?? []).flatMap(({ id, first, second }) => {
      const known = person(id);
      return known ? [{ person: known, first, second }] : [];
    }),
  };
}

/**
 * Whether the desk should look at it: another result, another reason, or something to look at.
 * @param {Told} shown
 * @param {Told} told
 */
export function differs(shown, told) {
  const worthALook = told.review !== null && told.review !== shown.review && told.review !== "retired";
  return shown.result !== told.result || shown.reason !== told.reason || worthALook;
}

/**
 * Those who listen. A screen that stumbles says so, and stops neither the others nor what keeps us in step.
 * @template News
 */
export class Listeners {
  constructor() {
    /** @type {Set<(news: News) => void>} */
    this._listeners = new Set();
  }

  /**
   * @param {(news: News) => void} fn
   * @returns {() => void} stops it
   */
  add(fn) {
    this._listeners.add(fn);
    return () => void this._listeners.delete(fn);
  }

  /** @param {News} news */
  tell(news) {
    for (const fn of this._listeners) {
      try {
        fn(news);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
