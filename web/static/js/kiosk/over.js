/**
 * Starting over: nobody's name stays on the screen when they have gone. The last seconds are counted, quietly,
 * and any touch gives whoever is still reading all of the time again.
 */

import { tn } from "../evening/words.js";

const COUNTED = 10;
const LOOK_EVERY = 200;

/**
 * @param {HTMLElement} kiosk
 * @param {() => boolean} waiting whether an answer is on its way, for which nobody is hurried
 * @param {() => void} back
 * @returns {{ begin(seconds: number, quiet?: boolean): void }} `quiet`: without counting
 */
export function openOver(kiosk, waiting, back) {
  const line = /** @type {HTMLElement} */ (kiosk.querySelector("[data-over]"));
  const words = /** @type {HTMLElement} */ (kiosk.querySelector("[data-over-words]"));
  let seconds = 0;
  let silent = false;
  let ends = Infinity;

  function touched() {
    ends = seconds ? performance.now() + seconds * 1_000 : Infinity;
    line.hidden = true;
    look();
  }

  function look() {
    if (waiting() && seconds) ends = Math.max(ends, performance.now() + COUNTED * 1_000);
    const left = Math.ceil((ends - performance.now()) / 1_000);
    if (left > COUNTED || (silent && left > 0)) return void (line.hidden = true);
    if (left <= 0) {
      ends = Infinity;
      line.hidden = true;
      return back();
    }
    if (line.hidden) {
      line.hidden = false;
      // Another name for the same movement lets it begin anew.
      line.dataset.turn = line.dataset.turn === "odd" ? "even" : "odd";
    }
    const said = tn("Starts over in {n} second", "Starts over in {n} seconds", left);
    if (words.textContent !== said) words.textContent = said;
  }

  for (const kind of ["pointerdown", "keydown", "input", "wheel"]) {
    addEventListener(kind, touched, { passive: true, capture: true });
  }
  setInterval(look, LOOK_EVERY);

  return {
    begin(given, quiet = false) {
      seconds = given;
      silent = quiet;
      touched();
    },
  };
}
