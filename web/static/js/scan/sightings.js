/**
 * What a camera sees, told apart: a code held in view is one scan, however many pictures it is in.
 *
 * It counts again once it was out of view for a while, or another code came between.
 */

/** @typedef {{ text: string, x: number, y: number }} Found */

/** A hand that trembles hides a code for less than this. */
export const OUT_OF_VIEW = 1_500;
// Two codes beside each other are not in every picture both; whoever is gone this long has made room.
const MADE_ROOM = 400;

/** @param {Found} one how far from the middle of the picture, where the camera is pointed */
function offCentre(one) {
  return Math.hypot(one.x - 0.5, one.y - 0.5);
}

/** @returns {{ see(found: readonly Found[], at: number): string | null, forget(): void }} */
export function openSightings() {
  /** When each code was last in a picture. @type {Map<string, number>} */
  const seen = new Map();
  let latest = { text: "", at: -Infinity };

  /**
   * @param {string} text
   * @param {number} at
   */
  function isNew(text, at) {
    const before = seen.get(text);
    if (before === undefined || at - before > OUT_OF_VIEW) return true;
    return latest.text !== text && latest.at >= before && at - before > MADE_ROOM;
  }

  return {
    /** The code that this picture adds, if any: of several the one the camera is pointed at. */
    see(found, at) {
      const aimed = [...found].sort((one, other) => offCentre(one) - offCentre(other))[0];
      const fires = aimed !== undefined && isNew(aimed.text, at);
      // One that lies at the edge all evening is in view, and is scanned when the camera is pointed at it.
      for (const { text } of found) if (seen.has(text) && !isNew(text, at)) seen.set(text, at);
      for (const [text, when] of seen) if (at - when > OUT_OF_VIEW) seen.delete(text);
      if (!fires) return null;
      seen.set(aimed.text, at);
      latest = { text: aimed.text, at };
      return aimed.text;
    },
    forget: () => seen.clear(),
  };
}
