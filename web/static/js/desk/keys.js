/**
 * The keys of the desk: “/” looks for somebody, Esc clears; and the way back that a tablet's own gesture takes.
 *
 * @import {Desk} from "./desk.js"
 */

/** @param {() => Desk | null} current the desk that is on the screen */
export function listenToKeys(current) {
  document.addEventListener("keydown", (event) => {
    const desk = current();
    if (!desk || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      event.preventDefault();
      desk.clear();
      focusField();
    }
    if (event.key === "/" && !isWriting(event.target)) {
      event.preventDefault();
      focusField(true);
    }
  });
}

/**
 * On a tablet a field that has the focus brings the keyboard up over half the screen, so only a touch does that.
 * @param {boolean} [always]
 */
export function focusField(always = false) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById("text"));
  if (!field || (!always && !matchMedia("(pointer: fine)").matches)) return;
  field.focus({ preventScroll: true });
  if (always) field.select();
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

/**
 * Going back leaves what is on the stage, and not the app.
 * @param {() => Desk | null} current
 */
export function listenToBack(current) {
  let busy = false;
  let own = false;
  addEventListener("popstate", () => {
    const asked = own;
    own = false;
    if (!asked) current()?.clear();
    // Something came onto the stage while the browser was still going back.
    else if (busy) history.pushState({ desk: true }, "");
  });
  return (/** @type {boolean} */ now) => {
    busy = now;
    if (own || busy === Boolean(history.state?.desk)) return;
    if (busy) return history.pushState({ desk: true }, "");
    own = true;
    history.back();
  };
}
