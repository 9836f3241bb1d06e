/**
 * A tablet becomes a device: it takes the organiser's code, makes its key, shows three words, waits for the yes.
 *
 * <div data-pairing data-words="acorn album …"> with one [data-stage] for each state this can be in.
 *
 * The code comes behind the # of the address, which no server and no log sees, or is typed.
 */

import { forget, keep, kept, OFFERED } from "./keys.js";
import { codeOf, hashOf, newKey, wordsOf } from "./offer.js";

const ASK_AGAIN = 1_500;
const LONGEST = 10_000;

/** @typedef {{state: string, role: string, name: string, event: {slug: string, name: string}}} Offered */
/** @typedef {import("./keys.js").Kept} Kept */

/** What the server refuses; the message is a sentence to show. */
class Refused extends Error {}

const page = /** @type {HTMLElement} */ (document.querySelector("[data-pairing]"));
const list = (page.dataset.words ?? "").split(" ");

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} selector
 */
const one = (selector) => /** @type {T} */ (page.querySelector(selector));

/** @param {number} pause */
const wait = (pause) => new Promise((resolve) => setTimeout(resolve, pause));

/** @param {string} stage */
function show(stage) {
  for (const section of page.querySelectorAll("[data-stage]")) {
    const part = /** @type {HTMLElement} */ (section);
    part.hidden = part.dataset.stage !== stage;
  }
  // Whoever listens to the page hears where it is now; at the code the field is what is wanted.
  one(`[data-stage="${stage}"] ${stage === "ask" ? "input" : "h1"}`).focus();
}

/** @param {boolean} on */
function trouble(on) {
  one("[data-trouble]").hidden = !on;
}

/**
 * @param {string} what
 * @param {string} text
 */
function fill(what, text) {
  for (const place of page.querySelectorAll(`[data-${what}]`)) {
    const bdi = document.createElement("bdi");
    bdi.dir = "auto";
    bdi.translate = false;
    bdi.textContent = text;
    place.replaceChildren(bdi);
  }
}

/**
 * Ask until there is an answer: a network that is away for a minute must not end a pairing.
 * @param {string} path
 * @param {RequestInit} how
 * @returns {Promise<any>}
 */
async function answer(path, how) {
  for (;;) {
    try {
      const response = await fetch(`/pair/${path}`, { ...how, cache: "no-store", signal: AbortSignal.timeout(LONGEST) });
      if (response.status < 500) {
        const said = await response.json();
        trouble(false);
        if (response.ok) return said;
        throw new Refused(said.error.message);
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    trouble(true);
    await wait(ASK_AGAIN);
  }
}

/** @param {Kept} mine */
function offer(mine) {
  return hashOf(mine.key).then((hash) =>
    answer("offer", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code: mine.code, key_hash: hash }),
    }),
  );
}

/** @param {Kept} mine */
const bearer = (mine) => ({ Authorization: `Bearer ${mine.key}` });

/**
 * From the offer to the yes. The key is kept before anything is sent, so that a page loaded again goes on.
 * @param {Kept} mine
 */
async function pair(mine) {
  show("busy");
  await keep(OFFERED, mine);
  let said = /** @type {Offered} */ (await offer(mine));
  const three = await wordsOf(mine.code ?? "", await hashOf(mine.key), list);
  fill("name", said.name);
  fill("event", said.event.name);
  one("[data-three]").replaceChildren(...three.map((word) => Object.assign(document.createElement("span"), { textContent: word })));
  show("words");
  while (said.state === "offered") {
    await wait(ASK_AGAIN);
    said = await answer("state", { headers: bearer(mine) });
  }
  if (said.state !== "confirmed") throw new Refused(page.dataset.ranOut ?? "");
  await enter(mine, said);
}

/**
 * @param {Kept} mine
 * @param {Offered} said
 */
async function enter(mine, said) {
  if (said.role === "station") {
    await forget(OFFERED);
    one("[data-key]").textContent = mine.key;
    show("station");
    return;
  }
  const { go } = await answer("enter", { method: "POST", headers: bearer(mine) });
  await forget(OFFERED);
  const link = /** @type {HTMLAnchorElement} */ (one("[data-go]"));
  link.href = go;
  link.hidden = false;
  show("paired");
  location.replace(go);
}

/** @param {Kept} mine */
async function go(mine) {
  try {
    await pair(mine);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await forget(OFFERED);
    one("[data-problem]").hidden = false;
    one("[data-problem] p").textContent = error.message;
    show("ask");
    /** @type {HTMLInputElement} */ (one("#code")).select();
  }
}

function typed() {
  const field = /** @type {HTMLInputElement} */ (one("#code"));
  one("form").addEventListener("submit", (event) => {
    event.preventDefault();
    go({ key: newKey(), code: codeOf(field.value) });
  });
}

function copies() {
  const button = /** @type {HTMLButtonElement} */ (one("[data-copy-command]"));
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(one(".pair-command").innerText.trim());
    button.textContent = button.dataset.copied ?? "";
  });
}

/** The code behind the #, which then leaves the address bar and the history. */
function scanned() {
  const code = codeOf(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  return code;
}

async function begin() {
  // Without https there is no cryptography for pages.
  if (!crypto.subtle) return show("unsafe");
  typed();
  copies();
  const code = scanned();
  const before = await kept(OFFERED);
  if (code) return go(before?.code === code ? before : { key: newKey(), code });
  if (before?.code) return go(before);
  return show("ask");
}

// Another code scanned into this page is a new beginning.
addEventListener("hashchange", () => location.reload());
begin();
