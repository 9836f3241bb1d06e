/**
 * The menu of this tablet: who stands here, what a scan does, sound, practising, and signing out.
 *
 * @import {Desk} from "./desk.js"
 */

import { say, t, tn } from "../evening/words.js";
import { isMuted, setMuted } from "../scan/signals.js";
import { html, useLayoutEffect, useRef, useState } from "./html.js";
import { shift } from "./kept.js";
import { ModeSwitch } from "./mode.js";
import { age } from "./phrases.js";
import { keeps, lasts } from "./shell.js";
import { Icon } from "./signs.js";
import { stepWords, unsentWords } from "./top.js";

const MINUTE = 60_000;
const OPENS = {
  yes: say("The desk opens without a network too."),
  "not yet": say("The desk is still being kept for the time without a network."),
  never: say("This browser, or this address without https, does not keep the desk for the time without a network."),
};

/**
 * @typedef {{ test: string, unsent(): number, practise(on: boolean): void, signOut(): Promise<void> }} House what lies beyond the desk
 * @param {{ desk: Desk, house: House, onClose: () => void }} props
 */
export function Menu({ desk, house, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [quiet, setQuiet] = useState(isMuted());
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  const mute = () => {
    setMuted(!quiet);
    setQuiet(!quiet);
  };
  const touched = (/** @type {any} */ event) => event.target === dialog.current && close();
  return html`<dialog ref=${dialog} class="menu" aria-labelledby="menu-title" onClose=${onClose} onClick=${touched}>
    <div class="menu-sheet stack">
      <header class="found-top"><h2 id="menu-title">${desk.state.device?.name}</h2>
        <button class="button plain" onClick=${close}><${Icon} which="close" class="" />${t("Close")}</button></header>
      <${Shift} desk=${desk} />
      <${ModeSwitch} name="menu-mode" />
      <label class="choice"><input type="checkbox" checked=${!quiet} onChange=${mute} />${t("Sound with each answer")}
        </label>
      <nav class="menu-links" aria-label=${t("More")}>
        <button class="button full" onClick=${() => { close(); house.practise(!desk.practising); }}>
          <${Icon} which="practise" class="" />
          ${desk.practising ? t("End the practice") : t("Practise on invented people")}</button>
        ${desk.practising || desk.state.reachable
          ? html`<a class="button full" href=${house.test}><${Icon} which="camera" class="" />
            ${t("Test camera, scanner and sound")}</a>`
          : html`<p class="quiet small">${t("With the network, camera, scanner and sound can be tested here.")}</p>`}
      </nav>
      <${How} desk=${desk} />
      ${!desk.practising && html`<${SignOut} desk=${desk} house=${house} />`}
    </div>
  </dialog>`;
}

/** @param {{ desk: Desk }} props */
function Shift({ desk }) {
  const write = (/** @type {any} */ event) => {
    shift.value = event.target.value.trim().slice(0, 60);
    void desk.evening.setShift(shift.value);
  };
  return html`<div class="field"><label for="shift">${t("Who is at this desk?")}</label>
    <input id="shift" value=${shift.value} maxlength="60" dir="auto" autocomplete="off" spellcheck=${false} onChange=${write} />
    <p class="hint">${t("If you like. The organiser sees it beside this tablet’s name.")}</p></div>`;
}

/** How the tablet is, in sentences. @param {{ desk: Desk }} props */
function How({ desk }) {
  const { lease, clockOff, trouble, unsent, apart } = desk.state;
  if (desk.practising) return null;
  const off = Math.abs(clockOff ?? 0);
  const clock = clockOff > 0 ? t("This tablet’s clock is {age} ahead; times are put right.", { age: age(off) }) : t("This tablet’s clock is {age} behind; times are put right.", { age: age(off) });
  const people = desk.evening.people.size;
  return html`<div class="menu-how quiet small stack close">
    <p>${stepWords(desk)} ${unsentWords(unsent)}.</p>
    <p>
      ${tn("One person is in the copy on this tablet.", "{n} people are in the copy on this tablet.", people)} ${lease ? t("Without the network it lasts for {age}.", { age: age(lease + (clockOff ?? 0) - Date.now()) }) : ""}
      </p>
    ${off > MINUTE && html`<p>${clock}</p>`}
    ${apart > 0 && html`<p>
      ${tn("The server would not take one of them; it is offered again and again.", "The server would not take {n} of them; they are offered again and again.", apart)}
      </p>`}
    <p>
      ${t(OPENS[keeps.value])} ${lasts.value ? "" : t("The browser may put the copy away when it needs room; it comes again by itself.")}
      </p>
    ${trouble && html`<p>${trouble}</p>`}
  </div>`;
}

/** @param {{ desk: Desk, house: House }} props */
function SignOut({ desk, house }) {
  const [step, setStep] = useState(0);
  const { unsent } = desk.state;
  if (step === 0) return html`<button class="button full plain" onClick=${() => setStep(1)}>
    <${Icon} which="left" class="" />${t("Sign this tablet out")}</button>`;
  const first = unsent
    ? tn("One scan is not sent yet. Signing out now loses it. Wait for the network if you can.", "{n} scans are not sent yet. Signing out now loses them. Wait for the network if you can.", unsent)
    : t("Nothing of the list stays on this tablet. It needs a new link or code to come back.");
  const last = unsent > 0 && step === 2;
  return html`<div class=${`note ${unsent ? "refused" : "again"}`} role="alert"><${Icon} which="left" class="sign" />
    <div class="stack close">
    <p>${last ? t("Once more, to be sure: what is not sent yet will be lost.") : first}</p>
    <div class="buttons">
      <button class="button" onClick=${() => setStep(0)}>${t("Stay")}</button>
      ${unsent > 0 && !last
        ? html`<button class="button" onClick=${() => setStep(2)}>${t("Sign out all the same")}</button>`
        : html`<button class="button" onClick=${() => house.signOut()}>
          ${last ? t("Lose them and sign out") : t("Sign out")}</button>`}
    </div>
  </div></div>`;
}
