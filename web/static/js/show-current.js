/**
 * A line of pages that is longer than the screen begins where it shows the page one is on.
 *
 * <nav data-show-current><a aria-current="page">
 */

for (const line of document.querySelectorAll("[data-show-current]")) {
  const current = /** @type {HTMLElement | null} */ (line.querySelector("[aria-current]"));
  if (current) line.scrollLeft += current.getBoundingClientRect().x - (line.clientWidth - current.offsetWidth) / 2;
}
