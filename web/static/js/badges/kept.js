/**
 * The document while it is worked on: each change can be taken back, and a reload of the page loses nothing.
 */

const MOST = 100;
// Changes of the same thing that follow one another so fast are one.
const TOGETHER = 900;

export class Kept {
  /**
   * @param {string} key  where this browser keeps it until it is saved
   * @param {object} saved  the document as the server has it
   * @param {(document: object) => void} changed  told after every change
   */
  constructor(key, saved, changed) {
    this.key = key;
    this.changed = changed;
    this.saved = JSON.stringify(saved);
    this.document = saved;
    this.before = [];
    this.after = [];
    this.last = { as: "", at: 0 };
  }

  /** What was left unsaved here; answers whether there was something. */
  restore() {
    const text = sessionStorage.getItem(this.key);
    if (!text || text === this.saved) return false;
    try {
      this.document = JSON.parse(text);
    } catch {
      return false;
    }
    return true;
  }

  /** Change it. Changes under one name (a drag, a slider) that follow each other are taken back together. */
  change(document, as = "") {
    const now = Date.now();
    const together = as && as === this.last.as && now - this.last.at < TOGETHER;
    if (!together) this.before = [...this.before.slice(1 - MOST), this.document];
    this.after = [];
    this.last = { as, at: now };
    this.#put(document);
  }

  undo() {
    if (!this.before.length) return;
    this.after.push(this.document);
    this.#step(this.before.pop());
  }

  redo() {
    if (!this.after.length) return;
    this.before.push(this.document);
    this.#step(this.after.pop());
  }

  get isSaved() {
    return JSON.stringify(this.document) === this.saved;
  }

  /** The server has this document now. */
  isKept(document) {
    this.saved = JSON.stringify(document);
    if (this.isSaved) sessionStorage.removeItem(this.key);
  }

  #step(document) {
    this.last = { as: "", at: 0 };
    this.#put(document);
  }

  #put(document) {
    this.document = document;
    try {
      if (this.isSaved) sessionStorage.removeItem(this.key);
      else sessionStorage.setItem(this.key, JSON.stringify(document));
    } catch {
      // A browser that keeps nothing still edits.
    }
    this.changed(document);
  }
}
