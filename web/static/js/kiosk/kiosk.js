/**
 * The kiosk, put together; kiosk/kiosk.html says what there is on its page.
 */

import { openCamera } from "../scan/camera.js";
import { reopenSerial } from "../scan/serial.js";
import { signal } from "../scan/signals.js";
import { listenToWedge } from "../scan/wedge.js";
import { openOver } from "./over.js";
import { openPrinting } from "./printing.js";
import { closeHistory, closeMenus, fillScreen, openLower, openMark, openPad, stayAwake } from "./room.js";
import { openSteps } from "./steps.js";

/** @typedef {import("../scan/signals.js").Word} Word */

const ALIVE_EVERY = 15_000;
const BACK_EVERY = 4_000;
const PATIENCE = 5_000;
// Where a scan would disturb somebody who is writing.
const NO_SCANS = new Set(["correct", "leave"]);

/** @param {HTMLElement} kiosk */
function open(kiosk) {
  const start = kiosk.dataset.start ?? "";
  const eye = /** @type {HTMLElement} */ (kiosk.querySelector("[data-eye]"));
  const video = /** @type {HTMLVideoElement} */ (kiosk.querySelector("[data-video]"));
  const trouble = /** @type {HTMLElement} */ (kiosk.querySelector("[data-trouble]"));
  const spoken = /** @type {HTMLElement} */ (kiosk.querySelector("[data-spoken]"));
  /** The code that led here, which may still be held before the camera. */
  let latest = "";
  let token = "";

  const steps = openSteps(kiosk, shown);
  const lower = openLower(kiosk);
  const printing = openPrinting(steps, (words) => void (spoken.textContent = words));
  const over = openOver(kiosk, () => steps.busy, () => (steps.name === "start" ? tidy() : startOver()));

  /** @param {HTMLElement} step */
  function shown(step) {
    token = /** @type {HTMLInputElement | null} */ (step.querySelector("[name=csrf_token]"))?.value ?? token;
    if (steps.name === "start") latest = "";
    openPad(step);
    printing(step);
    over.begin(Number(step.dataset.startsOver), steps.name === "start");
    const answer = /** @type {HTMLElement | null} */ (step.querySelector("[data-answer]"));
    if (answer) signal(/** @type {Word} */ (answer.dataset.answer));
    // The heading has the focus and is read; an answer is read whole.
    spoken.textContent = answer?.querySelector(".answer-sentence")?.textContent ?? "";
  }

  /** Somebody went away from the start: what they typed goes, too, and nobody is told. */
  function tidy() {
    lower.reset();
    /** @type {HTMLFormElement | null} */ (kiosk.querySelector("[data-code]"))?.reset();
  }

  function startOver() {
    lower.reset();
    void steps.go(start);
  }

  /**
   * @param {string} text
   * @param {string} via
   * @param {string | null} [other]
   */
  function scanned(text, via, other) {
    if (NO_SCANS.has(steps.name) || steps.busy || (text === latest && steps.name !== "start")) return;
    latest = text;
    const body = new FormData();
    body.set("csrf_token", token);
    body.set("text", text);
    body.set("other", other ?? "");
    body.set("via", via);
    void steps.go(start, { body });
  }

  openCamera(video, {
    facing: "user",
    onCode(text) {
      scanned(text, "camera");
      eye.dataset.found = "";
      setTimeout(() => delete eye.dataset.found, 600);
    },
    onTrouble(sentence) {
      eye.hidden = sentence !== null;
      trouble.hidden = sentence === null;
      trouble.textContent = sentence;
    },
    onReady: () => void (eye.hidden = false),
  });
  listenToWedge(document, (text, other) => scanned(text, "wedge", other));
  void reopenSerial((text) => scanned(text, "wedge"));

  fillScreen();
  closeMenus();
  closeHistory(startOver);
  stayAwake();
  openMark(kiosk, (address) => steps.go(address));
  kiosk.addEventListener("click", (event) => {
    // Whoever comes next may be of another height.
    if (/** @type {HTMLElement} */ (event.target).closest(".answer-next")) lower.reset();
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  /** Whoever comes to a kiosk that cannot help them should not have to try first. */
  async function look() {
    const lost = steps.name === "unreachable";
    if ((steps.name === "start" || lost) && !steps.busy && document.visibilityState === "visible") {
      const alive = await answers(kiosk.dataset.alive ?? "");
      if (!alive && steps.name === "start" && !steps.busy) steps.unreachable();
      if (alive && lost && !steps.busy) startOver();
    }
    setTimeout(look, steps.name === "unreachable" ? BACK_EVERY : ALIVE_EVERY);
  }

  setTimeout(look, ALIVE_EVERY);
  shown(/** @type {HTMLElement} */ (kiosk.querySelector("#step")));
}

/** @param {string} address */
async function answers(address) {
  try {
    return (await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

const kiosk = /** @type {HTMLElement | null} */ (document.querySelector("[data-kiosk]"));
if (kiosk) open(kiosk);
