/**
 * Tablets over a real network to a real server: what the test that runs us asks, line by line, and what we saw.
 */

import { createInterface } from "node:readline";

import { openEvening } from "../../../web/static/js/evening/evening.js";
import { memoryVault } from "../../../web/static/js/evening/memory_vault.js";

const tablets = new Map();
const seen = new Map();

const DO = {
  open: async ({ name, base, key }) => {
    const evening = await openEvening({ base, key, vault: memoryVault(), version: "tried" });
    tablets.set(name, evening);
    evening.subscribe(() => {
      for (const [id, look] of seen) {
        if (look.name === name && look.is(evening.person(id))) look.resolve(Date.now());
      }
    });
    await evening.sync();
    return { stage: evening.state.stage, people: evening.people.size };
  },
  act: async ({ name, asked }) => {
    const { person, ...answer } = await tablets.get(name).act(asked);
    return { ...answer, person: person?.id ?? null };
  },
  // How long it takes until one tablet shows what is done at another.
  until_seen: async ({ name, at, asked, what }) => {
    const shown = new Promise((resolve) => seen.set(asked.attendee, { name, resolve, is: (person) => Boolean(person?.[what]) }));
    const begun = Date.now();
    await tablets.get(at).act(asked);
    const when = await shown;
    seen.delete(asked.attendee);
    return { ms: when - begun };
  },
  sync: async ({ name }) => ({ inStep: await tablets.get(name).sync() }),
  state: async ({ name }) => {
    const { stage, reachable, unsent, seq, clockOff, doubles } = tablets.get(name).state;
    return { stage, reachable, unsent, seq, clockOff, doubles: doubles.map(({ person }) => person.id) };
  },
  walk_in: async ({ name, walkIn }) => ({ id: (await tablets.get(name).addWalkIn(walkIn)).id }),
  person: async ({ name, id }) => tablets.get(name).person(id),
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await DO[asked.do](asked))}\n`);
}
process.exit(0);
