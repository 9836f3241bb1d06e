/**
 * The beat of the screen: what changed is drawn with the next frame, many changes at once as one.
 *
 * @import {Evening} from "../evening/evening.js"
 */

import { computed, signal } from "./html.js";

// Where people stand changes with the clock too.
const LOOK_AGAIN = 15_000;
// What takes longer than this, in milliseconds, rests so many times as long before it is done again.
const QUICK = 20;
const REST = 6;

/**
 * `beat` is another number after every change; `overview` the evening in numbers and lists.
 * @param {Evening} evening
 */
export function openBeat(evening) {
  const beat = signal(0);
  // Of a very long list the lists are drawn less often, so that no answer waits for them.
  const slowBeat = signal(0);
  let asked = false;
  let slow = 0;
  let took = 0;

  const overview = computed(() => {
    void slowBeat.value;
    const began = performance.now();
    const seen = { counts: evening.counts(), missing: evening.missing(), table: evening.table() };
    took = performance.now() - began;
    return seen;
  });

  function later() {
    slow = 0;
    slowBeat.value += 1;
  }

  function changed() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      beat.value += 1;
      if (took < QUICK) slowBeat.value += 1;
      else slow ||= window.setTimeout(later, took * REST);
    });
  }

  const quiet = evening.subscribe(changed);
  const clock = setInterval(changed, LOOK_AGAIN);
  return {
    beat,
    overview,
    stop() {
      quiet();
      clearInterval(clock);
      clearTimeout(slow);
    },
  };
}
