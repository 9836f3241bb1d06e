/** Practise: the same screens over invented people, and nothing that leaves the page. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { openPractice } from "../../web/static/js/evening/practice.js";

async function practising() {
  const evening = await openPractice();
  const corrections = [];
  evening.corrections((correction) => corrections.push(correction));
  return { evening, corrections };
}

test("there is an evening with somebody in every standing a volunteer should have seen", async () => {
  const { evening } = await practising();

  const standings = new Set([...evening.people.values()].map(({ standing }) => standing));

  assert.equal(evening.state.stage, "ready");
  for (const standing of ["missing", "late", "excused", "cancelled"]) assert.ok(standings.has(standing), standing);
  evening.close();
});

test("people are found, let in, found again, taken back and written down, and the invented server agrees", async () => {
  const { evening, corrections } = await practising();
  const [mira] = evening.find("mi");
  assert.equal(mira.name, "Mira Okafor");

  const first = await evening.act({ action: "collect", attendee: mira.id, via: "search" });
  await evening.sync();
  const again = await evening.act({ action: "collect", code: mira.short_code, via: "typed" });
  await evening.undo(first.id);
  await evening.sync();
  const walkIn = await evening.addWalkIn({ name: "Ola Nordmann", company: "Fjord" });
  await evening.act({ action: "arrive", attendee: walkIn.id, via: "search" });
  await evening.correct(mira.id, { name: "Mira Okafor-Lund", company: "Okafor & Daughters" });
  await evening.sync();

  assert.deepEqual([first.result, again.result, again.person.id], ["done", "again", mira.id]);
  assert.deepEqual([evening.person(mira.id).arrived_at, evening.person(mira.id).name], [null, "Mira Okafor-Lund"]);
  assert.equal(evening.find("nordm")[0].standing, "here");
  assert.deepEqual([evening.state.unsent, evening.state.reachable, corrections], [0, true, []]);
  evening.close();
});

test("what is refused in practice is refused for the reason it would be", async () => {
  const { evening, corrections } = await practising();
  const cancelled = [...evening.people.values()].find((one) => one.cancelled);

  const answers = [
    await evening.act({ action: "arrive", attendee: cancelled.id, via: "search" }),
    await evening.act({ action: "arrive", code: "nobody's", via: "typed" }),
    await evening.act({ action: "leave", attendee: 1, via: "search" }),
  ];
  await evening.sync();

  assert.deepEqual(answers.map(({ reason }) => reason), ["cancelled", "unknown_code", "not_arrived"]);
  assert.deepEqual(corrections, []);
  evening.close();
});

test("where badges are printed on arrival, that is practised too", async () => {
  const evening = await openPractice({ prints: true, takes: [20, 40] });
  const [mira] = evening.find("mi");
  assert.deepEqual([evening.state.event.prints_on_arrival, mira.has_badge], [true, false]);

  await evening.act({ action: "arrive", attendee: mira.id, via: "search" });
  await evening.sync();
  const { state, printer } = evening.person(mira.id).print;
  await until(() => evening.person(mira.id).print.state === "printed");
  await evening.print(mira.id, "spoilt");
  await until(() => evening.person(mira.id).print.state === "printed");

  assert.deepEqual([state, printer], ["queued", "Printer 1"]);
  assert.deepEqual([evening.person(mira.id).has_badge, evening.person(mira.id).print.revision], [true, 2]);
  evening.close();
});

async function until(so) {
  for (let tries = 0; tries < 300 && !so(); tries += 1) await new Promise((go) => setTimeout(go, 10));
  assert.ok(so());
}
