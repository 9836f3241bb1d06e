/**
 * Practise: the same evening over invented people, with a server that lives in the page and forgets everything.
 *
 * @import {CopyAnswer, ListedPerson, Move, PrintState} from "./types.js"
 * @import {Evening} from "./evening.js"
 * @import {Network} from "./network.js"
 */

import { openEvening } from "./evening.js";
import { firstOf, fold } from "./facts.js";
import { words } from "./fold_words.js";
import { memoryVault } from "./memory_vault.js";
import { factsOf, shown } from "./person.js";
import { hoursOf } from "./standing.js";

const MINUTE = 60_000;
const DESK = "Desk 1";
const PRINTER = "Printer 1";
// How long the invented printer takes until it begins, and until the badge is out.
const TAKES = [1_200, 4_000];
/** Name, company, host, and what makes them worth practising with. @type {[string, string, string, Partial<ListedPerson>?][]} */
const PEOPLE = [
  ["Mira Okafor", "Okafor & Daughters", "Ramit", { fields: { Table: "4" } }],
  ["Jonas Lindqvist", "Lindqvist Boats", "Ramit"],
  ["Jonas Lindkvist", "Harbour Radio", "Thea"],
  ["Noor Haddad", "Haddad Ceramics", "Thea", { quiet: true }],
  ["王小明", "明日科技", "Ramit"],
  ["محمد عبد الله", "دار النخيل", "Thea"],
  ["Robert “Bob” Marsh", "Marsh & Reed", "Ramit"],
  ["Zoë Żółkiewska", "Studio Ż", "Thea", { excused: true }],
  ["Pablo Diego José de Paula", "", "Ramit"],
  ["Aoife Ní Bhriain", "Bhriain Books", "Thea"],
  ["Ng", "Ng Noodles", "Ramit"],
  ["Sofia Marchetti", "Marchetti Glass", "Thea"],
  ["Late Larry Lund", "Lund Lifts", "Ramit"],
  ["Olga Petrova", "Petrova Press", "Thea", { cancelled: true }],
];

/**
 * An evening to practise at, half an hour after its doors. `prints`: with badges that are printed on arrival.
 * @param {{now?: () => number, prints?: boolean, takes?: number[]}} [how]
 * @returns {Promise<Evening>}
 */
export async function openPractice({ now = Date.now, prints = false, takes = TAKES } = {}) {
  /** @type {Evening | null} */
  let opened = null;
  const network = pretended(now, { prints, takes, rang: () => void opened?.sync() });
  const evening = await openEvening({
    ...{ base: "practice", vault: memoryVault(), network, now, live: false },
    lock: (errand) => errand(),
  });
  opened = evening;
  await evening.sync();
  return evening;
}

/**
 * A server for one tablet, without doors, and with a printer that always works.
 * @param {() => number} now
 * @param {{prints: boolean, takes: number[], rang: () => void}} how `rang` is called when something happens by itself
 * @returns {Network}
 */
