/**
 * The venue's network and the server behind it, as one tablet meets them: what it asks may be lost, come twice, come
 * late, be done without an answer, or find nobody there at all.
 */

import { readSync, writeSync } from "node:fs";

/** Ask the test that runs us, and wait for what it says. */
export function ask(question) {
  writeAll(1, Buffer.from(`${JSON.stringify(question)}\n`));
  return JSON.parse(readLine());
}

let rest = Buffer.alloc(0);

export function readLine() {
  for (;;) {
    const end = rest.indexOf(10);
    if (end >= 0) {
      const line = rest.subarray(0, end).toString();
      rest = rest.subarray(end + 1);
      return line;
    }
    const piece = Buffer.alloc(1 << 16);
    const size = readSync(0, piece);
    if (!size) process.exit(0);
    rest = Buffer.concat([rest, piece.subarray(0, size)]);
  }
}

function writeAll(fd, bytes) {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

/** The server: it answers at once or is not there; whoever listens hears of every line. */
export class Server {
  constructor(time, { faults = {} } = {}) {
    this.time = time;
    this.down = false;
    this.faults = faults;
    this.requests = 0;
    this.listeners = new Set();
    this._heard = 0;
  }

  handle(request) {
    this.requests += 1;
    const answer = ask({ do: "request", now: this.time.now, ...request });
    if (request.method === "POST" && answer.seq > this._heard) this._ring(answer.seq);
    return answer;
  }

  restart() {
    for (const listener of [...this.listeners]) listener.end();
    ask({ do: "restart", now: this.time.now });
  }

  lines(after) {
    return ask({ do: "journal", after, now: this.time.now }).lines;
  }

  _ring(seq) {
    this._heard = seq;
    for (const listener of this.listeners) listener.ring();
  }
}

/** One tab's way to the server, as `fetch` shows it. Where the tab is gone, nobody hears the answer. */
export function fetchThrough(venue, tab, { server, time, chance, key }) {
  const gone = () => new TypeError("fetch failed");

  return (url, { method = "GET", body, signal, headers }) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(gone()));
      const path = url.slice(url.indexOf("//") + 2);
      const trouble = venue.trouble;
      if (venue.away || server.down) {
        // Some networks say at once that nobody is there, and some say nothing at all.
        if (chance.happens(0.5)) tab.after(chance.between(1, 300), () => reject(gone()));
        return;
      }
      if (headers.Accept) {
        tab.after(chance.between(5, 80), () => resolve(stream(path, signal, { server, time, tab, chance, venue })));
        return;
      }
      if (chance.happens(trouble.lost)) return;
      const there = chance.between(2, 60) + (chance.happens(trouble.slow) ? chance.between(500, 6_000) : 0);
      const arrive = (answered) => {
        if (server.down) return;
        const { status, body: text } = server.handle({ method, path, key, body });
        if (!answered || venue.away || chance.happens(trouble.lostAnswer)) return;
        const back = chance.between(2, 60) + (chance.happens(trouble.slow) ? chance.between(500, 6_000) : 0);
        tab.after(back, () => resolve(response(status, text)));
      };
      // Once it is on its way, it arrives whether or not the tab lives.
      time.after(there, () => arrive(true));
      if (chance.happens(trouble.twice)) time.after(there + chance.between(0, 8_000), () => arrive(false));
    });
}

function response(status, text) {
  const headers = { get: () => "application/json" };
  return { ok: status < 300, status, headers, json: async () => JSON.parse(text) };
}

/**
 * The live feed: lines come in pieces, and a comment every fifteen seconds. When the network goes it falls silent, and
 * says no word when the network is back.
 */
function stream(path, signal, { server, time, tab, chance, venue }) {
  let after = Number(/after=(-?\d+)/.exec(path)[1]);
  const waiting = [];
  let wanted = null;
  let over = false;
  let silent = false;
  let last = 0;

  const deliver = (piece) => {
    if (wanted) wanted.resolve({ done: false, value: piece });
    else waiting.push(piece);
    wanted = null;
  };
  const send = (text) => {
    silent ||= venue.away;
    if (silent || over) return;
    const bytes = new TextEncoder().encode(text);
    const cut = chance.below(bytes.length);
    for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      // No piece overtakes another.
      last = Math.max(last, time.now + chance.between(2, 40));
      tab.after(last - time.now, () => deliver(piece));
    }
  };
  const end = () => {
    over = true;
    server.listeners.delete(listener);
    if (!silent) wanted?.resolve({ done: true });
  };
  const ring = () => {
    const lines = server.lines(after);
    if (!lines.length) return;
    after = lines.at(-1).seq;
    send(lines.map((line) => `id: ${line.seq}\nevent: ${line.kind}\ndata: ${JSON.stringify(line)}\n\n`).join(""));
  };
  const beat = () => {
    if (over || !tab.alive) return end();
    send(":\n\n");
    return time.after(15_000, beat);
  };
  const listener = { ring, end };
  server.listeners.add(listener);
  beat();
  ring();
  signal.addEventListener("abort", () => {
    end();
    wanted?.reject(new TypeError("aborted"));
  });
  const read = () => {
    if (waiting.length) return Promise.resolve({ done: false, value: waiting.shift() });
    if (over && !silent) return Promise.resolve({ done: true });
    return new Promise((resolve, reject) => {
      wanted = { resolve, reject };
    });
  };
  const body = { getReader: () => ({ read, cancel: async () => end() }) };
  return { ok: true, status: 200, headers: { get: () => "text/event-stream" }, body };
}
