/**
 * Taking several people at once: choose them out of a search or a group, one touch for all.
 *
 * @import {Desk} from "./desk.js"
 * @import {Person} from "../evening/types.js"
 */

import { t, tn } from "../evening/words.js";
import { Rows, focusOnce } from "./finding.js";
import { html } from "./html.js";
import { mode } from "./kept.js";
import { Icon } from "./signs.js";

/** The people of the group, or those chosen so far. @param {{ desk: Desk }} props */
export function Several({ desk }) {
  const now = desk.several.value;
  if (!now) return null;
  void desk.beat.value;
  const people = peopleOf(desk, now.offered ?? [...now.chosen]);
  return html`<section class="found-frame" aria-labelledby="several-title">
    <h1 class="found-title" id="several-title" tabindex="-1" ref=${focusOnce} dir="auto">
      ${now.title || t("Chosen so far")}</h1>
    ${people.length ? html`<${Rows} desk=${desk} people=${people} />` : html`<p class="lead quiet">
      ${t("Type a name and tick whoever is here. You can search again and tick more.")}</p>`}
  </section>`;
}

/** What is done with those who are ticked; it stays in reach of the thumb. @param {{ desk: Desk }} props */
export function SeveralBar({ desk }) {
  const now = desk.several.value;
  if (!now) return null;
  const people = peopleOf(desk, [...now.chosen]);
  const prints = people.some((one) => desk.prints.meant("collect", one) === "arrive");
  const words = mode.value === "arrive" || prints
    ? tn("Let one person in", "Let {n} people in", people.length)
    : tn("Hand over one badge", "Hand over {n} badges", people.length);
  return html`<div class="several-bar" role="group" aria-label=${t("Those who are ticked")}>
    <button class="button primary large" disabled=${!people.length} onClick=${() => desk.actOnAll(mode.value, people)}>
      <${Icon} which="people" class="" />${people.length ? words : t("Nobody is ticked yet")}</button>
    <button class="button large" onClick=${() => desk.clear()}>${t("Stop")}</button>
  </div>`;
}

/** @param {Desk} desk @param {number[]} ids @returns {Person[]} */
function peopleOf(desk, ids) {
  return ids.flatMap((id) => desk.evening.person(id) ?? []);
}
