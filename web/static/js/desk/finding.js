/**
 * Looking for somebody: the field that is always there, and whom it finds from the first letter.
 *
 * @import {Desk} from "./desk.js"
 * @import {Action, Person} from "../evening/types.js"
 */

import { t, tn } from "../evening/words.js";
import { html, useRef } from "./html.js";
import { cameraOpen } from "./kept.js";
import { namesakes } from "./namesakes.js";
import { About, Initials, Standing, hasAbout, isHere, lies, mayCollect, placeWords } from "./people.js";
import { Name, placed } from "./phrases.js";
import { Icon, Shape } from "./signs.js";

/** @param {{ desk: Desk }} props */
export function Field({ desk }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    // The next code is typed into the same field; a name leads on to the one it means.
    const stays = desk.isCode(desk.query.value);
    void desk.enter(desk.query.value);
    if (stays) return;
    field.current?.blur();
    requestAnimationFrame(firstFound);
  };
  const down = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    firstFound();
  };
  return html`<form class="desk-find" role="search" onSubmit=${submit}>
    <div class="find-field">
      <label class="unseen" for="text">${t("Scan a pass or badge, or type a name, a company or a short code")}</label>
      <${Icon} which="find" />
      <input id="text" ref=${field} type="search" value=${desk.query.value} placeholder=${t("Scan, or type a name")} maxlength="200" autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck=${false} enterkeyhint="search" dir="auto"
        onInput=${(/** @type {any} */ event) => desk.seek(event.target.value)} onKeyDown=${down} />
      ${desk.query.value && html`<button type="button" class="find-clear" aria-label=${t("Clear the field")} onClick=${() => { desk.seek(""); field.current?.focus(); }}>
        <${Icon} which="close" class="sign" /></button>`}
    </div>
    <button type="button" class=${`button ${cameraOpen.value ? "primary" : ""}`} aria-pressed=${cameraOpen.value} onClick=${() => (cameraOpen.value = !cameraOpen.value)}>
      <${Icon} which="camera" class="" /><span>${t("Camera")}</span></button>
  </form>`;
}

function firstFound() {
  /** @type {HTMLElement | null} */ (document.querySelector("[data-found] .person-name button, [data-found] input"))?.focus();
}

/** Whom the search found. @param {{ desk: Desk }} props */
export function Found({ desk }) {
  const people = desk.found.value;
  const query = html`<bdi>${desk.sought.value}</bdi>`;
  if (!people.length) return html`<${Nobody} desk=${desk} query=${query} />`;
  const choosing = desk.several.value;
  return html`<section class="found-frame" aria-labelledby="found-title">
    <header class="found-top">
      <h1 class="found-title" id="found-title" tabindex="-1">
        ${placed(tn("One person for “{query}”", "{n} people for “{query}”", people.length), { query })}</h1>
      ${!choosing && people.length > 1 && html`<button class="button" onClick=${() => desk.takeSeveral(null, "")}>
        <${Icon} which="people" class="" />${t("Take several")}</button>`}
    </header>
    <${Rows} desk=${desk} people=${people} />
    <p class="found-end">
      <button class="button plain" onClick=${() => desk.go({ kind: "walk-in", name: desk.sought.value })}>
      <${Icon} which="add" class="" />${t("Not among them: add a walk-in")}</button></p>
  </section>`;
}

/** @param {{ desk: Desk, query: any }} props */
function Nobody({ desk, query }) {
  const name = desk.sought.value;
  return html`<section class="nothing-found">
    <${Icon} which="find" class="nothing-shape" />
    <h1 tabindex="-1">${placed(t("Nobody found for “{query}”"), { query })}</h1>
    <p class="lead quiet">
      ${t("Try the beginning of either name, the company, or the six characters of the short code.")}</p>
    <button class="button" onClick=${() => desk.go({ kind: "walk-in", name })}><${Icon} which="add" class="" />
      ${t("Add a walk-in")}</button>
  </section>`;
}

/** @param {{ desk: Desk, people: Person[] }} props */
export function Rows({ desk, people }) {
  const move = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const names = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll(".person-name button, input[type=checkbox]")];
    const here = names.findIndex((one) => one.closest("li")?.contains(/** @type {Node} */ (event.target)));
    const next = /** @type {HTMLElement | undefined} */ (names[here + (event.key === "ArrowDown" ? 1 : -1)]);
    event.preventDefault();
    (next ?? document.getElementById("text"))?.focus();
  };
  return html`<ul class="people found" data-found onKeyDown=${move}>
    ${people.map((person) => html`<${Row} key=${person.id} desk=${desk} person=${person} alike=${namesakes(person, people).length} />`)}
  </ul>`;
}

