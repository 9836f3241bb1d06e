/**
 * The named colours of a design, and those that a type of attendee has instead; how well each is told from white.
 *
 * <input type="color" data-named="NAME"> <input type="color" data-kind="TYPE"> <button data-kind-reset="TYPE">
 * <small data-contrast-of="NAME"></small>
 */

import { contrast } from "./document.js";

const READS = 4.5;

/** Say how well one colour is told from another. */
export function showContrast(told, colour, under, on = "") {
  const ratio = contrast(colour, under);
  told.dataset.state = ratio < READS ? "faint" : "good";
  told.textContent = `Contrast ${ratio.toFixed(1)} to 1${on}${ratio < READS ? ": too faint to read" : ""}`;
}

export class Colours {
  /**
   * @param {HTMLElement} root
   * @param {(change: (document: object) => object, as: string) => void} changed
   */
  constructor(root, changed) {
    this.root = root;
    root.addEventListener("input", ({ target }) => {
      const { named, kind } = target.dataset;
      if (named) changed((document) => ({ ...document, colours: { ...document.colours, [named]: target.value } }), `colour ${named}`);
      if (kind) changed((document) => withKind(document, kind, target.value), `kind ${kind}`);
    });
    root.addEventListener("click", ({ target }) => {
      const kind = target.closest("[data-kind-reset]")?.dataset.kindReset;
      if (kind) changed((document) => withKind(document, kind, null), "");
    });
  }

  show(document) {
    for (const field of this.root.querySelectorAll("[data-named]")) {
      field.value = document.colours[field.dataset.named] ?? "#000000";
    }
    for (const told of this.root.querySelectorAll("[data-contrast-of]")) {
      showContrast(told, document.colours[told.dataset.contrastOf] ?? "#000000", "#ffffff", " on white");
    }
    for (const field of this.root.querySelectorAll("[data-kind]")) {
      const own = accentOf(document, field.dataset.kind);
      field.value = own ?? document.colours.accent;
      this.root.querySelector(`[data-kind-reset="${CSS.escape(field.dataset.kind)}"]`).hidden = own === undefined;
    }
  }
}

const same = (one, other) => one.toLowerCase() === other.toLowerCase();

function accentOf(document, kind) {
  return Object.entries(document.kinds).find(([name]) => same(name, kind))?.[1].accent;
}

/** The document in which this type has an accent of its own, or again that of all. */
function withKind(document, kind, accent) {
  const entries = Object.entries(document.kinds).filter(([name]) => !same(name, kind));
  const [, before] = Object.entries(document.kinds).find(([name]) => same(name, kind)) ?? [kind, {}];
  const { accent: _, ...others } = before;
  const next = accent ? { ...others, accent } : others;
  const kinds = Object.keys(next).length ? [...entries, [kind, next]] : entries;
  return { ...document, kinds: Object.fromEntries(kinds) };
}
