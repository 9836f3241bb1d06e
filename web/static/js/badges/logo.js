/**
 * The event's logo, sent as soon as it is chosen, and removed.
 *
 * <form data-logo><input type="file" name="file"> <img data-logo-picture></form> <form data-logo-remove></form>
 */

import { asked } from "./trying.js";

/**
 * @param {HTMLElement} root
 * @param {string} token
 * @param {object} about  changed(), refused(sentence), isShown() whether the design shows a picture, put() one on it
 */
export function logo(root, token, about) {
  const [form, remove] = ["[data-logo]", "[data-logo-remove]"].map((one) => root.querySelector(one));
  const picture = form.querySelector("[data-logo-picture]");
  const input = form.querySelector("input[type=file]");

  function show(source) {
    picture.hidden = remove.hidden = !source;
    if (source) picture.src = source;
    else picture.removeAttribute("src");
  }

  async function send(file) {
    if (file.size > Number(form.dataset.largest)) return about.refused(form.dataset.tooLarge);
    form.setAttribute("aria-busy", "true");
    const answer = await asked(form.action, token, { answer: "json", file });
    form.removeAttribute("aria-busy");
    input.value = "";
    about.refused(answer.problem ?? "");
    if (!answer.source) return;
    show(answer.source);
    await picture.decode();
    if (about.isShown()) about.changed();
    else about.put();
  }

  input.addEventListener("change", () => input.files.length && send(input.files[0]));
  remove.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await asked(remove.action, token, { answer: "json" });
    if (answer.problem) return about.refused(answer.problem);
    show(null);
    about.changed();
  });
}
