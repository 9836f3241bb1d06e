/**
 * The badge as it will print, with a box over each element that can be dragged, resized, and moved by keys.
 *
 * <div data-stage><div data-face></div></div>
 *
 * A finger first chooses an element and then drags it, so that the page can still be scrolled over the badge.
 */

import { boxOf, isHidden, moved, rehung, resized } from "./document.js";

const GRID = 0.5;
// As near as this, an edge settles on another's.
const NEAR = 0.8;
const A_TOUCH = 4;
const KEYS = { ArrowLeft: [-GRID, 0], ArrowRight: [GRID, 0], ArrowUp: [0, -GRID], ArrowDown: [0, GRID] };
const CORNERS = ["lt", "rt", "lb", "rb"];

export class Stage {
  /**
   * @param {HTMLElement} root
   * @param {object} about
   *   size: the label's {width, height} in mm; nameOf(element) for those who do not see it;
   *   chosen(id or null), revealed(), changed(id, element, as), removed(id): told what is done here
   */
  constructor(root, about) {
    Object.assign(this, { root, ...about });
    this.face = root.querySelector("[data-face]");
    this.over = this.face.appendChild(document.createElement("div"));
    this.over.className = "stage-over";
    this.guides = ["x", "y"].map((way) => this.over.appendChild(made("div", `stage-guide ${way}`)));
    this.boxes = new Map();
    this.handles = CORNERS.map((corner) => this.#handle(corner));
    this.over.addEventListener("pointerdown", (event) => this.#down(event));
    this.over.addEventListener("click", (event) => this.#tap(event));
    this.over.addEventListener("keydown", (event) => this.#key(event));
    this.over.addEventListener("focusin", (event) => event.target.dataset.id && this.chosen(event.target.dataset.id));
  }

  /** Show a picture of this side. */
  draw(svg) {
    const next = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    this.face.querySelector("svg")?.remove();
    this.face.prepend(document.adoptNode(next));
  }

  /** Put a box over each of these elements; places say where each was last drawn. */
  place(elements, places, selected) {
    Object.assign(this, { elements, places, selected });
    const shown = elements.filter((one) => !isHidden(one) && (places[one.id] || one.id === selected));
    for (const [id, box] of this.boxes) {
      if (shown.some((one) => one.id === id)) continue;
      box.remove();
      this.boxes.delete(id);
    }
    for (const one of shown) this.#lay(this.boxes.get(one.id) ?? this.#box(one.id), one);
    const chosen = shown.find((one) => one.id === selected);
    for (const handle of this.handles) {
      handle.hidden = !chosen;
      if (chosen) this.#corner(handle, boxOf(chosen, this.size, places[selected]));
    }
  }

  focus(id) {
    this.boxes.get(id)?.focus({ preventScroll: true });
  }

  #box(id) {
    const box = made("button", "stage-box");
    box.type = "button";
    box.dataset.id = id;
    this.boxes.set(id, this.over.insertBefore(box, this.guides[0]));
    return box;
  }

  #handle(corner) {
    const handle = made("div", `stage-handle ${corner}`);
    handle.dataset.edges = corner;
    handle.hidden = true;
    return this.over.appendChild(handle);
  }

  #lay(box, element) {
    const { left, top, width, height } = boxOf(element, this.size, this.places[element.id]);
    const across = (length) => `${(100 * length) / this.size.width}%`;
    const down = (length) => `${(100 * length) / this.size.height}%`;
    Object.assign(box.style, { left: across(left), top: down(top), width: across(width), height: down(height) });
    // The smaller lies above, so that nothing is out of reach.
    box.style.zIndex = String(1000 - Math.min(999, Math.round(Math.sqrt(width * height) * 5)));
    box.setAttribute("aria-label", this.nameOf(element));
    box.setAttribute("aria-pressed", String(element.id === this.selected));
  }

  #corner(handle, { left, top, width, height }) {
    const [x, y] = handle.dataset.edges;
    handle.style.left = `${(100 * (x === "l" ? left : left + width)) / this.size.width}%`;
    handle.style.top = `${(100 * (y === "t" ? top : top + height)) / this.size.height}%`;
  }

