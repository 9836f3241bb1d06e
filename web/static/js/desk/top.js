/**
 * The line on top: whose evening this is, whether the desk is in step, what is not sent yet, what to look at.
 *
 * @import {Desk} from "./desk.js"
 * @import {House} from "./menu.js"
 */

import { t, tn } from "../evening/words.js";
import { html } from "./html.js";
import { shift } from "./kept.js";
import { LooksButton } from "./lists.js";
import { Name, age } from "./phrases.js";
import { Icon, Mark, StepSign } from "./signs.js";

// So old is a copy that was brought into step a moment ago.
const FRESH = 60_000;

/** @param {{ desk: Desk, house: House, onMenu: () => void }} props */
export function Top({ desk, house, onMenu }) {
  const { event, device } = desk.state;
  const who = shift.value ? html`<${Name}>${device?.name}<//> · <${Name}>${shift.value}<//>` : html`<${Name}>
    ${device?.name}<//>`;
  return html`<header class="desk-top">
    <button class="bare top-name" onClick=${() => desk.clear()}><${Mark} /><span>${event.name}</span></button>
    <${Step} desk=${desk} house=${house} />
    <div class="top-end">
      <${LooksButton} desk=${desk} />
      <button class="button plain menu-button" aria-haspopup="dialog" onClick=${onMenu}>
        <${Icon} which="device" class="sign" /><span>${who}</span><span class="unseen">: ${t("menu")}</span></button>
    </div>
  </header>`;
}

/** Whether others hear of what is done here, and how old what is known of them is. @param {{ desk: Desk, house: House }} props */
function Step({ desk, house }) {
  const { reachable } = desk.state;
  const unsent = house.unsent();
  const sign = html`<span class="step-part unsent">
    <${Icon} which=${unsent ? "unsent" : "sent"} class=${`sign ${unsent ? "sign-again" : "sign-done"}`} /><span>
    ${unsentWords(unsent)}</span></span>`;
  if (desk.practising) return html`<p class="step" data-unsent=${unsent}><span class="step-words">
    ${t("Nothing of this is sent.")}</span>${unsent > 0 && sign}</p>`;
  return html`<p class="step" data-reachable=${reachable} data-unsent=${unsent}><span class="step-part">
    <${StepSign} on=${reachable} /><span class="step-words">${stepWords(desk)}</span></span>${sign}</p>`;
}

/** @param {number} unsent */
export function unsentWords(unsent) {
  return unsent ? tn("1 not sent yet", "{n} not sent yet", unsent) : t("All sent");
}

/** @param {Desk} desk */
export function stepWords(desk) {
  const { reachable, copyAt } = desk.state;
  const old = copyAt === null ? Number.POSITIVE_INFINITY : Math.max(0, Date.now() - copyAt);
  if (!Number.isFinite(old)) return reachable ? t("In step.") : t("No network. The desk goes on.");
  if (reachable) return old < FRESH ? t("In step.") : t("In step. The copy is {age} old.", { age: age(old) });
  return t("No network. The copy is {age} old.", { age: age(old) });
}
