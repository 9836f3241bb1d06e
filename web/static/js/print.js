/**
 * A button that prints the page; it shows itself only where it works.
 *
 * <button data-print hidden>
 */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
