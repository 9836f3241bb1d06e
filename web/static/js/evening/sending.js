/**
 * Sending: the outbox in order, in batches, each thing acknowledged by itself. What the server will not take is found
 * by halving and set apart, and never holds up the rest.
 *
 * @import {Item, ListedPerson, ScanItem, Told} from "./types.js"
 * @import {Acknowledgement, Outbox} from "./outbox.js"
 * @import {Network} from "./network.js"
 */

import { Refused, Unreachable } from "./network.js";

const MOST = 500;
// A batch is given longer than one scan.
const TIMEOUT = 4_000;
const TIMEOUT_EACH = 20;
// A scan this old was on its way through no network, whatever was believed when it was made.
const JUST_NOW = 5_000;
// These say that the request as a whole was no good, which one thing in it may have caused.
const NO_GOOD = new Set([400, 409, 413, 422]);
// How often the server may fail over one single thing before it is set apart.
const FAULTS = 3;

/**
 * @typedef {object} Sender
 * @property {() => Promise<void>} drain send everything; throws where the server cannot be reached or refuses all
 */

/**
 * @param {object} how
 * @param {Outbox} how.outbox
 * @param {Network} how.network
 * @param {() => number} how.now this device's own time
 * @param {() => number | null} how.ahead how many milliseconds that is ahead of the server's; null: not measured yet
 * @param {(acknowledged: Acknowledgement[], seq: number) => void} how.acknowledged
 * @param {(person: ListedPerson) => Promise<void>} how.learnt the server sent somebody as they are now
 * @param {(ids: number[]) => void} how.changed whom something else than a scan was acknowledged of
 * @param {(item: Item, message: string) => void} how.apart
 * @returns {Sender}
 */
export function sender({ outbox, network, now, ahead, acknowledged, learnt, changed, apart }) {
  let most = MOST;
  let faults = 0;
  // What was on its way when nobody answered was made without a network, whatever was believed.
  /** @type {Set<string>} */
  const tried = new Set();

  /** @param {ScanItem[]} batch */
  async function sendScans(batch) {
    const scans = batch.map((item) => asSent(item, outbox, item.offline || tried.has(item.id) || now() - Date.parse(item.at) > JUST_NOW));
    const timeout = TIMEOUT + TIMEOUT_EACH * batch.length;
    const measured = ahead();
    const clock = { clock: new Date(now()).toISOString(), ...(measured === null ? {} : { ahead: measured }) };
    const answer = await network.post("scans", { scans, ...clock }, timeout).catch((trouble) => {
      if (trouble instanceof Unreachable) for (const item of batch) tried.add(item.id);
      throw trouble;
    });
    const given = matched(batch, Array.isArray(answer.results) ? answer.results : []);
    // Whatever it was that answered, going on would ask it the same for ever.
    if (!given.length) throw new Unreachable("The answer was about other scans.");
    await outbox.acknowledge(given);
    for (const { item } of given) tried.delete(item.id);
    acknowledged(given, answer.seq ?? 0);
  }

  /** @param {Exclude<Item, ScanItem>} item */
  async function sendOther(item) {
    if (item.kind === "walk_in") {
      const { attendee } = await network.post("walk-ins", { id: item.id, ...item.body });
      // First the person and then their number: whoever sends it again in between gets the same.
      await learnt(attendee);
      await outbox.numbered(item, attendee.id);
    } else {
      const person = outbox.realNumber(item.person);
      const { attendee } = await network.post(`attendees/${person}/correction`, item.body);
      await learnt(attendee);
      await outbox.remove(item);
    }
    changed([item.person]);
  }

  /** @param {ScanItem[] | [Exclude<Item, ScanItem>]} batch */
  async function send(batch) {
    const first = batch[0];
    if (first && first.kind !== "scan") await sendOther(first);
    else await sendScans(/** @type {ScanItem[]} */ (batch));
    [most, faults] = [Math.min(MOST, most * 2), 0];
  }

  /**
   * @param {ScanItem[] | [Exclude<Item, ScanItem>]} batch
   * @param {unknown} trouble
   */
  async function dealWith(batch, trouble) {
    const one = batch.length === 1 ? batch[0] : null;
    if (one?.kind === "correction" && trouble instanceof Refused && trouble.status === 404) {
      // There is nobody left to correct.
      await outbox.remove(one);
      return changed([one.person]);
    }
    const noGood = trouble instanceof Refused && (NO_GOOD.has(trouble.status) || (one?.kind === "walk_in" && trouble.status === 404));
    const stuck = trouble instanceof Unreachable && one !== null && trouble.status === 500 && ++faults >= FAULTS;
    if (one && (noGood || stuck)) {
      const { message } = trouble;
      await outbox.setApart(one, { code: trouble instanceof Refused ? trouble.code : "fault", message, at: now() });
      [most, faults] = [MOST, 0];
      return apart(one, message);
    }
    // A smaller batch may get through where this one was too much, and finds the one that is no good.
    most = Math.max(1, Math.floor(batch.length / 2));
    if (!noGood) throw trouble;
  }

  return {
    drain: async () => {
      for (;;) {
        const batch = outbox.next(most, now());
        if (!batch.length) return;
        await send(batch).catch((trouble) => dealWith(batch, trouble));
      }
    },
  };
}

/**
 * @param {ScanItem} item
 * @param {Outbox} outbox
 * @param {boolean} offline
 */
function asSent(item, outbox, offline) {
  const { id, n, action, at, via, note, shown, code, undoes } = item;
  const whose = code === null && item.person !== null ? { attendee: outbox.realNumber(item.person) } : {};
  return {
    ...{ id, n, action, at, via, offline, told: shown.result },
    ...(code === null ? whose : { code }),
    ...(undoes ? { undoes } : {}),
    ...(note ? { note } : {}),
  };
}

/**
 * Which answer is whose: by its id, or by its place where what we sent had no id the server could read.
 * @param {ScanItem[]} batch
 * @param {(Told & {id: string | null, seq: number, attendee: {id: number} | null})[]} results
 * @returns {Acknowledgement[]}
 */
function matched(batch, results) {
  const byId = new Map(results.map((result) => [result.id, result]));
  return batch.flatMap((item, place) => {
    const unnamed = results.length === batch.length && results[place]?.id === null ? results[place] : undefined;
    const result = byId.get(item.id) ?? unnamed;
    if (!result) return [];
    const { reason, review, first, seq } = result;
    return [{ item, told: { result: result.result, reason, review, first, seq }, person: result.attendee?.id ?? null }];
  });
}
