/**
 * Time that passes only when asked to, and chance that repeats itself: what happens next is always the same.
 */

/** @param {number} seed */
export function chance(seed) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    random,
    between: (least, most) => least + random() * (most - least),
    below: (most) => Math.floor(random() * most),
    happens: (share) => random() < share,
    one: (choices) => choices[Math.floor(random() * choices.length)],
  };
}

/** A queue of what is to happen, in its order; everything that waits for one thing is done before the next. */
export class Time {
  constructor(start) {
    this.now = start;
    this._queue = [];
    this._made = 0;
  }

  /** What is to happen after so many milliseconds. Answers what `forget` takes. */
  after(ms, what) {
    const event = { at: this.now + Math.max(0, ms), made: this._made++, what };
    this._push(event);
    return event;
  }

  forget(event) {
    if (event) event.what = null;
  }

  /** Let time pass until a moment. */
  async until(moment) {
    // What was begun outside is begun now, and not when the next thing happens.
    await settled();
    while (this._queue.length && this._queue[0].at <= moment) {
      const { at, what } = this._pop();
      if (!what) continue;
      this.now = at;
      what();
      await settled();
    }
    this.now = moment;
  }

  _push(event) {
    const queue = this._queue;
    let place = queue.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(event, queue[parent])) break;
      queue[place] = queue[parent];
      place = parent;
    }
    queue[place] = event;
  }

  _pop() {
    const queue = this._queue;
    const first = queue[0];
    const last = queue.pop();
    if (!queue.length) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= queue.length) break;
      if (child + 1 < queue.length && isBefore(queue[child + 1], queue[child])) child += 1;
      if (!isBefore(queue[child], last)) break;
      queue[place] = queue[child];
      place = child;
    }
    queue[place] = last;
    return first;
  }
}

function isBefore(one, other) {
  return one.at < other.at || (one.at === other.at && one.made < other.made);
}

/** Promises that wait for nothing else are all kept before this is. */
function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}
