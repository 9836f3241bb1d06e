/** An evening in steps, as somebody wrote them down who looks for the one that goes wrong. */

import { end, houseOf } from "./house.mjs";

export async function inSteps(scenario, luck) {
  const house = houseOf(scenario);
  for (const tablet of house.tablets) tablet.open();
  await house.time.until(house.time.now + 5_000);
  for (const step of scenario.steps) {
    DO[step.do](house, step, luck);
    await house.time.until(house.time.now + (step.wait ?? 0));
  }
  return end(house);
}

const DO = {
  wait: () => undefined,
  open: ({ tablets }, { at }) => {
    if (tablets[at].tabs.length < 2) tablets[at].open();
  },
  close: ({ tablets }, { at }) => tablets[at].tabs.at(-1)?.close(),
  away: ({ tablets }, { at }) => {
    tablets[at].away = true;
  },
  back: ({ tablets }, { at }) => {
    tablets[at].away = false;
  },
  clock: ({ tablets }, { at, ms }) => {
    tablets[at].skew = ms;
  },
  restart: ({ server }) => server.restart(),
  scan: ({ tablets, people }, { at, person, action }) => {
    tablets[at].act({ action, code: people[person].badge, via: "camera" });
  },
  undo: ({ tablets }, { at, nth }) => {
    const made = tablets[at].beeps.filter(({ action }) => action !== "undo");
    if (made.length) tablets[at].act({ action: "undo", undoes: made[nth % made.length].id, via: "search" });
  },
  walk_in: ({ tablets }, { at, name }) => {
    const tablet = tablets[at];
    const tab = tablet.tab;
    void tablet.addWalkIn({ name }, tab)?.then((person) => {
      if (person && tab.alive) tablet.act({ action: "collect", attendee: person.id, via: "search" }, tab);
    });
  },
  correct: ({ tablets, people }, { at, person, name }) => tablets[at].correct(people[person].id, { name, company: "" }),
  sync: ({ tablets }, { at }) => void tablets[at].tab?.evening.sync(),
};
