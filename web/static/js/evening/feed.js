/**
 * The live feed: server-sent events read by fetch, because an EventSource cannot send a key. It resumes after the last
 * line it heard, comes back with growing pauses, and gives a line up that has been silent for too long.
 *
 * @import {Network} from "./network.js"
 * @import {Timers} from "./rounds.js"
 */

import { SignedOut } from "./network.js";
import { pause } from "./rounds.js";

// Comments come every fifteen seconds.
const SILENCE = 40_000;

/**
 * One line of the event's journal.
 * @typedef {{seq: number, kind: string, attendee: number | null, device: string | null} & Record<string, unknown>} Line
 */

/**
 * @typedef {object} Feed
 * @property {() => boolean} alive whether something came lately
 * @property {() => void} stop
 */

/**
 * Listen until stopped. `lost` is called whenever the line broke; `signedOut` ends it.
 * @param {object} how
 * @param {Network} how.network
 * @param {() => number} how.after the last line that was heard
 * @param {(line: Line) => void} how.line
 * @param {() => void} [how.lost]
 * @param {Timers} how.timers
 * @param {() => number} how.random
 * @returns {Feed}
 */
export function listen({ network, after, line, lost = () => undefined, timers, random }) {
  let stopped = false;
  let alive = false;
  let failures = 0;
  let stop = new AbortController();
  /** @type {unknown} */
  let timer;

  const watch = () => {
    timers.clear(timer);
    timer = timers.set(() => stop.abort(), SILENCE);
  };
  const again = () => {
    alive = false;
    if (stopped) return;
    failures += 1;
    timers.clear(timer);
    timer = timers.set(() => void open(), pause(failures, random));
    lost();
  };
  const open = async () => {
    stop = new AbortController();
    watch();
    try {
      const heard = reader();
      for await (const chunk of await network.stream(`live?after=${after()}`, stop.signal)) {
        if (stopped) return;
        [alive, failures] = [true, 0];
        watch();
        for (const one of heard(chunk)) line(one);
      }
    } catch (trouble) {
      // An ordinary request, for which this asks, says so too, and there it is dealt with.
      if (trouble instanceof SignedOut && !stopped) {
        stopped = true;
        timers.clear(timer);
        lost();
      }
    }
    again();
  };
  void open();
  return {
    alive: () => alive,
    stop: () => {
      stopped = true;
      alive = false;
      timers.clear(timer);
      stop.abort();
    },
  };
}

/**
 * Reads a stream of events piece by piece, wherever it was cut.
 * @returns {(chunk: Uint8Array) => Line[]}
 */
export function reader() {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    const events = rest.split(/\r?\n\r?\n/);
    rest = events.pop() ?? "";
    return events.flatMap(lineOf);
  };
}

/**
 * @param {string} event
 * @returns {Line[]}
 */
function lineOf(event) {
  const data = event
    .split(/\r?\n/)
    .filter((field) => field.startsWith("data:"))
    .map((field) => field.slice(5).trimStart());
  if (!data.length) return [];
  try {
    const line = JSON.parse(data.join("\n"));
    return typeof line?.seq === "number" ? [line] : [];
  } catch {
    return [];
  }
}
