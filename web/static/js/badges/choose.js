/**
 * A design or a paper is kept as soon as it is chosen, and the page shows it: its pictures, its sheet, its check.
 *
 * <form data-choose> … <div data-swap="NAME"> … </div> </form>
 *
 * Inside: a field that narrows the list of papers, and labels of the sheet that can be touched to begin there.
 */

import { watch } from "./watch.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-choose]"));
let asked = 0;

async function keep() {
  const mine = ++asked;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (mine !== asked) return;
    if (!answer.ok) return form.submit();
    swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The choice stands on the page, and the next one takes it along.
  } finally {
    if (mine === asked) form.removeAttribute("aria-busy");
  }
}

/** Every part that has changed, but for the one the hand is on. */
function swap(page) {
  const held = document.activeElement?.closest("input[name]");
  const again = held && `input[name="${held.name}"][value="${CSS.escape(held.value)}"]`;
  for (const part of document.querySelectorAll("[data-swap]")) {
    const next = page.querySelector(`[data-swap="${part.dataset.swap}"]`);
    if (next) part.replaceChildren(...next.childNodes);
  }
  if (again) document.querySelector(again)?.focus({ preventScroll: true });
  ready();
  watch();
}

/** What only works with script shows itself. */
function ready() {
  for (const one of form.querySelectorAll("[data-find]")) one.hidden = false;
  begin();
}

function find(words) {
  const wanted = words.toLowerCase().replaceAll("x", "×").split(/[\s-]+/).filter(Boolean);
  const plain = words.toLowerCase().split(/[\s-]+/).filter(Boolean);
  let found = 0;
  for (const line of form.querySelectorAll("[data-found-by]")) {
    const text = line.dataset.foundBy;
    line.hidden = !plain.every((word, n) => text.includes(word) || text.includes(wanted[n]));
    if (!line.hidden) found++;
  }
  for (const group of form.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-found-by]:not([hidden])");
  }
  form.querySelector("[data-found-none]").hidden = found > 0;
}

/** The labels that are used up are shown so. */
function begin() {
  const start = Number(form.querySelector("[data-start]")?.value || 1);
  for (const label of form.querySelectorAll("[data-label]")) {
    label.classList.toggle("used", Number(label.dataset.label) < start);
  }
}

if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("[name=design], [name=stock]")) keep();
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-find] input")) find(event.target.value);
    if (event.target.matches("[data-start]")) begin();
  });
  form.addEventListener("click", (event) => {
    const label = event.target.closest("[data-label]");
    const field = form.querySelector("[data-start]");
    if (!label || !field) return;
    field.value = label.dataset.label;
    begin();
  });
  // The Return key in the field that finds must not send the choice.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-find] input, [data-start]")) event.preventDefault();
  });
  form.querySelector("[data-without-script]").hidden = true;
  ready();
}