  #down(event) {
    const target = event.target.closest("[data-edges], [data-id]");
    const { edges, id = this.selected } = target?.dataset ?? {};
    // A finger may have come to scroll the page: it chooses when it has tapped.
    if (event.pointerType !== "mouse" && (!target || id !== this.selected)) return;
    if (!target || event.button) return this.chosen(null);
    this.chosen(id);
    event.preventDefault();
    if (!edges) target.focus({ preventScroll: true });
    this.#drag(event, id, edges);
  }

  #tap(event) {
    if (!event.pointerType || event.pointerType === "mouse") return;
    const { id, edges } = event.target.closest("[data-edges], [data-id]")?.dataset ?? {};
    if (edges) return;
    this.chosen(id ?? null);
    this.revealed();
  }

  #drag(down, id, edges) {
    const element = this.elements.find((one) => one.id === id);
    const [place, begun, scale] = [this.places[id], Date.now(), this.size.width / this.over.clientWidth];
    let going = false;
    const move = (event) => {
      const [x, y] = [event.clientX - down.clientX, event.clientY - down.clientY];
      going ||= Math.hypot(x, y) > A_TOUCH;
      if (!going) return;
      const [dx, dy] = this.#settled(element, place, edges, x * scale, y * scale, event.altKey);
      const change = edges ? resized(element, edges, dx, dy, this.size, place) : moved(element, dx, dy, this.size, place);
      this.changed(id, change, `drag ${begun}`);
    };
    const listening = new AbortController();
    const end = () => {
      listening.abort();
      this.over.classList.remove("dragging");
      for (const guide of this.guides) guide.classList.remove("on");
      const last = this.elements.find((one) => one.id === id);
      if (going && last && !edges) this.changed(id, rehung(last, this.size, place), `drag ${begun}`);
      // Not before: what is dragged must not slip from under the hand.
      this.revealed();
    };
    this.over.setPointerCapture(down.pointerId);
    this.over.classList.add("dragging");
    this.over.addEventListener("pointermove", move, listening);
    for (const over of ["pointerup", "pointercancel"]) this.over.addEventListener(over, end, listening);
  }

  /** The way moved, settled on the edges and middles that are near, else on the grid; free with the Alt key. */
  #settled(element, place, edges, dx, dy, free) {
    if (free) return [dx, dy];
    const box = boxOf(element, this.size, place);
    const others = this.elements
      .filter((one) => one.id !== element.id && this.places[one.id] && one.element !== "image")
      .map((one) => boxOf(one, this.size, this.places[one.id]));
    const across = [[box.left, "l"], [box.left + box.width / 2, ""], [box.left + box.width, "r"]];
    const down = [[box.top, "t"], [box.top + box.height / 2, ""], [box.top + box.height, "b"]];
    const lines = (near, length, whole) => [0, whole / 2, whole, ...others.flatMap((one) => [one[near], one[near] + one[length]])];
    return [
      this.#line(this.guides[0], own(across, edges), lines("left", "width", this.size.width), dx, this.size.width),
      this.#line(this.guides[1], own(down, edges), lines("top", "height", this.size.height), dy, this.size.height),
    ];
  }

  #line(guide, edges, lines, by, whole) {
    let best = null;
    for (const edge of edges) {
      for (const line of lines) {
        const off = line - (edge + by);
        if (Math.abs(off) < NEAR && (!best || Math.abs(off) < Math.abs(best.off))) best = { off, line };
      }
    }
    guide.classList.toggle("on", Boolean(best));
    if (!best) return edges.length ? Math.round((edges[0] + by) / GRID) * GRID - edges[0] : 0;
    guide.style.setProperty("inset-inline-start", guide === this.guides[0] ? `${(100 * best.line) / whole}%` : "0");
    guide.style.setProperty("inset-block-start", guide === this.guides[1] ? `${(100 * best.line) / whole}%` : "0");
    return by + best.off;
  }

  #key(event) {
    const { id } = event.target.dataset;
    if (!id) return;
    const element = this.elements.find((one) => one.id === id);
    if (event.key in KEYS) {
      event.preventDefault();
      const [dx, dy] = KEYS[event.key];
      const place = this.places[id];
      const next = event.shiftKey ? resized(element, "rb", dx, dy, this.size, place) : moved(element, dx, dy, this.size, place);
      this.changed(id, next, `keys ${id}`);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.removed(id);
    } else if (event.key === "Escape") {
      this.chosen(null);
      event.target.blur();
    }
  }
}

/** The edges that move: all of them, or when resizing those of the corner that is held. */
const own = (edges, held) => edges.filter(([, name]) => !held || (name && held.includes(name))).map(([at]) => at);

function made(tag, names) {
  const element = document.createElement(tag);
  element.className = names;
  return element;
}
