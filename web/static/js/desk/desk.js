/**
 * The desk: what is on its screen, and what its touches, keys and scans do. It draws nothing.
 *
 * @import {Evening, Answer} from "../evening/evening.js"
 * @import {Action, Person} from "../evening/types.js"
 * @import {Group} from "./namesakes.js"
 * @import {Several} from "./choosing.js"
 * @import {Shown} from "./shown.js"
 * @import {Look, ToLookAt} from "./to_look_at.js"
 */

import { t } from "../evening/words.js";
import { signal as sound } from "../scan/signals.js";
import { openBeat } from "./beat.js";
import { choiceOf, toggled } from "./choosing.js";
import { batch, computed, signal } from "./html.js";
import { mode } from "./kept.js";
import { hostSaysAloud } from "./call.js";
import { followHostWords } from "./host_words.js";
import { namesakes } from "./namesakes.js";
import { whichWords } from "./phrases.js";
import { openPrints } from "./prints.js";
import { shownNotKept, shownOf, shownOfAll } from "./shown.js";
import { toLookAt } from "./to_look_at.js";
import { looksLikeACode } from "./typed.js";

/**
 * @typedef {{ kind: "idle" }
 *   | { kind: "answer", shown: Shown }
 *   | { kind: "card", id: number }
 *   | { kind: "which", person: Person, others: Person[], action: Action }
 *   | { kind: "walk-in", name: string }
 *   | { kind: "aside" }
 *   | { kind: "looks" }} Stage
 */

// Longer than between two keys of a scanner, and nothing that a person waits for.
const PAUSE = 40;
const FOUND = 20;
const NEAR = 12;

/** @typedef {ReturnType<typeof openDesk>} Desk */

/**
 * @param {Evening} evening
 * @param {{ practising?: boolean }} [how]
 */
