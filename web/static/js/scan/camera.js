/**
 * The camera as a scanner: it runs until it is stopped, and comes back by itself whatever happens to it.
 *
 * const camera = openCamera(video, { facing: "environment", onCode, onTrouble });
 *
 * Pictures go to the decoder one at a time, the newest first. The same code held in view is one scan. A code
 * that means nothing, a camera that was unplugged, a tablet that slept or a page that was hidden end nothing.
 */

import { sentenceFor } from "./camera_words.js";
import { openDecoder } from "./decoder.js";
import { openEye } from "./eye.js";
import { openPictures } from "./pictures.js";
import { openSightings } from "./sightings.js";

/**
 * @typedef {{ id: string, name: string, chosen: boolean }} Choice a camera to choose
 * @typedef {{
 *   facing?: "environment" | "user",
 *   deviceId?: string,
 *   worker?: string,
 *   onCode(text: string, seen: { at: number }): void,
 *   onTrouble?(sentence: string | null): void,
 *   onReady?(): void,
 * }} Wishes `seen.at` is when the picture that holds the code was shown, as performance.now() counts;
 *   onTrouble gets null when the camera works again; onReady is called whenever it has started
 * @typedef {{
 *   stop(): void,
 *   again(): void,
 *   torch(on: boolean): Promise<boolean>,
 *   cameras(): Promise<Choice[]>,
 *   choose(id: string): void,
 *   readonly hasTorch: boolean,
 *   readonly running: boolean,
 * }} Camera
 */

/**
 * @param {HTMLVideoElement} video shows the picture; it should stand on the page
 * @param {Wishes} wishes
 * @returns {Camera}
 */
export function openCamera(video, { facing = "environment", deviceId, worker, onCode, onTrouble, onReady }) {
  const kept = `last-badge camera ${facing}`;
  const decoder = openDecoder(worker);
  const sightings = openSightings();
  let wantsTorch = false;
  let decodes = true;
  let stopped = false;
  /** @type {string | null} */
  let told = null;

  const pictures = openPictures(video, decoder, (found, at) => {
    const text = sightings.see(found, at);
    if (text !== null) onCode(text, { at });
  });

  /** @param {string | null} sentence */
  function tell(sentence) {
    const said = decodes ? sentence : sentenceFor({ name: "NoDecoder" });
    if (said === told) return;
    told = said;
    onTrouble?.(said);
  }

  const eye = openEye(video, {
    facing,
    deviceId: deviceId ?? remembered(kept),
    newest: () => pictures.newest,
    onShown(track) {
      pictures.start();
      if (wantsTorch) void light(track, true);
      onReady?.();
    },
    onGone: () => pictures.stop(),
    onTrouble: tell,
  });

  decoder.ready.then((works) => {
    decodes = works;
    if (!works && !stopped) tell(null);
  });

  return {
    stop() {
      stopped = true;
      eye.stop();
      decoder.close();
    },
    again: () => eye.again(),
    async torch(on) {
      wantsTorch = on;
      return light(eye.track(), on);
    },
    async cameras() {
      const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
      const current = eye.track()?.getSettings().deviceId;
      // Before the camera was allowed they have neither names nor ids.
      return all.filter((one) => one.kind === "videoinput" && one.deviceId).map((one) => ({
        id: one.deviceId,
        name: one.label,
        chosen: one.deviceId === current,
      }));
    },
    choose(id) {
      remember(kept, id);
      sightings.forget();
      eye.choose(id);
    },
    get hasTorch() {
      return hasTorch(eye.track());
    },
    get running() {
      return eye.track() !== undefined && told === null;
    },
  };
}

/** @param {MediaStreamTrack | undefined} track */
function hasTorch(track) {
  const can = /** @type {{ torch?: boolean }} */ (track?.getCapabilities?.() ?? {});
  return Boolean(can.torch);
}

/**
 * @param {MediaStreamTrack | undefined} track
 * @param {boolean} on
 * @returns {Promise<boolean>}
 */
async function light(track, on) {
  if (!track || !hasTorch(track)) return false;
  const set = /** @type {MediaTrackConstraintSet} */ ({ torch: on });
  return track.applyConstraints({ advanced: [set] }).then(() => true, () => false);
}

/** @param {string} key */
function remembered(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing starts with its first camera.
  }
}
