/** A small server for tests of one tablet: it takes everything, says what it is told to say, and can be away. */

import { Refused, SignedOut, Unreachable } from "../../web/static/js/evening/network.js";

export const START = Date.parse("2026-05-08T18:30:00Z");
const HOUR = 3_600_000;
const iso = (ms) => new Date(ms).toISOString();

export const EVENT = {
  ...{ slug: "chums", name: "The chum parade", timezone: "UTC", language: "en", venue: "", shows: [] },
  ...{ doors: iso(START - HOUR / 2), start: iso(START), end: iso(START + 3.5 * HOUR), set_aside_at: iso(START + 1.5 * HOUR) },
  ...{ missing_after: 1800, uncollected_after: 600, set_aside_after: 5400 },
};

export function aPerson(id, more = {}) {
  return {
    ...{ id, name: `Person ${id}`, company: "", first_name: "", last_name: "", type: "", hosts: ["Ramit"], standing: "expected" },
    ...{ expected_at: EVENT.start, late_until: null, excused: false, cancelled: false, arrived_at: null, arrived_by: null },
    ...{ collected_at: null, collected_by: null, left_at: null, set_aside_at: null, short_code: "", box: null, slot: null },
    ...{ fields: {}, quiet: "", codes: [["badge", `${id}`.padStart(16, "0"), 0]], found_by: ` person ${id}` },
    ...more,
  };
}

export function aPrint(more = {}) {
  const where = { printer: "Printer 1", position: 1, seconds: 6 };
  return { job: 1, state: "queued", revision: 1, ...where, why: "", reason: "", ...more };
}

export const badgeOf = (id) => `LB1${`${id}`.padStart(16, "0")}`;

export class House {
  constructor(people = [aPerson(1), aPerson(2), aPerson(3)]) {
    Object.assign(this, { people, seq: 1, now: START, away: false, device: { id: 7, name: "Desk 1", role: "desk" } });
    this.lease = START + 12 * HOUR;
    this.revoked = false;
    this.received = [];
    this.batches = [];
    this.requests = [];
    this.lines = [];
    this.streams = [];
    this.event = EVENT;
    this.printers = [];
    this.answers = [];
    // What the server says of a scan, where it is something else than the desk said.
    this.says = () => ({});
    // What becomes of a whole batch.
    this.refuses = () => null;
  }

  get network() {
    return {
      get: (path) => this._asked(path, () => this._get(path)),
      post: (path, body) => this._asked(path, () => this._post(path, structuredClone(body))),
      stream: (path, signal) => this._asked(path, () => this._stream(path, signal)),
    };
  }

  change(id, facts) {
    const person = this.people.find((one) => one.id === id);
    Object.assign(person, facts);
    this.seq += 1;
    person.at = this.seq;
  }

  async _asked(path, answer) {
    this.requests.push(path);
    await null;
    if (this.away) throw new Unreachable("away");
    if (this.revoked) throw new SignedOut();
    return answer();
  }

  _get(path) {
    if (path.startsWith("journal")) {
      const after = Number(/after=(\d+)/.exec(path)[1]);
      return { lines: this.lines.filter(({ seq }) => seq > after), seq: this.seq };
    }
    const after = /after=(\d+)/.exec(path)?.[1];
    const attendees = this.people.filter((person) => after === undefined || (person.at ?? 0) > Number(after));
    return structuredClone({
      ...{ whole: after === undefined, event: this.event, device: this.device, attendees, gone: [], hosts: [{ id: 5, name: "Thea" }] },
      ...{ nicknames: [], seq: this.seq, now: iso(this.now), lease: iso(this.lease) },
    });
  }

  _post(path, body) {
    if (path === "status") return { now: iso(this.now), lease: iso(this.lease), seq: this.seq, printers: this.printers };
    if (path === "walk-ins") return { attendee: this._walkIn(body) };
    if (path.endsWith("/correction")) return { attendee: this._corrected(Number(path.split("/")[1]), body) };
    if (/\/(re)?print$/.test(path)) return { attendee: this._printed(Number(path.split("/")[1]), body) };
    if (path.endsWith("/answer")) return { attendee: this._answered(Number(path.split("/")[1]), body) };
    this.batches.push(body.scans.length);
    const refusal = this.refuses(body.scans);
    if (refusal) throw refusal;
    return { results: body.scans.map((scan) => this._taken(scan)), seq: this.seq };
  }

  _walkIn({ id, name, company }) {
    const known = this.people.find((person) => person.walkIn === id);
    if (known) return structuredClone(known);
    const person = aPerson(100 + this.people.length, { name, company, walkIn: id });
    this.people.push(person);
    this.seq += 1;
    person.at = this.seq;
    return structuredClone(person);
  }

  _corrected(id, { name, company }) {
    this.change(id, { name, company });
    return structuredClone(this.people.find((person) => person.id === id));
  }

  _printed(id, { reason = "" }) {
    const before = this.people.find((person) => person.id === id).print;
    this.change(id, { print: aPrint({ job: 900 + this.seq, revision: (before?.revision ?? 0) + 1, reason }) });
    return structuredClone(this.people.find((person) => person.id === id));
  }

  _answered(job, { came_out: cameOut }) {
    const person = this.people.find(({ print }) => print?.job === job);
    this.answers.push([job, cameOut]);
    this.change(person.id, { print: { ...person.print, state: cameOut ? "printed" : "queued" } });
    return structuredClone(person);
  }

  _taken(scan) {
    const before = this.received.find(({ id }) => id === scan.id);
    if (!before) this.received.push(scan);
    const id = scan.attendee ?? (scan.code ? Number(scan.code.slice(-16)) : this.received.find((one) => one.id === scan.undoes)?.attendee);
    this.seq += before ? 0 : 1;
    const attendee = this.people.some((person) => person.id === id) ? { id } : null;
    const said = { result: scan.told, reason: scan.told === "refused" ? "unknown_code" : null, review: null, first: null };
    return { id: scan.id, ...said, seq: this.seq, attendee, ...this.says(scan) };
  }

  _stream(_path, signal) {
    const waiting = [];
    let wake = null;
    const stream = {
      ended: false,
      send: (text) => {
        waiting.push(new TextEncoder().encode(text));
        wake?.();
      },
      end: () => {
        stream.ended = true;
        wake?.();
      },
    };
    signal.addEventListener("abort", stream.end);
    this.streams.push(stream);
    return (async function* () {
      for (;;) {
        while (waiting.length) yield waiting.shift();
        if (stream.ended) return;
        await new Promise((resolve) => (wake = resolve));
      }
    })();
  }
}

export function refused(status = 422) {
  return new Refused(status, "bad_input", "No good.");
}

/** Time that a test lets pass: what is due happens in its order. */
export class Timers {
  constructor() {
    this.at = 0;
    this.due = [];
  }

  now() {
    return this.at;
  }

  set(what, ms) {
    const timer = { at: this.at + ms, what };
    this.due.push(timer);
    return timer;
  }

  clear(timer) {
    this.due = this.due.filter((one) => one !== timer);
  }

  async pass(ms, each = () => undefined) {
    const until = this.at + ms;
    for (;;) {
      await settled();
      const [next] = this.due.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
      if (!next) break;
      each(next.at - this.at);
      this.at = next.at;
      this.clear(next);
      next.what();
    }
    each(until - this.at);
    this.at = until;
  }
}

export async function settled() {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
