/** What helps a printer that has stopped, by its own words: those of IPP, of label printers, and our own. */

import { say, t } from "../evening/words.js";

/** What a person does about what a printer says. @type {[RegExp, string][]} */
const REMEDIES = [
  [/media-(empty|needed|low)|\b(out of|no|without)\b.*\b(labels?|paper|media|roll)\b|\b(labels?|paper|media|roll)\b.*\b(out|empty|end)\b/i, say("Please put in new labels.")],
  [/wrong (roll|labels?|paper|media)/i, say("Please put in the right labels.")],
  [/cover|door|\blid\b|interlock/i, say("Please close its cover.")],
  [/jam|cutter|cannot be fed/i, say("Please take out what is stuck.")],
  [/ribbon|\bink\b|toner|marker/i, say("Please change its ribbon or ink.")],
  [/off-?line|reach|answer|shutdown|connect|power/i, say("Please look whether it is switched on and connected.")],
  [/paused|\bheld\b/i, say("Please press its button for going on.")],
  [/\bhot\b|over-temp/i, say("Please let it cool down for a minute.")],
];

/** What to do about it, all of it. @param {string} words the printer's own */
export function remedies(words) {
  const known = REMEDIES.filter(([pattern]) => pattern.test(words)).map(([, what]) => t(what));
  return known.length ? known.join(" ") : t("Please look at it.");
}
