/**
 * The distinct words of a list as a tree of letters: what begins alike shares its way, so that one walk holds a typed
 * word against all of them and turns back where a common beginning is already too far off.
 */

/** Before the consonants of a name whose script writes no vowels; never taken for a misspelt word. */
export const BARE = "~";
const NONE = -1;
const FAR = 99;
const BARE_LETTER = BARE.charCodeAt(0);

/** @param {string} word */
export const lettersOf = (word) => Array.from(word, (letter) => letter.codePointAt(0) ?? 0);

export class WordTree {
  /** The words by their numbers. @type {string[]} */
  words = [];
  size = 1;
  letter = new Uint32Array(1 << 12);
  child = new Int32Array(1 << 12).fill(NONE);
  sibling = new Int32Array(1 << 12).fill(NONE);
  word = new Int32Array(1 << 12).fill(NONE);
  /** The root has hundreds of children where a list has Chinese names. @type {Map<number, number>} */
  first = new Map();

  /** The number of a word, which is new where the tree did not have it. @param {string} word */
  add(word) {
    let node = 0;
    for (let at = 0; at < word.length; at++) {
      const letter = /** @type {number} */ (word.codePointAt(at));
      if (letter > 0xffff) at++;
      node = node ? this.below(node, letter) : this.atFirst(letter);
    }
    if (this.word[node] === NONE) this.word[node] = this.words.push(word) - 1;
    return this.word[node];
  }

  /** @param {number} letter */
  atFirst(letter) {
    const known = this.first.get(letter);
    if (known !== undefined) return known;
    const node = this.grow(letter);
    this.sibling[node] = this.child[0];
    this.child[0] = node;
    this.first.set(letter, node);
    return node;
  }

  /** A letter that comes often came early, and is found early. @param {number} parent @param {number} letter */
  below(parent, letter) {
    let last = NONE;
    for (let child = this.child[parent]; child !== NONE; child = this.sibling[child]) {
      if (this.letter[child] === letter) return child;
      last = child;
    }
    const node = this.grow(letter);
    if (last === NONE) this.child[parent] = node;
    else this.sibling[last] = node;
    return node;
  }

  /** @param {number} node @param {number} letter */
  next(node, letter) {
    if (!node) return this.first.get(letter) ?? NONE;
    let child = this.child[node];
    while (child !== NONE && this.letter[child] !== letter) child = this.sibling[child];
    return child;
  }

  /** @param {number} letter */
  grow(letter) {
    const node = this.size++;
    if (node === this.letter.length) this.enlarge();
    this.letter[node] = letter;
    return node;
  }

  enlarge() {
    const wider = (/** @type {Int32Array} */ from) => {
      const to = new Int32Array(from.length * 2).fill(NONE, from.length);
      to.set(from);
      return to;
    };
    const letter = new Uint32Array(this.letter.length * 2);
    letter.set(this.letter);
    this.letter = letter;
    this.child = wider(this.child);
    this.sibling = wider(this.sibling);
    this.word = wider(this.word);
  }

  /** Where the way of these letters ends; NONE where nothing begins so. @param {number[]} letters */
  node(letters) {
    let node = 0;
    for (const letter of letters) {
      node = this.next(node, letter);
      if (node === NONE) return NONE;
    }
    return node;
  }

  /** The number of a word; NONE where nobody has it. @param {string} word */
  find(word) {
    const node = this.node(lettersOf(word));
    return node === NONE ? NONE : this.word[node];
  }

  /** Every word that begins as the way to this node. @param {number} node @param {(word: number) => void} found */
  under(node, found) {
    if (this.word[node] !== NONE) found(this.word[node]);
    for (let child = this.child[node]; child !== NONE; child = this.sibling[child]) this.under(child, found);
  }

  /**
   * The words at most so many letters off (optimal string alignment), and those of which a beginning is; FAR where one
   * of the two is not near.
   * @param {number[]} typed
   * @param {number} most
   * @param {boolean} beginnings
   * @param {(word: number, whole: number, beginning: number) => void} found
   */
  near(typed, most, beginnings, found) {
    new Walk(this, typed, most, beginnings, found).down(0, 0, FAR);
  }
}

/** One walk through the tree beside one typed word: a row of distances for each letter of the way. */
class Walk {
  /**
   * @param {WordTree} tree @param {number[]} typed @param {number} most @param {boolean} beginnings
   * @param {(word: number, whole: number, beginning: number) => void} found
   */
  constructor(tree, typed, most, beginnings, found) {
    this.tree = tree;
    this.typed = typed;
    this.most = most;
    this.beginnings = beginnings;
    this.found = found;
    this.width = typed.length + 1;
    this.rows = new Uint8Array((typed.length + most + 3) * this.width).fill(FAR);
    for (let at = 0; at <= Math.min(most, typed.length); at++) this.rows[at] = at;
    this.way = new Uint32Array(typed.length + most + 3);
  }

  /** @param {number} node @param {number} depth @param {number} nearest the nearest beginning so far */
  down(node, depth, nearest) {
    const { tree, most } = this;
    const { child, sibling, word, letter } = tree;
    for (let next = child[node]; next !== NONE; next = sibling[next]) {
      if (!depth && letter[next] === BARE_LETTER) continue;
      const least = this.row(depth + 1, letter[next]);
      const whole = this.rows[(depth + 2) * this.width - 1];
      if (word[next] !== NONE && (whole <= most || nearest <= most)) this.found(word[next], whole, nearest);
      const beginning = this.beginnings && whole < nearest ? whole : nearest;
      if (least <= most) this.down(next, depth + 1, beginning);
      else if (beginning <= most) this.all(next, beginning);
    }
  }

  /** Whatever comes after a near beginning. @param {number} node @param {number} nearest */
  all(node, nearest) {
    const { child, sibling, word } = this.tree;
    for (let next = child[node]; next !== NONE; next = sibling[next]) {
      if (word[next] !== NONE) this.found(word[next], FAR, nearest);
      this.all(next, nearest);
    }
  }

  /** Work out one row within the band that matters; answers its least distance. @param {number} depth @param {number} letter */
  row(depth, letter) {
    const { typed, rows, width, most, way } = this;
    way[depth] = letter;
    const here = depth * width;
    const above = here - width;
    const from = Math.max(1, depth - most);
    const to = Math.min(width - 1, depth + most);
    rows[here + from - 1] = from === 1 ? depth : FAR;
    let least = from === 1 ? depth : FAR;
    for (let at = from; at <= to; at++) {
      let cost = rows[above + at - 1];
      if (typed[at - 1] !== letter) {
        cost = Math.min(cost, rows[above + at], rows[here + at - 1]) + 1;
        const swapped = at > 1 && depth > 1 && typed[at - 2] === letter && typed[at - 1] === way[depth - 1];
        if (swapped) cost = Math.min(cost, rows[above - width + at - 2] + 1);
      }
      rows[here + at] = cost;
      if (cost < least) least = cost;
    }
    // The next row may look one place beyond the band of this one.
    if (to + 1 < width) rows[here + to + 1] = FAR;
    if (to < width - 1) rows[here + width - 1] = FAR;
    return least;
  }
}
