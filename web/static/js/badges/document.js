/**
 * Design documents as the editor changes them: pure functions of plain values, all lengths in millimetres.
 *
 * An element hangs on the label's edges: of left, right and width it has two, of top, bottom and height two; a
 * QR, whose size is found, has one of each. A box is {left, top, width, height}; a place is where an element
 * was last drawn, [left, top, right, bottom].
 */

const LEAST = 1;
// The white that a QR needs around it.
const QUIET = 2;
// A condition that no badge meets, for every badge has a name: so an element is hidden and not lost.
const NEVER = { name: false };
const QR_WITH_QUIET = 1.36;
const QR_MODULES = 21;
// What is put on a badge keeps so far from its edge.
const MARGIN = 5;
const STEP = 2;
// A text in a lower box has no line to lose.
const LOW = 8;

const round = (value) => Math.round(value * 100) / 100;
const within = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

function span(near, far, length, whole) {
  if (near === undefined) return [whole - (far ?? 0) - (length ?? 0), length ?? 0];
  return [near, length ?? whole - (far ?? 0) - near];
}

/** Where an element's box is on a label of this size. */
export function boxOf(element, size, place) {
  if (element.element === "qr") {
    const side = place ? place[2] - place[0] : (size.height * element.share) / QR_WITH_QUIET;
    return {
      left: element.left ?? size.width - element.right - side,
      top: element.top ?? size.height - element.bottom - side,
      width: side,
      height: side,
    };
  }
  const [left, width] = span(element.left, element.right, element.width, size.width);
  const [top, height] = span(element.top, element.bottom, element.height, size.height);
  return { left, top, width, height };
}

/** The element in another box, hung on the same edges as before. */
export function inBox(element, box, size) {
  const lengths = {
    left: box.left,
    right: size.width - box.left - box.width,
    width: box.width,
    top: box.top,
    bottom: size.height - box.top - box.height,
    height: box.height,
  };
  const hung = Object.keys(lengths).filter((edge) => edge in element);
  return { ...element, ...Object.fromEntries(hung.map((edge) => [edge, Math.max(0, round(lengths[edge]))])) };
}

/** The element moved, and kept on the label. */
export function moved(element, dx, dy, size, place) {
  const box = boxOf(element, size, place);
  const margin = element.element === "qr" ? QUIET : 0;
  const left = within(box.left + dx, margin, size.width - box.width - margin);
  const top = within(box.top + dy, margin, size.height - box.height - margin);
  return inBox(element, { ...box, left, top }, size);
}

/** The element with some of its edges ("l", "r", "t", "b") moved. */
export function resized(element, edges, dx, dy, size, place) {
  const box = boxOf(element, size, place);
  const least = (length) => Math.min(LEAST, length);
  let { left, top } = box;
  let [right, bottom] = [left + box.width, top + box.height];
  if (edges.includes("l")) left = within(left + dx, 0, right - least(box.width));
  if (edges.includes("r")) right = within(right + dx, left + least(box.width), size.width);
  if (edges.includes("t")) top = within(top + dy, 0, bottom - least(box.height));
  if (edges.includes("b")) bottom = within(bottom + dy, top + least(box.height), size.height);
  const next = { left, top, width: right - left, height: bottom - top };
  return element.element === "qr" ? qrOf(element, Math.max(next.width, next.height), size) : inBox(element, next, size);
}

/** The QR about as large as asked; it settles on modules of whole printer dots. */
function qrOf(element, side, size) {
  const share = within((side * QR_WITH_QUIET) / size.height, 0.05, 1);
  const module = within(side / QR_MODULES + 0.05, 0.5, 5);
  return { ...element, share: round(share), most_module: round(Math.max(module, element.most_module)) };
}

/** A QR hangs on the edges it is nearest to, so that it stays in its corner on a larger label. */
export function rehung(element, size, place) {
  if (element.element !== "qr") return element;
  const { left, right, top, bottom, ...others } = element;
  const box = boxOf(element, size, place);
  const far = { right: round(size.width - box.left - box.width), bottom: round(size.height - box.top - box.height) };
  return {
    ...others,
    ...(far.right < box.left ? { right: far.right } : { left: round(box.left) }),
    ...(far.bottom < box.top ? { bottom: far.bottom } : { top: round(box.top) }),
  };
}

/** The element with a size, sizes that no longer go with it brought along: none may be larger than the next. */
export function sized(element, key, value) {
  const next = { ...element, [key]: value };
  if (key === "size") next.wrap_below = Math.min(next.wrap_below, value);
  if (key === "wrap_below") next.size = Math.max(next.size, value);
  if (key === "floor") {
    next.wrap_below = Math.max(next.wrap_below, value);
    next.size = Math.max(next.size, next.wrap_below);
  }
  next.floor = Math.min(next.floor, next.wrap_below);
  return next;
}

/** The document with one element in the place of the one of its id, or without it. */
export function replaced(document, id, element) {
  const put = (one) => (one.id === id ? element : one);
  return { ...document, front: document.front.map(put).filter(Boolean), back: document.back.map(put).filter(Boolean) };
}

