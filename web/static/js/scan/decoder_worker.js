/**
 * Reads codes in pictures, beside the page: nothing on the screen waits for it.
 *
 * Gets {n, picture, kind}: an ImageBitmap or an ImageData, and the kind of code to look for. Answers
 * {n, codes: [{text, x, y}]} with the place of each code's middle, 0 to 1, or {n, trouble}.
 *
 * The library's own default fetches its wasm from a public address; ours lies beside it.
 */

import { prepareZXingModule, readBarcodes } from "/static/vendor/zxing-reader.js";

/** @typedef {import("./decoder.js").Found} Found */
/** @typedef {import("./decoder.js").Kind} Kind */

const WASM = new URL("/static/vendor/zxing-reader.wasm", self.location.href).href;

// Two badges side by side, and two more behind them.
const MOST = 4;

const worker = /** @type {{ postMessage(message: unknown): void, onmessage: unknown }} */ (/** @type {unknown} */ (self));

/** @type {OffscreenCanvas | undefined} */
let canvas;

const ready = prepareZXingModule({ overrides: { locateFile: () => WASM }, fireImmediately: true });
ready.then(
  () => worker.postMessage({ n: 0, codes: [] }),
  (/** @type {unknown} */ trouble) => worker.postMessage({ n: 0, trouble: String(trouble) }),
);

/**
 * @param {ImageBitmap | ImageData} picture
 * @returns {ImageData}
 */
function pixels(picture) {
  if (picture instanceof ImageData) return picture;
  const { width, height } = picture;
  if (!canvas || canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  if (!pen) throw new Error("no canvas in this worker");
  pen.drawImage(picture, 0, 0);
  picture.close();
  return pen.getImageData(0, 0, width, height);
}

/**
 * @param {ImageData} image
 * @param {Kind} kind
 * @returns {Promise<Found[]>}
 */
async function read(image, kind) {
  const [ours, bars] = [kind === "QRCode", kind === "Code128" || kind === "PDF417"];
  const found = await readBarcodes(image, {
    formats: [kind === "quick" ? "QRCode" : kind],
    maxNumberOfSymbols: MOST,
    tryHarder: ours || bars,
    // Bars are read across, squares as they stand.
    tryRotate: bars,
    tryInvert: ours,
  });
  return found.filter((one) => one.isValid && one.text.trim()).map((one) => {
    const { topLeft, bottomRight } = one.position;
    return {
      text: one.text,
      x: (topLeft.x + bottomRight.x) / 2 / image.width,
      y: (topLeft.y + bottomRight.y) / 2 / image.height,
    };
  });
}

worker.onmessage = async (/** @type {MessageEvent} */ { data }) => {
  try {
    await ready;
    const codes = await read(pixels(data.picture), data.kind);
    worker.postMessage({ n: data.n, codes });
  } catch (trouble) {
    worker.postMessage({ n: data.n, trouble: String(trouble) });
  }
};
