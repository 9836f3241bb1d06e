/**
 * What a tablet stands on: network, clock, storage and battery, each as a sentence and a state.
 */

import { t } from "../evening/words.js";

/** @typedef {{ state: "waiting" | "good" | "caution" | "bad" | "none", said: string, fix?: string }} Finding */
/** @typedef {{ finding: Finding, off: number | null }} Answered `off`: how far this clock is ahead, in ms */

const TRIES = 5;
const SLOW = 800;
const PATIENCE = 5_000;
const A_SECOND = 1_000;
const A_MINUTE = 60 * A_SECOND;
const LOW = 0.3;

/**
 * Ask the server a few times; the median is what an answer takes.
 * @param {string} address answers {now: MOMENT}
 * @returns {Promise<Answered>}
 */
export async function network(address) {
  const took = [];
  let off = null;
  let best = Infinity;
  for (let n = 0; n < TRIES; n++) {
    const begun = Date.now();
    const from = performance.now();
    const now = await ask(address);
    if (now === null) break;
    const time = performance.now() - from;
    took.push(time);
    // The quickest answer says best what time it is over there.
    if (time < best) [best, off] = [time, begun + time / 2 - now];
  }
  if (took.length < TRIES) {
    const fix = t("The desk goes on without the network and sends later what it has. Look at the wireless network all the same.");
    return { off, finding: { state: "bad", said: t("The server did not answer"), fix } };
  }
  const ms = Math.max(1, Math.round(took.sort((one, other) => one - other)[Math.floor(TRIES / 2)]));
  if (ms <= SLOW) return { off, finding: { state: "good", said: t("Answers in {ms} ms", { ms }) } };
  const fix = t("The desk need not wait for it. A place nearer to the wireless network helps.");
  return { off, finding: { state: "caution", said: t("Answers in {ms} ms, which is slow", { ms }), fix } };
}

/** @param {string} address @returns {Promise<number | null>} */
async function ask(address) {
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? Date.parse((await answer.json()).now) : null;
  } catch {
    return null;
  }
}

/** @param {Answered} answered @returns {Finding} */
export function clock({ off }) {
  if (off === null) return { state: "none", said: t("Cannot be compared without the network") };
  const away = Math.abs(off);
  if (away < 2 * A_SECOND) return { state: "good", said: t("Right to the second") };
  const values = { seconds: Math.round(away / A_SECOND), minutes: Math.round(away / A_MINUTE) };
  const much = away >= 2 * A_MINUTE;
  const early = much ? t("{minutes} minutes ahead", values) : t("{seconds} seconds ahead", values);
  const late = much ? t("{minutes} minutes behind", values) : t("{seconds} seconds behind", values);
  const fix = t("The times of scans are put right by themselves. Let the tablet set its clock by the network all the same.");
  return { state: away < A_MINUTE ? "good" : "caution", said: off > 0 ? early : late, fix: away < A_MINUTE ? "" : fix };
}

/** @returns {Promise<Finding>} */
export async function storage() {
  const keep = navigator.storage;
  if (!keep?.persisted) return { state: "none", said: t("This browser does not say") };
  const kept = (await keep.persisted()) || (await keep.persist().catch(() => false));
  if (kept) return { state: "good", said: t("Kept until you delete it") };
  const fix = t("It may clear what it holds when space runs short. Put the desk on the home screen, and do not close it with scans unsent.");
  return { state: "caution", said: t("Kept as long as there is room"), fix };
}

/** @returns {Promise<Finding>} */
export async function battery() {
  const ask = /** @type {{ getBattery?: () => Promise<{ level: number, charging: boolean }> }} */ (navigator).getBattery;
  const found = await ask?.call(navigator).catch(() => null);
  if (!found) return { state: "none", said: t("This browser does not say; look at the tablet") };
  const percent = Math.round(found.level * 100);
  if (found.charging) return { state: "good", said: t("{percent} %, on the charger", { percent }) };
  if (found.level > LOW) return { state: "good", said: t("{percent} %", { percent }) };
  return { state: "caution", said: t("{percent} %", { percent }), fix: t("Put it on a charger before the doors open.") };
}
