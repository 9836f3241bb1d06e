/**
 * The page on which an event's own badge is designed: every touch changes the document, the server draws it, and
 * the page shows what will print. Nothing is kept on the server before it is saved.
 *
 * <div data-design data-try="ADDRESS" data-save="ADDRESS" data-documents="ADDRESS" data-slug="EVENT"> … </div>
 */

import { Colours } from "./colours.js";
import { added, beneath, colourOf, replaced, shifted } from "./document.js";
import { Kept } from "./kept.js";
import { logo } from "./logo.js";
import { Panel } from "./panel.js";
import { Stage } from "./stage.js";
import { asked, trying } from "./trying.js";
import { words } from "./words.js";

const MOST_TRIES = 24;
const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-design]"));

/** @param {HTMLElement} root */
function open(root) {
  const find = (what) => root.querySelector(`[data-${what}]`);
  const first = JSON.parse(find("first").textContent);
  const token = root.querySelector("[name=csrf_token]").value;
  const { size } = first;
  find("face").style.setProperty("--ratio", String(size.width / size.height));
  const fields = new Map(first.fields);
  const said = words(fields);
  const view = { side: "front", sample: root.querySelector("[name=sample]:checked").value, selected: null, samples: first.samples, problem: "" };

  const kept = new Kept(`badge-design ${root.dataset.slug}`, first.document, () => {
    show();
    ask(kept.document);
  });
  const ask = trying(root.dataset.try, token, (answer) => {
    view.problem = answer.problem ?? "";
    for (const [which, sample] of Object.entries(answer.samples ?? {})) {
      // Of a badge that is refused the last picture stays, so that there is something to mend.
      const { front, back, places } = view.samples[which] ?? {};
      view.samples[which] = sample.why ? { ...sample, front, back, places } : sample;
    }
    draw();
    show();
  });

  const elements = () => kept.document[view.side];
  const drawn = () => [view.samples[view.sample], ...Object.values(view.samples)].find((one) => one.places);
  const places = () => drawn()?.places[view.side] ?? {};
  const hands = {
    size,
    words: said,
    nameOf: said.nameOf,
    chosen(id) {
      if (id === view.selected) return;
      view.selected = id;
      show();
    },
    revealed: () => panel.reveal(),
    changed: (id, element, as) => kept.change(replaced(kept.document, id, element), as),
    removed(id) {
      view.selected = null;
      kept.change(replaced(kept.document, id, null));
    },
    shifted: (id, by) => kept.change(shifted(kept.document, id, by)),
    colours: () => Object.keys(kept.document.colours).map((name) => [name, first.colours[name] ?? name]),
    inkOf: (name) => colourOf(kept.document, name),
    under: (element) => beneath(kept.document, elements(), element, size, places()[element.id]),
  };
  const stage = new Stage(find("stage"), hands);
  const panel = new Panel(root, { ...hands, list: find("elements") });
  const colours = new Colours(root, (change, as) => kept.change(change(kept.document), as));

  /** The pictures, as the server drew them last. */
  function draw() {
    const shown = view.samples[view.sample];
    stage.draw(shown[view.side] || blank(size));
    for (const [which, sample] of Object.entries(view.samples)) {
      const tab = root.querySelector(`[data-sample="${which}"]`);
      picture(tab.querySelector("[data-face-of]"), sample[view.side] || blank(size));
      tab.classList.toggle("refused", Boolean(sample.why));
    }
  }

  /** All that is not drawn by the server: boxes, list, words, buttons. */
  function show() {
    if (!elements().some((one) => one.id === view.selected)) view.selected = null;
    stage.place(elements(), places(), view.selected);
    panel.show(elements(), places(), view.selected);
    colours.show(kept.document);
    tell();
    find("undo").disabled = !kept.before.length;
    find("redo").disabled = !kept.after.length;
    find("state").textContent = kept.isSaved && first.own ? find("state").dataset.saved : find("state").dataset.unsaved;
    find("keep").classList.toggle("primary", !kept.isSaved || !first.own);
    for (const button of root.querySelectorAll("[data-add=qr], [data-add=mark]")) {
      button.hidden = elements().some((one) => one.element === button.dataset.add);
    }
  }

  /** What there is to say about the badge that is shown: a mistake before a refusal before a look. */
  function tell() {
    const { why, fix, looks } = view.samples[view.sample];
    const refusal = view.problem || (why && `This badge is not printed. ${why} ${fix}`);
    find("refused").hidden = !refusal;
    find("refused-words").textContent = refusal;
    find("looks").textContent = refusal ? "" : looks.join(" ");
    find("empty").hidden = elements().length > 0;
  }

  function begin(document) {
    view.selected = null;
    kept.change({ ...document });
  }

  /** One more element, where it keeps no badge from being printed that could be printed before. */
  async function put(sort) {
    const [before, bad] = [kept.document, refused(view.samples)];
    const taken = Object.values(view.samples).flatMap((one) => Object.values(one.places?.[view.side] ?? {}));
    const { naturalWidth, naturalHeight } = find("logo-picture");
    let [best, tries] = [null, 0];
    for (const [next, id] of added(before, view.side, sort, size, taken, naturalWidth / naturalHeight || undefined)) {
      best = [next, id];
      const answer = await asked(root.dataset.try, token, { document: JSON.stringify(next) });
      if (++tries >= MOST_TRIES || !answer.samples || refused(answer.samples) <= bad) break;
    }
    // Whoever went on meanwhile has the last word.
    if (kept.document !== before) return;
    view.selected = best[1];
    kept.change(best[0]);
    panel.reveal();
  }

  async function save() {
    const document = kept.document;
    const answer = await asked(root.dataset.save, token, { document: JSON.stringify(document) });
    if (answer.saved) {
      kept.isKept(document);
      first.own = true;
    }
    view.problem = answer.problem ?? "";
    show();
  }

  root.addEventListener("change", ({ target }) => {
    if (target.name === "side") Object.assign(view, { side: target.value, selected: null });
    else if (target.name === "sample") view.sample = target.value;
    else return;
    draw();
    show();
  });
  root.addEventListener("click", async ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.matches("[data-undo]")) kept.undo();
    if (button.matches("[data-redo]")) kept.redo();
    if (button.matches("[data-keep]")) save();
    if (button.matches("[data-drop]")) begin(JSON.parse(kept.saved));
    if (button.matches("[data-drop]")) find("restored").hidden = true;
    if (button.dataset.add) {
      put(button.dataset.add);
    }
  });
  find("begin").addEventListener("submit", async (event) => {
    event.preventDefault();
    const key = new FormData(event.target).get("from");
    const answer = await fetch(root.dataset.documents.replace("KEY", key));
    if (answer.ok) begin(await answer.json());
  });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input, textarea")) return;
    event.preventDefault();
    event.shiftKey ? kept.redo() : kept.undo();
  });
  logo(root, token, {
    changed: () => ask(kept.document),
    refused(problem) {
      view.problem = problem;
      show();
    },
    isShown: () => [...kept.document.front, ...kept.document.back].some((one) => one.element === "image"),
    put: () => put("logo"),
  });

  for (const one of root.querySelectorAll("[data-with-script]")) one.hidden = false;
  for (const one of root.querySelectorAll("[data-without-script]")) one.hidden = true;
  if (!first.begun && kept.restore()) {
    find("restored").hidden = false;
    ask(kept.document);
  }
  draw();
  show();
}

const refused = (samples) => Object.values(samples).filter((one) => one.why).length;

function picture(place, svg) {
  const next = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  place.replaceChildren(document.adoptNode(next));
}

const blank = ({ width, height }) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}mm" height="${height}mm"><rect width="${width}" height="${height}" fill="#ffffff"/></svg>`;

if (root) open(root);
