/**
 * The camera's picture: large while the desk waits for somebody, small beside an answer, and never stopped by one.
 *
 * @import {Desk} from "./desk.js"
 * @import {Camera, Choice} from "../scan/camera.js"
 */

import { t } from "../evening/words.js";
import { openCamera } from "../scan/camera.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { cameraOpen } from "./kept.js";
import { Icon } from "./signs.js";

/** @param {{ desk: Desk }} props */
export function Viewfinder({ desk }) {
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  const [camera, setCamera] = useState(/** @type {Camera | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const [ready, setReady] = useState(0);
  const latest = useRef(desk);
  latest.current = desk;
  useEffect(() => {
    if (!video.current) return undefined;
    const opened = openCamera(video.current, {
      worker: document.getElementById("desk")?.dataset.decoder,
      onCode: (code, { at }) => void latest.current.scan(code, "camera").then(() => measured(at)),
      onTrouble: setTrouble,
      onReady: () => setReady((times) => times + 1),
    });
    setCamera(opened);
    return () => opened.stop();
  }, []);
  return html`<div class="viewfinder" data-ready=${ready > 0 || undefined} role="group" aria-label=${t("Camera")}>
    <video ref=${video} muted playsinline aria-label=${t("What the camera sees")}></video>
    <span class="viewfinder-frame" aria-hidden="true"></span>
    ${trouble && html`<p class="viewfinder-trouble" role="status">${trouble}</p>`}
    ${camera && html`<${Controls} camera=${camera} ready=${ready} trouble=${trouble} />`}
  </div>`;
}

/**
 * How long a scan took, from the picture that held the code until its answer was painted: `make bench` reads it.
 * @param {number} start
 */
function measured(start) {
  requestAnimationFrame(() => setTimeout(() => performance.measure("scan to answer", { start })));
}

/** @param {{ camera: Camera, ready: number, trouble: string | null }} props */
function Controls({ camera, ready, trouble }) {
  const [lit, setLit] = useState(false);
  const [choices, setChoices] = useState(/** @type {Choice[]} */ ([]));
  useEffect(() => {
    void camera.cameras().then(setChoices);
  }, [camera, ready]);
  const torch = async () => setLit((await camera.torch(!lit)) && !lit);
  return html`<div class="viewfinder-controls">
    ${choices.length > 1 && html`<label class="viewfinder-choice"><span class="unseen">${t("Which camera")}</span>
      <select onChange=${(/** @type {any} */ event) => camera.choose(event.target.value)}>
      ${choices.map((one, at) => html`<option key=${one.id} value=${one.id} selected=${one.chosen}>
      ${one.name || t("Camera {n}", { n: at + 1 })}</option>`)}</select></label>`}
    ${ready > 0 && camera.hasTorch && html`<button class="button" aria-pressed=${lit} onClick=${torch}>
      <${Icon} which="torch" class="" />${t("Light")}</button>`}
    ${trouble && html`<button class="button" onClick=${() => camera.again()}>${t("Try again")}</button>`}
    <button class="button viewfinder-close" onClick=${() => (cameraOpen.value = false)}>
      <${Icon} which="close" class="" /><span>${t("Close the camera")}</span></button>
  </div>`;
}
