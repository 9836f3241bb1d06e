/**
 * Scanners on a serial port, by Web Serial where the browser has it: no layout, no focus, no mistaken keys.
 *
 * if (hasSerial()) button.onclick = () => openSerial(onCode);   // asks which port, so it needs a touch
 * reopenSerial(onCode);                                         // the ports allowed earlier, without asking
 */

/**
 * @typedef {{
 *   readable: ReadableStream<Uint8Array> | null,
 *   open(how: { baudRate: number }): Promise<void>,
 *   close(): Promise<void>,
 * }} Port
 * @typedef {EventTarget & { requestPort(): Promise<Port>, getPorts(): Promise<Port[]> }} Serial
 * @typedef {{ stop(): void }} Reader
 */

// What scanners come with; those that are USB devices heed no speed.
const SPEED = 9_600;
// Some send no line end.
const ENDS_AFTER = 60;

/** @returns {Serial | null} */
function serial() {
  return /** @type {{ serial?: Serial }} */ (/** @type {unknown} */ (navigator)).serial ?? null;
}

export function hasSerial() {
  return serial() !== null;
}

/**
 * Let the person choose a port, and listen to it. Answers null where none was chosen.
 * @param {(text: string) => void} onCode
 * @returns {Promise<Reader | null>}
 */
export async function openSerial(onCode) {
  const port = await serial()?.requestPort().catch(() => null);
  return port ? listen(port, onCode) : null;
}

/**
 * Listen to the ports that were allowed earlier, also when one is plugged in again.
 * @param {(text: string) => void} onCode
 * @returns {Promise<Reader>}
 */
export async function reopenSerial(onCode) {
  const ports = serial();
  /** @type {Reader[]} */
  const readers = [];
  /** @param {Event} event */
  const plugged = (event) => void readers.push(listen(/** @type {Port} */ (/** @type {unknown} */ (event.target)), onCode));
  for (const port of await ports?.getPorts() ?? []) readers.push(listen(port, onCode));
  ports?.addEventListener("connect", plugged);
  return {
    stop() {
      ports?.removeEventListener("connect", plugged);
      for (const reader of readers) reader.stop();
    },
  };
}

/**
 * @param {Port} port
 * @param {(text: string) => void} onCode
 * @returns {Reader}
 */
function listen(port, onCode) {
  const lines = openLines(onCode);
  let stopped = false;
  /** @type {ReadableStreamDefaultReader<Uint8Array> | null} */
  let reader = null;

  async function run() {
    await port.open({ baudRate: SPEED });
    // A parity error ends the stream but not the port, which then has another one.
    while (port.readable && !stopped) {
      reader = port.readable.getReader();
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) lines.add(part.value);
      } catch {
        // The next turn begins with a new stream, or ends where the scanner was unplugged.
      } finally {
        reader.releaseLock();
      }
    }
    await port.close().catch(() => {});
  }

  run().catch(() => {}); // A port that another page holds stays that page's.
  return {
    stop() {
      stopped = true;
      reader?.cancel().catch(() => {});
    },
  };
}

/**
 * Bytes in, whole codes out: each ends with a line end or a pause.
 * @param {(text: string) => void} onCode
 */
export function openLines(onCode) {
  const decoder = new TextDecoder();
  let text = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function flush() {
    const code = text.trim();
    text = "";
    if (code) onCode(code);
  }

  return {
    /** @param {Uint8Array} bytes */
    add(bytes) {
      clearTimeout(timer);
      const parts = (text + decoder.decode(bytes, { stream: true })).split(/[\r\n\t\0\x02\x03]+/);
      const rest = parts.pop() ?? "";
      for (const part of parts) {
        text = part;
        flush();
      }
      text = rest;
      if (text) timer = setTimeout(flush, ENDS_AFTER);
    },
  };
}
