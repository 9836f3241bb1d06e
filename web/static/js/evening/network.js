/**
 * The way to the server, and three ways it can fail told apart: nobody answered, we were refused, we are signed out.
 *
 * @import {Timers} from "./rounds.js"
 */

import { realTimers } from "./rounds.js";

const SHORT = 4_000;

/** Nobody answered, or not the server: a venue's sign-in page answers too. `status` is 0 without any answer. */
export class Unreachable extends Error {
  /**
   * @param {string} message
   * @param {number} [status]
   */
  constructor(message, status = 0) {
    super(message);
    this.name = "Unreachable";
    this.status = status;
  }
}

/** The server understood and said no. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.name = "Refused";
    this.status = status;
    this.code = code;
  }
}

/** This device's key opens nothing any more. */
export class SignedOut extends Error {
  constructor() {
    super("This device was signed out.");
    this.name = "SignedOut";
  }
}

/**
 * @typedef {object} Network
 * @property {(path: string, timeout?: number) => Promise<any>} get
 * @property {(path: string, body: object, timeout?: number) => Promise<any>} post
 * @property {(path: string, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>} stream
 */

/**
 * The network of one event. Without a key the tablet's own cookie speaks for it, beside a header that no form of a
 * stranger's page can send.
 * @param {{base: string, key: string | null, fetch?: typeof globalThis.fetch, timers?: Timers}} how
 * @returns {Network}
 */
export function makeNetwork({ base, key, fetch = globalThis.fetch.bind(globalThis), timers = realTimers }) {
  /** @type {Record<string, string>} */
  const said = key ? { Authorization: `Bearer ${key}` } : { "X-Last-Badge": "app" };
  /** @type {RequestInit} */
  const always = { cache: "no-store", redirect: "error", credentials: key ? "omit" : "same-origin" };

  /**
   * @param {string} path
   * @param {RequestInit} request
   * @param {number} timeout
   */
  async function asked(path, request, timeout) {
    const stop = new AbortController();
    const timer = timers.set(() => stop.abort(), timeout);
    try {
      const response = await fetch(`${base}/${path}`, { ...always, ...request, signal: stop.signal });
      return await understood(response);
    } catch (trouble) {
      throw ours(trouble);
    } finally {
      timers.clear(timer);
    }
  }

  return {
    get: (path, timeout = SHORT) => asked(path, { headers: said }, timeout),
    post: (path, body, timeout = SHORT) => {
      const headers = { ...said, "Content-Type": "application/json" };
      return asked(path, { method: "POST", headers, body: JSON.stringify(body) }, timeout);
    },
    stream: async (path, signal) => {
      const headers = { ...said, Accept: "text/event-stream" };
      const response = await fetch(`${base}/${path}`, { ...always, headers, signal }).catch((trouble) => {
        throw ours(trouble);
      });
      const streams = response.headers.get("content-type")?.startsWith("text/event-stream");
      if (response.ok && streams && response.body) return chunks(response.body);
      await understood(response);
      throw new Unreachable("What answered was no live feed.", response.status);
    },
  };
}

/** @param {Response} response */
async function understood(response) {
  const body = await response.json().catch(() => null);
  if (response.ok && isObject(body)) return body;
  const error = isObject(body) && isObject(body.error) ? body.error : null;
  // What does not speak as the server does is not the server, whatever it says.
  if (!error || response.status < 400 || response.status >= 500) {
    throw new Unreachable(error ? String(error.message) : "Something else answered.", response.status);
  }
  if (response.status === 401 || (response.status === 403 && error.code === "revoked")) throw new SignedOut();
  // Too often is not never.
  if (response.status === 429) throw new Unreachable(String(error.message), 429);
  throw new Refused(response.status, String(error.code), String(error.message));
}

/** @param {ReadableStream<Uint8Array>} body */
async function* chunks(body) {
  // Not every browser's streams can be iterated over.
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** @param {unknown} trouble */
function ours(trouble) {
  const known = trouble instanceof Unreachable || trouble instanceof Refused || trouble instanceof SignedOut;
  return known ? trouble : new Unreachable("The server did not answer.");
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
