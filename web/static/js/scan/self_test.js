/**
 * The self-test before doors; desk/self_test.html says what there is on its page.
 */

import { t } from "../evening/words.js";
import { openCamera } from "./camera.js";
import { isBadge, isPass, TRIAL } from "./keys.js";
import { hasSerial, openSerial } from "./serial.js";
import { canSound, isMuted, setMuted, signal } from "./signals.js";
import { clock, battery, network, storage } from "./surroundings.js";
import { listenToWedge } from "./wedge.js";

/** @typedef {import("./surroundings.js").Finding} Finding */
/** @typedef {import("./signals.js").Word} Word */

const LOOK_AGAIN = 15_000;

/**
 * @template {HTMLElement} Kind
 * @param {string} wanted
 * @param {ParentNode} [within]
 * @returns {Kind}
 */
function part(wanted, within = document) {
  const found = within.querySelector(wanted);
  if (!found) throw new Error(`the page has no ${wanted}`);
  return /** @type {Kind} */ (found);
}

/**
 * @param {string} key
 * @param {Finding} finding
 */
function show(key, { state, said, fix = "" }) {
  const check = part(`[data-check="${key}"]`);
  check.dataset.state = state;
  const words = part("[data-said]", check);
  if (words.textContent !== said) words.textContent = said;
  const todo = part("[data-fix]", check);
  todo.textContent = fix;
  todo.hidden = !fix;
  sum();
}

function sum() {
  const states = [...document.querySelectorAll("[data-check]")].map((one) => /** @type {HTMLElement} */ (one).dataset.state);
  const count = (/** @type {string} */ state) => states.filter((one) => one === state).length;
  const words = part("[data-sum]");
  const [good, bad, open] = [count("good"), count("bad"), count("waiting")];
  words.dataset.state = bad ? "bad" : open ? "waiting" : "good";
  const said = bad
    ? t("{n} to mend before doors", { n: bad })
    : open ? t("{n} ready, {open} to try", { n: good, open }) : t("Ready for the doors");
  if (words.textContent !== said) words.textContent = said;
}

/** What was read, without giving anybody's code away to whoever stands near. @param {string} text */
function name(text) {
  const values = { end: text.slice(-4) };
  if (isPass(text)) return t("A pass that ends in {end}", values);
  return isBadge(text) ? t("A badge that ends in {end}", values) : t("A code that ends in {end}", values);
}

function tryCamera() {
  const video = /** @type {HTMLVideoElement} */ (part("[data-video]"));
  const [choices, select] = [part("[data-cameras]"), /** @type {HTMLSelectElement} */ (part("#which-camera"))];
  const [torch, again, read] = [part("[data-torch]"), part("[data-again]"), part("[data-read]")];
  let hasRead = false;

  const camera = openCamera(video, {
    onCode(text, { at }) {
      const took = Math.max(1, Math.round(performance.now() - at));
      hasRead = true;
      read.hidden = false;
      read.textContent = name(text);
      signal("done");
      show("camera", { state: "good", said: t("Reads codes; this one in {took} ms", { took }) });
    },
    onTrouble(sentence) {
      again.hidden = !sentence;
      if (sentence) show("camera", { state: "bad", said: t("No picture"), fix: sentence });
    },
    async onReady() {
      torch.hidden = !camera.hasTorch;
      if (!hasRead) show("camera", { state: "waiting", said: t("Hold a pass or a badge before it") });
      const all = await camera.cameras();
      choices.hidden = all.length < 2;
      select.replaceChildren(...all.map((one, n) => {
        return new Option(one.name || t("Camera {n}", { n: n + 1 }), one.id, one.chosen, one.chosen);
      }));
    },
  });

  select.addEventListener("change", () => camera.choose(select.value));
  again.addEventListener("click", () => camera.again());
  torch.addEventListener("click", async () => {
    const on = torch.getAttribute("aria-pressed") !== "true";
    if (await camera.torch(on)) torch.setAttribute("aria-pressed", String(on));
  });
}

function tryScanner() {
  const field = /** @type {HTMLInputElement} */ (part("#trial"));
  const serial = part("[data-serial]");

  /** @param {string} text */
  function came(text) {
    field.value = text === TRIAL ? text : name(text);
    signal("done");
    if (text === TRIAL) show("scanner", { state: "good", said: t("Every letter came as it should") });
    else show("scanner", { state: "good", said: t("It types, and this page understands it") });
  }

  listenToWedge(document, came);
  serial.hidden = !hasSerial();
  serial.addEventListener("click", () => openSerial(came));
}

function trySignals() {
  const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-signal]"));
  const muted = /** @type {HTMLInputElement} */ (part("[data-muted]"));
  let heard = true;
  let felt = true;

  function told() {
    const left = [...buttons].filter((one) => !("tried" in one.dataset)).length;
    if (left) return;
    const still = felt ? "" : t("This tablet does not vibrate.");
    if (isMuted()) show("signals", { state: "caution", said: t("Seen, but muted"), fix: still });
    else if (!heard) show("signals", { state: "caution", said: t("Seen, but this browser gives no sound"), fix: still });
    else show("signals", { state: "good", said: t("All four were given; turn the sound up until you hear them"), fix: still });
  }

  for (const button of buttons) {
    button.addEventListener("click", async () => {
      // The very first touch opens the sound, which takes a moment.
      for (let wait = 0; !canSound() && wait < 10; wait++) await new Promise((go) => setTimeout(go, 30));
      const given = signal(/** @type {Word} */ (button.dataset.signal));
      heard = given.heard;
      felt = given.felt;
      button.dataset.tried = "";
      told();
    });
  }
  muted.checked = isMuted();
  muted.addEventListener("change", () => {
    setMuted(muted.checked);
    told();
  });
}

function trySurroundings() {
  const address = part("[data-self-test]").dataset.clock ?? "";
  const look = async () => {
    const answer = await network(address);
    show("network", answer.finding);
    show("clock", clock(answer));
    show("battery", await battery());
  };
  void look();
  void storage().then((finding) => show("storage", finding));
  setInterval(look, LOOK_AGAIN);
}

tryCamera();
tryScanner();
trySignals();
trySurroundings();
