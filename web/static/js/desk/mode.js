/** What a scan does at this desk: the badge is handed over with it, or later. */

import { say, t } from "../evening/words.js";
import { html } from "./html.js";
import { mode } from "./kept.js";

/** @type {["collect" | "arrive", string][]} */
const MODES = [["collect", say("Arrive and collect")], ["arrive", say("Arrive only")]];

/** @param {{ name: string }} props told apart where the switch stands twice on a page */
export function ModeSwitch({ name }) {
  return html`<fieldset class="mode">
    <legend class="label">${t("A scan means")}</legend>
    <div class="mode-choices">${MODES.map(([one, words]) => html`<label key=${one} class="mode-choice">
      <input type="radio" name=${name} value=${one} checked=${mode.value === one} onChange=${() => (mode.value = one)} />
      <span>${t(words)}</span></label>`)}</div>
  </fieldset>`;
}
