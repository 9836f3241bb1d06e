/**
 * Somebody who is on no list: whoever could be them is offered first.
 *
 * @import {Desk} from "./desk.js"
 * @import {Person} from "../evening/types.js"
 */

import { t } from "../evening/words.js";
import { html, useState } from "./html.js";
import { mode } from "./kept.js";
import { About, Standing } from "./people.js";
import { Name } from "./phrases.js";

const OFFERED = 4;

/** @param {{ desk: Desk, name: string }} props */
export function WalkIn({ desk, name }) {
  const [written, setWritten] = useState({ name, company: "", email: "", host: "" });
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const { hosts } = desk.state;
  const write = (/** @type {any} */ event) => setWritten({ ...written, [event.target.name]: event.target.value });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy || !written.name.trim()) return;
    setBusy(true);
    try {
      const host = written.host ? Number(written.host) : null;
      const person = await desk.evening.addWalkIn({ name: written.name.trim(), company: written.company.trim(), email: written.email.trim(), host });
      await desk.act(desk.prints.meant(mode.value, person), person);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return html`<section class="walk-in" aria-labelledby="walk-in-title">
    <form class="sheet stack" onSubmit=${submit}>
      <h1 id="walk-in-title">${t("Add a walk-in")}</h1>
      <div class="field"><label for="walk-in-name">${t("Name, as it should stand on the badge")}</label>
        <input id="walk-in-name" name="name" value=${written.name} onInput=${write} required maxlength="500" dir="auto" autocomplete="off" spellcheck=${false} ref=${focusField} />
        </div>
      <${Doubles} desk=${desk} name=${written.name} company=${written.company} />
      <div class="walk-in-more">
        <div class="field"><label for="walk-in-company">${t("Company")}</label>
          <input id="walk-in-company" name="company" value=${written.company} onInput=${write} maxlength="500" dir="auto" autocomplete="off" spellcheck=${false} />
          </div>
        <div class="field"><label for="walk-in-email">${t("Mail address, if they like")}</label>
          <input id="walk-in-email" name="email" type="email" value=${written.email} onInput=${write} maxlength="500" autocomplete="off" inputmode="email" />
          </div>
        ${hosts?.length > 0 && html`<div class="field"><label for="walk-in-host">${t("Host")}</label>
          <select id="walk-in-host" name="host" value=${written.host} onChange=${write}><option value="">
          ${t("Nobody in particular")}</option>
          ${hosts.map((/** @type {any} */ one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
          </select></div>`}
      </div>
      ${trouble && html`<p role="alert">${trouble}</p>`}
      <div class="buttons"><button class="button primary large" aria-busy=${busy}>
        ${mode.value === "arrive" || desk.state.event.prints_on_arrival ? t("Add and let in") : t("Add and hand over a badge")}</button>
        <button type="button" class="button large plain" onClick=${() => desk.clear()}>${t("Not now")}</button></div>
    </form>
  </section>`;
}

/** Who may be them already. @param {{ desk: Desk, name: string, company: string }} props */
function Doubles({ desk, name, company }) {
  const { event } = desk.state;
  const text = name.trim();
  if (text.length < 2) return null;
  const both = company.trim() ? desk.evening.find(`${text} ${company.trim()}`, OFFERED) : [];
  const byName = desk.evening.find(text, OFFERED);
  const people = [...new Map([...both, ...byName].map((/** @type {Person} */ one) => [one.id, one])).values()].slice(0, OFFERED);
  if (!people.length) return html`<p class="quiet">${t("Nobody of this name is on the list.")}</p>`;
  return html`<div class="doubles stack close" role="group" aria-labelledby="doubles-title">
    <p class="label" id="doubles-title">${t("On the list already?")}</p>
    <ul class="people">${people.map((one) => html`<li class="person" key=${one.id}>
      <div><p class="person-name"><${Name}>${one.name}<//></p><p class="person-more"><${About} person=${one} /></p>
        <p class="card-signs"><${Standing} person=${one} event=${event} /></p></div>
      <button type="button" class="button" aria-label=${t("This is them: {name}", { name: one.name })} onClick=${() => desk.open(one.id)}>
        ${t("This is them")}</button>
    </li>`)}</ul>
  </div>`;
}

/** They will write now. @param {HTMLElement | null} field */
function focusField(field) {
  if (field && !field.dataset.focused) {
    field.dataset.focused = "yes";
    field.focus();
  }
}
