/** The shapes and small signs, as macros.html draws them for the pages that come from the server. */

import { html } from "./html.js";

/** @typedef {"done" | "again" | "refused" | "ask"} Word */

const SHAPES = {
  done: html`<circle cx="24" cy="24" r="22" fill="currentColor" /><path class="on" d="m13.5 25 7.5 7.5 14-16" fill="none" stroke-width="5" stroke-linecap="round" stroke-linejoin="round" />`,
  again: html`<circle cx="24" cy="24" r="19.5" fill="none" stroke="currentColor" stroke-width="5" /><path d="M24 12.5V24l8 5" fill="none" stroke="currentColor" stroke-width="5" stroke-linecap="round" stroke-linejoin="round" />`,
  refused: html`<path d="M15.5 3h17L45 15.5v17L32.5 45h-17L3 32.5v-17Z" fill="currentColor" stroke="currentColor" stroke-width="2" stroke-linejoin="round" /><path class="on" d="M14 24h20" stroke-width="6" stroke-linecap="round" />`,
  ask: html`<path d="M10 4h28a7 7 0 0 1 7 7v18a7 7 0 0 1-7 7H24L13 46V36h-3a7 7 0 0 1-7-7V11a7 7 0 0 1 7-7Z" fill="currentColor" /><path class="on" d="M13 15.5h22M13 24.5h14" fill="none" stroke-width="4.5" stroke-linecap="round" />`,
};

/**
 * The shape of an answer; the word beside it says the same.
 * @param {{ word: Word, class?: string }} props
 */
export function Shape({ word, class: name = "sign" }) {
  return html`<svg class=${`${name} sign-${word}`} viewBox="0 0 48 48" aria-hidden="true">${SHAPES[word]}</svg>`;
}

const ICONS = {
  ring: html`<circle cx="12" cy="12" r="9" />`,
  clock: html`<circle cx="12" cy="12" r="9" /><path d="M12 6.5V12l4 2.5" />`,
  missing: html`<rect x="4.5" y="3" width="15" height="18" rx="2.5" stroke-dasharray="3.2 2.6" /><path d="M9.8 10.4a2.3 2.3 0 1 1 3.3 2.1c-.8.4-1.1.9-1.1 1.7M12 17.2v.1" />`,
  left: html`<path d="M13 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H13M10 12h10m-4-4 4 4-4 4" />`,
  excused: html`<path d="M5 4.5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2Z" /><path d="M8.5 10.5h7" />`,
  no_show: html`<rect x="4.5" y="3" width="15" height="18" rx="2.5" stroke-dasharray="3.2 2.6" />`,
  table: html`<path d="M2 20h20" /><rect x="4.5" y="6" width="15" height="10.5" rx="2" /><path d="M10.5 9.5h3" />`,
  collected: html`<rect x="4.5" y="3" width="15" height="18" rx="2.5" /><path d="M10 6.5h4M8.5 13.5l2.5 2.5 4.5-5" />`,
  aside: html`<path d="M4 9v10.5A1.5 1.5 0 0 0 5.5 21h13a1.5 1.5 0 0 0 1.5-1.5V9M2.5 4.5h19V9h-19ZM9.5 13h5" />`,
  print: html`<path d="M7 8V3.5h10V8M7 16.5H4.5A1.5 1.5 0 0 1 3 15V9.5A1.5 1.5 0 0 1 4.5 8h15A1.5 1.5 0 0 1 21 9.5V15a1.5 1.5 0 0 1-1.5 1.5H17M7 13.5h10v7H7Z" />`,
  undo: html`<path d="M4 9h10a6 6 0 0 1 0 12h-4M8 5 4 9l4 4" />`,
  find: html`<circle cx="10.5" cy="10.5" r="6.5" /><path d="m15.5 15.5 5 5" />`,
  close: html`<path d="m6 6 12 12M18 6 6 18" />`,
  back: html`<path d="m14 5-7 7 7 7" />`,
  on: html`<path d="m10 5 7 7-7 7" />`,
  people: html`<circle cx="9" cy="8" r="3.5" /><path d="M2.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.2 2.6 3.5 5.5" />`,
  add: html`<circle cx="10" cy="8" r="3.5" /><path d="M3.5 20c.4-4 3-6 6.5-6 1.6 0 3 .4 4 1.2M18 14v7M14.5 17.5h7" />`,
  camera: html`<path d="M4 8.5V6.5A2.5 2.5 0 0 1 6.5 4h2M15.5 4h2A2.5 2.5 0 0 1 20 6.5v2M20 15.5v2a2.5 2.5 0 0 1-2.5 2.5h-2M8.5 20h-2A2.5 2.5 0 0 1 4 17.5v-2M8 12h8" />`,
  torch: html`<path d="M8 3h8l-1.5 6v11a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V9ZM8.8 6.5h6.4M12 12v2.5" />`,
  device: html`<rect x="5" y="2.5" width="14" height="19" rx="2.5" /><path d="M11 18h2" />`,
  sent: html`<path d="m5 12.5 4.5 4.5L19 7" />`,
  unsent: html`<path d="M12 19V6M6.5 11 12 5.5l5.5 5.5M5 21.5h14" />`,
  // A leaf: it says that there is something to read, and nothing of what.
  quiet: html`<path d="M5 19c0-9 5-14 15-14 0 10-5 15-14 14M5 21c1.5-5 4-8 8.5-10" />`,
  look: html`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" /><circle cx="12" cy="12" r="2.8" />`,
  practise: html`<path d="M12 4.5 2.5 9l9.5 4.5L21.5 9Zm-6 7v5c2 2.4 10 2.4 12 0v-5" />`,
  sound: html`<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />`,
};

/** @typedef {keyof typeof ICONS} Sign */

/** @param {{ which: Sign, class?: string }} props */
export function Icon({ which, class: name = "sign sign-quiet" }) {
  return html`<svg class=${name} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${ICONS[which]}</svg>`;
}

/** Our mark: a badge with its slot. */
export function Mark() {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M8 4h16a3 3 0 0 1 3 3v18a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3Zm5 4a1.5 1.5 0 0 0 0 3h6a1.5 1.5 0 0 0 0-3Z" fill="currentColor" fill-rule="evenodd" /><path d="m11 18.5 3.6 3.6 6.8-7.6" fill="none" class="on" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round" /></svg>`;
}

/** A dot in a ring: whole when in step, the ring alone when apart. @param {{ on: boolean }} props */
export function StepSign({ on }) {
  const dot = on && html`<circle cx="12" cy="12" r="5" fill="currentColor" />`;
  return html`<svg class=${`sign ${on ? "sign-done" : "sign-again"}`} viewBox="0 0 24 24" aria-hidden="true">${dot}<circle cx="12" cy="12" r="9.5" fill="none" stroke="currentColor" stroke-width=${on ? 1.5 : 2.5} stroke-dasharray=${on ? undefined : "5 3"} /></svg>`;
}
