/**
 * What stands beside the answer: the evening in numbers, who is missing, what lies on the table; all of it live.
 *
 * @import {Desk} from "./desk.js"
 * @import {EventInfo, Person} from "../evening/types.js"
 */

import { isStuck, placeInLine } from "../evening/printing.js";
import { hhmm, t, tn } from "../evening/words.js";
import { isTime } from "./aside.js";
import { html, useState } from "./html.js";
import { About, Standing, hasAbout, lies, placeWords, standingTime } from "./people.js";
import { ModeSwitch } from "./mode.js";
import { Name, placed } from "./phrases.js";
import { printShort } from "./print_words.js";
import { Icon, Shape } from "./signs.js";

// So many are drawn at once; whoever wants more says so.
const PAGE = 40;
// Fewer badges than this are a few: nobody is pointed at by a number.
export const A_FEW = 4;

/** @param {{ desk: Desk }} props */
export function Lists({ desk }) {
  const { event } = desk.state;
  const { counts, missing, table: { printing, here, away } } = desk.overview.value;
  const gone = missing.filter(({ standing }) => standing !== "late");
  return html`<aside class="desk-lists" aria-label=${t("Who is missing, and what lies on the table")}>
    <${Figures} desk=${desk} counts=${counts} />
    <div class="desk-list" id="missing" role="region" aria-label=${t("Missing")} tabindex="0">
      <h2>${t("Missing")} <span class="count">${gone.length}</span></h2>
      <${People} people=${gone} empty=${t("Nobody is missing.")} row=${(/** @type {Person} */ one) => html`<${Line} key=${one.id} desk=${desk} person=${one} end=${html`<span class="quiet small">
        ${standingTime(one, event)}</span>`} />`} />
    </div>
    <div class="desk-list" id="table" role="region" aria-label=${t("On the table")} tabindex="0">
      <h2>${t("On the table")} <span class="count">${fewOr(desk, counts.on_table)}</span></h2>
      ${printing.length > 0 && html`<h3>${t("Being printed")}</h3>`}
      ${printing.length > 0 && html`<${People} people=${printing} row=${(/** @type {Person} */ one) => html`<${Line} key=${one.id} desk=${desk} person=${one} end=${html`<${InPrint} desk=${desk} person=${one} />`} />`} />`}
      ${here.length > 0 && html`<h3>${t("Here, without their badge")}</h3>`}
      ${here.length > 0 && html`<${People} people=${here} row=${(/** @type {Person} */ one) => html`<${Line} key=${one.id} desk=${desk} person=${one} end=${html`<button class="button over" aria-label=${t("Hand over the badge of {name}", { name: one.name })} onClick=${() => desk.actOrAsk("collect", one)}>
        ${t("Hand over")}</button>`} />`} />`}
      ${away.length > 0 && html`<h3>${t("Not come")}</h3>`}
      <${People} people=${away} empty=${here.length || printing.length ? "" : t("Every badge has been handed over or set aside.")} row=${(/** @type {Person} */ one) => html`<${Line} key=${one.id} desk=${desk} person=${one} end=${lies(one) ? html`<span class="lies small">
        ${placeWords(one)}</span>` : html`<span class="end-sign"><${Standing} person=${one} event=${event} />
        </span>`} />`} />
    </div>
  </aside>`;
}

/** How their print stands, in few words. @param {{ desk: Desk, person: Person }} props */
function InPrint({ desk, person }) {
  const place = person.print?.state === "queued" ? placeInLine(person, desk.prints.inPrint()) : 0;
  return html`<span class="in-print small">
    ${isStuck(person) ? html`<${Shape} word="ask" />` : html`<${Icon} which="print" />`}<span>
    ${printShort(person, place)}</span></span>`;
}

/** The evening in four numbers. @param {{ desk: Desk, counts: any }} props */
function Figures({ desk, counts }) {
  const table = fewOr(desk, counts.on_table);
  return html`<dl class="figures" id="counts">
    <div><dt>${t("Here")}</dt><dd>${counts.here}</dd></div>
    <div><dt>${t("Expected")}</dt><dd>${counts.expected}</dd></div>
    <div><dt><a href="#missing">${t("Missing")}</a></dt><dd>${counts.missing}</dd></div>
    <div><dt><a href="#table">${t("On the table")}</a></dt><dd class=${typeof table === "string" ? "in-words" : ""}>
      ${table}</dd></div>
  </dl>`;
}

/**
 * How many badges lie there. When it is time to take the last ones away, a few are a few.
 * @param {Desk} desk
 * @param {number} n
 */
