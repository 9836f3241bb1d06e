/**
 * The answer to a scan or a touch, as large as the screen: colour, shape, word, name, where the badge lies.
 *
 * @import {Desk} from "./desk.js"
 * @import {Shown} from "./shown.js"
 * @import {Person} from "../evening/types.js"
 * @import {Word} from "./signs.js"
 */

import { hasBadge } from "../evening/printing.js";
import { say, t, tn } from "../evening/words.js";
import { html, useLayoutEffect, useRef } from "./html.js";
import { focusField } from "./keys.js";
import { About, GreatName, Place, hasAbout, lies, mayCollect, placeWords } from "./people.js";
import { Name, told } from "./phrases.js";
import { PrintActs, Printing } from "./printing.js";
import { Icon, Shape } from "./signs.js";

/** @type {Record<Word, string>} */
const WORDS = { done: say("Done"), again: say("Again"), refused: say("Not now"), ask: say("Please look") };
// More names than this are a number, whoever wants them opens their cards.
const NAMED = 12;

/** @param {{ desk: Desk, shown: Shown }} props */
export function AnswerScreen({ desk, shown }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    // The button that was pressed is gone; whoever works by keyboard goes on from here, never from the top.
    if (document.activeElement === document.body) frame.current?.focus({ preventScroll: true });
  }, [shown.key]);
  return html`<article key=${shown.key} ref=${frame} tabindex="-1" class=${`answer answer-${shown.word}`} data-answer=${shown.word} aria-label=${t(WORDS[shown.word])}>
    <${Shape} word=${shown.word} class="answer-shape" />
    <p class="answer-word">${t(WORDS[shown.word])}</p>
    ${shown.group ? html`<${OfSeveral} shown=${shown} />` : html`<${OfOne} desk=${desk} shown=${shown} />`}
    <${Next} desk=${desk} shown=${shown} />
  </article>`;
}

/** @param {{ desk: Desk, shown: Shown }} props */
function OfOne({ desk, shown }) {
  const { answer } = shown;
  if (!answer) return html`<div class="answer-words"><h1 class="answer-sentence alone">${shown.aloud}</h1></div>`;
  const { event } = desk.state;
  const person = current(desk, shown);
  const sentence = told(answer, event.timezone);
  if (!person) return html`<div class="answer-words"><h1 class="answer-sentence alone">${sentence}</h1></div>`;
  return html`<div class="answer-words">
    <${GreatName} name=${person.name} />
    ${fetches(shown, person) && html`<${Place} person=${person} />`}
    <p class="answer-sentence">${sentence}</p>
    ${printsNow(shown) && html`<${Printing} desk=${desk} person=${person} />`}
    ${printsNow(shown) && person.print?.state === "failed" && html`<${PrintActs} desk=${desk} person=${person} />`}
    ${hasAbout(person) && html`<p class="answer-about"><${About} person=${person} /></p>`}
    ${answer.retired && html`<p class="answer-about">
      ${t("The code that was scanned has been replaced; the newer one is valid too.")}</p>`}
  </div>`;
}

/** @param {{ shown: Shown }} props */
function OfSeveral({ shown }) {
  const { people = [], again = [], refused = [] } = shown.group ?? {};
  return html`<div class="answer-words">
    <h1 class="answer-sentence alone">${shown.aloud}</h1>
    <${Named} people=${people} places />
    ${again.length > 0 && html`<p class="answer-about">${tn("One had it already:", "{n} had it already:", again.length)}
      </p><${Named} people=${again} />`}
    ${refused.length > 0 && html`<p class="answer-about">
      ${tn("The organiser has taken one off the list:", "The organiser has taken {n} off the list:", refused.length)}
      </p><${Named} people=${refused} />`}
  </div>`;
}

/** @param {{ people: Person[], places?: boolean }} props */
function Named({ people, places = false }) {
  const shown = people.slice(0, NAMED);
  const rest = people.length - shown.length;
  return html`<ul class="answer-names">
    ${shown.map((one) => html`<li key=${one.id}><${Name}>${one.name}<//>
      ${places && one.box !== null && html` <span class="lies">${placeWords(one)}</span>`}</li>`)}
    ${rest > 0 && html`<li>${t("and {n} more", { n: rest })}</li>`}
  </ul>`;
}

/** @param {{ desk: Desk, shown: Shown }} props */
function Next({ desk, shown }) {
  const person = current(desk, shown);
  const there = person && hasBadge(person, desk.state.event);
  const mayNow = there && shown.word !== "refused" && mayCollect(person) && shown.answer?.action !== "undo";
  return html`<div class="answer-next buttons">
    ${mayNow && html`<button class="button primary large" onClick=${() => desk.act("collect", person)}>
      <${Icon} which="collected" class="" />${t("Hand over the badge")}</button>`}
    ${shown.undo.length > 0 && html`<button class="button large" onClick=${() => desk.undo(shown.undo)}>
      <${Icon} which="undo" class="" />${shown.undo.length > 1 ? t("Undo all") : t("Undo")}</button>`}
    ${person && html`<button class="button large" onClick=${() => desk.open(person.id)}>${t("Open the card")}</button>`}
    ${!person && !shown.group && html`<button class="button large" onClick=${() => { desk.clear(); focusField(true); }}>
      <${Icon} which="find" class="" />${t("Look for the name")}</button>`}
    <button class="button large plain" onClick=${() => desk.clear()}>${t("Next")}</button>
  </div>`;
}

/** Whether this answer is about somebody who waits for their badge. @param {Shown} shown */
function printsNow({ word, answer }) {
  return word !== "refused" && (answer?.action === "arrive" || answer?.action === "collect");
}

/** The person as they are by now: another desk may have gone on. @param {Desk} desk @param {Shown} shown */
function current(desk, shown) {
  void desk.beat.value;
  const person = shown.answer?.person;
  return person ? desk.evening.person(person.id) ?? person : null;
}

/** Whether this answer sends somebody to the box: for a badge handed over now, or one that may be next. @param {Shown} shown @param {Person} person */
function fetches({ answer }, person) {
  if (!answer || person.box === null || person.set_aside_at || person.standing === "cancelled") return false;
  const handedNow = answer.result === "done" && answer.action === "collect";
  return handedNow || (lies(person) && answer.action !== "undo" && answer.action !== "leave");
}
