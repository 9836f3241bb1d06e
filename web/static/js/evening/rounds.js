/**
 * Rounds: one errand that is run again and again, never twice at once: when asked, by itself after a while, and after a
 * failure with growing pauses.
 */

const BY_ITSELF = 20_000;
// Between two rounds that follow one another, so that several rings are one.
const APART = 100;
const SHORTEST = 500;
const LONGEST = 20_000;
// How long after a failed try somebody who waits may bring the next one forward.
const IMPATIENCE = 3_000;

/**
 * Time as it passes, whatever the device's clock is set to; injected, so that tests can let an evening pass in a
 * second.
 * @typedef {object} Timers
 * @property {() => number} now milliseconds that only grow
 * @property {(fn: () => void, ms: number) => unknown} set
 * @property {(timer: any) => void} clear
 */

/** @type {Timers} */
export const realTimers = {
  now: () => performance.now(),
  set: (fn, ms) => setTimeout(fn, ms),
  clear: (timer) => clearTimeout(timer),
};

/**
 * How long to wait after so many failures: half a second at first, twenty at most, and never all tablets at once.
 * @param {number} failures
 * @param {() => number} random
 */
export function pause(failures, random) {
  return Math.min(LONGEST, SHORTEST * 2 ** Math.max(0, failures - 1)) * (0.75 + random() / 4);
}

/**
 * @typedef {object} Rounds
 * @property {() => Promise<boolean>} now a round that begins after this call; whether it succeeded
 * @property {(ms?: number) => void} soon ask for a round, at once or after a moment, without waiting for it
 * @property {() => void} stop
 */

/**
 * @param {object} how
 * @param {() => Promise<boolean>} how.round whether it succeeded; it never throws
 * @param {Timers} how.timers
 * @param {() => number} how.random
 * @returns {Rounds}
 */
export function rounds({ round, timers, random }) {
  let stopped = false;
  let failures = 0;
  let lastTry = -Infinity;
  let wanted = false;
  /** @type {{timer: unknown, at: number} | null} */
  let planned = null;
  /** @type {Promise<boolean> | null} */
  let running = null;
  /** @type {Promise<boolean> | null} */
  let following = null;

  /** @param {number} ms */
  const plan = (ms) => {
    const at = timers.now() + ms;
    if (stopped || (planned && planned.at <= at)) return;
    if (planned) timers.clear(planned.timer);
    planned = { at, timer: timers.set(() => void begin(), ms) };
  };
  const run = async () => {
    if (planned) timers.clear(planned.timer);
    planned = null;
    wanted = false;
    lastTry = timers.now();
    const succeeded = await round();
    failures = succeeded ? 0 : failures + 1;
    running = null;
    if (!succeeded) plan(pause(failures, random));
    else plan(wanted ? APART : BY_ITSELF);
    return succeeded;
  };
  /** @returns {Promise<boolean>} */
  const begin = () => {
    if (stopped) return Promise.resolve(false);
    if (!running) {
      running = run();
      return running;
    }
    following ??= running.then(() => {
      following = null;
      return begin();
    });
    return following;
  };

  return {
    now: begin,
    soon: (ms = 0) => {
      if (running) wanted = true;
      else if (failures === 0) plan(ms);
      else plan(Math.max(ms, lastTry + IMPATIENCE - timers.now()));
    },
    stop: () => {
      stopped = true;
      if (planned) timers.clear(planned.timer);
    },
  };
}
