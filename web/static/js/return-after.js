/**
 * Brings a kiosk back to its start, so that nobody reads the last person's answer.
 *
 * <section data-return-after="10" data-return-to="ADDRESS">
 *
 * A touch or a key puts the return off: whoever is still reading is not hurried.
 */

const answer = /** @type {HTMLElement | null} */ (document.querySelector("[data-return-after]"));

if (answer) {
  const pause = Number(answer.dataset.returnAfter) * 1000;
  const back = () => location.replace(answer.dataset.returnTo ?? location.pathname);
  let timer = setTimeout(back, pause);
  const putOff = () => {
    clearTimeout(timer);
    timer = setTimeout(back, pause);
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, putOff, { passive: true });
}
