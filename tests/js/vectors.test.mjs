/** The tablet's rules answer as the server's do. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { read } from "../../web/static/js/evening/codes.js";
import { fold, step } from "../../web/static/js/evening/facts.js";
import { beforeTheList, judge } from "../../web/static/js/evening/judge.js";
import { deskRefusal, hoursOf, saidOf, selfRefusal, standing } from "../../web/static/js/evening/standing.js";

const cases = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
const moment = (text) => Date.parse(text);
const markIn = (mark) => mark && { at: moment(mark.at), device: mark.device };
const markOut = (mark) => mark && { at: new Date(mark.at).toISOString(), device: mark.device };
const over = (facts, how) => Object.fromEntries(Object.entries(facts).map(([what, mark]) => [what, how(mark)]));
const moveIn = (move) => ({ ...move, at: moment(move.at) });

test("a scanned or typed text is read as the server reads it", () => {
  for (const { text, ...expected } of cases("codes")) {
    const { within, ...reading } = read(text);
    assert.deepEqual({ ...reading, within: within.filter(Boolean) }, expected, JSON.stringify(text));
  }
});

test("scans fold to the facts the server folds them to", () => {
  for (const { moves, facts, taken_back } of cases("folds")) {
    const folded = fold(moves.map(moveIn));
    assert.deepEqual(over(folded.facts, markOut), facts);
    assert.deepEqual([...folded.takenBack].sort(), taken_back);
  }
});

test("taking scans one by one in their order is folding them all", () => {
  for (const { moves } of cases("folds")) {
    const plain = moves.filter(({ action }) => action !== "undo").map(moveIn);
    const inOrder = plain.sort((one, other) => one.at - other.at || one.device - other.device || one.n - other.n || (one.id < other.id ? -1 : 1));
    const none = { arrived: null, collected: null, left: null, set_aside: null };
    assert.deepEqual(inOrder.reduce(step, none), fold(plain).facts);
  }
});

test("people stand where they stand for the server", () => {
  for (const { facts, said, hours, now, standing: expected } of cases("standings")) {
    assert.equal(standing(over(facts, markIn), saidOf(said), hoursOf(hours), moment(now)), expected);
  }
});

test("doors are open when they are open for the server", () => {
  for (const { hours, at, desk, self } of cases("hours")) {
    assert.equal(deskRefusal(hoursOf(hours), moment(at)), desk);
    assert.equal(selfRefusal(hoursOf(hours), moment(at)), self);
  }
});

test("a scan is judged as the server judges it", () => {
  for (const { facts, said, hours, role, move, result, reason, review, first } of cases("judged")) {
    const place = { role, hours: hoursOf(hours), device: move.device };
    const verdict = beforeTheList(move.action, place) ?? judge(moveIn(move), over(facts, markIn), saidOf(said), place);
    const told = { result: verdict.result, reason: verdict.reason, review: verdict.review, first: markOut(verdict.first) };
    assert.deepEqual(told, { result, reason, review, first }, JSON.stringify({ facts, said, move }));
  }
});
