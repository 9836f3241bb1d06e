/**
 * Keeps parts of a page true that no journal tells of: asks for the page again every few seconds.
 *
 * <div data-refresh="5"> <div id="…" data-refresh-part>…</div> </div>
 *
 * What is open stays open, what has the focus keeps it, and nothing is swapped under a finger. The page's
 * [data-live-sign] says whether it is still true.
 */

const SECOND = 1_000;

const root = /** @type {HTMLElement} */ (document.querySelector("[data-refresh]"));
const sign = /** @type {HTMLElement | null} */ (document.querySelector("[data-live-sign]"));
const words = /** @type {HTMLElement | null} */ (sign?.querySelector("[data-live-words]") ?? null);
let touching = false;
let shownAt = new Date();

addEventListener("pointerdown", () => (touching = true), { passive: true });
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (touching = false), { passive: true });

/** What a part says; the hidden fields of its forms are new in every answer and say nothing.
 * @param {Element} part
 */
const said = (part) => part.innerHTML.replace(/(name="csrf_token" value=")[^"]*/g, "$1").replace(/ open=""/g, "");

/**
 * @param {Element} part
 * @param {Element} fresh
 */
function swap(part, fresh) {
  const held = part.contains(document.activeElement) ? document.activeElement?.id : "";
  for (const open of part.querySelectorAll("details[open]")) fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  part.replaceChildren(...fresh.childNodes);
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
}

/** @param {"live" | "waiting"} state */
function tell(state) {
  if (!sign || !words) return;
  const time = shownAt.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: root.dataset.refreshTimezone });
  const text = state === "live" ? words.dataset.liveSaid : words.dataset.waitingSaid?.replace("TIME", time);
  sign.hidden = false;
  sign.dataset.state = state;
  if (words.textContent !== text) words.textContent = text ?? "";
}

async function look() {
  try {
    const answer = await fetch(root.dataset.refreshFrom ?? location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of root.querySelectorAll("[data-refresh-part]")) {
      const fresh = page.getElementById(part.id);
      if (fresh && !touching && said(fresh) !== said(part)) swap(part, fresh);
    }
    shownAt = new Date();
    tell("live");
  } catch {
    tell("waiting");
  }
}

/** One at a time, and none while nobody looks. */
async function round() {
  if (document.visibilityState === "visible") await look();
  setTimeout(round, Number(root.dataset.refresh) * SECOND);
}

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
tell("live");
setTimeout(round, Number(root.dataset.refresh) * SECOND);

// A module, and no script of the whole page.
export {};
