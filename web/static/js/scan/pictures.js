/**
 * The pictures of a running video, each handed to the decoder as soon as it is free: the newest, never a queue.
 */

/** @typedef {import("./decoder.js").Decoder} Decoder */
/** @typedef {import("./decoder.js").Found} Found */

// A browser may call nobody back for a video that is scrolled out of sight.
const LOOK_EVERY = 200;

/**
 * @param {HTMLVideoElement} video
 * @param {Decoder} decoder
 * @param {(found: Found[], at: number) => void} tell what a picture held, also nothing, and when it was taken
 */
export function openPictures(video, decoder, tell) {
  const callsBack = "requestVideoFrameCallback" in HTMLVideoElement.prototype;
  let turn = 0;
  let busy = false;
  let calledAt = 0;
  let cameAt = 0;
  let timeOfLast = -1;
  /** When the newest picture came that nobody has looked at. @type {number | null} */
  let fresh = null;

  /** @param {number} mine */
  async function pump(mine) {
    if (busy) return;
    busy = true;
    while (fresh !== null && mine === turn) {
      const at = fresh;
      fresh = null;
      const found = await decoder.read(video);
      if (mine === turn) tell(found, at);
    }
    busy = false;
    // A start in the meantime has found this loop busy.
    if (fresh !== null) void pump(turn);
  }

  /** @param {number} at */
  function picture(at) {
    fresh = at;
    cameAt = performance.now();
    void pump(turn);
  }

  /** @param {number} mine */
  function listen(mine) {
    video.requestVideoFrameCallback((now) => {
      if (mine !== turn) return;
      calledAt = performance.now();
      picture(now);
      listen(mine);
    });
  }

  /** Where nobody calls back. */
  function look() {
    if (performance.now() - calledAt < 2 * LOOK_EVERY || video.currentTime === timeOfLast) return;
    timeOfLast = video.currentTime;
    picture(performance.now());
  }

  let watch = 0;

  function stop() {
    turn += 1;
    fresh = null;
    clearInterval(watch);
  }

  return {
    start() {
      stop();
      watch = window.setInterval(look, callsBack ? LOOK_EVERY : 1000 / 30);
      if (callsBack) listen(turn);
    },
    stop,
    /** When the newest picture came. */
    get newest() {
      return cameAt;
    },
  };
}
