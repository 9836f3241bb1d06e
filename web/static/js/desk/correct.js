/**
 * Mending how somebody is written, for the badge.
 *
 * @import {Desk} from "./desk.js"
 * @import {Person} from "../evening/types.js"
 */

import { t } from "../evening/words.js";
import { html, useState } from "./html.js";
import { PrintCorrected } from "./printing.js";

/** @param {{ desk: Desk, person: Person }} props */
export function Correct({ desk, person }) {
  const [open, setOpen] = useState(false);
  const [kept, setKept] = useState(false);
  const submit = async (/** @type {any} */ event) => {
    event.preventDefault();
    const { name, company } = event.target.elements;
    if (!name.value.trim()) return name.focus();
    await desk.evening.correct(person.id, { name: name.value.trim(), company: company.value.trim() });
    setOpen(false);
    setKept(true);
    desk.announce(t("Corrected. It will print so."));
  };
  return html`<div class="stack close"><details class="card-correct" open=${open} onToggle=${(/** @type {any} */ event) => setOpen(event.target.open)}>
    <summary>${t("Correct the name or company")}</summary>
    ${open && html`<form class="stack close" onSubmit=${submit}>
      <p class="quiet">${t("This is for the badge: it prints exactly so.")}</p>
      <div class="field"><label for="correct-name">${t("Name, as it should stand on the badge")}</label>
        <input id="correct-name" name="name" defaultValue=${person.name} required maxlength="500" dir="auto" autocomplete="off" spellcheck=${false} />
        </div>
      <div class="field"><label for="correct-company">${t("Company")}</label>
        <input id="correct-company" name="company" defaultValue=${person.company} maxlength="500" dir="auto" autocomplete="off" spellcheck=${false} />
        </div>
      <div class="buttons"><button class="button">${t("Keep the correction")}</button></div>
    </form>`}
  </details>
  ${kept && !open && html`<p>${t("Corrected. It will print so.")}</p>
    <${PrintCorrected} desk=${desk} person=${person} onAsked=${() => setKept(false)} />`}</div>`;
}
