/** What a person is told when the camera does not work, and what to do about it. */

import { t } from "../evening/words.js";

/** Whether this page may ask for a camera at all: browsers give it to safe addresses only. */
export function mayAsk() {
  return Boolean(globalThis.isSecureContext && navigator.mediaDevices?.getUserMedia);
}

/**
 * @param {unknown} trouble what getUserMedia was refused with
 * @returns {string}
 */
export function sentenceFor(trouble) {
  if (!mayAsk()) {
    return t("The camera works only where this page’s address begins with https. Open it by that address, or use a keyboard scanner.");
  }
  switch (/** @type {{ name?: string }} */ (trouble)?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return t("This browser may not use the camera. Allow it for this page, by the sign beside the address or in the browser’s settings.");
    case "NotFoundError":
    case "OverconstrainedError":
      return t("There is no camera here. Plug one in, or go on with a keyboard scanner or by typing.");
    case "NotReadableError":
    case "AbortError":
      return t("Something else is using the camera. Close the other app or page that shows its picture; this one goes on by itself.");
    case "NoDecoder":
      return t("This browser cannot read codes in the camera’s picture. Bring it up to date, or use a keyboard scanner.");
    default:
      return t("The camera stopped. It is being started again.");
  }
}
