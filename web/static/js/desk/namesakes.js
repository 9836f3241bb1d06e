/**
 * Who could be taken for somebody else, and who belongs together.
 *
 * @import {Person} from "../evening/types.js"
 */

/** Who belongs to somebody: why they do, and all of them, that person too. @typedef {{ why: "company" | "host" | "order", named: string, people: Person[] }} Group */

// A name shorter than this is another name when one letter is.
const LONG_ENOUGH = 5;
const VERY_LONG = 12;
// The list keeps an order's number under the name its export gave it.
const ORDER = /^(?:order|booking|group|party|reservation|purchase)\b(?!.*\b(?:date|time|total|status|amount)\b)/i;
// A group that is larger is none that stands before one desk; a host's people seldom come together.
const MOST = { order: 40, company: 30, host: 12 };

/**
 * A name as a volunteer hears it: without accents, capitals or the order of its words.
 * @param {string} name
 */
export function heard(name) {
  const plain = name.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean).sort().join(" ");
}

/**
 * Whether two names are the same to the ear, or nearly.
 * @param {string} one
 * @param {string} other
 */
export function isNear(one, other) {
  const [a, b] = [heard(one), heard(other)];
  if (a === b) return true;
  const length = Math.min(a.length, b.length);
  if (length < LONG_ENOUGH) return false;
  return apart(a, b, length < VERY_LONG ? 1 : 2);
}

/**
 * Everybody who could be meant where this person is, among those the search found for their name.
 * @param {Person} person
 * @param {Iterable<Person>} found
 * @returns {Person[]} without the person themself
 */
export function namesakes(person, found) {
  return [...found].filter((one) => one.id !== person.id && isNear(one.name, person.name));
}

/**
 * Whether one text becomes the other by so many letters changed, left out, added, or swapped with their neighbour.
 * @param {string} a
 * @param {string} b
 * @param {number} most
 */
function apart(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return false;
  /** @type {number[]} */
  let before = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return false;
    [before, above] = [above, row];
  }
  return (above[b.length] ?? 0) <= most;
}

/**
 * The groups a person may have come with: one order, one company, one host's attendees. Larger ones are left out.
 * @param {Person} person
 * @param {Iterable<Person>} everybody
 * @returns {Group[]}
 */
export function groupsOf(person, everybody) {
  const all = [...everybody];
  const [field, order] = Object.entries(person.fields).find(([name, value]) => ORDER.test(name) && value) ?? [];
  /** @type {Group[]} */
  const groups = [];
  if (field) groups.push({ why: "order", named: String(order), people: all.filter((one) => one.fields[field] === order) });
  if (person.company) {
    // Fifty thousand companies are compared as they are written, not as they are heard.
    const company = person.company.trim().toLowerCase();
    groups.push({ why: "company", named: person.company, people: all.filter((one) => one.company.trim().toLowerCase() === company) });
  }
  for (const host of person.hosts) {
    groups.push({ why: "host", named: host, people: all.filter((one) => one.hosts.includes(host)) });
  }
  return groups.filter(({ why, people }) => people.length > 1 && people.length <= MOST[why]);
}
