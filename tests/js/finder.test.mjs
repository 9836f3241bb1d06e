/** The tablet finds whom the server finds, in the same order. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { makeFinder } from "../../web/static/js/evening/finder.js";
import { bare, words } from "../../web/static/js/evening/fold_words.js";

const cases = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
const lists = cases("found");
const list = lists[1];
const ask = (found, text = "zebedee") => found.find(text, 20);
const somebody = (what) => ({ id: 9001, found_by: " zebedee ng", hosts: [], ...what });

test("a text is folded as the server folds it", () => {
  for (const { text, words: expected, bare: consonants } of cases("words")) {
    assert.deepEqual(words(text), expected, JSON.stringify(text));
    assert.deepEqual(words(text).map(bare), consonants);
  }
});

test("the same people are found, in the same order", () => {
  for (const one of lists) {
    const found = makeFinder(one.people, one);
    for (const { text, ids } of one.asked) assert.deepEqual(ask(found, text), ids, JSON.stringify(text));
  }
});

test("whoever changed or came later is found as if they had been there from the beginning", () => {
  const half = list.people.slice(0, 250);
  const found = makeFinder(half.map((one) => ({ ...one, found_by: " nobody yet", hosts: [] })), list);
  for (const person of list.people) found.update(person);
  for (const { text, ids } of list.asked.slice(0, 120)) assert.deepEqual(ask(found, text), ids, JSON.stringify(text));
});

test("so many changes at once are no different", () => {
  const many = Array.from({ length: 1000 }, (_, at) => ({ id: at + 1, found_by: " nobody", hosts: [] }));
  const found = makeFinder(many);
  for (const one of many) found.update({ ...one, found_by: ` zebedee number${one.id}` });
  assert.deepEqual(found.find("zebedee number777", 1), [777]);
  assert.deepEqual(ask(found, "nobody"), []);
});

test("somebody is found by another form of their name, and forgotten when they are taken off", () => {
  const found = makeFinder([somebody({ found_by: " robert ng", hosts: ["Thea Wren"] })], list);
  assert.deepEqual(ask(found, "bob"), [9001]);
  assert.deepEqual(ask(found, "ng thea"), [9001]);
  found.remove(9001);
  assert.deepEqual([ask(found, "bob"), found.size], [[], 0]);
});

test("a mistake in the first letter, a letter too many and two that changed places are understood", () => {
  const found = makeFinder([somebody()]);
  for (const text of ["sebedee", "zebeddee", "ezbedee", "zebde", "zebe", "Zébèdée"]) assert.deepEqual(ask(found, text), [9001], text);
  for (const text of ["zeb ox", "bedee ox", "xyz"]) assert.deepEqual(ask(found, text), [], text);
});

test("with a limit the same come first, and nobody twice", () => {
  const found = makeFinder(list.people, list);
  for (const { text, ids } of list.asked) {
    assert.deepEqual(found.find(text, 3), ids.slice(0, 3), text);
    assert.equal(new Set(ids).size, ids.length);
  }
});

test("those whom only this tablet knows come after the list, in the order in which they came", () => {
  const found = makeFinder([somebody({ id: -2 }), somebody({ id: -1 }), somebody({ id: 7 }), somebody({ id: 3 })]);
  assert.deepEqual(ask(found), [3, 7, -1, -2]);
});

test("one of 50,000 is changed in less than a millisecond", () => {
  const many = Array.from({ length: 50_000 }, (_, at) => ({ id: at + 1, found_by: ` person${at} of${at % 700}`, hosts: ["Thea Wren"] }));
  const found = makeFinder(many);
  const begin = performance.now();
  for (let at = 0; at < 1000; at++) found.update({ ...many[at], found_by: ` zebedee${at}` });
  assert.ok(performance.now() - begin < 1000);
  assert.deepEqual([ask(found, "zebedee77")[0], ask(found, "person77")[0], found.size], [78, 7701, 50_000]);
});