function pretended(now, { prints, takes, rang }) {
  const start = now();
  const event = { ...anEvent(start), prints_on_arrival: prints };
  const lies = prints ? { box: null, slot: null, has_badge: false, print: null } : {};
  const people = PEOPLE.map((row, place) => ({ ...somebody(row, place + 1, start), ...lies }));
  /** @type {Map<number, Move[]>} */
  const moves = new Map();
  /** @type {Map<number, number>} */
  const changedAt = new Map();
  let seq = 1;

  /** @param {ListedPerson} person */
  const current = (person) => {
    const { facts } = fold(moves.get(person.id) ?? []);
    return shown(person, facts, { hours: hoursOf(event), now: now(), pending: false });
  };
  /** @param {number} id */
  const changed = (id) => changedAt.set(id, ++seq);

  /** @param {ListedPerson} person @param {string} reason */
  const print = (person, reason) => {
    const job = ++seq;
    const revision = (person.print?.revision ?? 0) + 1;
    /** @param {PrintState} state */
    const become = (state) => {
      if (person.print && person.print.job > job) return;
      person.print = { job, state, revision, reason, printer: PRINTER, position: 1, seconds: 4, why: "" };
      person.has_badge = state === "printed";
      changed(person.id);
    };
    become("queued");
    /** @type {PrintState[]} */ (["printing", "printed"]).forEach((state, at) => setTimeout(() => (become(state), rang()), takes[at]));
  };

  /** @param {any} scan */
  const take = (scan) => {
    const undone = [...moves].find(([, made]) => made.some((move) => move.id === scan.undoes))?.[0];
    const id = scan.attendee ?? undone ?? people.find((one) => one.codes.some(([, value]) => scan.code?.toUpperCase().includes(value)))?.id;
    const person = people.find((one) => one.id === id);
    // What the desk showed is right here, where nobody else is.
    if (!person || scan.told === "refused") return { id: scan.id, ...told("refused", whyNot(person, scan.action)), seq, attendee: null };
    const made = moves.get(person.id) ?? [];
    const first = firstOf(factsOf(current(person)), scan.action);
    const move = { id: scan.id, action: scan.action, at: Date.parse(scan.at), device: DESK, n: scan.n, undoes: scan.undoes ?? null };
    moves.set(person.id, [...made, move]);
    changed(person.id);
    if (prints && scan.told === "done" && scan.action === "arrive" && !person.print) print(person, "");
    const at = scan.told === "again" && first ? { at: new Date(first.at).toISOString(), device: String(first.device) } : null;
    return { id: scan.id, ...told(scan.told, null), first: at, seq, attendee: { id: person.id } };
  };

  /** @param {number} after @returns {CopyAnswer} */
  const copy = (after) => ({
    whole: after < 0,
    attendees: people.filter(({ id }) => (changedAt.get(id) ?? 1) > after).map(current),
    ...{ event, seq, gone: [], hosts: [{ id: 1, name: "Ramit" }, { id: 2, name: "Thea" }] },
    ...{ device: { id: 1, name: DESK, role: "desk" }, nicknames: [["robert", "bob", "rob"]], now: new Date(now()).toISOString() },
  });

  return {
    get: async (path) => (path.startsWith("copy") ? copy(Number(/after=(\d+)/.exec(path)?.[1] ?? -1)) : { lines: [], seq }),
    post: async (path, /** @type {any} */ body) => {
      if (path === "scans") return { results: body.scans.map(take), seq };
      if (path === "status") return { now: new Date(now()).toISOString(), seq };
      const called = people.find((one) => `attendees/${one.id}/word` === path);
      if (called) {
        called.words = wordsOf(called, now());
        changed(called.id);
        return { attendee: current(called) };
      }
      const printed = people.find((one) => [`attendees/${one.id}/print`, `attendees/${one.id}/reprint`].includes(path));
      if (printed) {
        print(printed, body.reason ?? "");
        return { attendee: current(printed) };
      }
      const known = people.find((one) => `attendees/${one.id}/correction` === path);
      const person = known ?? { ...somebody([body.name, body.company, "Ramit"], people.length + 1, start), ...lies };
      if (known) Object.assign(known, body, { found_by: foundBy(body.name, body.company) });
      else people.push(person);
      changed(person.id);
      return { attendee: current(person) };
    },
    stream: async () => {
      throw new Error("Nobody else is here.");
    },
  };
}

/** @param {number} start */
function anEvent(start) {
  const at = (/** @type {number} */ minutes) => new Date(start + minutes * MINUTE).toISOString();
  return {
    ...{ slug: "practice", name: "Practice", timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, language: "en" },
    ...{ venue: "", doors: at(-60), start: at(-20), end: at(180), missing_after: 1800, uncollected_after: 600 },
    ...{ set_aside_after: 5400, shows: ["Table"], set_aside_at: at(50) },
  };
}

/**
 * @param {[string, string, string, Partial<ListedPerson>?]} row
 * @param {number} id
 * @param {number} start
 * @returns {ListedPerson}
 */
function somebody([name, company, host, more = {}], id, start) {
  const late = name.startsWith("Late") ? new Date(start + 20 * MINUTE).toISOString() : null;
  return {
    ...{ id, name, company, first_name: "", last_name: "", type: "", hosts: [host], standing: "expected" },
    ...{ expected_at: late ?? new Date(start - (id % 3 ? 20 : 55) * MINUTE).toISOString(), late_until: late, excused: false, cancelled: false },
    ...{ arrived_at: null, arrived_by: null, collected_at: null, collected_by: null, left_at: null, set_aside_at: null },
    ...{ short_code: `PRAC${10 + id}`, box: 1, slot: id, fields: {}, quiet: false },
    codes: [["short", `PRAC${10 + id}`, 0]],
    found_by: foundBy(name, company),
    ...more,
  };
}

/**
 * The call, and a host who answers it at once.
 * @param {ListedPerson} person
 * @param {number} now
 * @returns {import("./types.js").DeskWord[]}
 */
function wordsOf(person, now) {
  const at = new Date(now).toISOString();
  const said = { words: "", at };
  return [
    { id: now, from: "desk", word: "at_desk", by: DESK, ...said },
    { id: now + 1, from: "host", word: "coming", by: person.hosts[0] ?? "", ...said },
  ];
}

/**
 * @param {string} name
 * @param {string} company
 */
function foundBy(name, company) {
  return [...words(name), ...words(company)].map((word) => ` ${word}`).join("");
}

/**
 * @param {ListedPerson | undefined} person
 * @param {string} action
 */
function whyNot(person, action) {
  if (action === "undo") return "nothing_to_undo";
  if (!person) return "unknown_code";
  return person.cancelled ? "cancelled" : "not_arrived";
}

/**
 * @param {string} result
 * @param {string | null} reason
 */
function told(result, reason) {
  return { result, reason, review: null, first: null };
}
