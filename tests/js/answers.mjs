/** What the tablet's finder answers: a list and questions come in, the ids of whom it finds go out. */

import { readFileSync, writeSync } from "node:fs";

import { makeFinder } from "../../web/static/js/evening/finder.js";

const { people, nicknames, asked, limits } = JSON.parse(readFileSync(0, "utf8"));
const finder = makeFinder(people, { nicknames });
const answers = asked.map((text) => limits.map((limit) => finder.find(text, limit)));
const out = Buffer.from(JSON.stringify(answers));
for (let at = 0; at < out.length; ) at += writeSync(1, out, at);
