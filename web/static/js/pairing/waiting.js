/**
 * The organiser's page of one pairing: asks every second how far it is, and shows itself anew when it went on.
 *
 * <div data-pairing-state="waiting" data-state-url="…">
 */

const EVERY = 1_000;

const root = /** @type {HTMLElement} */ (document.querySelector("[data-pairing-state]"));
const address = root.dataset.stateUrl ?? "";

async function look() {
  try {
    const answer = await fetch(address, { cache: "no-store", headers: { Accept: "application/json" } });
    // Signed out meanwhile, it leads elsewhere: then the page says so itself.
    const state = answer.redirected ? "signed out" : answer.ok ? (await answer.json()).state : null;
    if (state && state !== root.dataset.pairingState) location.replace(location.href);
    else setTimeout(look, EVERY);
  } catch {
    setTimeout(look, EVERY);
  }
}

if (address) setTimeout(look, EVERY);

// A module, and no script of the whole page.
export {};
