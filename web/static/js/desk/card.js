/**
 * One attendee's card, drawn as the badge it stands for, with everything a desk may do for them.
 *
 * @import {Desk} from "./desk.js"
 * @import {Action, EventInfo, Person} from "../evening/types.js"
 */

import { canHandOver, hasBadge } from "../evening/printing.js";
import { hhmm, say, t } from "../evening/words.js";
import { html, useMemo, useState } from "./html.js";
import { Call, isSeen } from "./call.js";
import { Correct } from "./correct.js";
import { focusOnce } from "./finding.js";
import { groupsOf } from "./namesakes.js";
import { About, BadgeState, GreatName, Names, Place, Standing, isHere, lies, mayCollect } from "./people.js";
import { DEEDS, Name, placed } from "./phrases.js";
import { PrintActs, Printing } from "./printing.js";
import { Icon, Shape } from "./signs.js";

/** @param {{ desk: Desk, id: number }} props */
export function Card({ desk, id }) {
  const { event } = desk.state;
  const person = desk.evening.person(id);
  if (!person) return html`<section class="nothing-found"><h1 tabindex="-1" ref=${focusOnce}>
    ${t("They are no longer on the list.")}</h1><button class="button" onClick=${() => desk.clear()}>${t("Back")}
    </button></section>`;
  const cancelled = person.standing === "cancelled";
  return html`<article class="badge-card" data-person=${person.id} key=${id}>
    <button class="button plain card-close" onClick=${() => desk.clear()}><${Icon} which="close" class="" />
      ${t("Close")}</button>
    <div class="badge-face" ref=${(/** @type {HTMLElement | null} */ face) => focusOnce(face?.querySelector("h1") ?? null)}>
      <${GreatName} name=${person.name} />
      <p class="lead"><${About} person=${person} hosts=${false} /></p>
      <div class="card-signs"><${Standing} person=${person} event=${event} />
        ${!cancelled && html`<${BadgeState} person=${person} event=${event} />`}<${QuietWish} person=${person} />
        ${person.pending && html`<span class="quiet small">${t("not sent yet")}</span>`}</div>
    </div>
    ${lies(person) && html`<${Place} person=${person} />`}
    <${Printing} desk=${desk} person=${person} />
    <${Known} person=${person} event=${event} />
    <${Alike} desk=${desk} person=${person} />
    ${!cancelled && html`<${Acts} desk=${desk} person=${person} />`}
    ${!cancelled && html`<${PrintActs} desk=${desk} person=${person} />`}
    ${!cancelled && html`<${Call} desk=${desk} person=${person} event=${event} />`}
    <${Groups} desk=${desk} person=${person} />
    <${Facts} person=${person} event=${event} />
    <${Correct} desk=${desk} person=${person} />
    <${Lately} desk=${desk} person=${person} event=${event} />
  </article>`;
}

/** What to know before touching anything. @param {{ person: Person, event: EventInfo }} props */
function Known({ person, event }) {
  const name = html`<${Name}>${person.name}<//>`;
  if (person.standing === "cancelled") {
    return html`<div class="note refused"><${Shape} word="refused" /><p>
      ${t("The organiser has cancelled this place. Please ask the organiser before handing over a badge.")}</p></div>`;
  }
  if (person.standing === "excused") {
    return html`<div class="note ask"><${Shape} word="ask" /><p>
      ${placed(t("{name} had said they could not come, and is welcome all the same."), { name })}</p></div>`;
  }
  if (!isHere(person)) return null;
  const time = hhmm(person.arrived_at, event.timezone);
  const desk = html`<${Name}>${person.arrived_by}<//>`;
  const since = isSeen(person) ? placed(t("{name} is here already; {desk} saw them at {time}."), { name, time, desk }) : person.arrived_by ? placed(t("{name} is here already, since {time} at {desk}."), { name, time, desk }) : placed(t("{name} is here already, since {time}."), { name, time });
  const [word, badge] = person.collected_at ? ["done", handed(person, event)] : hasBadge(person, event) ? ["again", t("The badge has not been handed over.")] : ["again", ""];
  return html`<div class=${`note ${word}`}><${Shape} word=${word} /><p>${since} ${badge}</p></div>`;
}

/** @param {Person} person @param {EventInfo} event */
function handed(person, event) {
  const time = hhmm(person.collected_at, event.timezone);
  if (!person.collected_by) return t("The badge was handed over at {time}.", { time });
  return placed(t("The badge was handed over at {time} at {desk}."), { time, desk: html`<${Name}>${person.collected_by}
    <//>` });
}

