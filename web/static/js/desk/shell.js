/** The app's own files on this tablet: kept by a worker, renewed when somebody says so. */

import { signal } from "./html.js";

// A tablet that stands open for days asks whether there is a newer version.
const ASK_EVERY = 30 * 60_000;
const AGAIN = 30_000;

/** A newer version that is here, whole, and waits to be used. @type {import("@preact/signals").Signal<ServiceWorker | null>} */
export const newer = signal(null);

/** Whether the app would open without a network: "yes", "not yet", or why not. */
export const keeps = signal(/** @type {"yes" | "not yet" | "never"} */ ("not yet"));

/** Whether the browser has promised to keep what is on this tablet. */
export const lasts = signal(true);

/**
 * Let the worker keep the shell. A browser that cannot, or an address without https, goes on as a page.
 * @param {string} worker
 * @param {string} scope
 */
export async function keepShell(worker, scope) {
  void navigator.storage?.persist?.().then((promised) => (lasts.value = promised));
  const workers = navigator.serviceWorker;
  if (!workers) return void (keeps.value = "never");
  let using = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    // The first worker takes over what is open; a later one was asked for, and its page begins anew.
    if (using) location.reload();
    using = true;
  });
  await register(workers, worker, scope);
}

/**
 * Where the network goes just now, the worker that is there goes on; one that is not there yet is asked for again.
 * @param {ServiceWorkerContainer} workers
 * @param {string} worker
 * @param {string} scope
 */
async function register(workers, worker, scope) {
  try {
    const kept = await workers.register(worker, { scope });
    follow(kept);
    setInterval(() => void kept.update().catch(() => {}), ASK_EVERY);
    await workers.ready;
    keeps.value = "yes";
  } catch {
    keeps.value = workers.controller ? "yes" : "never";
    if (!workers.controller) setTimeout(() => void register(workers, worker, scope), AGAIN);
  }
}

/** @param {ServiceWorkerRegistration} kept */
function follow(kept) {
  const look = () => {
    if (kept.waiting && navigator.serviceWorker.controller) newer.value = kept.waiting;
  };
  look();
  kept.addEventListener("updatefound", () => kept.installing?.addEventListener("statechange", look));
}

/** Go over to the newer version; the page begins anew by itself. */
export function useNewer() {
  newer.value?.postMessage("use");
}
