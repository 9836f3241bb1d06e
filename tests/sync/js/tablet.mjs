/**
 * One tablet of the simulation: its disk, its clock, its tabs, each of which may be closed between any two moments.
 */

import { createHash } from "node:crypto";

import { openEvening } from "../../../web/static/js/evening/evening.js";
import { emptyDisk, memoryVault } from "../../../web/static/js/evening/memory_vault.js";
import { makeNetwork } from "../../../web/static/js/evening/network.js";
import { fetchThrough } from "./venue.mjs";

// Who is found by which letters is another test's matter.
const finder = () => ({ find: () => [], update: () => undefined, remove: () => undefined });
const digest = async (text) => createHash("sha256").update(text).digest("hex");
const WRITES = ["writeCopy", "add", "change", "belongTo", "wipePeople", "wipe"];
const READS = ["readCopy", "readItems", "state"];

export class Tablet {
  constructor({ name, key, skew, live = true }, { time, server, chance, trouble }) {
    Object.assign(this, { name, key, skew, live, time, server, chance });
    this.venue = { away: false, trouble };
    this.disk = emptyDisk();
    this.tabs = [];
    // What a volunteer saw, and what was kept whether or not anybody lived to see it.
    this.beeps = [];
    this.made = [];
    this.corrections = [];
    this.deaths = 0;
  }

  get away() {
    return this.venue.away;
  }

  set away(away) {
    this.venue.away = away;
  }

  /** Open the page once more. */
  open() {
    const tab = new Tab(this);
    this.tabs.push(tab);
    tab.open();
    return tab;
  }

  /** Close every page and open one anew, without a network. */
  reopen() {
    this.away = true;
    const { deaths } = this;
    for (const tab of this.tabs) tab.close();
    this.deaths = deaths;
    this.open();
  }

  /** A tab that is open and ready. */
  get tab() {
    return this.tabs.find((tab) => tab.alive && tab.evening?.state.stage === "ready") ?? null;
  }

  /** What the volunteer does; the beep is what counts. */
  act(asked, tab = this.tab) {
    void tab?.evening.act(asked).then((answer) => this.beeps.push(asBeep(answer)), tab.fault);
  }

  addWalkIn(walkIn, tab = this.tab) {
    return tab?.evening.addWalkIn(walkIn).catch(tab.fault);
  }

  correct(id, text, tab = this.tab) {
    void tab?.evening.correct(id, text).catch(tab.fault);
  }
}

class Tab {
  constructor(tablet) {
    Object.assign(this, { tablet, alive: true, evening: null, readyAt: null });
    // A fault of ours ends the simulation, and not only this promise.
    this.fault = (error) => {
      if (this.alive && error?.name !== "NoCopy") tablet.time.after(0, () => Promise.reject(error));
    };
  }

  open() {
    const { tablet } = this;
    const { time, server, chance, key } = tablet;
    const timers = { now: () => time.now, set: (what, ms) => this.after(ms, what), clear: (event) => time.forget(event) };
    const fetch = fetchThrough(tablet.venue, this, { server, time, chance, key });
    void openEvening({
      ...{ base: "tablet:/", key, timers, digest, finder, vault: this._vault(), now: () => time.now + tablet.skew, random: chance.random },
      ...{ network: makeNetwork({ base: "tablet:/", key, fetch, timers }), lock: (errand) => errand(), version: "simulated", live: tablet.live },
    }).then((evening) => {
      this.evening = evening;
      evening.corrections(({ scan, told }) => tablet.corrections.push({ id: scan.id, ...told }));
    }, this.fault);
  }

  /** After a while, where this tab still lives. */
  after(ms, what) {
    return this.tablet.time.after(ms, () => {
      if (!this.alive) return;
      // The worst moment is any moment.
      if (this.tablet.mayDie && this.tablet.chance.happens(this.tablet.mayDie)) this.close();
      else what();
    });
  }

  close() {
    this.alive = false;
    this.tablet.deaths += 1;
    this.tablet.disk.tabs.delete(this.watching);
    this.tablet.tabs = this.tablet.tabs.filter((tab) => tab !== this);
  }

  /** The disk, which takes its time: what is asked of it is done a little later, and said to be done later still. */
  _vault() {
    const { disk, chance, made } = this.tablet;
    const inner = memoryVault(disk);
    const vault = { ...inner };
    for (const name of [...WRITES, ...READS]) {
      vault[name] = (...args) => {
        // As it was when it was given: what is kept beside the people changes meanwhile.
        const given = name === "writeCopy" ? [{ ...args[0], meta: { ...args[0].meta } }] : args;
        return new Promise((resolve, reject) => {
          this.after(chance.between(0.1, 8), () => {
            const done = inner[name](...given);
            if (name === "add") void done.then((item) => made.push(item));
            void done.then((value) => this.after(chance.between(0.1, 4), () => resolve(value)), reject);
          });
        });
      };
    }
    vault.watch = (changed) => {
      let told = false;
      this.watching = () => {
        if (told) return;
        told = true;
        this.after(chance.between(1, 60), () => {
          told = false;
          changed();
        });
      };
      disk.tabs.add(this.watching);
      return () => disk.tabs.delete(this.watching);
    };
    return vault;
  }
}

function asBeep({ id, action, result, reason, review, person, first }) {
  return { id, action, result, reason, review, person: person?.id ?? null, first };
}
