/**
 * Waiting for the badge: the kiosk asks how it stands until it is out. Where nobody answers for too long, the attendee
 * is sent to a desk all the same; that they are checked in has been said already.
 *
 * @import {Steps} from "./steps.js"
 */

const EVERY = 1_000;
const PATIENCE = 4_000;
// The server sends them to a desk itself; it is given this much longer to say so.
const LONGER = 2_000;
// As long as any other answer stands.
const STARTS_OVER = "10";

/**
 * @param {Steps} steps
 * @param {(words: string) => void} speak
 * @returns {(step: HTMLElement) => void} to be called with each new step
 */
export function openPrinting(steps, speak) {
  let timer = 0;
  let turn = 0;

  /** @param {HTMLElement} step */
  return function shown(step) {
    clearTimeout(timer);
    const mine = ++turn;
    const form = /** @type {HTMLFormElement | null} */ (step.querySelector("[data-waits]"));
    if (!form) return;
    const late = /** @type {HTMLTemplateElement} */ (step.querySelector("[data-late]"));
    const until = performance.now() + Number(form.dataset.waits) * 1_000 + LONGER;

    async function look() {
      if (mine !== turn || !form) return;
      const next = await asked(form);
      // Meanwhile somebody may have gone on.
      if (mine !== turn || steps.busy) return;
      if (next && next.dataset.step !== "printing") return steps.put(next);
      if (next) update(step, next, speak);
      else if (performance.now() > until) return steps.put(answerOf(late));
      timer = window.setTimeout(look, EVERY);
    }

    timer = window.setTimeout(look, EVERY);
  };
}

/**
 * What the server says of the badge; null where it says nothing.
 * @param {HTMLFormElement} form
 */
async function asked(form) {
  try {
    const body = new FormData(form);
    const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("step");
  } catch {
    return null;
  }
}

/**
 * The same step in other words: nothing but they is drawn anew.
 * @param {HTMLElement} step
 * @param {HTMLElement} next
 * @param {(words: string) => void} speak
 */
function update(step, next, speak) {
  const [now, then] = [step, next].map((one) => one.querySelector("[data-print-words]"));
  if (!now || !then || now.innerHTML === then.innerHTML) return;
  now.replaceChildren(...then.childNodes);
  speak(now.textContent ?? "");
}

/** @param {HTMLTemplateElement} template */
function answerOf(template) {
  const step = document.createElement("div");
  step.dataset.step = "answer";
  step.dataset.startsOver = STARTS_OVER;
  step.append(template.content.cloneNode(true));
  return step;
}
