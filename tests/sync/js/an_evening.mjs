/** An evening by chance: a crowd that moves past several tablets, and everything that goes wrong meanwhile. */

import { end, houseOf } from "./house.mjs";

const MINUTE = 60_000;
// How far apart in the crowd those are who stand at the desks at one moment: near enough to meet two desks.
const AT_THE_DOOR = 12;

export async function anEvening(scenario, luck) {
  const house = houseOf(scenario);
  const { time, server, tablets } = house;
  const over = scenario.start + scenario.minutes * MINUTE;
  // Everybody has the list before the doors open.
  for (const tablet of tablets) tablet.open();
  await time.until(time.now + 10_000);
  for (const tablet of tablets) {
    tablet.mayDie = scenario.deaths;
    keepOpen(tablet, time, luck, over);
    takeAwayNow(tablet, time, luck, over);
    work(tablet, house, scenario, luck, over);
  }
  if (tablets[0]) jump(tablets[0], time, scenario);
  restartNow(server, time, luck, scenario, over);
  await time.until(over);
  return end(house);
}

/** Somebody opens the page again a while after it was closed; now and then it is open twice. */
function keepOpen(tablet, time, luck, over) {
  if (time.now >= over) return;
  if (!tablet.tabs.some((tab) => tab.alive)) tablet.open();
  else if (luck.happens(0.02) && tablet.tabs.length < 2) tablet.open();
  else if (tablet.tabs.length > 1 && luck.happens(0.1)) tablet.tabs[0].close();
  time.after(luck.between(500, 20_000), () => keepOpen(tablet, time, luck, over));
}

/** The network goes for seconds or for a quarter of an hour. */
function takeAwayNow(tablet, time, luck, over) {
  time.after(luck.between(0.2, 4) * MINUTE, () => {
    if (time.now >= over) return;
    tablet.away = true;
    time.after((luck.happens(0.6) ? luck.between(0.02, 1) : luck.between(1, 12)) * MINUTE, () => {
      if (time.now < over) tablet.away = false;
      takeAwayNow(tablet, time, luck, over);
    });
  });
}

/** In the middle of the evening one tablet learns what time it is. */
function jump(tablet, time, scenario) {
  time.after((scenario.minutes / 2) * MINUTE, () => {
    tablet.skew = 0;
  });
}

function restartNow(server, time, luck, scenario, over) {
  for (let round = 0; round < scenario.restarts; round += 1) {
    time.after(luck.between(0.1, 0.9) * (over - time.now), () => {
      server.down = true;
      server.restart();
      time.after(luck.between(500, 90_000), () => {
        server.down = false;
      });
    });
  }
}

/** One volunteer: scans come in bursts, because doors open and close and trains arrive. */
function work(tablet, house, scenario, luck, over) {
  const { time } = house;
  if (time.now >= over) return;
  const busy = luck.happens(scenario.burst);
  const pause = busy ? luck.between(300, 4_000) : luck.between(0.1, 2) * scenario.pause;
  time.after(pause, () => {
    if (tablet.tab) doSomething(tablet, house, scenario, luck);
    work(tablet, house, scenario, luck, over);
  });
}

function doSomething(tablet, house, scenario, luck) {
  const { people, time } = house;
  const share = (time.now - scenario.start) / (scenario.minutes * MINUTE);
  const place = Math.floor(share * people.length) + luck.below(AT_THE_DOOR) - AT_THE_DOOR / 2;
  const person = people[Math.min(people.length - 1, Math.max(0, place))];
  const what = luck.random();
  const code = luck.one([person.badge, person.badge.toLowerCase(), person.pass, person.short, `LB1${person.badge}`]);
  if (what < 0.45) tablet.act({ action: "collect", code, via: "camera" });
  else if (what < 0.65) tablet.act({ action: "arrive", attendee: person.id, via: "search" });
  else if (what < 0.72) tablet.act({ action: "leave", attendee: person.id, via: "search" });
  else if (what < 0.76) tablet.act({ action: "set_aside", attendee: person.id, via: "search" });
  else if (what < 0.8) twice(tablet, { action: "collect", code, via: "wedge" });
  else if (what < 0.91) takeBack(tablet, person, luck);
  else if (what < 0.93) tablet.act({ action: "collect", code: "0000000000000000", via: "typed" });
  else if (what < 0.96) void walkIn(tablet, luck);
  else tablet.correct(person.id, { name: `${person.name} ${luck.below(100)}`, company: "Corrected & Daughters" });
}

/** The same code before the first answer is there. */
function twice(tablet, asked) {
  tablet.act(asked);
  tablet.act(asked);
}

function takeBack(tablet, person, luck) {
  const evening = tablet.tab.evening;
  const theirs = evening.lately(person.id).filter(({ undoable }) => undoable);
  const any = tablet.beeps.filter(({ action }) => action !== "undo");
  const scan = theirs[0] ?? (any.length && luck.happens(0.5) ? luck.one(any.slice(-5)) : null);
  if (scan) tablet.act({ action: "undo", undoes: scan.id, via: "search" });
}

/** They come in at once, and their badge is written by hand. */
async function walkIn(tablet, luck) {
  const tab = tablet.tab;
  const person = await tablet.addWalkIn({ name: `Walker ${luck.below(10_000)}`, company: "Nobody’s", host: null }, tab);
  if (person && tab.alive) tablet.act({ action: "collect", attendee: person.id, via: "search" }, tab);
}
