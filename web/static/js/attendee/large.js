/**
 * While the code fills the screen, the screen stays on.
 *
 * <div popover data-stay-awake>
 */

// Nothing is brought in or given out; it makes of this file a module.
export {};

/** @type {WakeLockSentinel | null | undefined} */
let lock = null;

for (const large of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-stay-awake]"))) {
  large.addEventListener("toggle", () => void follow(large));
  // A phone that was put away and taken out again has let go of it.
  document.addEventListener("visibilitychange", () => void follow(large));
}

/** @param {HTMLElement} large */
async function follow(large) {
  const wanted = large.matches(":popover-open") && document.visibilityState === "visible";
  try {
    if (wanted && (!lock || lock.released)) lock = await navigator.wakeLock?.request("screen");
    if (!wanted) await lock?.release();
  } catch {
    // A phone that saves its battery says no; the code is there all the same.
  }
}
