/**
 * The badges that come out of printers: what became of those whom this desk waits for is said and heard, what waits
 * for a person is kept to be looked at, and this desk asks for a badge.
 *
 * @import {Evening} from "../evening/evening.js"
 * @import {Person, Printer, ReprintReason} from "../evening/types.js"
 */

import { hasBadge, isInTrouble, isOpen, isPreprinted, isStuck, placeInLine } from "../evening/printing.js";
import { t } from "../evening/words.js";
import { signal as sound } from "../scan/signals.js";
import { printAloud } from "./print_words.js";

/**
 * What waits at printers for somebody at the desk.
 * @typedef {{ printers: Printer[], people: Person[] }} Waiting
 */

/**
 * @param {Evening} evening
 * @param {object} how
 * @param {(words: string, urgent?: boolean) => void} how.announce
 * @param {() => number | null} how.onStage who is on the screen; 0: nobody, and nothing else is being done
 */
export function openPrints(evening, { announce, onStage }) {
  /** What was heard of each print. @type {Map<number, string>} */
  let known = new Map();
  /** Whose badge waits for a person. @type {Set<number>} */
  const stuck = new Set();
  /** Whose badge is in the line, or at a printer. @type {Set<number>} */
  const open = new Set();
  /** Whom somebody here has asked for. @type {Set<number>} */
  const asked = new Set();
  let began = false;

  /** @param {Person} person */
  const ours = (person) => asked.has(person.id) || person.arrived_by === evening.state.device.name;

  /** @param {Person} person */
  function came(person) {
    const here = onStage();
    const [seen, waited] = [here === person.id, here === 0 && ours(person)];
    const bad = isStuck(person);
    if (!seen && !waited && !(bad && ours(person))) return;
    const words = printAloud(person, placeInLine(person, inPrint()));
    if (words) announce(seen ? words : `${person.name}. ${words}`);
    if (bad) sound("ask");
    else if (person.print?.state === "printed") sound("done");
  }

  /** @param {Iterable<number>} ids */
  function look(ids) {
    for (const id of ids) {
      const person = evening.person(id);
      const print = person?.print;
      if (person && print && isStuck(person) && !(print.state === "failed" && person.collected_at)) stuck.add(id);
      else stuck.delete(id);
      if (person && isOpen(person)) open.add(id);
      else open.delete(id);
      const now = print ? `${print.job} ${kindOf(print.state)}` : "";
      if (now === (known.get(id) ?? "")) continue;
      if (now) known.set(id, now);
      else known.delete(id);
      if (began && person && print) came(person);
    }
  }

  /** @param {Set<number> | null} changed */
  function follow(changed) {
    if (!evening.people.size) return;
    if (changed === null) {
      stuck.clear();
      open.clear();
      known = new Map([...known].filter(([id]) => evening.person(id)));
    }
    look(changed ?? evening.people.keys());
    began = true;
  }

  /**
   * What can only be done with the network; says so where it was not.
   * @param {Promise<void>} asking
   * @param {string} done
   */
  async function tried(asking, done) {
    const succeeded = await asking.then(() => true, () => false);
    announce(succeeded ? done : t("That did not reach the printers. Please try again."), !succeeded);
    return succeeded;
  }

  /** Everybody whose badge is in the line, or at a printer. */
  function inPrint() {
    return [...open].flatMap((id) => evening.person(id) ?? []);
  }

  /** What somebody at the desk has to look at. @returns {Waiting} */
  function waiting() {
    const people = [...stuck].flatMap((id) => evening.person(id) ?? []);
    const wanted = new Set(inPrint().map(({ print }) => print?.printer));
    // A printer that was switched off for the night is nobody's business until somebody's badge waits for it.
    const printers = evening.state.printers.filter(
      (one) => one.labels_left !== null || (isInTrouble(one) && (one.state === "blocked" || wanted.has(one.name) || wanted.has(null))),
    );
    return { printers, people: people.filter(({ print }) => print?.state !== "blocked") };
  }

  follow(null);
  return {
    stop: evening.subscribe(({ people }) => follow(people)),
    waiting,
    inPrint,
    /** Whether badges are printed at this event at all. */
    mayPrint: () => Boolean(evening.state.event.prints_on_arrival) || evening.state.printers.length > 0,
    /**
     * @param {Person} person
     * @param {ReprintReason | null} [reason]
     */
    print(person, reason = null) {
      asked.add(person.id);
      return tried(evening.print(person.id, reason), t("The badge goes to a printer now."));
    },
    /**
     * @param {Person} person
     * @param {boolean} yes
     */
    cameOut(person, yes) {
      return tried(evening.cameOut(person.print?.job ?? 0, yes), yes ? t("Thank you. It counts as printed.") : t("Thank you. It is printed once more."));
    },
    /**
     * What a touch means for somebody: a badge that is not printed yet is handed over later, and the touch lets in.
     * @param {import("../evening/types.js").Action} action
     * @param {Person} person
     */
    meant: (action, person) => (action === "collect" && !hasBadge(person, evening.state.event) ? "arrive" : action),
    /**
     * What the scan of a code does where scans hand badges over. A pass says who somebody is; only the badge itself,
     * or one that lies in a box, is handed over with it.
     * @param {string} code
     */
    async deedOf(code) {
      if (!evening.state.event.prints_on_arrival) return "collect";
      const owner = await evening.whose(code);
      const lies = owner?.ofBadge || (owner && isPreprinted(owner.person, evening.state.event));
      return !owner || lies ? "collect" : "arrive";
    },
  };
}

/** Steps on the way that look the same. @param {string} state */
function kindOf(state) {
  return ["claimed", "created", "sending"].includes(state) ? "printing" : state;
}
