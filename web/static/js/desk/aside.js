/**
 * Setting the last badges aside: a walk along the boxes, one touch each, and nobody is counted down.
 *
 * @import {Desk} from "./desk.js"
 * @import {Person} from "../evening/types.js"
 */

import { t } from "../evening/words.js";
import { focusOnce } from "./finding.js";
import { html } from "./html.js";
import { About, Standing, lies, placeWords } from "./people.js";
import { Name, placed } from "./phrases.js";
import { Icon, Shape } from "./signs.js";

/** Whether the last badges should leave the table by now. @param {Desk} desk */
export function isTime(desk) {
  const { event, clockOff } = desk.state;
  return Date.now() - (clockOff ?? 0) >= Date.parse(event.set_aside_at);
}

/**
 * In the order the hand meets them: by box and slot, then as the table has them.
 * @param {Person[]} people
 * @returns {Person[]}
 */
export function asTheyLie(people) {
  const end = Number.MAX_SAFE_INTEGER;
  return [...people].sort((one, other) => (one.box ?? end) - (other.box ?? end) || (one.slot ?? end) - (other.slot ?? end));
}

/** @param {{ desk: Desk }} props */
export function Aside({ desk }) {
  const { event } = desk.state;
  const people = asTheyLie(desk.overview.value.table.away);
  return html`<section class="found-frame" aria-labelledby="aside-title">
    <header class="found-top"><h1 class="found-title" id="aside-title" tabindex="-1" ref=${focusOnce}>
      ${t("Set the last badges aside")}</h1><button class="button" onClick=${() => desk.clear()}>${t("That is enough")}
      </button></header>
    <${LastOne} desk=${desk} />
    ${people.length
      ? html`<p class="quiet">${t("In the order they lie. Whoever still comes gets theirs from where you put it.")}</p>
        <ul class="people found">${people.map((one) => html`<li class="person" key=${one.id} data-person=${one.id}>
          <div class="person-words">${lies(one) && html`<p class="lies">${placeWords(one)}</p>`}<p class="person-name">
            <${Name}>${one.name}<//></p><p class="person-more"><${About} person=${one} /></p><p class="card-signs">
            <${Standing} person=${one} event=${event} /></p></div>
          <div class="person-end">
            <button class="button" aria-label=${t("Set the badge of {name} aside", { name: one.name })} onClick=${() => desk.setAside(one)}>
            ${t("Set aside")}</button></div>
        </li>`)}</ul>`
      : html`<div class="note done"><${Shape} word="done" /><p>${t("The table is clear.")}</p></div>`}
  </section>`;
}

/** What was put away just now, and a way back. @param {{ desk: Desk }} props */
function LastOne({ desk }) {
  const last = desk.aside.value;
  if (!last) return null;
  return html`<div class="note done last-one"><${Shape} word="done" /><div class="note-line"><p>
    ${placed(t("The badge of {name} is set aside."), { name: html`<${Name}>${last.name}<//>` })}</p>
    <button class="button" onClick=${() => desk.takeBackAside()}><${Icon} which="undo" class="" />${t("Undo")}</button>
    </div></div>`;
}
