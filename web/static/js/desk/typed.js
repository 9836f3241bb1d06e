/**
 * What somebody typed: a code, which acts at once, or anything else, which is looked for.
 *
 * @import {Person} from "../evening/types.js"
 */

import { read } from "../evening/codes.js";

/**
 * Ours by their shape, somebody's short code, or a foreign one: one word that holds a digit.
 * @param {string} text
 * @param {Person | undefined} first whom the search finds for it
 */
export function looksLikeACode(text, first) {
  const { ours, short } = read(text);
  const foreign = !/\s/.test(text.trim()) && /\d/.test(text);
  return Boolean(ours) || foreign || text.includes("://") || (short !== null && first?.short_code === short);
}