export function openDesk(evening, { practising = false } = {}) {
  const { beat, overview, stop } = openBeat(evening);
  // What stands in the field, and what was looked for: a scanner that types into the field is not looked for.
  const query = signal("");
  const sought = signal("");
  const stage = signal(/** @type {Stage} */ ({ kind: "idle" }));
  const several = signal(/** @type {Several | null} */ (null));
  const looks = signal(/** @type {Look[]} */ ([]));
  /** What a screen reader says next, and what is said in a line of its own. */
  const aloud = signal({ words: "", urgent: false });
  const aside = signal(/** @type {{ id: string, name: string } | null} */ (null));

  const found = computed(() => (void beat.value, sought.value ? evening.find(sought.value, FOUND) : []));

  evening.corrections((one) => {
    looks.value = [...looks.value.filter(({ scan }) => scan.id !== one.scan.id), one];
    sound("ask");
    announce(t("Something to look at."));
  });

  const hostWords = followHostWords(evening, (fresh) => {
    sound("ask");
    announce(`${fresh[0]?.person.name}. ${fresh[0] && hostSaysAloud(fresh[0].word)}`);
  });

  const prints = openPrints(evening, { announce, onStage });

  /**
   * @param {string} words
   * @param {boolean} [urgent]
   */
  function announce(words, urgent = false) {
    aloud.value = { words, urgent };
  }

  /** Who is on the screen; 0 between two people, null while something else is done. */
  function onStage() {
    const now = stage.value;
    if (sought.value || several.value) return null;
    if (now.kind === "answer") return now.shown.answer?.person ? (evening.person(now.shown.answer.person.id)?.id ?? null) : null;
    if (now.kind === "card") return now.id;
    return now.kind === "idle" ? 0 : null;
  }

  let typing = 0;
  /**
   * Look for somebody, as soon as the fingers rest.
   * @param {string} text
   * @param {boolean} [atOnce]
   */
  function seek(text, atOnce = !text.trim()) {
    clearTimeout(typing);
    query.value = text;
    if (atOnce) sought.value = text.trim();
    else typing = window.setTimeout(() => seek(text, true), PAUSE);
  }

  /** @param {Stage} next */
  function go(next) {
    batch(() => {
      stage.value = next;
      seek("");
      aside.value = null;
    });
  }

  function clear() {
    batch(() => {
      go({ kind: "idle" });
      several.value = null;
    });
  }

  /** @param {Shown} shown */
  function show(shown) {
    batch(() => {
      several.value = null;
      go({ kind: "answer", shown });
    });
    sound(shown.word);
    announce(shown.aloud, shown.word === "refused");
  }

  // One after the other, in the order they were made, however fast they come.
  let before = Promise.resolve();
  /**
   * What this tablet could not keep did not happen, and is said so; null then.
   * @template T
   * @param {() => Promise<T>} what
   * @returns {Promise<T | null>}
   */
  function inTurn(what) {
    const mine = before.then(what).catch(() => (show(shownNotKept()), null));
    before = mine.then(() => {});
    return mine;
  }

  /** @param {Answer} answer */
  const one = (answer) => shownOf(answer, evening.state.event?.timezone ?? "UTC");

  /**
   * A code, by camera, by scanner or typed. `other` is what a scanner in another layout may have meant.
   * @param {string} code
   * @param {"camera" | "wedge" | "typed"} via
   * @param {string | null} [other]
   * @returns {Promise<string>} the code as it was taken
   */
  async function scan(code, via, other = null) {
    const meant = other && !evening.find(code, 1).length && evening.find(other, 1).length ? other : code;
    const answer = await inTurn(async () => {
      const action = mode.value === "collect" ? await prints.deedOf(meant) : mode.value;
      return evening.act({ action, code: meant, via });
    });
    if (!answer) return meant;
    if (answer.reason === "unknown_code" && via === "typed" && evening.find(meant, 1).length) return meant;
    show(one(answer));
    return meant;
  }

  /**
   * One thing done to one person whom somebody chose.
   * @param {Action} action
   * @param {Person} person
   */
  async function act(action, person) {
    const answer = await inTurn(() => evening.act({ action, attendee: person.id, via: "search" }));
    if (answer) show(one(answer));
  }

  /**
   * The same out of a list, where a namesake may be meant: then it asks.
   * @param {Action} action
   * @param {Person} person
   */
  async function actOrAsk(action, person) {
    const others = namesakesOf(person);
    if (!others.length) return act(prints.meant(action, person), person);
    go({ kind: "which", person, others, action });
    announce(whichWords(others.length));
  }

  /** @param {Person} person */
  function namesakesOf(person) {
    return namesakes(person, evening.find(person.name, NEAR));
  }

  /**
   * Several people at once, with one undo for all.
   * @param {Action} action
   * @param {Person[]} people
   */
  async function actOnAll(action, people) {
    /** @type {Answer[]} */
    const answers = [];
    await inTurn(async () => {
      for (const person of people) answers.push(await evening.act({ action: prints.meant(action, person), attendee: person.id, via: "search" }));
    });
    if (answers.length) show(shownOfAll(answers, answers.every((one) => one.action === action) ? action : "arrive"));
  }

  /** @param {string[]} ids one answer for one, a group's answer for several */
  async function undo(ids) {
    /** @type {Answer[]} */
    const answers = [];
    await inTurn(async () => {
      for (const id of ids) answers.push(await evening.undo(id));
    });
    if (answers.length > 1) show(shownOfAll(answers, "undo"));
    else if (answers[0]) show(one(answers[0]));
  }

  /** The badge goes from the table, and the list stays where it is. @param {Person} person */
  async function setAside(person) {
    const answer = await inTurn(() => evening.act({ action: "set_aside", attendee: person.id, via: "search" }));
    if (!answer) return;
    if (answer.result !== "done") return show(one(answer));
    aside.value = { id: answer.id, name: person.name };
    sound("done");
    announce(one(answer).aloud);
  }

  async function takeBackAside() {
    const last = aside.value;
    if (!last) return;
    if (!(await inTurn(() => evening.undo(last.id)))) return;
    aside.value = null;
    announce(t("Taken back for {name}.", { name: last.name }));
  }

  /** @param {string} text */
  function isCode(text) {
    return looksLikeACode(text, evening.find(text, 1)[0]);
  }

  /** What was typed, once Enter says that it is all. @param {string} text */
  async function enter(text) {
    if (!text.trim()) return;
    seek(text, true);
    if (isCode(text)) return void (await scan(text.trim(), "typed"));
    const [only, ...others] = found.value;
    if (only && !others.length) open(only.id);
  }

  /** @param {number} id */
  function open(id) {
    go({ kind: "card", id });
  }

  /**
   * Choose several, beginning with a group or with nobody.
   * @param {Group | null} group
   * @param {string} title
   */
  function takeSeveral(group, title) {
    batch(() => {
      if (group) go({ kind: "idle" });
      several.value = choiceOf(group, title);
    });
  }

  /** @param {number} id */
  function choose(id) {
    if (several.value) several.value = { ...several.value, chosen: toggled(several.value.chosen, id) };
  }

  return {
    evening,
    practising,
    beat,
    query,
    sought,
    seek,
    stage,
    several,
    looks,
    aloud,
    aside,
    found,
    overview,
    prints,
    printsToLookAt: () => (void beat.value, prints.waiting()),
    hostWords: () => (void beat.value, hostWords.list()),
    lookedAtWord: hostWords.looked,
    toLookAt: () => (void beat.value, toLookAt(looks.value, evening.state.doubles)),
    announce,
    go,
    clear,
    scan,
    act,
    actOrAsk,
    actOnAll,
    undo,
    setAside,
    takeBackAside,
    isCode,
    enter,
    open,
    namesakesOf,
    takeSeveral,
    choose,
    /** What the evening says now; asking makes a screen follow it. */
    get state() {
      void beat.value;
      return evening.state;
    },
    /** @param {ToLookAt} one */
    looked({ correction, double }) {
      if (correction) looks.value = looks.value.filter((other) => other !== correction);
      if (double) void evening.looked(double.person.id);
    },
    close() {
      hostWords.stop();
      prints.stop();
      stop();
    },
  };
}
