/**
 * The list of what stands on one side of the badge; the one that is chosen opens and can be changed in place.
 *
 * <ol data-elements></ol> <template data-part="element"> … <template data-part="text"> …
 *
 * Within a part: data-bind="KEY" is a field of the element, data-box="left" one of its box; data-field says which
 * fact a text says, data-colour="KEY" in which colour; data-do="hide", "earlier", "later", "always", "remove".
 */

import { always, boxOf, hidden, inBox, isHidden, onlyField, resized, sized } from "./document.js";
import { showContrast } from "./colours.js";

const SIZES = new Set(["size", "wrap_below", "floor"]);

export class Panel {
  /**
   * @param {HTMLElement} root
   * @param {object} about
   *   list: the <ol>; size; words: the words of elements; colours(): names of the document's colours;
   *   chosen(id or null), changed(id, element, as), removed(id), shifted(id, by): told what is done here;
   *   under(element): the colour beneath it; inkOf(name): a colour of the document
   */
  constructor(root, about) {
    Object.assign(this, { root, ...about });
    this.lines = new Map();
    this.list.addEventListener("click", (event) => this.#click(event));
    this.list.addEventListener("input", (event) => this.#input(event));
  }

  /** Show the elements of a side as they are now; places say which are on the badge that is shown. */
  show(elements, places, selected) {
    Object.assign(this, { elements, places, selected });
    for (const [id, line] of this.lines) {
      if (elements.some((one) => one.id === id)) continue;
      line.remove();
      this.lines.delete(id);
    }
    elements.forEach((one, at) => {
      const line = this.lines.get(one.id) ?? this.#line(one.id);
      if (this.list.children[at] !== line) this.list.insertBefore(line, this.list.children[at] ?? null);
      this.#tell(line, one);
    });
  }

  /** Bring the chosen one into sight. */
  reveal() {
    const line = this.lines.get(this.selected);
    if (!line) return;
    const room = line.closest("[data-room]");
    // Beside the badge the list scrolls by itself; beneath it, on a phone, with the page.
    if (room.scrollHeight > room.clientHeight) {
      room.scrollTop += line.getBoundingClientRect().top - room.getBoundingClientRect().top;
    } else {
      line.scrollIntoView({ block: "start" });
    }
  }

  #part(name) {
    return this.root.querySelector(`template[data-part="${name}"]`).content.cloneNode(true);
  }

  #line(id) {
    const line = this.#part("element").firstElementChild;
    line.dataset.id = id;
    this.lines.set(id, line);
    return line;
  }

