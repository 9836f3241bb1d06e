/**
 * The page's side of the decoder: one picture at a time goes to a worker, which says what codes it holds.
 *
 * A worker that dies or falls silent is replaced, so that a picture it choked on costs that picture only.
 */

/**
 * @typedef {"quick" | "QRCode" | "Code128" | "PDF417" | "Aztec" | "DataMatrix"} Kind
 * @typedef {{ text: string, x: number, y: number }} Found a code and where its middle lies, 0 to 1
 * @typedef {{
 *   ready: Promise<boolean>,
 *   read(source: HTMLVideoElement): Promise<Found[]>,
 *   close(): void,
 * }} Decoder `ready` says whether codes can be read at all
 */

// Our badges have 21 to 29 modules: at this size they are read from an arm's length, and four times faster
// than at the size of a camera's full picture.
const LONGEST_SIDE = 1280;
// Tickets of other makers may carry these; each takes a picture of its own, so that ours never waits for all.
// Kinds that let a misreading through for want of check digits, Code 39 and ITF among them, are not looked for.
/** @type {Kind[]} */
const FOREIGN = ["Code128", "PDF417", "Aztec", "DataMatrix"];
// A quick look finds nearly every code in a third of the time. The thorough one between finds light on dark.
/** @type {(Kind | null)[]} */
const LOOKS = ["quick", "QRCode", "quick", null];
const SILENT_AFTER = 5_000;
const GIVEN_UP = 5;

/**
 * @param {HTMLVideoElement} video
 * @returns {[number, number]}
 */
function sizeFor(video) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
  return [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
}

/** @param {number} n the number of the picture @returns {Kind} */
function kindFor(n) {
  return LOOKS[n % LOOKS.length] ?? FOREIGN[Math.floor(n / LOOKS.length) % FOREIGN.length];
}

/** Browsers whose workers have no canvas get their pixels from the page's. */
function ownCanvas() {
  const canvas = document.createElement("canvas");
  /** @param {HTMLVideoElement} video */
  return (video) => {
    const [width, height] = sizeFor(video);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const pen = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
    if (!pen) throw new Error("no canvas");
    pen.drawImage(video, 0, 0, width, height);
    return pen.getImageData(0, 0, width, height);
  };
}

/**
 * @param {HTMLVideoElement} video
 * @returns {Promise<ImageBitmap>}
 */
function snapshot(video) {
  const [resizeWidth, resizeHeight] = sizeFor(video);
  const whole = resizeWidth === video.videoWidth;
  return whole ? createImageBitmap(video) : createImageBitmap(video, { resizeWidth, resizeHeight });
}

/**
 * @param {string | URL} [address] of the worker; one that must be there without a network lies within its app
 * @returns {Decoder}
 */
export function openDecoder(address = new URL("./decoder_worker.js", import.meta.url)) {
  const inWorker = typeof OffscreenCanvas === "function" && typeof createImageBitmap === "function";
  let onPage = inWorker ? null : ownCanvas();
  let failed = 0;
  let asked = 0;
  let closed = false;
  /** @type {(works: boolean) => void} */
  let isReady = () => {};
  /** @type {Promise<boolean>} */
  const ready = new Promise((resolve) => (isReady = resolve));
  /** @type {{ n: number, settle(codes: Found[]): void, timer: number } | null} */
  let waiting = null;
  /** @type {Worker} */
  let worker = start();

  function start() {
    const fresh = new Worker(address, { type: "module" });
    fresh.onmessage = ({ data }) => {
      if (data.n === 0) isReady(!data.trouble);
      else if (waiting?.n === data.n) settle(data.codes ?? []);
    };
    fresh.onerror = (event) => {
      event.preventDefault();
      isReady(false);
      settle([]);
    };
    return fresh;
  }

  /** @param {Found[]} codes */
  function settle(codes) {
    if (!waiting) return;
    clearTimeout(waiting.timer);
    const { settle: tell } = waiting;
    waiting = null;
    tell(codes);
  }

  function replace() {
    worker.terminate();
    worker = start();
    settle([]);
  }

  /** @param {HTMLVideoElement} video */
  async function read(video) {
    if (closed || waiting || !video.videoWidth) return [];
    const n = ++asked;
    /** @type {Promise<Found[]>} */
    const answer = new Promise((resolve) => {
      waiting = { n, settle: resolve, timer: window.setTimeout(replace, SILENT_AFTER) };
    });
    try {
      const picture = onPage ? onPage(video) : await snapshot(video);
      if (closed) return [];
      const moved = picture instanceof ImageData ? [picture.data.buffer] : [picture];
      worker.postMessage({ n, picture, kind: kindFor(n) }, moved);
      failed = 0;
    } catch {
      // A camera that was just taken away has no picture; the next one has. A browser that never has one
      // cannot make pictures of this kind.
      failed += 1;
      if (failed === GIVEN_UP) onPage ??= ownCanvas();
      settle([]);
    }
    return answer;
  }

  return {
    ready,
    read,
    close() {
      closed = true;
      worker.terminate();
      isReady(false);
      settle([]);
    },
  };
}
