/**
 * A badge that comes out of a printer, as the answer and the card show it: where and when, or what a person has to do.
 *
 * @import {Desk} from "./desk.js"
 * @import {Person, ReprintReason} from "../evening/types.js"
 */

import { isComing, isOpen, isPreprinted, isToBeAsked, placeInLine } from "../evening/printing.js";
import { say, t } from "../evening/words.js";
import { html, useState } from "./html.js";
import { Name, placed } from "./phrases.js";
import { printTold, waitWords } from "./print_words.js";
import { remedies } from "./remedies.js";
import { Icon, Shape } from "./signs.js";

/** What each state looks like. @type {Record<string, import("./signs.js").Word>} */
const SHAPES = { printed: "done", blocked: "ask", unknown: "ask", failed: "refused", cancelled: "again" };

/** @type {[ReprintReason, string][]} */
const REASONS = [
  ["spoilt", say("It is spoilt")],
  ["lost", say("It is lost: make a new code")],
  ["corrected", say("The name is corrected")],
];

/** Where their badge is between the list and the hand. @param {{ desk: Desk, person: Person }} props */
export function Printing({ desk, person }) {
  const { event, reachable } = desk.state;
  const { print } = person;
  if (isToBeAsked(person, event)) {
    const words = reachable ? t("The badge goes to a printer now.") : t("The badge is printed once the network is back.");
    return html`<${Block} state=${reachable ? "asked" : "apart"}><p class="printing-words">${words}</p><//>`;
  }
  if (!print || (person.collected_at && !isOpen(person))) return null;
  const place = placeInLine(person, desk.prints.inPrint());
  const wait = print.state === "queued" ? waitWords(print.seconds) : "";
  return html`<${Block} state=${print.state}>
    <p class="printing-words">${printTold(person, place)}</p>
    ${wait && html`<p>${wait}</p>`}
    ${print.state === "queued" && html`<${NoPrinter} desk=${desk} />`}
    ${print.state === "blocked" && html`<${PrinterSays} words=${print.why} />`}
    ${print.state === "failed" && print.why && html`<p><${Says} words=${print.why} /></p>`}
    ${print.state === "unknown" && html`<${DidItComeOut} desk=${desk} person=${person} />`}
  <//>`;
}

/** @param {{ state: string, children?: any }} props */
function Block({ state, children }) {
  const shape = SHAPES[state];
  const sign = shape ? html`<${Shape} word=${shape} />` : html`<${Icon} which="print" class="sign" />`;
  return html`<div class="printing" data-print=${state}>${sign}<div class="printing-told">${children}</div></div>`;
}

/** Where none of the printers can take it, somebody has to go there. @param {{ desk: Desk }} props */
function NoPrinter({ desk }) {
  const { printers } = desk.state;
  if (!printers.length || printers.some(({ ready }) => ready)) return null;
  return html`<p>${t("No printer is ready. Please look at them.")}</p>`;
}

/** @param {{ words: string }} props */
function Says({ words }) {
  return placed(t("It says: {words}"), { words: html`<q dir="auto">${words}</q>` });
}

/** The printer's own words, and what helps. @param {{ words: string }} props */
export function PrinterSays({ words }) {
  return html`${words && html`<p><${Says} words=${words} /></p>`}<p>${remedies(words)}</p>`;
}

/** Only somebody who looks can say. @param {{ desk: Desk, person: Person }} props */
export function DidItComeOut({ desk, person }) {
  const [asking, setAsking] = useState(false);
  const said = (/** @type {boolean} */ yes) => async () => {
    setAsking(true);
    await desk.prints.cameOut(person, yes);
    setAsking(false);
  };
  if (!desk.state.reachable) return html`<p class="quiet">${t("It can be answered once the network is back.")}</p>`;
  const name = person.name;
  return html`<div class="buttons">
    <button class="button" disabled=${asking} aria-label=${t("Yes, the badge of {name} came out", { name })} onClick=${said(true)}>${t("Yes")}</button>
    <button class="button" disabled=${asking} aria-label=${t("No, the badge of {name} did not come out", { name })} onClick=${said(false)}>${t("No")}</button>
  </div>`;
}

/** Printing by hand, on the card. @param {{ desk: Desk, person: Person }} props */
export function PrintActs({ desk, person }) {
  const { event, reachable } = desk.state;
  const [asking, setAsking] = useState(false);
  const [open, setOpen] = useState(false);
  const state = person.print?.state ?? "";
  if (!desk.prints.mayPrint() || isOpen(person) || isToBeAsked(person, event)) return null;
  const print = (/** @type {ReprintReason | null} */ reason) => async () => {
    setAsking(true);
    await desk.prints.print(person, reason);
    setAsking(false);
    setOpen(false);
  };
  if (!reachable) return html`<p class="quiet card-word"><${Icon} which="unsent" class="sign sign-quiet" /><span>
    ${t("Printing a badge by hand needs the network.")}</span></p>`;
  const again = state === "printed" || isPreprinted(person, event);
  if (!again) return html`<div class="buttons"><button class="button" disabled=${asking} onClick=${print(null)}>
    <${Icon} which="print" class="" />${t("Print the badge")}</button></div>`;
  return html`<details class="card-reprint" open=${open} onToggle=${(/** @type {any} */ one) => setOpen(one.target.open)}>
    <summary>${t("Print again")}</summary>
    <div class="stack close"><p>${t("What happened to the badge?")}</p><div class="buttons">
      ${REASONS.map(([reason, words]) => html`<button key=${reason} class="button" disabled=${asking} onClick=${print(reason)}>
        ${t(words)}</button>`)}</div></div>
  </details>`;
}

/** After a correction: the badge that exists says something else. @param {{ desk: Desk, person: Person, onAsked: () => void }} props */
export function PrintCorrected({ desk, person, onAsked }) {
  const [asking, setAsking] = useState(false);
  const { event, reachable } = desk.state;
  const exists = person.print?.state === "printed" || isPreprinted(person, event);
  if (!desk.prints.mayPrint() || !exists || isComing(person)) return null;
  if (!reachable) return html`<p class="quiet">${t("It can be printed again once the network is back.")}</p>`;
  const print = async () => {
    setAsking(true);
    if (await desk.prints.print(person, "corrected")) onAsked();
    setAsking(false);
  };
  return html`<div class="buttons"><button class="button primary" disabled=${asking} onClick=${print}>
    <${Icon} which="print" class="" />${t("Print it again so")}</button></div>`;
}
