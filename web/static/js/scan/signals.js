/**
 * The four answers to the ear and the hand: each has its own rhythm, so that nobody need look.
 *
 *   done     two notes that rise        one short touch
 *   again    the same note twice        two
 *   refused  one low note               one long
 *   ask      three notes, a question    three quick ones
 *
 * Sound can be muted on this tablet; what is felt and seen stays.
 */

/** @typedef {"done" | "again" | "refused" | "ask"} Word */
/** @typedef {{ pitch: number, from: number, lasts: number, to?: number, timbre?: OscillatorType, loud?: number }} Note */

/** Pitch in hertz, times in seconds. @type {Record<Word, Note[]>} */
const SOUNDS = {
  done: [
    { pitch: 784, from: 0, lasts: 0.07 },
    { pitch: 1175, from: 0.07, lasts: 0.13 },
  ],
  again: [
    { pitch: 587, from: 0, lasts: 0.09, timbre: "triangle" },
    { pitch: 587, from: 0.15, lasts: 0.09, timbre: "triangle" },
  ],
  refused: [{ pitch: 196, to: 147, from: 0, lasts: 0.34, timbre: "sawtooth", loud: 0.5 }],
  ask: [
    { pitch: 659, from: 0, lasts: 0.07, timbre: "triangle" },
    { pitch: 554, from: 0.09, lasts: 0.07, timbre: "triangle" },
    { pitch: 880, from: 0.18, lasts: 0.14, timbre: "triangle" },
  ],
};

/** Milliseconds on, off, on… @type {Record<Word, number[]>} */
const TOUCHES = { done: [60], again: [60, 80, 60], refused: [350], ask: [35, 50, 35, 50, 35] };

const LOUDNESS = 0.35;
const KEY = "last-badge muted";

/** @type {AudioContext | null} */
let speaker = null;
/** @type {Set<(muted: boolean) => void>} */
const listeners = new Set();
let muted = kept();

function kept() {
  try {
    return localStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}

/** Browsers let a page sound only after somebody has touched it. */
function wake() {
  const Speaker = globalThis.AudioContext ?? /** @type {any} */ (globalThis).webkitAudioContext;
  if (!Speaker) return;
  speaker ??= /** @type {AudioContext} */ (new Speaker({ latencyHint: "interactive" }));
  // A phone call or another app interrupts; the next touch brings the sound back.
  if (speaker.state !== "running") speaker.resume().catch(() => {});
}

if (typeof document !== "undefined") {
  for (const kind of ["pointerdown", "keydown", "touchend"]) {
    addEventListener(kind, wake, { capture: true, passive: true });
  }
}

/**
 * @param {AudioContext} context
 * @param {Note} note
 */
function play(context, { pitch, to, from, lasts, timbre = "sine", loud = 1 }) {
  const begin = context.currentTime + 0.005 + from;
  const end = begin + lasts;
  const tone = context.createOscillator();
  const level = context.createGain();
  tone.type = timbre;
  tone.frequency.setValueAtTime(pitch, begin);
  if (to) tone.frequency.exponentialRampToValueAtTime(to, end);
  // Without a slope at both ends a loudspeaker clicks.
  level.gain.setValueAtTime(0, begin);
  level.gain.linearRampToValueAtTime(LOUDNESS * loud, begin + 0.008);
  level.gain.setValueAtTime(LOUDNESS * loud, Math.max(begin + 0.008, end - 0.03));
  level.gain.linearRampToValueAtTime(0, end);
  tone.connect(level).connect(context.destination);
  tone.start(begin);
  tone.stop(end + 0.01);
}

/**
 * Give a signal; answers whether it could be heard and felt.
 * @param {Word} word
 * @returns {{ heard: boolean, felt: boolean }}
 */
export function signal(word) {
  const audible = !muted && speaker?.state === "running";
  if (audible && speaker) for (const note of SOUNDS[word]) play(speaker, note);
  // Before the first touch a browser refuses, and says so on its console.
  const touched = navigator.userActivation?.hasBeenActive ?? true;
  const felt = touched && typeof navigator.vibrate === "function" && navigator.vibrate(TOUCHES[word]);
  return { heard: Boolean(audible), felt };
}

/** Whether a touch has opened the sound. */
export function canSound() {
  return speaker?.state === "running";
}

export function isMuted() {
  return muted;
}

/** @param {boolean} quiet kept on this tablet */
export function setMuted(quiet) {
  muted = quiet;
  try {
    localStorage.setItem(KEY, quiet ? "yes" : "no");
  } catch {
    // A browser that keeps nothing is muted until it is closed.
  }
  for (const tell of listeners) tell(quiet);
}

/**
 * @param {(muted: boolean) => void} tell
 * @returns {() => void} stops telling
 */
export function onMuted(tell) {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}
