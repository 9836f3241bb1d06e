/**
 * Keeps a page of long work true: asks how far it is twice a second, and shows the whole page anew at its end.
 *
 * <section data-progress="ADDRESS"> … <div data-going> … </section>
 *
 * The address answers with what stands in the section; without a data-going in it the work has ended.
 */

const PAUSE = 500;
const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-progress]"));

async function look() {
  try {
    const answer = await fetch(section.dataset.progress);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const going = page.querySelector("[data-going]");
      if (!going) return location.reload();
      show(going);
    }
  } catch {
    // A server that is away for a moment is asked again.
  }
  setTimeout(look, PAUSE);
}

/** The bar itself stays, so that it grows and does not jump. */
function show(going) {
  const [bar, next] = [section, going].map((part) => part.querySelector("progress"));
  section.querySelector("p").textContent = going.querySelector("p").textContent;
  if (next.hasAttribute("value")) {
    bar.max = next.max;
    bar.value = next.value;
  }
}

if (section) setTimeout(look, PAUSE);
