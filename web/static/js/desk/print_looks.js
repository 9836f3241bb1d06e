/**
 * Printers and badges that wait for a person, among the things to look at.
 *
 * @import {Desk} from "./desk.js"
 * @import {Person, Printer} from "../evening/types.js"
 */

import { t } from "../evening/words.js";
import { html } from "./html.js";
import { About } from "./people.js";
import { Name } from "./phrases.js";
import { troubleOf } from "./print_words.js";
import { PrintActs, Printing } from "./printing.js";
import { remedies } from "./remedies.js";
import { Icon, Shape } from "./signs.js";

/** @param {{ desk: Desk }} props */
export function PrintLooks({ desk }) {
  const { printers, people } = desk.printsToLookAt();
  return html`
    ${printers.map((one) => html`<${AtPrinter} key=${`printer ${one.name}`} printer=${one} />`)}
    ${people.map((one) => html`<${AtBadge} key=${`print ${one.print?.job}`} desk=${desk} person=${one} />`)}`;
}

/** Which printer to go to, and what to do there. @param {{ printer: Printer }} props */
function AtPrinter({ printer }) {
  const words = troubleOf(printer);
  const stopped = printer.state === "blocked" || printer.state === "offline";
  const sign = stopped ? html`<${Shape} word="ask" />` : html`<${Icon} which="print" class="sign sign-quiet" />`;
  return html`<article class="sheet look" data-printer=${printer.name}>${sign}
    <div class="stack close">
      <h2><${Name}>${printer.name}<//></h2>
      <p>${words && html`<span dir="auto">${words}</span>`}</p>
      ${stopped && html`<p>${remedies(printer.state === "offline" ? "offline" : words)}</p>`}
    </div>
  </article>`;
}

/** A badge of which somebody has to say what became of it. @param {{ desk: Desk, person: Person }} props */
function AtBadge({ desk, person }) {
  return html`<article class="sheet look" data-badge=${person.id}><${Shape} word="ask" />
    <div class="stack close">
      <h2><${Name}>${person.name}<//></h2>
      <p class="quiet"><${About} person=${person} hosts=${false} /></p>
      <${Printing} desk=${desk} person=${person} />
      ${person.print?.state === "failed" && html`<${PrintActs} desk=${desk} person=${person} />`}
      <div class="buttons"><button class="button" onClick=${() => desk.open(person.id)}>${t("Open the card")}</button></div>
    </div>
  </article>`;
}
