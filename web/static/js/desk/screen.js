/**
 * The one screen: the line on top, the field, the answer or whatever is being done, and the lists beside it.
 *
 * @import {Desk} from "./desk.js"
 * @import {House} from "./menu.js"
 */

import { t } from "../evening/words.js";
import { AnswerScreen } from "./answer.js";
import { Aside } from "./aside.js";
import { Card } from "./card.js";
import { Field, Found, Which } from "./finding.js";
import { html, useState } from "./html.js";
import { cameraOpen, mode } from "./kept.js";
import { Between, Lists } from "./lists.js";
import { Looks } from "./looks.js";
import { Menu } from "./menu.js";
import { Several, SeveralBar } from "./several.js";
import { newer, useNewer } from "./shell.js";
import { Shape } from "./signs.js";
import { Top } from "./top.js";
import { Viewfinder } from "./viewfinder.js";
import { WalkIn } from "./walk_in.js";
import { Band } from "./whole.js";

/** What is on the stage: whoever types looks for somebody, whatever was there. @param {Desk} desk */
function kindOf(desk) {
  if (desk.sought.value) return "found";
  if (desk.several.value) return "several";
  return desk.stage.value.kind;
}

/** @param {{ desk: Desk, house: House, keepsNothing: boolean }} props */
export function Screen({ desk, house, keepsNothing }) {
  const [menu, setMenu] = useState(false);
  const kind = kindOf(desk);
  const stage = desk.stage.value;
  const word = kind === "answer" && stage.kind === "answer" ? stage.shown.word : undefined;
  return html`<div class="desk" data-stage=${kind} data-word=${word} data-camera=${cameraOpen.value || undefined} data-practising=${desk.practising || undefined}>
    <${Bands} desk=${desk} house=${house} keepsNothing=${keepsNothing} idle=${kind === "idle"} />
    <${Top} desk=${desk} house=${house} onMenu=${() => setMenu(true)} />
    <${Field} desk=${desk} />
    <div class="desk-work">
      ${cameraOpen.value && html`<${Viewfinder} desk=${desk} />`}
      <section class="desk-stage" aria-label=${t("The answer")}><${Stage} desk=${desk} kind=${kind} /></section>
      <${SeveralBar} desk=${desk} />
    </div>
    ${kind !== "answer" && html`<${Lists} desk=${desk} />`}
    <${Aloud} desk=${desk} />
    ${menu && html`<${Menu} desk=${desk} house=${house} onClose=${() => setMenu(false)} />`}
  </div>`;
}

/** @param {{ desk: Desk, kind: string }} props */
function Stage({ desk, kind }) {
  const stage = desk.stage.value;
  if (kind === "found") return html`<${Found} desk=${desk} />`;
  if (kind === "several") return html`<${Several} desk=${desk} />`;
  switch (stage.kind) {
    case "answer":
      return html`<${AnswerScreen} desk=${desk} shown=${stage.shown} />`;
    case "card":
      return html`<${Card} key=${stage.id} desk=${desk} id=${stage.id} />`;
    case "which":
      return html`<${Which} desk=${desk} person=${stage.person} others=${stage.others} action=${stage.action} />`;
    case "walk-in":
      return html`<${WalkIn} desk=${desk} name=${stage.name} />`;
    case "aside":
      return html`<${Aside} desk=${desk} />`;
    case "looks":
      return html`<${Looks} desk=${desk} />`;
    default:
      return html`<${Between} desk=${desk} />`;
  }
}

/** What is true of the whole tablet just now. @param {{ desk: Desk, house: House, keepsNothing: boolean, idle: boolean }} props */
function Bands({ desk, house, keepsNothing, idle }) {
  return html`<div class="bands">
    ${desk.practising && html`<${Band}><p><strong>${t("Practice")}
      </strong> ${t("Everybody here is invented, and nothing is sent.")}</p>
      <button class="button" onClick=${() => house.practise(false)}>${t("End the practice")}</button><//>`}
    ${keepsNothing && !desk.practising && html`<${Band} sign=${html`<${Shape} word="again" />`}><p>
      ${t("This browser keeps nothing: the list is here only while this page stays open. Keep it open, and keep the network.")}
      </p><//>`}
    ${newer.value && idle && !desk.practising && html`<${Band}><p>${t("A newer version is here.")}</p>
      <button class="button" onClick=${useNewer}>${t("Use it")}</button><//>`}
    ${mode.value === "arrive" && !desk.practising && html`<p class="mode-note">
      ${t("Scans let people in; badges are handed over by touch.")}</p>`}
  </div>`;
}

/** What a screen reader hears. @param {{ desk: Desk }} props */
function Aloud({ desk }) {
  const { words, urgent } = desk.aloud.value;
  return html`<div class="unseen"><p role="status">${urgent ? "" : words}</p><p role="alert">${urgent ? words : ""}</p>
    </div>`;
}