export function fewOr(desk, n) {
  return n > 0 && n < A_FEW && isTime(desk) ? t("a few") : n;
}

/**
 * The first of many people, and a way to see more.
 * @param {{ people: Person[], row: (one: Person) => any, empty?: string }} props
 */
function People({ people, row, empty = "" }) {
  const [shown, setShown] = useState(PAGE);
  if (!people.length) return empty ? html`<p class="nobody">${empty}</p>` : null;
  const rest = people.length - shown;
  return html`<ul class="people">${people.slice(0, shown).map(row)}</ul>
    ${rest > 0 && html`<button class="button plain" onClick=${() => setShown(shown + 5 * PAGE)}>
      ${t("and {n} more", { n: rest.toLocaleString("en") })}</button>`}`;
}

/** @param {{ desk: Desk, person: Person, end: any }} props */
function Line({ desk, person, end }) {
  return html`<li class="person" data-person=${person.id}>
    <div class="person-words"><p class="person-name"><button class="bare" onClick=${() => desk.open(person.id)}>
      <${Name}>${person.name}<//></button></p>${hasAbout(person) && html`<p class="person-more">
      <${About} person=${person} hosts=${false} /></p>`}</div>
    <div class="person-end">${end}</div>
  </li>`;
}

/** Between two people: how the evening stands. @param {{ desk: Desk }} props */
export function Between({ desk }) {
  const { event } = desk.state;
  const { here, expected, missing } = desk.overview.value.counts;
  const all = here + expected + missing;
  return html`<section class="between">
    <h1 class="unseen">${t("The desk of {event}", { event: event.name })}</h1>
    ${all ? html`<${HereOf} here=${here} expected=${expected} missing=${missing} />` : html`<p class="evening-line">
      ${t("Nobody is on the list yet")}</p><p class="lead quiet">
      ${t("The organiser adds people on the guest list page; they appear here by themselves.")}</p>`}
    <div class="hours"><p class="lead">${t("Scan a pass or a badge, or type a name.")}</p>
      ${event.prints_on_arrival && html`<p>${t("A pass lets in and prints the badge; the badge itself, scanned, is handed over.")}</p>`}
      <p class="quiet">${hoursOf(event)}</p></div>
    <${AsideNote} desk=${desk} />
    <div class="between-end"><${ModeSwitch} name="mode" />
      <button class="button" onClick=${() => desk.go({ kind: "walk-in", name: "" })}><${Icon} which="add" class="" />
      ${t("Add a walk-in")}</button></div>
  </section>`;
}

/** @param {EventInfo} event */
function hoursOf(event) {
  const time = (/** @type {string} */ moment) => hhmm(moment, event.timezone);
  return t("Doors {doors} · start {start} · end {end}", { doors: time(event.doors), start: time(event.start), end: time(event.end) });
}

/** @param {{ here: number, expected: number, missing: number }} props */
function HereOf({ here, expected, missing }) {
  const all = here + expected + missing;
  const words = tn("{here} of {all} is here", "{here} of {all} are here", here, { all });
  return html`<p class="evening-line">${placed(words, { here: html`<span class="great-number">${here}</span>` })}</p>
    <svg class="evening-bar" viewBox=${`0 0 ${all} 1`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-here" x="0" y="0" width=${here} height="1" />
      <rect class="bar-expected" x=${here} y="0" width=${expected} height="1" />
      <rect class="bar-missing" x=${here + expected} y="0" width=${missing} height="1" />
    </svg>`;
}

/** When the last badges should leave the table, it says so, calmly and to nobody's face. @param {{ desk: Desk }} props */
function AsideNote({ desk }) {
  const { away } = desk.overview.value.table;
  if (!isTime(desk) || !away.length) return null;
  const words = away.length < A_FEW
    ? t("It is time to set the last badges aside: a few, in the order they lie.")
    : t("It is time to set the last badges aside: {n} badges, in the order they lie.", { n: away.length });
  return html`<div class="note aside-note"><${Icon} which="aside" class="sign sign-accent" /><div class="note-line"><p>
    ${words}</p><button class="button" onClick=${() => desk.go({ kind: "aside" })}>${t("Show them")}</button></div>
    </div>`;
}

/** Something to look at, until somebody has. @param {{ desk: Desk }} props */
export function LooksButton({ desk }) {
  const { printers, people } = desk.printsToLookAt();
  const n = desk.toLookAt().length + desk.hostWords().length + printers.length + people.length;
  if (!n) return null;
  return html`<button class="button looks-button" onClick=${() => desk.go({ kind: "looks" })}><${Shape} word="ask" />
    <span>${tn("One to look at", "{n} to look at", n)}</span></button>`;
}
