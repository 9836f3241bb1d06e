/**
 * What makes a tablet a kiosk: the full screen, no menus, no way back, a screen that stays on, and everything
 * within reach of whoever stands or sits before it.
 */

import { t } from "../evening/words.js";

const HELD = 1_200;

/** A browser gives the full screen to a touch only; whoever left it gets it back with the next one. */
export function fillScreen() {
  const whole = document.documentElement;
  addEventListener("pointerup", () => {
    if (document.fullscreenElement || !document.fullscreenEnabled) return;
    whole.requestFullscreen({ navigationUI: "hide" }).catch(() => {});
  });
}

export function closeMenus() {
  for (const kind of ["contextmenu", "dragstart", "gesturestart"]) {
    addEventListener(kind, (event) => event.preventDefault());
  }
}

/** @param {() => void} back what the button for going back does instead */
export function closeHistory(back) {
  history.pushState(null, "");
  addEventListener("popstate", () => {
    history.pushState(null, "");
    back();
  });
}

export function stayAwake() {
  const ask = () => {
    if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}

/**
 * The button that moves everything to the lower half.
 * @param {HTMLElement} kiosk
 * @returns {{ reset(): void }}
 */
export function openLower(kiosk) {
  const button = /** @type {HTMLElement} */ (kiosk.querySelector("[data-lower]"));
  const words = /** @type {HTMLElement} */ (kiosk.querySelector("[data-lower-words]"));

  /** @param {boolean} low */
  function set(low) {
    kiosk.toggleAttribute("data-lowered", low);
    button.setAttribute("aria-pressed", String(low));
    words.textContent = low ? t("Higher") : t("Lower");
  }

  button.hidden = false;
  button.addEventListener("click", () => set(!kiosk.hasAttribute("data-lowered")));
  return { reset: () => set(false) };
}

/**
 * The mark opens the pad when it is held, so that nobody comes there by mistake; by keyboard, at once.
 * @param {HTMLElement} kiosk
 * @param {(address: string) => void} open
 */
export function openMark(kiosk, open) {
  const mark = /** @type {HTMLAnchorElement} */ (kiosk.querySelector("[data-leave]"));
  let timer = 0;

  function letGo() {
    clearTimeout(timer);
    delete mark.dataset.held;
  }

  mark.addEventListener("pointerdown", (event) => {
    // Else the finger that slips drags the link, and no button comes up.
    mark.releasePointerCapture?.(event.pointerId);
    mark.dataset.held = "";
    timer = window.setTimeout(() => {
      letGo();
      open(mark.href);
    }, HELD);
  });
  for (const kind of ["pointerup", "pointercancel", "pointerleave"]) mark.addEventListener(kind, letGo);
  mark.addEventListener("click", (event) => {
    event.preventDefault();
    if (event.detail === 0) open(mark.href);
  });
}

/**
 * The pad's digits go into its field; without it the tablet's own keyboard would cover the page.
 * @param {HTMLElement} step
 */
export function openPad(step) {
  const field = /** @type {HTMLInputElement | null} */ (step.querySelector("[data-pin]"));
  const pad = /** @type {HTMLElement | null} */ (step.querySelector("[data-pad]"));
  if (!field || !pad) return;
  pad.hidden = false;
  if (matchMedia("(pointer: coarse)").matches) field.readOnly = true;
  pad.addEventListener("click", (event) => {
    const { digit } = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset ?? {};
    if (digit === undefined) return;
    field.value = digit ? `${field.value}${digit}`.slice(0, field.maxLength) : "";
  });
}
