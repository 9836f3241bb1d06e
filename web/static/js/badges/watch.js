/**
 * Keeps parts of a page true while work on them is going on: asks twice a second how far it is.
 *
 * <div data-watch="ADDRESS"> … <div data-going><p data-said></p><progress></progress></div> </div>
 *
 * The address answers with what stands in the part; without a data-going in it the work has ended.
 */

const PAUSE = 500;
const watching = new WeakSet();

/** @param {HTMLElement} part */
async function look(part) {
  if (!part.isConnected) return;
  try {
    const answer = await fetch(part.dataset.watch);
    if (answer.ok && !answer.redirected) show(part, await answer.text());
  } catch {
    // A server that is away for a moment is asked again.
  }
  if (part.querySelector("[data-going]")) setTimeout(look, PAUSE, part);
  else watching.delete(part);
}

/** The bar itself stays while it grows, so that it does not jump. */
function show(part, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const [now, next] = [part, page].map((one) => one.querySelector("[data-going]"));
  if (!now || !next) {
    part.replaceChildren(...page.body.childNodes);
    return;
  }
  const [bar, told] = [now, next].map((one) => one.querySelector("progress"));
  now.querySelector("[data-said]").textContent = next.querySelector("[data-said]").textContent;
  if (told.hasAttribute("value")) [bar.max, bar.value] = [told.max, told.value];
}

/** Begin to watch whatever is going on; also what another script has put on the page since. */
export function watch() {
  for (const part of document.querySelectorAll("[data-watch]")) {
    if (watching.has(part) || !part.querySelector("[data-going]")) continue;
    watching.add(part);
    setTimeout(look, PAUSE, part);
  }
}

watch();
