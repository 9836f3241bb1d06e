/**
 * How people stand on the screen: their name, what tells them from namesakes, where they and their badge are.
 *
 * @import {EventInfo, Person} from "../evening/types.js"
 */

import { hasBadge, isOpen } from "../evening/printing.js";
import { hhmm, t } from "../evening/words.js";
import { html } from "./html.js";
import { Name, STANDINGS, placed } from "./phrases.js";
import { Icon, Shape } from "./signs.js";

const LONG = 22;
const LONGEST = 40;

/**
 * A name at its largest; a very long one is set smaller and narrower, never cut.
 * @param {{ name: string, id?: string }} props
 */
export function GreatName({ name, id }) {
  const length = Array.from(name).length;
  const size = length > LONGEST ? " longer longest" : length > LONG ? " longer" : "";
  return html`<h1 class=${`great-name${size}`} id=${id} tabindex="-1"><${Name}>${name}<//></h1>`;
}

/** The first letters of a name, as a face would be: for the eye only, since the name stands beside it. */
export function Initials({ name = "" }) {
  const words = name.split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  const letters = ends.map((word) => firstLetter(word ?? "")).join("");
  return html`<span class="initials" aria-hidden="true" dir="auto">${letters.toLocaleUpperCase()}</span>`;
}

/** The first thing that a reader would call a letter. @param {string} word */
function firstLetter(word) {
  const letters = word.replace(/^[^\p{L}\p{N}]+/u, "") || word;
  const [first] = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(letters);
  return first?.segment ?? "";
}

/**
 * What tells namesakes apart: company, type, hosts.
 * @param {{ person: Person, hosts?: boolean }} props
 */
export function About({ person, hosts = true }) {
  const parts = [];
  if (person.company) parts.push(html`<${Name}>${person.company}<//>`);
  if (person.type) parts.push(html`<span dir="auto">${person.type}</span>`);
  if (hosts && person.hosts.length) {
    parts.push(placed(t("invited by {hosts}"), { hosts: html`<${Names} names=${person.hosts} />` }));
  }
  return parts.map((part, at) => html`${at > 0 && " · "}${part}`);
}

/** @param {Person} person */
export function hasAbout(person) {
  return Boolean(person.company || person.type || person.hosts.length);
}

/** "Ramit", "Ramit and Thea", "Ramit, Thea and Noor", as the page's language joins them. @param {{ names: string[] }} props */
export function Names({ names }) {
  const { lang } = document.documentElement;
  const joined = new Intl.ListFormat(lang === "en" ? "en-GB" : lang, { type: "conjunction" }).formatToParts(names);
  return joined.map(({ type, value }) => (type === "element" ? html`<${Name}>${value}<//>` : value));
}

/** @param {{ person: Person, event: EventInfo }} props */
export function Standing({ person, event }) {
  return html`<span class="standing"><${StandingSign} standing=${person.standing} /><span><strong>
    ${t(STANDINGS[person.standing])}</strong> ${standingTime(person, event)}</span></span>`;
}

/** @param {{ standing: string }} props */
function StandingSign({ standing }) {
  if (standing === "here" || standing === "stayed") return html`<${Shape} word="done" />`;
  if (standing === "cancelled") return html`<${Shape} word="refused" />`;
  if (standing === "late") return html`<${Icon} which="clock" class="sign sign-again" />`;
  if (standing === "missing") return html`<${Icon} which="missing" class="sign sign-accent" />`;
  if (standing === "no_show") return html`<${Icon} which="no_show" class="sign sign-accent" />`;
  if (standing === "left_early") return html`<${Icon} which="left" />`;
  return html`<${Icon} which=${standing === "excused" ? "excused" : "ring"} />`;
}

/**
 * What there is to add to the word: since when, until when.
 * @param {Person} person
 * @param {EventInfo} event
 */
export function standingTime(person, event) {
  const { standing, arrived_at, left_at, late_until } = person;
  const time = (/** @type {string | null} */ moment) => hhmm(moment, event.timezone);
  if ((standing === "here" || standing === "stayed") && arrived_at) return t("since {time}", { time: time(arrived_at) });
  if (standing === "left_early" && left_at) return t("at {time}", { time: time(left_at) });
  if (standing === "expected") return time(person.expected_at);
  if (standing !== "late" && standing !== "missing") return "";
  return late_until ? t("said {time}", { time: time(late_until) }) : t("expected {time}", { time: time(person.expected_at) });
}

/** Where the badge is. @param {{ person: Person, event: EventInfo }} props */
export function BadgeState({ person, event }) {
  const [which, words] = badgeState(person, event);
  const near = which === "table" && person.arrived_at;
  return html`<span class="badge-state">
    <${Icon} which=${which} class=${near ? "sign sign-accent" : "sign sign-quiet"} /><span>${words}</span></span>`;
}

/**
 * @param {Person} person
 * @param {EventInfo} event
 * @returns {[import("./signs.js").Sign, string]}
 */
function badgeState(person, event) {
  const time = hhmm(person.collected_at, event.timezone);
  if (person.collected_at) return ["collected", t("Badge collected {time}", { time })];
  if (isOpen(person)) return ["print", t("Badge at a printer")];
  if (!hasBadge(person, event)) return ["print", t("Badge not printed yet")];
  return person.set_aside_at ? ["aside", t("Badge set aside")] : ["table", t("Badge on the table")];
}

/** Whether the badge lies in its box, to be fetched from there. @param {Person} person */
export function lies(person) {
  return person.box !== null && !person.collected_at && !person.set_aside_at && person.standing !== "cancelled";
}

/** Where the badge lies, to be read from a metre away. @param {{ person: Person }} props */
export function Place({ person }) {
  const places = { box: html`<b>${person.box}</b>`, slot: html`<b>${person.slot}</b>` };
  return html`<p class="place">${placed(t("Box {box}, slot {slot}"), places)}</p>`;
}

/** The same in a line of text. @param {Person} person */
export function placeWords(person) {
  return t("Box {box}, slot {slot}", { box: person.box ?? "", slot: person.slot ?? "" });
}

/** Who may still be given their badge. @param {Person} person */
export function mayCollect(person) {
  return !person.collected_at && person.standing !== "cancelled";
}

/** Who is in the house. @param {Person} person */
export function isHere(person) {
  return Boolean(person.arrived_at) && !person.left_at;
}