/** @param {{ desk: Desk, person: Person, alike: number }} props */
function Row({ desk, person, alike }) {
  const { event } = desk.state;
  const choosing = desk.several.value;
  const chosen = choosing?.chosen.has(person.id) ?? false;
  const closed = choosing && !mayCollect(person);
  const lets = desk.prints.meant("collect", person) === "arrive";
  const aloud = lets ? t("Let {name} in and print the badge", { name: person.name }) : t("Hand over the badge of {name}", { name: person.name });
  return html`<li class="person" data-person=${person.id} data-chosen=${chosen || undefined}>
    ${choosing ? html`<input type="checkbox" id=${`choose-${person.id}`} checked=${chosen} disabled=${closed} onChange=${() => desk.choose(person.id)} />` : html`<${Initials} name=${person.name} />`}
    <div class="person-words">
      <p class="person-name">${choosing
        ? html`<label for=${`choose-${person.id}`}><${Name}>${person.name}<//></label>`
        : html`<button class="bare" onClick=${() => desk.open(person.id)}><${Name}>${person.name}<//></button>`}</p>
      ${hasAbout(person) && html`<p class="person-more"><${About} person=${person} /></p>`}
      <p class="card-signs"><${Standing} person=${person} event=${event} />${lies(person) && html`<span class="lies">
        ${placeWords(person)}</span>`}${person.pending && html`<span class="unsent-sign quiet small">
        ${t("not sent yet")}</span>`}</p>
      ${alike > 0 && html`<p class="person-more namesake"><${Shape} word="ask" /><span>
        ${placed(t("{n} people have this name, or nearly. This one’s short code is {code}.", { n: alike + 1 }), { code: html`<b class="code">
        ${person.short_code}</b>` })}</span></p>`}
    </div>
    ${!choosing && touches(desk, person) && html`<div class="person-end over">
      <button class="button" aria-label=${aloud} onClick=${() => desk.actOrAsk("collect", person)}>
      ${lets ? t("Let in") : t("Hand over")}</button></div>`}
  </li>`;
}

/** Whether one touch does all there is to do for them. @param {Desk} desk @param {Person} person */
function touches(desk, person) {
  const waits = desk.prints.meant("collect", person) === "arrive" && isHere(person);
  return mayCollect(person) && person.standing !== "excused" && !waits;
}

/** Two who could be taken for each other. @param {{ desk: Desk, person: Person, others: Person[], action: Action }} props */
export function Which({ desk, person, others, action }) {
  void desk.beat.value;
  const people = [person, ...others].map((one) => desk.evening.person(one.id) ?? one);
  const title = people.length === 2 ? t("There are two: which one?") : t("There are {n}: which one?", { n: people.length });
  return html`<section class="which" aria-labelledby="which-title">
    <header class="which-top"><${Shape} word="ask" /><h1 id="which-title" tabindex="-1" ref=${focusOnce}>${title}</h1>
      </header>
    <ul class="which-people">
      ${people.map((one) => html`<${Possible} key=${one.id} desk=${desk} person=${one} action=${action} />`)}
    </ul>
    <p><button class="button plain" onClick=${() => desk.clear()}>${t("Neither, go back")}</button></p>
  </section>`;
}

/** @param {{ desk: Desk, person: Person, action: Action }} props */
function Possible({ desk, person, action }) {
  const { event } = desk.state;
  const deed = desk.prints.meant(action, person);
  const words = deed === "collect" ? t("This one: hand over the badge") : deed === action ? t("This one") : t("This one: let in");
  const who = { name: person.name, company: person.company || t("no company"), code: person.short_code };
  const name = deed === "collect" ? t("Hand over the badge of {name}, {company}, {code}", who) : t("Let {name} in, {company}, {code}", who);
  return html`<li class="sheet stack close" data-person=${person.id}>
    <p class="which-name"><${Name}>${person.name}<//></p>
    <p class="lead">${person.company ? html`<${Name}>${person.company}<//>` : html`<span class="quiet">
      ${t("no company")}</span>`}</p>
    <p><${About} person=${{ ...person, company: "" }} /></p>
    <p class="card-signs"><${Standing} person=${person} event=${event} />${lies(person) && html`<span class="lies">
      ${placeWords(person)}</span>`}</p>
    <p>${t("Short code")} <b class="short-code">${person.short_code}</b></p>
    <div class="buttons">
      ${mayCollect(person)
        ? html`<button class="button primary" aria-label=${name} onClick=${() => desk.act(deed, person)}>${words}
          </button>`
        : html`<button class="button" onClick=${() => desk.open(person.id)}>${t("Open the card")}</button>`}
    </div>
  </li>`;
}

/** Whoever works by keyboard or by ear goes on from the new question. @param {HTMLElement | null} element */
export function focusOnce(element) {
  if (element && document.activeElement === document.body) element.focus({ preventScroll: true });
}
