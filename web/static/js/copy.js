/**
 * Copies a link or a key, and says that it did.
 *
 * <button data-copy="WHAT" data-copied="Copied" hidden>Copy the link</button>
 *
 * The button shows itself only where copying works.
 */

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = words), 2_000);
  });
}
