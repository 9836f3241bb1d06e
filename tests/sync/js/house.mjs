/** The house: its server, its tablets, and the time they share; and how every evening ends. */

import { Server } from "./venue.mjs";
import { Tablet } from "./tablet.mjs";
import { Time, chance } from "./time.mjs";

const PATIENCE = 15 * 60_000;

export function houseOf(scenario) {
  const time = new Time(scenario.start);
  const server = new Server(time);
  const tablets = scenario.tablets.map((tablet, place) => {
    const own = { time, server, trouble: scenario.trouble, chance: chance(scenario.seed * 1_000 + place) };
    return new Tablet(tablet, own);
  });
  return { time, server, tablets, people: scenario.people };
}

/** The network is back, the server is up, every tablet is open: after a while all of them know the same, and keep it. */
export async function end(house) {
  const { time, server, tablets } = house;
  server.down = false;
  for (const tablet of tablets) {
    tablet.mayDie = 0;
    tablet.venue = Object.assign(tablet.venue, { away: false, trouble: { lost: 0, lostAnswer: 0, twice: 0, slow: 0 } });
    if (!tablet.tabs.some((tab) => tab.alive)) tablet.open();
  }
  const deadline = time.now + PATIENCE;
  do await time.until(time.now + 5_000);
  while (time.now < deadline && !tablets.every(inStep));
  // What came late, twice, is answered by now; and those who hear of it hear.
  await time.until(time.now + 60_000);
  // What a tablet shows in the end is what its disk holds: no network, and every page opened anew.
  for (const tablet of tablets) tablet.reopen();
  await time.until(time.now + 5_000);
  return house;
}

function inStep({ tab, server }) {
  const state = tab?.evening.state;
  return Boolean(state) && state.unsent === 0 && state.reachable && server.lines(state.seq).length === 0;
}
