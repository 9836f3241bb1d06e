/**
 * The kiosk's steps: each is fetched and put into the page that stands, so that the camera and the full screen
 * stay. Where the server cannot be reached, the page says to go to the desk.
 */

/**
 * @typedef {{ body?: FormData, persistent?: boolean }} How `persistent`: a request that is the same however often
 *   it is sent, and so is sent again when its answer was lost
 * @typedef {{
 *   go(address: string, how?: How): Promise<void>,
 *   unreachable(): void,
 *   put(step: HTMLElement): void,
 *   readonly name: string,
 *   readonly busy: boolean,
 * }} Steps
 */

const PATIENCE = 8_000;
// How long until a request that may have been lost is sent again.
const AGAIN = [700, 1_500, 3_000];

/**
 * @param {HTMLElement} kiosk
 * @param {(step: HTMLElement) => void} shown called with each new step
 * @returns {Steps}
 */
export function openSteps(kiosk, shown) {
  const start = new URL(kiosk.dataset.start ?? "", location.href);
  const place = /** @type {HTMLElement} */ (kiosk.querySelector("#step"));
  const template = /** @type {HTMLTemplateElement} */ (kiosk.querySelector("[data-unreachable]"));
  let busy = false;

  /**
   * @param {ParentNode} content
   * @param {string} name
   * @param {string} startsOver
   */
  function show(content, name, startsOver) {
    place.replaceChildren(...content.childNodes);
    place.dataset.step = name;
    place.dataset.startsOver = startsOver;
    // The heading, so that it is read aloud, and no field, so that no keyboard covers half of it.
    /** @type {HTMLElement | null} */ (place.querySelector("h1"))?.focus({ preventScroll: true });
    place.parentElement?.scrollTo(0, 0);
    shown(place);
  }

  function unreachable() {
    show(/** @type {DocumentFragment} */ (template.content.cloneNode(true)), "unreachable", "0");
  }

  /**
   * @param {string} address
   * @param {How} how
   * @returns {Promise<Response | null>}
   */
  async function asked(address, { body, persistent }) {
    const waits = persistent ? [...AGAIN, -1] : [-1];
    for (const wait of waits) {
      try {
        const method = body ? "POST" : "GET";
        const answer = await fetch(address, { method, body, signal: AbortSignal.timeout(PATIENCE) });
        if (answer.status < 500) return answer;
      } catch {
        // Not reached, or no answer in time.
      }
      if (wait >= 0) await new Promise((go) => setTimeout(go, wait));
    }
    return null;
  }

  /**
   * @param {string} address
   * @param {How} [how]
   */
  async function go(address, how = {}) {
    if (busy) return;
    busy = true;
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await asked(address, how);
      if (!answer) return unreachable();
      const at = new URL(answer.url);
      // Let out by the PIN, or no longer signed in: then this is no kiosk's page any more.
      if (!at.pathname.startsWith(start.pathname)) return location.assign(answer.url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("step");
      if (!next) return location.assign(start.href);
      show(next, next.dataset.step ?? "", next.dataset.startsOver ?? "0");
    } catch {
      unreachable();
    } finally {
      busy = false;
      place.removeAttribute("aria-busy");
    }
  }

  place.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    void go(form.action, { body, persistent: "againWhenLost" in form.dataset });
  });
  kiosk.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("[data-step-link], .answer-next a");
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    void go(link.href);
  });

  return {
    go,
    unreachable,
    put: (step) => show(step, step.dataset.step ?? "", step.dataset.startsOver ?? "0"),
    get name() {
      return place.dataset.step ?? "";
    },
    get busy() {
      return busy;
    },
  };
}
