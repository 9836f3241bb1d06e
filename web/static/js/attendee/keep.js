/**
 * Keeps the pass on the phone, so that it can be shown without a network, and renews it once there is one.
 *
 * <div data-keep="address of the worker" data-page="address of the page">
 */

// Nothing is brought in or given out; it makes of this file a module.
export {};

const AGAIN = 10_000;

const pass = /** @type {HTMLElement} */ (document.querySelector("[data-keep]"));
const { keep = "", page = "" } = pass.dataset;
const isKept = "kept" in document.documentElement.dataset;

if (isKept) waitForNetwork();
else if (navigator.serviceWorker) keepPass(navigator.serviceWorker).catch(() => {});

/** @param {ServiceWorkerContainer} workers */
async function keepPass(workers) {
  const already = workers.controller !== null;
  await workers.register(keep, { scope: page });
  const { active } = await workers.ready;
  await document.fonts.ready;
  // What came through the worker it has kept; before it was there it saw nothing.
  if (!already && active) await keepBy(active);
  document.querySelector("[data-stays]")?.removeAttribute("hidden");
}

/**
 * Give the worker everything this page was made of, and wait until it has it.
 * @param {ServiceWorker} worker
 */
function keepBy(worker) {
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = resolve;
    worker.postMessage({ keep: files }, [port2]);
  });
}

/** A page out of the phone's own store asks for itself until it is answered, whatever the answer is. */
function waitForNetwork() {
  const look = async () => {
    // Nobody takes the code away from under a scanner.
    if (document.visibilityState !== "visible" || document.querySelector("[data-stay-awake]:popover-open")) return;
    try {
      const answer = await fetch(page, { redirect: "manual", cache: "no-store" });
      if (answer.status < 500) location.replace(page);
    } catch {
      // Still nobody there.
    }
  };
  setInterval(look, AGAIN);
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
}
