/**
 * Choosing several people, to be taken together.
 *
 * @import {Group} from "./namesakes.js"
 */

import { mayCollect } from "./people.js";

/**
 * `offered` are those of a group; null where they are chosen out of searches.
 * @typedef {{ title: string, offered: number[] | null, chosen: Set<number> }} Several
 */

/**
 * A choice that begins with everybody of a group who has no badge yet, or with nobody.
 * @param {Group | null} group
 * @param {string} title
 * @returns {Several}
 */
export function choiceOf(group, title) {
  const people = group?.people ?? [];
  const chosen = new Set(people.filter(mayCollect).map(({ id }) => id));
  return { title, offered: group ? people.map(({ id }) => id) : null, chosen };
}

/**
 * With somebody more, or without them.
 * @param {Set<number>} chosen
 * @param {number} id
 */
export function toggled(chosen, id) {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}
