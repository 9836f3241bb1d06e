/**
 * Keeps the desk's field ready: a keyboard scanner may type at any moment, wherever the focus was left.
 *
 * <input data-keep-focus>
 *
 * What stands in the field from the last search is selected, so that the next scan replaces it.
 */

const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-keep-focus]"));

/** Whether somebody is writing elsewhere, or choosing in a dialog. */
function busyElsewhere() {
  const held = document.activeElement;
  return Boolean(held && held !== field && held.matches("input:not([type=hidden]), textarea, select, dialog *"));
}

if (field) {
  field.focus({ preventScroll: true });
  field.select();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || busyElsewhere()) return;
    const typed = event.key.length === 1 && !(event.key === " " && document.activeElement?.matches("a, button, summary"));
    if (typed && document.activeElement !== field) {
      field.value = "";
      field.focus({ preventScroll: true });
    }
    if (event.key === "Escape") {
      field.value = "";
      field.focus({ preventScroll: true });
    }
  });
  // A page that comes back from the history is as ready as a new one.
  addEventListener("pageshow", () => {
    field.focus({ preventScroll: true });
    field.select();
  });
}