  #tell(line, element) {
    const [open, away] = [element.id === this.selected, isHidden(element)];
    const find = (one) => line.querySelector(one);
    find("[data-name]").textContent = this.words.nameOf(element);
    find("[data-note]").textContent = this.words.noteOf(element, this.places[element.id]);
    find("[data-open]").setAttribute("aria-expanded", String(open));
    line.classList.toggle("away", away || !this.places[element.id]);
    const hide = find("[data-do=hide]");
    hide.hidden = element.element === "qr";
    hide.setAttribute("aria-pressed", String(away));
    hide.setAttribute("aria-label", `${away ? "Show" : "Hide"} ${this.words.nameOf(element)}`);
    this.#body(find("[data-body]"), element, open);
  }

  #body(body, element, open) {
    if (!open) return body.replaceChildren();
    if (!body.firstElementChild) {
      const part = this.#part(element.element);
      for (const radio of part.querySelectorAll("input[type=radio]")) radio.name = `${radio.dataset.bind}-${element.id}`;
      body.append(part, this.#part("every"));
      for (const label of body.querySelectorAll("label[data-for]")) joined(label, element.id);
    }
    this.#fill(body, element);
  }

  /** The fields say what the element is, but for the one that a hand is on. */
  #fill(body, element) {
    const box = boxOf(element, this.size, this.places[element.id]);
    for (const field of body.querySelectorAll("[data-bind]")) put(field, element[field.dataset.bind]);
    for (const field of body.querySelectorAll("[data-box]")) put(field, Math.round(box[field.dataset.box] * 10) / 10);
    for (const row of body.querySelectorAll("[data-box-size]")) row.hidden = element.element === "qr";
    this.#fillText(body, element);
    for (const field of body.querySelectorAll("[data-colour]")) this.#fillColour(field, element);
    const condition = this.words.when(element);
    const when = body.querySelector("[data-when]");
    when.hidden = !condition;
    when.querySelector("[data-when-words]").textContent = condition;
  }

  #fillText(body, element) {
    const choice = body.querySelector("[data-field]");
    if (!choice) return;
    const field = onlyField(element.text);
    const known = [...choice.options].some((option) => option.value === field);
    // Whoever has chosen to write their own words goes on writing, also where they come to be one field.
    const own = choice.dataset.own === "yes" || !known;
    put(choice, own ? "" : field);
    body.querySelector("[data-own-words]").hidden = !own;
  }

  #fillColour(field, element) {
    const key = field.dataset.colour;
    const [choice, own] = ["select", "input"].map((one) => field.querySelector(one));
    if (choice.options.length !== this.colours().length + 1) {
      choice.replaceChildren(...this.colours().map(([name, words]) => new Option(words, name)), new Option("Another colour", "#"));
    }
    const named = !element[key].startsWith("#");
    put(choice, named ? element[key] : "#");
    put(own, this.inkOf(element[key]));
    own.hidden = named;
    const told = field.querySelector("[data-contrast]");
    if (told) showContrast(told, this.inkOf(element[key]), this.under(element));
  }

  #element(target) {
    const id = target.closest("[data-id]")?.dataset.id;
    return this.elements.find((one) => one.id === id);
  }

  #click(event) {
    const button = event.target.closest("[data-open], [data-do]");
    const element = button && this.#element(button);
    if (!element) return;
    if (button.matches("[data-open]")) return this.chosen(element.id === this.selected ? null : element.id);
    const { id } = element;
    switch (button.dataset.do) {
      case "hide":
        return this.changed(id, hidden(element, !isHidden(element)));
      case "always":
        return this.changed(id, always(element));
      case "remove":
        return this.removed(id);
      default:
        return this.shifted(id, button.dataset.do === "earlier" ? -1 : 1);
    }
  }

  #input(event) {
    const field = event.target;
    const element = this.#element(field);
    if (!element) return;
    const next = this.#next(element, field);
    if (next) this.changed(element.id, next, `${field.dataset.bind ?? field.dataset.box ?? "colour"} ${element.id}`);
  }

  /** The element as the field says it, or null where that is nothing yet. */
  #next(element, field) {
    const { bind, box } = field.dataset;
    if (field.matches("[data-field]")) return this.#says(element, field);
    const colour = field.closest("[data-colour]")?.dataset.colour;
    if (colour) return { ...element, [colour]: field.value === "#" ? this.inkOf(element[colour]) : field.value };
    const value = field.type === "number" || field.type === "range" ? field.valueAsNumber : field.value;
    const { rangeUnderflow, rangeOverflow } = field.validity;
    if (value === "" || Number.isNaN(value) || rangeUnderflow || rangeOverflow) return null;
    if (box) return this.#boxed(element, box, value);
    return SIZES.has(bind) ? sized(element, bind, value) : { ...element, [bind]: value };
  }

  #says(element, choice) {
    choice.dataset.own = choice.value ? "" : "yes";
    if (choice.value) return { ...element, text: `{${choice.value}}` };
    this.#fillText(choice.closest("[data-body]"), element);
    return null;
  }

  #boxed(element, key, value) {
    const [place, size] = [this.places[element.id], this.size];
    const box = boxOf(element, size, place);
    if (element.element === "qr" && key === "width") return resized(element, "rb", value - box.width, 0, size, place);
    return inBox(element, { ...box, [key]: value }, size);
  }
}

function put(field, value) {
  if (field.type === "radio") field.checked = field.value === String(value);
  else if (field !== document.activeElement || field.tagName === "SELECT") field.value = value ?? "";
}

/** A label and its field, whose id is its own in every line. */
function joined(label, id) {
  const target = label.parentElement.querySelector("select, input:not([type=color])");
  target.id = `${label.dataset.for}-of-${id}`.replaceAll(" ", "-");
  label.htmlFor = target.id;
}