/** The document with an element one place earlier (-1) or later (1) on its side. */
export function shifted(document, id, by) {
  const shift = (elements) => {
    const at = elements.findIndex((one) => one.id === id);
    const to = at + by;
    if (at < 0 || to < 0 || to >= elements.length) return elements;
    const next = [...elements];
    [next[at], next[to]] = [next[to], next[at]];
    return next;
  };
  return { ...document, front: shift(document.front), back: shift(document.back) };
}

/** An id for a new element of a sort, which no other has. */
function unused(document, sort) {
  const ids = new Set([...document.front, ...document.back].map((one) => one.id));
  let number = 1;
  while (ids.has(`${sort}-${number}`)) number++;
  return `${sort}-${number}`;
}

/**
 * Documents with a new element of a sort on one side, the best place for it first, each with the element's id.
 *
 * The element is put where nothing else is drawn: places are those of all the badges shown. Whether all texts that
 * give way to it still fit only the server knows, so there are several. A picture has its own ratio.
 */
export function* added(document, side, sort, size, places, ratio = 2) {
  const element = { id: unused(document, sort), ...fresh(sort, size, ratio) };
  // A fill lies under the texts, which are drawn over what stands earlier.
  if (element.element === "box") {
    yield [{ ...document, [side]: [element, ...document[side]] }, element.id];
    return;
  }
  const low = document[side].filter((one) => one.element === "text" && boxOf(one, size).height <= LOW);
  const boxes = low.map((one) => boxOf(one, size)).map(({ left, top, width, height }) => [left, top, left + width, top + height]);
  for (const one of [...free(element, size, [...places, ...boxes]), ...free(element, size, places), element]) {
    yield [{ ...document, [side]: [...document[side], one] }, element.id];
  }
}

/** The element in every free place for it, from the top right down; a picture also smaller. */
function* free(element, size, taken) {
  if (element.element === "qr") return;
  const whole = boxOf(element, size);
  for (const scale of element.element === "image" ? [1, 0.75, 0.5] : [1]) {
    const [width, height] = [whole.width * scale, whole.height * scale];
    for (let top = MARGIN; top <= size.height - MARGIN - height; top += STEP) {
      for (let left = size.width - MARGIN - width; left >= MARGIN - 0.01; left -= STEP) {
        const box = { left, top, width, height };
        if (!taken.some((place) => meet(place, left - 1, top - 1, left + width + 1, top + height + 1))) yield inBox(element, box, size);
      }
    }
  }
}

const meet = ([l, t, r, b], left, top, right, bottom) => l < right && left < r && t < bottom && top < b;

function fresh(sort, { width, height }, ratio) {
  const middle = round(height / 2);
  const across = { left: MARGIN, right: MARGIN };
  switch (sort) {
    case "box":
      return { element: "box", left: 0, right: 0, bottom: 0, height: 6, fill: "accent", radius: 0 };
    case "line":
      return { element: "box", ...across, top: middle, height: 0.3, fill: "accent", radius: 0 };
    case "logo":
      return { element: "image", right: MARGIN, top: MARGIN, ...pictured(width / 3, height / 4, ratio), image: "logo", align: "right", stand: "top" };
    case "qr":
      return { element: "qr", right: 5, bottom: 5, share: 0.42, most_module: 1.2 };
    case "mark":
      return { element: "mark", right: 5, top: 4, width: 7, height: 7, when: { host_mark: true } };
    default:
      return {
        element: "text", ...across, top: round(middle - 3), height: 6, text: "{company}", weight: "regular",
        colour: "ink", size: 12, wrap_below: 12, floor: 7, lines: 1, align: "left", stand: "middle",
      };
  }
}

/** The largest size of this ratio in a room. */
function pictured(width, height, ratio) {
  const across = Math.min(width, height * ratio);
  return { width: round(across), height: round(across / ratio) };
}

/** Whether an element is hidden. */
export const isHidden = (element) => element.when?.name === false;

/** The element hidden, or shown again under the conditions it had. */
export function hidden(element, yes) {
  const { name, ...conditions } = element.when ?? {};
  const when = yes ? { ...conditions, ...NEVER } : conditions;
  const { when: _, ...others } = element;
  return Object.keys(when).length ? { ...others, when } : others;
}

/** The element shown on every badge. */
export function always(element) {
  const { when, ...others } = element;
  return isHidden(element) ? { ...others, when: NEVER } : others;
}

/** The one field that a text says and nothing else, or "". */
export function onlyField(text) {
  const found = /^\{([^{}|[\]]+)\}$/.exec(text);
  return found ? found[1].trim().toLowerCase() : "";
}

/** The colour of a name, or the colour itself, as #rrggbb. */
export const colourOf = (document, name) => (name.startsWith("#") ? name : (document.colours[name] ?? "#000000"));

/** The colour beneath a place: of the last fill before the element that reaches there, else the paper's white. */
export function beneath(document, elements, element, size, place) {
  const [x, y] = place ? [(place[0] + place[2]) / 2, (place[1] + place[3]) / 2] : [0, 0];
  let under = "#ffffff";
  for (const one of elements) {
    if (one === element) break;
    if (one.element !== "box" || isHidden(one)) continue;
    const box = boxOf(one, size);
    const covers = box.left <= x && x <= box.left + box.width && box.top <= y && y <= box.top + box.height;
    if (covers) under = colourOf(document, one.fill);
  }
  return under;
}

function luminance(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** How well one colour is told from another, from 1 to 21 (WCAG 2). */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
