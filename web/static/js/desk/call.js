/**
 * Between the desk and the hosts of one person: “they are here with us”, and what the hosts say.
 *
 * @import {Desk} from "./desk.js"
 * @import {DeskWord, EventInfo, Person} from "../evening/types.js"
 */

import { hhmm, say, t } from "../evening/words.js";
import { html, useState } from "./html.js";
import { Name, placed } from "./phrases.js";
import { Icon, Shape } from "./signs.js";

/** What a word says, with its host in it. @type {Record<string, string>} */
const SAYS = {
  coming: say("{host} is coming to fetch them."),
  welcome: say("{host} asks for a word of welcome."),
  keep_badge: say("{host} says they are running late. Please keep the badge."),
  send_in: say("{host} asks you to send them in."),
};

/**
 * A host's word as a volunteer reads it.
 * @param {DeskWord} word
 * @returns {any[]}
 */
export function hostSays(word) {
  const host = html`<${Name}>${word.by}<//>`;
  const chosen = SAYS[word.word];
  if (chosen) return placed(t(chosen), { host });
  return placed(t("{host} says: {words}"), { host, words: html`<q dir="auto">${word.words}</q>` });
}

/** The same for a screen reader. @param {DeskWord} word */
export function hostSaysAloud(word) {
  return t(SAYS[word.word] ?? "{host} says: {words}", { host: word.by, words: word.words });
}

/** @param {{ desk: Desk, person: Person, event: EventInfo }} props */
export function Call({ desk, person, event }) {
  const words = person.words ?? [];
  if (!person.hosts.length && !words.length) return null;
  return html`<section class="card-call stack close">
    <${Seen} desk=${desk} person=${person} />
    ${words.map((word) => html`<p key=${word.id} class="card-word" data-word=${word.word}>
      ${word.from === "host" ? html`<${Shape} word="ask" />` : html`<${Icon} which="sent" class="sign sign-quiet" />`}
      <span>${word.from === "host" ? hostSays(word) : placed(t("The host was told: at {desk}."), { desk: html`<${Name}>
        ${word.by}<//>` })} <span class="quiet small">${hhmm(word.at, event.timezone)}</span></span></p>`)}
    ${person.hosts.length > 0 && html`<${Tell} desk=${desk} person=${person} />`}
  </section>`;
}

/** One touch, and the hosts have it; without the network it says so. @param {{ desk: Desk, person: Person }} props */
function Tell({ desk, person }) {
  const [state, setState] = useState(/** @type {"" | "asking" | "failed"} */ (""));
  const { device, reachable } = desk.state;
  const tell = async () => {
    setState("asking");
    const failed = await desk.evening.tellHosts(person.id).then(() => false, () => true);
    setState(failed ? "failed" : "");
    desk.announce(failed ? t("The host could not be told. Please try again.") : t("The host has been told."));
  };
  if (!reachable) return html`<p class="quiet card-word"><${Icon} which="unsent" class="sign sign-quiet" /><span>
    ${t("Telling the host needs the network.")}</span></p>`;
  const words = person.hosts.length === 1 ? t("Tell the host: they are at {desk}") : t("Tell the hosts: they are at {desk}");
  return html`<div class="buttons"><button class="button tell-host" aria-busy=${state === "asking"} disabled=${state === "asking"} onClick=${tell}>
    <${Icon} which="people" class="" /><span>${placed(words, { desk: html`<${Name}>${device?.name}<//>` })}</span></button></div>
    ${state === "failed" && html`<p class="field-problem" role="alert">${t("The host could not be told. Please try again.")}</p>`}`;
}

/** A host saw them, where no desk did; it may have been a mistake. @param {{ desk: Desk, person: Person }} props */
function Seen({ desk, person }) {
  const [asking, setAsking] = useState(false);
  if (!isSeen(person) || !person.vouch || !desk.state.reachable) return null;
  const takeBack = async () => {
    setAsking(true);
    const done = await desk.evening.takeBackSeen(person).catch(() => false);
    setAsking(false);
    desk.announce(done ? t("Taken back for {name}.", { name: person.name }) : t("That could not be taken back. Please try again."));
  };
  const host = html`<${Name}>${person.vouched_by}<//>`;
  const words = placed(t("Take back what {host} said"), { host });
  return html`<div class="buttons"><button class="button" disabled=${asking} onClick=${takeBack}><${Icon} which="undo" class="" />
    <span>${words}</span></button></div>`;
}

/** Whether somebody is here by a host's word alone. @param {Person} person */
export function isSeen(person) {
  return Boolean(person.vouched_by && person.arrived_at && person.arrived_by === person.vouched_by);
}
