/** What this tablet remembers of how its desk likes it; nothing about the people of the list. */

import { signal } from "./html.js";

const PREFIX = "last-badge desk ";

/**
 * A signal whose value survives a restart, where the browser keeps anything at all.
 * @template T
 * @param {string} name
 * @param {T} first
 * @returns {import("@preact/signals").Signal<T>}
 */
function kept(name, first) {
  const one = signal(read(name, first));
  one.subscribe((value) => write(name, value));
  return one;
}

/**
 * @template T
 * @param {string} name
 * @param {T} first
 * @returns {T}
 */
function read(name, first) {
  try {
    const said = localStorage.getItem(PREFIX + name);
    const value = said === null ? first : JSON.parse(said);
    return typeof value === typeof first ? value : first;
  } catch {
    return first;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function write(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing forgets it when it is closed.
  }
}

/** Whether the camera's picture is open. */
export const cameraOpen = kept("camera", false);

/** What a scan does: arrive and collect, or arrive only. */
export const mode = kept("scan does", /** @type {"collect" | "arrive"} */ ("collect"));

/** Who stands here, if they said so. */
export const shift = kept("shift", "");

/** Which words of hosts somebody here has looked at, by number. */
export const wordsSeen = kept("words seen", /** @type {number[]} */ ([]));

/** Forget all of it, when the tablet is signed out. */
export function forget() {
  cameraOpen.value = false;
  mode.value = "collect";
  shift.value = "";
  wordsSeen.value = [];
}
