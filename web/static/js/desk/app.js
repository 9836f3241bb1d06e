/**
 * The desk's app begins here: it opens the evening on this tablet, draws the screen, and keeps itself for the time
 * without a network.
 *
 * @import {Evening} from "../evening/evening.js"
 * @import {Desk} from "./desk.js"
 */

import { openEvening } from "../evening/evening.js";
import { memoryVault } from "../evening/memory_vault.js";
import { makeNetwork } from "../evening/network.js";
import { openPractice } from "../evening/practice.js";
import { openVault } from "../evening/vault.js";
import { signal as sound } from "../scan/signals.js";
import { reopenSerial } from "../scan/serial.js";
import { listenToWedge } from "../scan/wedge.js";
import { openDesk } from "./desk.js";
import { cameEarly } from "./early.js";
import { effect, html, render, signal } from "./html.js";
import { forget, shift } from "./kept.js";
import { focusField, listenToBack, listenToKeys } from "./keys.js";
import { Screen } from "./screen.js";
import { keepShell } from "./shell.js";
import { Coming, LeaseOver, LeftByChoice, NotOpened, SignedOut } from "./whole.js";

const TELL_EVERY = 200; // ms

const root = /** @type {HTMLElement} */ (document.getElementById("desk"));
const { slug = "", event: eventName = "", api = "", worker = "", scope = "", test = "" } = root.dataset;

/** The desk that works, and the one to practise at. */
const desk = signal(/** @type {Desk | null} */ (null));
const practice = signal(/** @type {Desk | null} */ (null));
const trouble = signal("");
const keepsNothing = signal(false);
const came = signal(0);
const left = signal(false);

/** @returns {Desk | null} */
function current() {
  const one = practice.value ?? desk.value;
  return one && one.state.stage === "ready" && !left.value ? one : null;
}

function App() {
  if (left.value) return html`<${LeftByChoice} />`;
  if (trouble.value) return html`<${NotOpened} trouble=${trouble.value} />`;
  const working = desk.value;
  if (!working) return html`<${Coming} event=${eventName} came=${0} trouble=${null} />`;
  const { stage, trouble: why, reachable, unsent } = working.state;
  if (stage === "revoked") return html`<${SignedOut} unsent=${unsent} />`;
  if (stage === "gone") return html`<${LeaseOver} />`;
  if (stage === "loading") return html`<${Coming} event=${eventName} came=${came.value} trouble=${why ?? (reachable ? null : "")} />`;
  const shown = practice.value ?? working;
  return html`<${Screen} key=${shown.practising} desk=${shown} house=${house} keepsNothing=${keepsNothing.value} />`;
}

const house = {
  test,
  /** What the working desk has not sent yet, also while somebody practises. */
  unsent: () => desk.value?.state.unsent ?? 0,
  /** @param {boolean} on */
  async practise(on) {
    practice.value?.close();
    practice.value?.evening.close();
    practice.value = on ? openDesk(await openPractice({ prints: Boolean(desk.value?.state.event.prints_on_arrival) }), { practising: true }) : null;
  },
  async signOut() {
    await desk.value?.evening.wipe();
    forget();
    left.value = true;
    // The cookie too, where the server can be asked; without it the tablet has no list all the same.
    await fetch(`${scope}sign-out`, { method: "POST", headers: { "X-Last-Badge": "app" } }).catch(() => {});
  },
};

/** The vault on the disk, or one that lasts as long as the page. */
async function vault() {
  try {
    return await openVault(slug);
  } catch {
    keepsNothing.value = true;
    return memoryVault();
  }
}

/** @type {typeof globalThis.fetch} How much of the list has come is counted as it comes. */
async function counting(input, init) {
  const response = (await cameEarly(String(input))) ?? (await fetch(input, init));
  if (!String(input).endsWith("/copy") || !response.ok || !response.body) return response;
  let [bytes, told] = [0, 0];
  const count = new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      // Each time it is told, the page is drawn; a hundred chunks come in one second.
      if (performance.now() - told > TELL_EVERY) [came.value, told] = [bytes, performance.now()];
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(count), { status: response.status, headers: response.headers });
}

async function begin() {
  const network = makeNetwork({ base: api, key: null, fetch: counting });
  const evening = await openEvening({ base: api, key: null, vault: await vault(), network });
  watch(evening);
  desk.value = openDesk(evening);
  if (shift.value) void evening.setShift(shift.value);
}

/** The app's own files are kept once the list is: both would share the network, and the list is waited for. */
function keepShellAfterList() {
  let begun = false;
  effect(() => {
    const { stage, kept = false, trouble: why } = desk.value?.state ?? { stage: "loading", trouble: null };
    if (begun || stage === "loading" || (stage === "ready" && !kept && !why)) return;
    begun = true;
    void keepShell(worker, scope);
  });
}

/**
 * A tablet that was signed out has no people on it any more; what it had not sent stays sealed, for the case that its
 * key was only renewed.
 * @param {Evening} evening
 */
function watch(evening) {
  const stop = evening.subscribe(() => {
    if (evening.state.stage !== "revoked") return;
    stop();
    void house.practise(false);
    forget();
  });
}

root.replaceChildren();
render(html`<${App} />`, root);
begin().catch((error) => (trouble.value = error instanceof Error ? error.message : String(error)));

/** @param {string} code @param {string | null} [other] */
async function scanned(code, other = null) {
  const here = current();
  // Before the list is there, and behind a question, a scan would be nobody's; it must not sound as if it were.
  if (!here || document.querySelector("dialog[open]")) return void sound("refused");
  wedge.confirm(await here.scan(code, "wedge", other));
}

const wedge = listenToWedge(document, scanned);
// A scanner on a serial line is chosen on the self-test, once.
void reopenSerial((code) => void scanned(code));
listenToKeys(current);
const back = listenToBack(current);
effect(() => {
  const here = current();
  back(Boolean(here && (here.stage.value.kind !== "idle" || here.several.value)));
});
effect(() => {
  // Where somebody was done, the next one is looked for.
  if (current()?.stage.value.kind === "idle") requestAnimationFrame(() => document.activeElement === document.body && focusField());
});
keepShellAfterList();
