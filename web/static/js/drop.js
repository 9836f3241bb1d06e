/**
 * A file is dropped anywhere on the page, or chosen, and sent at once, with a bar that says how far it is.
 *
 * <form data-drop data-largest="BYTES" data-too-large="SENTENCE">
 *   <div data-drop-problem hidden><span data-drop-words></span></div>
 *   <div data-drop-zone><input type="file"><button data-drop-send></button></div>
 *   <div data-drop-progress hidden><p data-drop-said data-sending="Sending WHAT" data-reading="Reading WHAT"></p><progress></progress></div>
 * </form>
 *
 * The server answers with a page: where it leads we go, and what it refuses we say here.
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-drop]"));

/** @param {HTMLFormElement} form */
function wire(form) {
  const part = (name) => form.querySelector(`[data-drop-${name}]`);
  const [problem, words, zone, waiting, said] = ["problem", "words", "zone", "progress", "said"].map(part);
  const input = form.querySelector("input[type=file]");
  const bar = waiting.querySelector("progress");
  const fault = "The connection broke off before the file was here. Please try again.";

  function refuse(sentence) {
    waiting.hidden = true;
    zone.hidden = false;
    problem.hidden = false;
    words.textContent = sentence;
    words.parentElement.replaceChildren(words);
    form.reset();
  }

  function tell(what, name) {
    said.textContent = said.dataset[what].replace("WHAT", name);
  }

  function answered(request) {
    if (request.status < 400) return location.assign(request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const told = page.querySelectorAll("[data-drop-problem] p, .error-page h1, .error-page .lead");
    refuse([...told].map((part) => part.textContent.trim()).join(" ") || fault);
  }

  function send(file) {
    problem.hidden = true;
    if (file.size > Number(form.dataset.largest)) return refuse(form.dataset.tooLarge);
    const body = new FormData(form);
    body.set("file", file, file.name);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      tell("reading", file.name);
    });
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => refuse(fault));
    zone.hidden = true;
    waiting.hidden = false;
    bar.value = 0;
    tell("sending", file.name);
    request.open("POST", form.action);
    request.send(body);
  }

  part("send").hidden = true;
  input.addEventListener("change", () => input.files.length && send(input.files[0]));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length) send(input.files[0]);
  });

  // Whoever misses the zone would otherwise leave the page for the file.
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length && !zone.hidden) send(event.dataTransfer.files[0]);
  });
  // A page shown again out of the history asks for the next file.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    waiting.hidden = true;
    zone.hidden = false;
    form.reset();
  });
}

if (form) wire(form);
