/** The pages that stand alone: while the list comes, and when this tablet may no longer have it. */

import { t, tn } from "../evening/words.js";
import { focusOnce } from "./finding.js";
import { html } from "./html.js";
import { Icon, Mark, Shape } from "./signs.js";

/** The list is on its way to this tablet. @param {{ event: string, came: number, trouble: string | null }} props */
export function Coming({ event, came, trouble }) {
  const waits = trouble !== null;
  return html`<section class="whole" aria-busy="true">
    <${Mark} />
    <h1>${event}</h1>
    <p class="lead quiet" role="status">
      ${waits ? t("The list has not come yet. It is asked for again and again.") : t("Bringing the list to this tablet")}
      </p>
    <progress aria-label=${t("The list is coming")}></progress>
    <p class="quiet">${came ? t("{size} kB so far", { size: Math.ceil(came / 1000).toLocaleString("en") }) : trouble}
      </p>
  </section>`;
}

/** @param {{ title: string, words: string, children?: any, word?: "refused" | "again" | "ask" }} props */
function Alone({ title, words, children, word = "again" }) {
  return html`<section class="whole" data-whole>
    <${Shape} word=${word} class="error-shape" />
    <h1 tabindex="-1" ref=${focusOnce}>${title}</h1>
    <p class="lead">${words}</p>
    ${children}
  </section>`;
}

/** The organiser closed the door to this tablet. @param {{ unsent: number }} props */
export function SignedOut({ unsent }) {
  const kept = tn("What it had not sent yet, one scan, is sealed on it and goes out once it is signed in again.", "What it had not sent yet, {n} scans, is sealed on it and goes out once it is signed in again.", unsent);
  return html`<${Alone} word="ask" title=${t("This tablet has been signed out")} words=${t("The list is no longer on it. To use it again, ask the organiser for a new link or code.")}>
    ${unsent > 0 && html`<p class="quiet">${kept}</p>`}<//>`;
}

/** Too long without a word from the server. */
export function LeaseOver() {
  return html`<${Alone} title=${t("The list is gone from this tablet")} words=${t("It had been without the network for too long, so it put the list away. With the network it fetches the list again by itself; what it has not sent is kept until then.")}>
    <button class="button primary large" onClick=${() => location.reload()}>${t("Try again")}</button><//>`;
}

/** Somebody signed it out here. */
export function LeftByChoice() {
  return html`<${Alone} word="ask" title=${t("Signed out")} words=${t("Nothing of the list is left on this tablet. To use it again, ask the organiser for a new link or code.")} />`;
}

/** The app itself did not come up. @param {{ trouble: string }} props */
export function NotOpened({ trouble }) {
  return html`<${Alone} word="refused" title=${t("The desk could not be opened")} words=${trouble}>
    <button class="button primary large" onClick=${() => location.reload()}>${t("Try again")}</button><//>`;
}

/** Something that is true of the whole tablet, in a line above everything. @param {{ children?: any, sign?: any }} props */
export function Band({ children, sign = html`<${Icon} which="practise" class="sign" />` }) {
  return html`<div class="band">${sign}<div class="band-words">${children}</div></div>`;
}
