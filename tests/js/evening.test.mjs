/** One tablet, its vault and a small server: what the screens are told, and what is kept. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, test } from "node:test";

import { NoCopy, openEvening } from "../../web/static/js/evening/evening.js";
import { emptyDisk, memoryVault } from "../../web/static/js/evening/memory_vault.js";
import { Unreachable } from "../../web/static/js/evening/network.js";
import { House, START, Timers, aPerson, badgeOf, refused, settled } from "./house.mjs";

const opened = [];
const MINUTE = 60_000;

async function atTheDesk(house = new House(), { disk = emptyDisk(), skew = 0, ...more } = {}) {
  const timers = new Timers();
  const evening = await openEvening({
    ...{ base: "x", vault: memoryVault(disk), network: house.network, timers, now: () => house.now + skew },
    ...{ digest: async (text) => createHash("sha256").update(text).digest("hex"), lock: (errand) => errand() },
    ...{ random: Math.random, live: false, ...more },
  });
  opened.push(evening);
  const pass = (ms) => timers.pass(ms, (passed) => (house.now += passed));
  await pass(1);
  return { evening, house, disk, pass, timers };
}

afterEach(() => opened.splice(0).forEach((evening) => evening.close()));

test("a scan is kept before it is answered, and sent a moment later", async () => {
  const { evening, house, disk, pass } = await atTheDesk();

  const answer = await evening.act({ action: "collect", code: badgeOf(1), via: "camera" });

  assert.equal(answer.result, "done");
  assert.equal(answer.person.standing, "here");
  assert.equal(answer.person.pending, true);
  assert.deepEqual([disk.items.size, house.received.length, evening.state.unsent], [1, 0, 1]);
  await pass(200);
  assert.deepEqual(house.received.map(({ n, told, offline }) => [n, told, offline]), [[1, "done", false]]);
  assert.equal(evening.state.unsent, 0);
  assert.equal(evening.person(1).pending, false);
});

test("between the server's word and the copy that has it in it, a person stays where they are", async () => {
  const { evening, house, pass } = await atTheDesk();
  const { get } = house.network;
  evening._network.get = async (path) => (path.startsWith("copy") ? Promise.reject(new Unreachable("slow")) : get(path));
  const { id } = await evening.act({ action: "arrive", attendee: 1, via: "search" });

  await pass(200);

  assert.deepEqual([evening.state.unsent, evening.person(1).pending, evening.person(1).standing], [0, false, "here"]);
  assert.equal((await evening.undo(id)).person.standing, "late");
});

test("the second touch is told when and where the first was", async () => {
  const { evening } = await atTheDesk();
  await evening.act({ action: "arrive", attendee: 1, via: "search" });

  const [first, second] = await Promise.all([
    evening.act({ action: "arrive", attendee: 2, via: "search" }),
    evening.act({ action: "arrive", attendee: 2, via: "search" }),
  ]);

  assert.deepEqual([first.result, second.result], ["done", "again"]);
  assert.equal(second.first.device, "Desk 1");
  assert.equal(second.undoable, false);
});

test("without a network the desk goes on, and everything is sent in order when it is back", async () => {
  const { evening, house, pass } = await atTheDesk();
  house.away = true;
  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(30_000);
  await evening.act({ action: "arrive", attendee: 2, via: "search" });
  await pass(30_000);
  assert.deepEqual([evening.state.reachable, evening.state.unsent], [false, 2]);

  house.away = false;
  await pass(30_000);

  assert.deepEqual(house.received.map(({ n, offline }) => [n, offline]), [[1, true], [2, true]]);
  assert.deepEqual([evening.state.reachable, evening.state.unsent], [true, 0]);
});

test("a scan whose answer was lost is sent again under its own id", async () => {
  const { evening, house, pass } = await atTheDesk();
  let lost = 0;
  const { post } = house.network;
  evening._network.post = async (path, body) => {
    const answer = await post(path, body);
    if (path === "scans" && lost++ === 0) throw new Unreachable("lost");
    return answer;
  };

  const { id } = await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(5_000);

  assert.deepEqual(house.received.map((scan) => scan.id), [id]);
  assert.equal(lost, 2);
  assert.equal(evening.state.unsent, 0);
});

test("what was not sent outlives its tab, and two tabs never give one number twice", async () => {
  const { evening, house, disk } = await atTheDesk();
  house.away = true;
  const other = await atTheDesk(house, { disk });
  await settled();
  await Promise.all([1, 2, 3].flatMap((attendee) => [
    evening.act({ action: "arrive", attendee, via: "search" }),
    other.evening.act({ action: "collect", attendee, via: "search" }),
  ]));
  evening.close();
  other.evening.close();

  house.away = false;
  const { pass } = await atTheDesk(house, { disk });
  await pass(1_000);

  assert.deepEqual(house.received.map(({ n }) => n), [1, 2, 3, 4, 5, 6]);
});

test("two open tabs show each other's scans", async () => {
  const { evening, house, disk, pass } = await atTheDesk();
  house.away = true;
  const other = await atTheDesk(house, { disk });

  await evening.act({ action: "arrive", attendee: 2, via: "search" });
  await pass(100);
  await settled();

  assert.equal(other.evening.person(2).standing, "here");
  assert.equal(other.evening.state.unsent, 1);
});

test("one scan the server will not take is found by halving, set apart, and offered again later", async () => {
  const { evening, house, pass } = await atTheDesk();
  house.away = true;
  const bad = [];
  for (let turn = 0; turn < 40; turn += 1) {
    const { id } = await evening.act({ action: turn % 2 ? "arrive" : "collect", attendee: 1 + (turn % 3), via: "search" });
    if (turn === 17) bad.push(id);
  }
  house.refuses = (scans) => (scans.some(({ id }) => bad.includes(id)) ? refused() : null);

  house.away = false;
  await pass(30_000);

  assert.equal(house.received.length, 39);
  assert.deepEqual([evening.state.unsent, evening.state.apart], [1, 1]);
  assert.ok(house.batches.length < 16, `${house.batches}`);
  bad.pop();
  await pass(6 * MINUTE);
  assert.deepEqual([house.received.length, evening.state.unsent], [40, 0]);
});

test("a scan over which the server stumbles is set apart too, after it had its chances", async () => {
  const { evening, house, pass } = await atTheDesk();
  const bad = await evening.act({ action: "arrive", attendee: 1, via: "search" });
  house.refuses = (scans) => (scans.some(({ id }) => id === bad.id) ? new Unreachable("fault", 500) : null);
  await evening.act({ action: "arrive", attendee: 2, via: "search" });

  await pass(MINUTE);

  assert.deepEqual(house.received.map(({ attendee }) => attendee), [2]);
  assert.deepEqual([evening.state.unsent, evening.state.apart], [1, 1]);
});

test("a refused scan is acknowledged, and the desk that showed something else is told", async () => {
  const { evening, house, pass } = await atTheDesk();
  const told = [];
  evening.corrections((correction) => told.push(correction));
  house.says = () => ({ result: "refused", reason: "cancelled" });

  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(200);

  assert.deepEqual(told.map(({ shown, told, person }) => [shown.result, told.reason, person.id]), [["done", "cancelled", 1]]);
  assert.deepEqual([evening.state.unsent, evening.person(1).standing], [0, "late"]);
});

test("a double admission is told, and stays on the list of what to look at until somebody has", async () => {
  const { evening, house, disk, pass } = await atTheDesk();
  house.says = () => ({ result: "again", review: "double_admission", first: { at: "2026-05-08T18:20:00.000Z", device: "Desk 2" } });
  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(30_000);
  evening.close();

  const again = await atTheDesk(house, { disk });
  assert.deepEqual(again.evening.state.doubles.map(({ person, first }) => [person.id, first.device]), [[1, "Desk 2"]]);
  await again.evening.looked(1);

  assert.deepEqual(again.evening.state.doubles, []);
});

test("the desk that was first learns of the double from the journal", async () => {
  const { evening, house, pass } = await atTheDesk();
  house.seq = 3;
  house.lines = [{ seq: 3, kind: "conflict", review: "double_admission", attendee: 2, device: "Desk 2", at: "2026-05-08T18:31:00.000Z" }];

  await pass(21_000);

  assert.deepEqual(evening.state.doubles.map(({ person, second }) => [person.id, second.device]), [[2, "Desk 2"]]);
});

test("a double that one of two tabs heard of is not lost when the other one writes first", async () => {
  const { evening, house, disk, pass } = await atTheDesk(new House(), { live: true });
  const other = await atTheDesk(house, { disk });
  await pass(1_000);
  const line = { seq: 3, kind: "conflict", review: "double_admission", attendee: 2, device: "Desk 2", at: "2026-05-08T18:31:00.000Z" };

  const written = other.evening.setShift("Ama");
  house.streams[0].send(`data: ${JSON.stringify(line)}\n\ndata: ${JSON.stringify({ ...line, seq: 4, kind: "arrived" })}\n\n`);
  await Promise.all([written, pass(1_000)]);

  assert.deepEqual([disk.meta.heard, disk.meta.doubles.map(({ id }) => id), disk.meta.shift], [4, [2], "Ama"]);
  assert.equal(evening.state.doubles.length, 1);
});

test("taking back a scan that was not sent leaves nothing of it", async () => {
  const { evening, house } = await atTheDesk();
  house.away = true;
  const { id } = await evening.act({ action: "collect", attendee: 1, via: "search" });

  const answer = await evening.undo(id);

  assert.deepEqual([answer.result, answer.person.standing, answer.person.collected_at], ["done", "late", null]);
  assert.equal((await evening.undo(id)).result, "again");
  assert.deepEqual(evening.lately(1).map(({ action, takenBack }) => [action, takenBack]), [["undo", false], ["undo", false], ["collect", true]]);
});

test("taking back a scan that the server has shows what was before it, until the server says so too", async () => {
  const house = new House([aPerson(1, { arrived_at: "2026-05-08T18:10:00.000Z", arrived_by: "Desk 2" })]);
  const { evening, pass } = await atTheDesk(house);
  const { id } = await evening.act({ action: "collect", attendee: 1, via: "search" });
  house.says = (scan) => (scan.action === "collect" ? {} : {});
  await pass(200);
  house.change(1, { collected_at: new Date(house.now).toISOString(), collected_by: "Desk 1" });
  await pass(21_000);
  assert.equal(evening.person(1).collected_by, "Desk 1");
  house.away = true;

  const { person } = await evening.undo(id);

  assert.deepEqual([person.collected_at, person.arrived_by], [null, "Desk 2"]);
});

test("a walk-in is there at once, does what others do, and gets the server's number later", async () => {
  const { evening, house, disk, pass } = await atTheDesk();
  house.away = true;
  const walkIn = await evening.addWalkIn({ name: "Ola Nordmann", company: "Fjord", host: 5 });
  const { result } = await evening.act({ action: "collect", attendee: walkIn.id, via: "search" });
  assert.deepEqual([walkIn.id < 0, walkIn.hosts, result], [true, ["Thea"], "done"]);
  evening.close();

  house.away = false;
  const again = await atTheDesk(house, { disk });
  await again.pass(1_000);

  const person = again.evening.person(walkIn.id);
  assert.equal(person.id, 103);
  assert.deepEqual(house.received.map(({ attendee }) => attendee), [103]);
  assert.equal(again.evening.people.size, 4);
  assert.deepEqual([again.evening.state.unsent, person.name], [0, "Ola Nordmann"]);
  await pass(0);
});

test("a walk-in the server will not take holds up nothing but their own scans", async () => {
  const { evening, house, pass } = await atTheDesk();
  const { post } = house.network;
  evening._network.post = async (path, body) => {
    if (path === "walk-ins") throw refused();
    return post(path, body);
  };
  const walkIn = await evening.addWalkIn({ name: "Ola" });
  await evening.act({ action: "collect", attendee: walkIn.id, via: "search" });
  await evening.act({ action: "collect", attendee: 1, via: "search" });

  await pass(5_000);

  assert.deepEqual(house.received.map(({ attendee, n }) => [attendee, n]), [[1, 2]]);
  assert.equal(evening.state.unsent, 2);
});

test("a corrected text is shown at once and stays when the server has it", async () => {
  const { evening, house, pass } = await atTheDesk();
  house.away = true;

  const person = await evening.correct(1, { name: "Mira Okafor", company: "Okafor & Daughters" });

  assert.deepEqual([person.name, person.pending], ["Mira Okafor", true]);
  house.away = false;
  await pass(30_000);
  assert.deepEqual([evening.person(1).company, evening.person(1).pending], ["Okafor & Daughters", false]);
});

test("when the lease is over the people are gone, and what was not sent is not", async () => {
  const { evening, house, disk, pass } = await atTheDesk();
  house.away = true;
  house.lease = house.now;
  await evening.act({ action: "arrive", attendee: 1, via: "search" });

  await pass(13 * 60 * MINUTE);

  assert.deepEqual([evening.state.stage, evening.people.size, evening.state.unsent], ["gone", 0, 1]);
  assert.deepEqual([disk.meta, disk.chunks.size, disk.items.size], [null, 0, 1]);
  await assert.rejects(evening.act({ action: "arrive", attendee: 1, via: "search" }), NoCopy);
  house.away = false;
  house.lease = house.now + MINUTE;
  await pass(30_000);
  assert.deepEqual([evening.state.stage, evening.people.size, house.received.length], ["ready", 3, 1]);
});

test("a lease is not longer on a tablet whose clock is slow", async () => {
  const { evening, house, pass } = await atTheDesk(new House(), { skew: -20 * 60 * MINUTE });
  house.away = true;

  await pass(13 * 60 * MINUTE);

  assert.equal(evening.state.stage, "gone");
});

test("a copy whose lease ended while the tab was closed is gone before anybody sees it", async () => {
  const { evening, house, disk } = await atTheDesk();
  evening.close();
  house.away = true;
  house.now += 13 * 60 * MINUTE;

  const again = await atTheDesk(house, { disk });

  assert.deepEqual([again.evening.state.stage, again.evening.people.size, disk.chunks.size], ["gone", 0, 0]);
});

test("a revoked device forgets everybody at once and keeps what it has not sent", async () => {
  const { evening, house, disk, pass } = await atTheDesk();
  house.away = true;
  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(1_000);

  house.away = false;
  house.revoked = true;
  await pass(5_000);

  assert.deepEqual([evening.state.stage, evening.people.size, evening.state.unsent], ["revoked", 0, 1]);
  assert.deepEqual([disk.meta, disk.chunks.size, disk.items.size], [null, 0, 1]);
  const asked = house.requests.length;
  await pass(10 * MINUTE);
  assert.equal(house.requests.length, asked);
});

test("a tablet that was paired anew sends what the other device left, under numbers of its own", async () => {
  const { evening, house, disk, pass } = await atTheDesk();
  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(1_000);
  house.away = true;
  await evening.act({ action: "arrive", attendee: 2, via: "search" });
  evening.close();

  house.away = false;
  house.device = { id: 8, name: "Desk 1 again", role: "desk" };
  const again = await atTheDesk(house, { disk });
  await again.pass(1_000);
  await again.evening.act({ action: "arrive", attendee: 3, via: "search" });
  await again.pass(1_000);

  assert.deepEqual(house.received.map(({ attendee, n }) => [attendee, n]), [[1, 1], [2, 1], [3, 2]]);
});

test("a tablet whose browser forgot everything goes on counting where the server knows it stopped", async () => {
  const house = new House();
  house.device = { ...house.device, n: 41 };
  const { evening, pass } = await atTheDesk(house);

  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(1_000);

  assert.deepEqual(house.received.map(({ n }) => n), [42]);
});

test("what another desk did is on the screen as soon as the feed rings, and many rings are few questions", async () => {
  const { evening, house, pass } = await atTheDesk(new House(), { live: true });
  await pass(1_000);
  assert.equal(house.streams.length, 1);
  const before = house.requests.filter((path) => path.startsWith("copy")).length;

  for (let ring = 0; ring < 8; ring += 1) {
    house.change(2, { arrived_at: "2026-05-08T18:20:00.000Z", arrived_by: "Desk 2" });
    house.streams[0].send(`id: ${house.seq}\nevent: arrived\ndata: {"seq":${house.seq},"kind":"arrived","attendee":2,"device":"Desk 2"}\n\n`);
    await pass(10);
  }
  await pass(300);

  assert.equal(evening.person(2).arrived_by, "Desk 2");
  const asked = house.requests.filter((path) => path.startsWith("copy")).length - before;
  assert.ok(asked <= 3, `${asked}`);
});

test("a feed that fell silent is given up, and taken up again where it was", async () => {
  const { house, pass } = await atTheDesk(new House(), { live: true });
  await pass(1_000);

  await pass(MINUTE);

  assert.ok(house.streams.length >= 2);
  assert.ok(house.streams[0].ended);
  assert.match(house.requests.filter((path) => path.startsWith("live")).at(-1), /after=1$/);
});

test("somebody becomes missing because time passes, and the screens are told who", async () => {
  const { evening, pass } = await atTheDesk();
  const told = new Set();
  evening.subscribe(({ people }) => people?.forEach((id) => told.add(id)));

  await pass(31 * MINUTE);

  assert.deepEqual([evening.missing().map(({ id }) => id), [...told]], [[1, 2, 3], [1, 2, 3]]);
  assert.deepEqual(evening.counts(), { invited: 3, here: 0, expected: 0, missing: 3, excused: 0, on_table: 3 });
});

test("who is not on the list any more is not on the screens either", async () => {
  const { evening, house, pass } = await atTheDesk();
  const { get } = house.network;
  evening._network.get = async (path) => ({ ...(await get(path)), ...(path.includes("after=") ? { gone: [2], seq: house.seq } : {}) });
  house.seq += 1;

  await pass(21_000);

  assert.deepEqual([...evening.people.keys()], [1, 3]);
  assert.equal((await evening.act({ action: "arrive", code: badgeOf(2), via: "camera" })).reason, "unknown_code");
});

test("a replaced code still says whose it is", async () => {
  const codes = [["badge", "0".repeat(15) + "A", 1], ["badge", "0".repeat(15) + "B", 0]];
  const { evening } = await atTheDesk(new House([aPerson(1, { codes })]));

  const answer = await evening.act({ action: "arrive", code: `LB1${"0".repeat(15)}A`, via: "camera" });

  assert.deepEqual([answer.result, answer.review, answer.retired, answer.person.id], ["done", "retired", true, 1]);
});

test("a pass is recognised by what the copy holds of it", async () => {
  const print = createHash("sha256").update("7K2M9Q4VXB8N3T6D").digest("hex").slice(0, 24);
  const { evening } = await atTheDesk(new House([aPerson(1, { codes: [["pass", print, 0]] })]));

  const answer = await evening.act({ action: "arrive", code: "https://badges.example.test/P/7k2m9q4vxb8n3t6d", via: "camera" });

  assert.equal(answer.person.id, 1);
});

test("a desk without a list says so, and takes one as soon as there is a network", async () => {
  const house = new House();
  house.away = true;
  const { evening, pass } = await atTheDesk(house);
  assert.equal(evening.state.stage, "loading");
  await assert.rejects(evening.act({ action: "arrive", attendee: 1, via: "search" }), NoCopy);

  house.away = false;
  await pass(5_000);

  assert.equal(evening.state.stage, "ready");
});

test("wiping leaves nothing", async () => {
  const { evening, disk, house } = await atTheDesk();
  house.away = true;
  await evening.act({ action: "arrive", attendee: 1, via: "search" });

  await evening.wipe();

  assert.deepEqual([disk.items.size, disk.chunks.size, disk.meta, evening.people.size], [0, 0, null, 0]);
});

test("the tablet's clock is measured, and moments are shown by the server's", async () => {
  const { evening, house } = await atTheDesk(new House(), { skew: 10 * MINUTE });
  house.away = true;

  const { person } = await evening.act({ action: "arrive", attendee: 1, via: "search" });

  assert.equal(evening.state.clockOff, 10 * MINUTE);
  assert.equal(person.arrived_at, new Date(house.now).toISOString());
  assert.ok(START < house.now + 1);
});

test("while the server stumbles over a scan, what others do still comes in", async () => {
  const { evening, house, pass } = await atTheDesk();
  house.refuses = () => new Unreachable("fault", 500);
  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  house.change(2, { arrived_at: "2026-05-08T18:20:00.000Z", arrived_by: "Desk 2" });

  await pass(5_000);

  assert.equal(evening.person(2).arrived_by, "Desk 2");
});

test("a device revoked while it listens is wiped at once, and not when it next has something to say", async () => {
  const { evening, house, pass } = await atTheDesk(new House(), { live: true });
  await pass(1_000);
  house.revoked = true;

  house.streams[0].end();
  await pass(1_500);

  assert.equal(evening.state.stage, "revoked");
});

test("when the server was put back to an earlier hour, the tablet takes its list anew", async () => {
  const { evening, house, disk, pass } = await atTheDesk();
  house.change(2, { arrived_at: "2026-05-08T18:20:00.000Z", arrived_by: "Desk 2" });
  house.seq = 90;
  await pass(21_000);
  assert.equal(evening.state.seq, 90);

  house.people = [aPerson(1), aPerson(2), aPerson(3)];
  house.seq = 40;
  evening.close();
  const again = await atTheDesk(house, { disk });
  await again.pass(1_000);

  assert.deepEqual([again.evening.state.seq, again.evening.person(2).arrived_at], [40, null]);
});

test("a screen that stumbles stops neither the others nor the sending", async () => {
  const { evening, house, pass } = await atTheDesk();
  const said = [];
  const reported = [];
  // Node has no console of the browser's to report to.
  globalThis.reportError = (error) => reported.push(error.message);
  evening.subscribe(() => {
    throw new Error("a screen");
  });
  evening.subscribe(() => said.push("heard"));

  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(1_000);

  assert.equal(reported[0], "a screen");
  assert.deepEqual([said.length > 0, house.received.length], [true, 1]);
});

test("people are found by letters and by code, also those written down here and those whose name was corrected", async () => {
  const { evening, house } = await atTheDesk(new House([aPerson(1, { name: "Mira Okafor", found_by: " mira okafor" }), aPerson(2)]));
  house.away = true;
  await evening.addWalkIn({ name: "Zoë Żak" });
  await evening.correct(2, { name: "Søren Ærø", company: "Fjord" });

  const found = ["m", "oka mi", "zoe", "soren", badgeOf(1)].map((text) => evening.find(text)[0]?.name);

  assert.deepEqual(found, ["Mira Okafor", "Mira Okafor", "Zoë Żak", "Søren Ærø", "Mira Okafor"]);
});

test("where the tablet cannot keep a scan, there is no beep", async () => {
  const vault = memoryVault();
  const { evening } = await atTheDesk(new House(), { vault: { ...vault, add: async () => Promise.reject(new Error("full")) } });

  await assert.rejects(evening.act({ action: "arrive", attendee: 1, via: "search" }), /full/);

  assert.deepEqual([evening.person(1).arrived_at, evening.state.unsent], [null, 0]);
});

test("where the copy cannot be kept, the screens still show it, and the next change is kept whole", async () => {
  const disk = emptyDisk();
  const vault = memoryVault(disk);
  let full = false;
  const writeCopy = async (writing) => (full ? Promise.reject(new Error("full")) : vault.writeCopy(writing));
  const { evening, house, pass } = await atTheDesk(new House(), { disk, vault: { ...vault, writeCopy } });
  full = true;
  house.change(2, { arrived_at: "2026-05-08T18:20:00.000Z", arrived_by: "Desk 2" });
  await pass(21_000);
  assert.deepEqual([evening.person(2).arrived_by, evening.state.trouble], ["Desk 2", "full"]);

  full = false;
  house.change(3, { arrived_at: "2026-05-08T18:21:00.000Z", arrived_by: "Desk 2" });
  await pass(41_000);

  const kept = [...disk.chunks.values()].flat();
  assert.deepEqual([kept.map((one) => one.arrived_by), disk.meta.seq, evening.state.trouble], [[null, "Desk 2", "Desk 2"], 3, null]);
});

test("a scan that waited is said to have been made without a network, whatever was believed when it was made", async () => {
  const { evening, house, pass } = await atTheDesk();
  const { post } = house.network;
  let held = true;
  evening._network.post = async (path, body) => {
    if (path === "scans" && held) throw new Unreachable("no answer");
    return post(path, body);
  };
  await evening.act({ action: "arrive", attendee: 1, via: "search" });
  await pass(200);

  held = false;
  await pass(2_000);
  await evening.act({ action: "arrive", attendee: 2, via: "search" });
  await pass(200);

  assert.deepEqual(house.received.map(({ offline }) => offline), [true, false]);
});
