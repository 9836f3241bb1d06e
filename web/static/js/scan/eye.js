/**
 * Keeps a video showing a camera: it starts, and starts again, whatever happens to the camera, the tablet or
 * the page, until it is stopped.
 */

import { mayAsk, sentenceFor } from "./camera_words.js";

/**
 * @typedef {{
 *   facing: "environment" | "user",
 *   deviceId: string,
 *   newest(): number,
 *   onShown(eye: MediaStreamTrack): void,
 *   onGone(): void,
 *   onTrouble(sentence: string | null): void,
 * }} Wishes `newest` is when the latest picture came; onShown is called with each start, onGone with each end
 * @typedef {{
 *   stop(): void,
 *   again(): void,
 *   choose(id: string): void,
 *   track(): MediaStreamTrack | undefined,
 * }} Eye
 */

// How long until the next try, after each try that failed.
const TRIES = [200, 500, 1_000, 2_000, 5_000];
const FROZEN_AFTER = 4_000;
const LOOK_EVERY = 1_000;

/**
 * @param {HTMLVideoElement} video
 * @param {Wishes} wishes
 * @returns {Eye}
 */
export function openEye(video, { facing, deviceId, newest, onShown, onGone, onTrouble }) {
  let wanted = deviceId;
  let stopped = false;
  /** The number of the present start; an answer to an earlier one is late and let go. */
  let turn = 0;
  let failures = 0;
  let timer = 0;
  let startedAt = 0;
  /** @type {MediaStream | null} */
  let stream = null;
  /** @type {PermissionStatus | null} */
  let permission = null;

  function track() {
    return stream?.getVideoTracks()[0];
  }

  function release() {
    clearTimeout(timer);
    turn += 1;
    onGone();
    for (const one of stream?.getTracks() ?? []) one.stop();
    stream = null;
  }

  async function start() {
    release();
    if (stopped || document.visibilityState === "hidden") return;
    const mine = turn;
    try {
      if (!mayAsk()) throw new Error("no camera on this address");
      const given = await navigator.mediaDevices.getUserMedia({ audio: false, video: constraints(wanted, facing) });
      if (mine !== turn) return void given.getTracks().forEach((one) => one.stop());
      stream = given;
      startedAt = performance.now();
      await show(mine);
    } catch (trouble) {
      if (mine === turn) failed(trouble);
    }
  }

  /** @param {number} mine */
  async function show(mine) {
    const eye = track();
    if (!eye) throw new Error("a camera without a picture");
    eye.onended = () => void (mine === turn && later(sentenceFor(null)));
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    await video.play();
    if (mine !== turn) return;
    // The picture of a camera that looks at the one who stands before it is shown as a mirror.
    video.dataset.facing = eye.getSettings().facingMode ?? facing;
    failures = 0;
    onTrouble(null);
    onShown(eye);
  }

  /** @param {unknown} trouble */
  function failed(trouble) {
    const name = /** @type {{ name?: string }} */ (trouble)?.name;
    if (wanted && (name === "OverconstrainedError" || name === "NotFoundError")) {
      // The camera that was chosen is gone; any other is better than none.
      wanted = "";
      return later(null);
    }
    // A refusal is asked about again only when something has changed: a page that keeps asking is a nuisance.
    if (name === "NotAllowedError" || !mayAsk()) return onTrouble(sentenceFor(trouble));
    later(sentenceFor(trouble));
  }

  /** @param {string | null} sentence */
  function later(sentence) {
    release();
    if (stopped) return;
    // What mends itself at once is not worth a sentence.
    if (sentence && failures > 0) onTrouble(sentence);
    timer = window.setTimeout(start, TRIES[Math.min(failures, TRIES.length - 1)]);
    failures += 1;
  }

  function look() {
    if (stopped || !stream || document.visibilityState === "hidden") return;
    const gone = track()?.readyState !== "live";
    // A camera that fell asleep goes on to show its last picture.
    const frozen = performance.now() - Math.max(newest(), startedAt) > FROZEN_AFTER;
    if (gone || frozen) later(sentenceFor(null));
  }

  function again() {
    failures = 0;
    void start();
  }

  function seenAgain() {
    if (document.visibilityState === "hidden") release();
    else again();
  }

  function changed() {
    if (!stream) again();
  }

  navigator.permissions?.query({ name: /** @type {PermissionName} */ ("camera") }).then(
    (status) => {
      if (stopped) return;
      permission = status;
      status.onchange = changed;
    },
    () => {}, // A browser that does not know this permission is asked when the page is seen again.
  );
  document.addEventListener("visibilitychange", seenAgain);
  navigator.mediaDevices?.addEventListener("devicechange", changed);
  const watch = window.setInterval(look, LOOK_EVERY);
  void start();

  return {
    track,
    again,
    choose(id) {
      wanted = id;
      again();
    },
    stop() {
      stopped = true;
      release();
      clearInterval(watch);
      document.removeEventListener("visibilitychange", seenAgain);
      navigator.mediaDevices?.removeEventListener("devicechange", changed);
      if (permission) permission.onchange = null;
      video.srcObject = null;
    },
  };
}

/**
 * @param {string} wanted
 * @param {"environment" | "user"} facing
 * @returns {MediaTrackConstraints}
 */
function constraints(wanted, facing) {
  const sharp = /** @type {MediaTrackConstraintSet} */ ({ focusMode: "continuous" });
  const which = wanted ? { deviceId: { exact: wanted } } : { facingMode: facing };
  return { ...which, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, advanced: [sharp] };
}