/** Others who could be meant, each a touch away. @param {{ desk: Desk, person: Person }} props */
function Alike({ desk, person }) {
  const others = desk.namesakesOf(person);
  if (!others.length) return null;
  const title = placed(t("Somebody else has this name, or nearly. This one’s short code is {code}."), { code: html`<b class="code">
    ${person.short_code}</b>` });
  return html`<div class="note ask"><${Shape} word="ask" /><div class="stack close">
    <p>${title}</p>
    <div class="buttons">
      ${others.map((one) => html`<button key=${one.id} class="button" onClick=${() => desk.open(one.id)}><span><${Name}>
      ${one.name}<//>${one.company && html` · <${Name}>${one.company}<//>`}</span></button>`)}</div>
  </div></div>`;
}

/** @param {{ desk: Desk, person: Person }} props */
function Acts({ desk, person }) {
  const act = (/** @type {Action} */ action) => () => desk.act(action, person);
  const { event } = desk.state;
  const here = isHere(person);
  const handing = mayCollect(person) && canHandOver(person, event);
  const ready = hasBadge(person, event);
  const awayFor = ["missing", "no_show", "excused", "late"].includes(person.standing);
  return html`<div class="buttons card-acts">
    ${!person.arrived_at && !ready && html`<button class="button primary large" onClick=${act("arrive")}>
      <${Icon} which="print" class="" />${t("Let in and print the badge")}</button>`}
    ${handing && html`<button class=${`button large ${ready ? "primary" : ""}`} onClick=${act("collect")}>
      <${Icon} which="collected" class="" />${t("Hand over the badge")}</button>`}
    ${!person.arrived_at && ready && html`<button class="button" onClick=${act("arrive")}>${t("Arrive only")}</button>`}
    ${person.left_at && html`<button class="button" onClick=${act("arrive")}>${t("Is back")}</button>`}
    ${here && html`<button class="button" onClick=${act("leave")}>${t("Has left")}</button>`}
    ${ready && !person.collected_at && !person.set_aside_at && !here && awayFor && html`<button class="button" onClick=${act("set_aside")}>
      ${t("Set the badge aside")}</button>`}
  </div>`;
}

/** One neutral sign; what it is about is read by whoever touches it, and by nobody who looks over a shoulder. @param {{ person: Person }} props */
function QuietWish({ person }) {
  const [open, setOpen] = useState(false);
  const wish = /** @type {unknown} */ (person.quiet);
  if (!wish) return null;
  const words = typeof wish === "string" ? wish : t("Please be discreet.");
  return html`<span class="quiet-wish">
    <button class="bare sign-button" aria-expanded=${open} aria-label=${t("There is a wish to read")} onClick=${() => setOpen(!open)}>
    <${Icon} which="quiet" class="sign sign-ask" /></button>
    ${open && html`<span class="quiet-words" role="note" dir="auto">${words}</span>`}</span>`;
}

const WHY = {
  company: say("{n} of {named}"),
  host: say("{n} invited by {named}"),
  order: say("{n} of order {named}"),
};

/** Those they may have come with, to be taken together. @param {{ desk: Desk, person: Person }} props */
function Groups({ desk, person }) {
  // Who belongs together is looked for once; how each of them stands is asked anew.
  const all = useMemo(() => groupsOf(person, desk.evening.people.values()), [person.id]);
  const now = all.map((group) => ({ ...group, people: group.people.map((one) => desk.evening.person(one.id) ?? one) }));
  const groups = now.filter(({ people }) => people.some((one) => one.id !== person.id && mayCollect(one)));
  if (!groups.length) return null;
  return html`<div class="stack close card-groups"><h2>${t("Came together?")}</h2><div class="buttons">
    ${groups.map((group) => {
      const title = t(WHY[group.why], { n: group.people.length, named: group.named });
      return html`<button key=${group.why + group.named} class="button" onClick=${() => desk.takeSeveral(group, title)}>
        <${Icon} which="people" class="" /><span>
        ${placed(t(WHY[group.why]), { n: group.people.length, named: html`<${Name}>${group.named}<//>` })}</span>
        </button>`;
    })}
  </div></div>`;
}

/** @param {{ person: Person, event: EventInfo }} props */
function Facts({ person }) {
  const fields = Object.entries(person.fields).filter(([, value]) => value);
  return html`<dl class="facts">
    ${person.hosts.length > 0 && html`<div><dt>${person.hosts.length === 1 ? t("Host") : t("Hosts")}</dt><dd>
      <${Names} names=${person.hosts} /></dd></div>`}
    ${person.short_code && html`<div><dt>${t("Short code")}</dt><dd class="short-code">${person.short_code}</dd></div>`}
    ${fields.map(([key, value]) => html`<div key=${key}><dt dir="auto">${key}</dt><dd dir="auto">${String(value)}</dd>
      </div>`)}
  </dl>`;
}

/** What this tablet did for them, each to be taken back. @param {{ desk: Desk, person: Person, event: EventInfo }} props */
function Lately({ desk, person, event }) {
  const scans = desk.evening.lately(person.id);
  if (!scans.length) return null;
  return html`<section class="lately"><h2>${t("Done here lately")}</h2><ul class="lately-list">
    ${scans.map((one) => html`<li key=${one.id}><span>
      ${hhmm(one.at, event.timezone)} ${t(DEEDS[one.action] ?? one.action)}${one.takenBack ? html` <span class="quiet">
      ${t("taken back")}</span>` : ""}</span>
      ${one.undoable && html`<button class="button" onClick=${() => desk.undo([one.id])}>${t("Take back")}</button>`}
      </li>`)}
  </ul></section>`;
}
