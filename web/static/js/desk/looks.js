/**
 * Things to look at: printers that have stopped, what hosts say, and where desks were apart and told people different
 * things. Nothing here is an error.
 *
 * @import {Desk} from "./desk.js"
 * @import {HostWord} from "./host_words.js"
 * @import {ToLookAt} from "./to_look_at.js"
 */

import { hhmm, t } from "../evening/words.js";
import { hostSays } from "./call.js";
import { focusOnce } from "./finding.js";
import { html } from "./html.js";
import { About, Names } from "./people.js";
import { Name, placed, told } from "./phrases.js";
import { PrintLooks } from "./print_looks.js";
import { Shape } from "./signs.js";

/** @param {{ desk: Desk }} props */
export function Looks({ desk }) {
  const [all, words, prints] = [desk.toLookAt(), desk.hostWords(), desk.printsToLookAt()];
  const nothing = !all.length && !words.length && !prints.printers.length && !prints.people.length;
  return html`<section class="looks stack" aria-labelledby="looks-title">
    <header class="found-top"><h1 id="looks-title" tabindex="-1" ref=${focusOnce}>${t("To look at")}</h1>
      <button class="button" onClick=${() => desk.clear()}>${t("Close")}</button></header>
    <${PrintLooks} desk=${desk} />
    ${words.map((one) => html`<${Said} key=${`word ${one.word.id}`} desk=${desk} one=${one} />`)}
    ${nothing && html`<p class="lead quiet">${t("There is nothing to look at.")}</p>`}
    ${all.map((one) => html`<${ToLook} key=${one.correction?.scan.id ?? one.person?.id} desk=${desk} one=${one} />`)}
  </section>`;
}

/** A host's word, as one calm line. @param {{ desk: Desk, one: HostWord }} props */
function Said({ desk, one }) {
  const { person, word } = one;
  const { event } = desk.state;
  return html`<article class="sheet look" data-said=${word.id}>
    <${Shape} word="ask" />
    <div class="stack close">
      <h2><${Name}>${person.name}<//></h2>
      <p>${hostSays(word)} <span class="quiet small">${hhmm(word.at, event.timezone)}</span></p>
      <div class="buttons">
        <button class="button" onClick=${() => desk.open(person.id)}>${t("Open the card")}</button>
        <button class="button primary" onClick=${() => desk.lookedAtWord(one)}>${t("Looked at")}</button>
      </div>
    </div>
  </article>`;
}

/** @param {{ desk: Desk, one: ToLookAt }} props */
function ToLook({ desk, one }) {
  const { person, correction } = one;
  const name = html`<${Name}>${person?.name ?? correction?.scan.code}<//>`;
  return html`<article class="sheet look" data-look=${person?.id}>
    <${Shape} word="ask" />
    <div class="stack close">
      <h2>${name}</h2>
      ${person && html`<p class="quiet"><${About} person=${person} hosts=${false} /></p>`}
      <p>${sentence(desk, one, name)}</p>
      ${person && person.hosts.length > 0 && html`<p class="quiet">
        ${placed(t("Invited by {hosts}, who can see it too."), { hosts: html`<${Names} names=${person.hosts} />` })}
        </p>`}
      <div class="buttons">
        ${person && html`<button class="button" onClick=${() => desk.open(person.id)}>${t("Open the card")}</button>`}
        <button class="button primary" onClick=${() => desk.looked(one)}>${t("Looked at")}</button>
      </div>
    </div>
  </article>`;
}

/** What happened, with the names of both desks where they are known. @param {Desk} desk @param {ToLookAt} one @param {any} name */
function sentence(desk, { person, correction, double }, name) {
  const { event, device } = desk.state;
  const zone = event?.timezone ?? "UTC";
  const twice = double || correction?.told.review === "double_admission" || (correction?.told.first && correction.told.result === "again");
  if (!twice) return correction && told({ action: correction.scan.action, ...correction.told, person }, zone);
  const first = correction?.told.first ?? double?.first ?? { at: person?.arrived_at, device: person?.arrived_by };
  const second = double?.second ?? (correction ? { at: correction.scan.at, device: device?.name } : null);
  const values = { name, ...mark("desk", "time", first, zone), ...mark("other", "then", second, zone) };
  if (!first?.device || !second?.device) return placed(t("{name} was let in at two desks while they were apart. Please look who came twice."), values);
  return placed(t("{name} was let in at {desk} at {time}, and at {other} at {then}, while the two were apart. Please look who came twice."), values);
}

/** @param {string} desk @param {string} time @param {{ at: any, device: any } | null} one @param {string} zone */
function mark(desk, time, one, zone) {
  return { [desk]: html`<${Name}>${one?.device}<//>`, [time]: hhmm(one?.at, zone) };
}
