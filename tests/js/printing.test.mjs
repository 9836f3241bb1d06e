/** Badges that come out of printers: what a desk knows of them, what a touch means meanwhile, and what it asks for. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, test } from "node:test";

import { remedies } from "../../web/static/js/desk/remedies.js";
import { openEvening } from "../../web/static/js/evening/evening.js";
import { emptyDisk, memoryVault } from "../../web/static/js/evening/memory_vault.js";
import { canHandOver, hasBadge, isPreprinted, isToBeAsked, placeInLine } from "../../web/static/js/evening/printing.js";
import { EVENT, House, Timers, aPerson, aPrint, badgeOf, settled } from "./house.mjs";

const PRINTS = { ...EVENT, prints_on_arrival: true };
const opened = [];

function aHouse(people) {
  const house = new House(people);
  house.event = PRINTS;
  return house;
}

const unprinted = (id, more = {}) => aPerson(id, { has_badge: false, print: null, ...more });

async function atTheDesk(house, more = {}) {
  const timers = new Timers();
  const evening = await openEvening({
    ...{ base: "x", vault: memoryVault(emptyDisk()), network: house.network, timers, now: () => house.now },
    ...{ digest: async (text) => createHash("sha256").update(text).digest("hex"), lock: (errand) => errand() },
    ...{ random: Math.random, live: false, ...more },
  });
  opened.push(evening);
  const pass = (ms) => timers.pass(ms, (passed) => (house.now += passed));
  await pass(1);
  return { evening, house, pass };
}

afterEach(() => opened.splice(0).forEach((evening) => evening.close()));

test("there is a badge where all are made beforehand, where it lies in a box, and once it is printed", () => {
  assert.equal(hasBadge(unprinted(1), EVENT), true);
  assert.equal(hasBadge(unprinted(1), PRINTS), false);
  assert.equal(hasBadge(aPerson(1, { has_badge: true, box: 2 }), PRINTS), true);
  assert.equal(hasBadge(unprinted(1, { print: aPrint({ state: "printing" }) }), PRINTS), false);
  assert.equal(hasBadge(unprinted(1, { print: aPrint({ state: "printed" }) }), PRINTS), true);
  assert.deepEqual([isPreprinted(aPerson(1, { has_badge: true }), PRINTS), isPreprinted(unprinted(1), PRINTS)], [true, false]);
});

test("while a badge is coming there is nothing to hand over; where it stopped, one may be written by hand", () => {
  const here = { arrived_at: PRINTS.start };
  const may = (state) => canHandOver(unprinted(1, { ...here, print: aPrint({ state }) }), PRINTS);

  assert.deepEqual(["queued", "claimed", "created", "sending", "printing"].map(may), [false, false, false, false, false]);
  assert.deepEqual(["blocked", "unknown", "failed", "cancelled", "printed"].map(may), [true, true, true, true, true]);
  assert.equal(canHandOver(unprinted(1), PRINTS), false);
});

test("a place in the line moves up as those before it get theirs, and never further back than was said", () => {
  const waits = (id, job, printer = "Printer 1") => unprinted(id, { print: aPrint({ job, printer, position: 3 }) });
  const third = waits(3, 30);

  assert.equal(placeInLine(third, [waits(1, 10), waits(2, 20), third, waits(4, 40)]), 3);
  assert.equal(placeInLine(third, [waits(2, 20), third, waits(4, 15, "Printer 2")]), 2);
  assert.equal(placeInLine(third, [third]), 1);
  assert.equal(placeInLine(third, [1, 2, 5, 6].map((id) => waits(id, id))), 3);
});

test("an arrival without the network is kept and says that its badge is still to be asked for", async () => {
  const { evening, house, pass } = await atTheDesk(aHouse([unprinted(1)]));
  house.away = true;

  const { result, person } = await evening.act({ action: "arrive", attendee: 1, via: "search" });
  assert.deepEqual([result, isToBeAsked(person, evening.state.event)], ["done", true]);
  house.away = false;
  house.change(1, { arrived_at: new Date(house.now).toISOString(), arrived_by: "Desk 1", print: aPrint() });
  await pass(60_000);

  const after = evening.person(1);
  assert.deepEqual([after.pending, isToBeAsked(after, PRINTS), after.print.state], [false, false, "queued"]);
});

test("what the journal rings for is on the screen with the next copy", async () => {
  const { evening, house, pass } = await atTheDesk(aHouse([unprinted(1)]), { live: true });
  await pass(1_000);
  house.change(1, { print: aPrint({ state: "printed" }), has_badge: true });

  house.streams.at(-1).send(`data: {"seq": ${house.seq}, "kind": "printed", "attendee": 1, "state": "printed"}\n\n`);
  await settled();
  await pass(300);

  assert.equal(evening.person(1).print.state, "printed");
});

test("a line that comes while a copy is on its way is not forgotten", async () => {
  const { evening, house, pass } = await atTheDesk(aHouse([unprinted(1)]), { live: true });
  await pass(1_000);
  const { get } = evening._network;
  const ring = (state) => {
    house.change(1, { print: aPrint({ state }) });
    house.streams.at(-1).send(`data: {"seq": ${house.seq}, "kind": "print_job", "attendee": 1, "state": "${state}"}\n\n`);
  };
  let late = true;
  evening._network.get = async (path) => {
    const answer = await get(path);
    // The server has made up its answer, and goes on.
    if (late) ring("unknown");
    late = false;
    await settled();
    return answer;
  };

  ring("printing");
  for (let turn = 0; turn < 4; turn += 1) {
    await settled();
    await pass(250);
  }

  assert.equal(evening.person(1).print.state, "unknown");
});

test("a badge that is not printed lies on no table; whoever waits for theirs is a list of its own", async () => {
  const at = (minutes) => new Date(Date.parse(PRINTS.start) + minutes * 60_000).toISOString();
  const { evening } = await atTheDesk(aHouse([
    unprinted(1),
    unprinted(2, { arrived_at: at(2), print: aPrint() }),
    unprinted(3, { arrived_at: at(1), print: aPrint({ state: "printed" }), has_badge: true }),
    aPerson(4, { has_badge: true, box: 1, slot: 4 }),
    unprinted(5, { arrived_at: at(1), print: aPrint({ state: "failed" }) }),
  ]));

  const { printing, here, away } = evening.table();

  const ids = (people) => people.map(({ id }) => id);
  assert.deepEqual([ids(printing), ids(here), ids(away)], [[5, 2], [3], [4]]);
  assert.equal(evening.counts().on_table, 2);
});

test("whose code it is and whether it stands on their badge", async () => {
  const pass = "ABCDEFGHJKMNPQRS";
  const known = createHash("sha256").update(pass).digest("hex").slice(0, 24);
  const codes = [["badge", "1".padStart(16, "0"), 0], ["pass", known, 0], ["short", "ABC234", 0]];
  const { evening } = await atTheDesk(aHouse([unprinted(1, { codes })]));

  assert.deepEqual([(await evening.whose(badgeOf(1))).ofBadge, (await evening.whose(pass)).ofBadge], [true, false]);
  assert.deepEqual([(await evening.whose("abc234")).ofBadge, await evening.whose("nobody")], [false, null]);
  assert.equal((await evening.whose(pass)).person.id, 1);
});

test("a badge is printed, printed once more for a reason, and what became of it is answered", async () => {
  const { evening, house } = await atTheDesk(aHouse([unprinted(1)]));

  await evening.print(1);
  const { print: first } = evening.person(1);
  await evening.print(1, "lost");
  const { print: second } = evening.person(1);
  await evening.cameOut(second.job, true);

  assert.deepEqual([first.revision, second.revision, second.reason], [1, 2, "lost"]);
  assert.deepEqual([house.answers, evening.person(1).print.state], [[[second.job, true]], "printed"]);
  assert.deepEqual(house.requests.filter((path) => path.includes("print")), [
    "attendees/1/print", "attendees/1/reprint", `print-jobs/${second.job}/answer`,
  ]);
});

test("what was corrected here is sent before it is printed, and a walk-in has a number first", async () => {
  const { evening, house } = await atTheDesk(aHouse([unprinted(1)]));
  await evening.correct(1, { name: "Mira Ókafor", company: "" });
  await evening.print(1, "corrected");
  const walkIn = await evening.addWalkIn({ name: "Ola Nordmann" });
  await evening.print(walkIn.id);

  const posts = house.requests.filter((path) => /correction|walk-ins|print/.test(path));
  assert.deepEqual(posts, ["attendees/1/correction", "attendees/1/reprint", "walk-ins", "attendees/101/print"]);
});

test("without the network nothing is printed by hand, and it says so", async () => {
  const { evening, house } = await atTheDesk(aHouse([unprinted(1)]));
  house.away = true;

  await assert.rejects(evening.print(1));
  await assert.rejects(evening.cameOut(1, true));
  assert.equal(evening.person(1).print, null);
});

test("printers are told with each word of the desk, and asked for at once where one has stopped", async () => {
  const { evening, house, pass } = await atTheDesk(aHouse([unprinted(1)]), { live: true });
  await pass(1_000);
  assert.deepEqual(evening.state.printers, []);
  house.printers = [{ name: "Printer 1", state: "blocked", words: ["out of labels"], held: false, labels_left: 0 }];
  house.change(1, { print: aPrint({ state: "blocked", why: "out of labels" }) });

  const line = { seq: house.seq, kind: "print_job", attendee: 1, state: "blocked" };
  house.streams.at(-1).send(`data: ${JSON.stringify(line)}\n\n`);
  await settled();
  await pass(500);
  assert.deepEqual(evening.state.printers.map(({ name, state }) => [name, state]), [["Printer 1", "blocked"]]);

  house.printers = [{ ...house.printers[0], state: "idle", words: [], labels_left: null }];
  house.change(1, { print: aPrint({ state: "printed" }), has_badge: true });
  house.streams.at(-1).send(`data: ${JSON.stringify({ ...line, seq: house.seq, kind: "printed", state: "printed" })}\n\n`);
  await settled();
  await pass(500);
  assert.equal(evening.state.printers[0].state, "idle");
});

test("what a printer says tells a person what to do, whoever made it", () => {
  const said = {
    "out of labels": "Please put in new labels.",
    "media-empty, cover-open": "Please put in new labels. Please close its cover.",
    "the roll is at its end": "Please put in new labels.",
    "the wrong roll is in it": "Please put in the right labels.",
    "the labels cannot be fed": "Please take out what is stuck.",
    "paper jam": "Please take out what is stuck.",
    "too hot": "Please let it cool down for a minute.",
    "paused": "Please press its button for going on.",
    "offline": "Please look whether it is switched on and connected.",
    "error 400": "Please look at it.",
  };
  for (const [words, todo] of Object.entries(said)) assert.equal(remedies(words), todo);
});
