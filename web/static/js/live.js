/**
 * Keeps a page true while it is looked at: listens to the event's live feed and swaps the parts that changed.
 *
 * <div data-live="FEED" data-live-part-url="FRAGMENT" data-live-timezone="Europe/Berlin">
 *   <div id="…" data-live-part>…</div>
 *
 * data-live-every="5" asks again every so many seconds while it is looked at, for what no line tells of.
 *
 * Every line of the feed asks for the fragment once it has been quiet for a moment, and at most twice a
 * second. Parts are swapped by id; what is typed, focused, opened and scrolled stays as it is. People
 * ([data-person]) who stand in another [data-group] afterwards slide there, where the browser can.
 */

const QUIET = 150;
const APART = 500;
// The feed's own kinds: an EventSource hears a named event only where it listens for its name.
const KINDS = [
  "arrived", "collected", "left", "set_aside", "undone", "late", "missing", "uncollected", "no_show", "excused",
  "running_late", "printed", "print_failed", "reprinted", "added", "changed", "removed", "letter_sent", "replied",
  "notice_sent", "notice_failed", "event_changed", "conflict", "desk_word", "print_job", "message",
];
// Standing changes with the clock too, without a line in the journal.
const LOOK_ANYWAY = 60_000;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {ParentNode} root */
function groups(root) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const person of root.querySelectorAll("[data-group] [data-person]")) {
    const group = /** @type {HTMLElement} */ (person.closest("[data-group]"));
    found.set(person.getAttribute("data-person") ?? "", group.dataset.group ?? "");
  }
  return found;
}

/** Gives the people who moved a name the browser can follow, without inline styles in the page. */
function follow(root, moved) {
  for (const person of root.querySelectorAll("[data-group] [data-person]")) {
    const id = person.getAttribute("data-person");
    if (id && moved.has(id)) person.style.setProperty("view-transition-name", `person-${id}`);
  }
}

function release(root) {
  for (const person of root.querySelectorAll("[data-group] [data-person]")) {
    person.style.removeProperty("view-transition-name");
  }
}

/** Which element holds the focus inside a part, said so that its successor can be found. */
function heldFocus(part) {
  const held = document.activeElement;
  if (!held || !part.contains(held)) return null;
  if (held.id) return { id: held.id };
  const same = [...part.querySelectorAll("a, button, summary, input")];
  const person = held.closest("[data-person]")?.getAttribute("data-person");
  if (!person) return { nth: same.indexOf(held) };
  const own = [...held.closest("[data-person]").querySelectorAll("a, button, summary, input")];
  return { person, nth: own.indexOf(held) };
}

function restoreFocus(part, held) {
  if (!held) return;
  if (held.id) {
    document.getElementById(held.id)?.focus({ preventScroll: true });
    return;
  }
  const scope = held.person ? part.querySelector(`[data-person="${CSS.escape(held.person)}"]`) : part;
  scope?.querySelectorAll("a, button, summary, input")[held.nth]?.focus({ preventScroll: true });
}

function swap(part, fresh) {
  const held = heldFocus(part);
  const scrolled = part.scrollTop;
  const open = new Set([...part.querySelectorAll("details[open]")].map((one) => one.id));
  for (const one of fresh.querySelectorAll("details")) if (one.id) one.open = open.has(one.id);
  part.replaceChildren(...fresh.childNodes);
  if (fresh.dataset.digest) part.dataset.digest = fresh.dataset.digest;
  part.scrollTop = scrolled;
  restoreFocus(part, held);
}

/**
 * The fragment's address, saying which of the large parts ([data-digest]) the page has as they are: those are not sent
 * again.
 */
function address(root) {
  const have = [...root.querySelectorAll("[data-live-part][data-digest]")].map((part) => `${part.id}:${part.dataset.digest}`);
  if (!have.length) return root.dataset.livePartUrl;
  const found = new URL(root.dataset.livePartUrl, location.href);
  found.searchParams.set("have", have.join(","));
  return found.pathname + found.search;
}

/** Somebody who is writing in a part keeps it as it is until they have sent it. */
function beingWritten(part) {
  const held = document.activeElement;
  return Boolean(held && part.contains(held) && held.matches("input:not([type=hidden]), textarea, select"));
}

/** What a part says; the hidden fields of its forms are new in every answer and say nothing. */
function said(part) {
  return part.innerHTML.replace(/(name="csrf_token" value=")[^"]*/g, "$1");
}

class Live {
  constructor(root) {
    this.root = root;
    this.sign = document.querySelector("[data-live-sign]");
    this.words = this.sign?.querySelector("[data-live-words]");
    this.shownAt = new Date();
    this.lastLook = 0;
    this.timer = 0;
    this.looking = false;
    this.again = false;
    // A touch that began on a button must end on it: nothing is swapped under a finger.
    this.touching = false;
    addEventListener("pointerdown", () => (this.touching = true), { passive: true });
    for (const end of ["pointerup", "pointercancel"]) {
      addEventListener(end, () => (this.touching = false), { passive: true });
    }
    this.open();
    const every = Number(root.dataset.liveEvery) * 1_000;
    setInterval(() => (!every || document.visibilityState === "visible") && this.soon(), every || LOOK_ANYWAY);
    root.addEventListener("look", () => this.soon());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      // A phone that slept may hold a dead connection that never says so.
      if (this.source.readyState === EventSource.CLOSED) this.open();
      this.soon();
    });
    addEventListener("pagehide", () => this.source.close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  open() {
    this.source?.close();
    this.source = new EventSource(this.root.dataset.live);
    this.source.onopen = () => {
      this.tell("live");
      this.soon();
    };
    this.source.onerror = () => {
      this.tell("waiting");
      // The browser tries again by itself unless the answer was a refusal; then we do, more slowly.
      if (this.source.readyState === EventSource.CLOSED) setTimeout(() => this.open(), 5_000);
    };
    for (const kind of KINDS) this.source.addEventListener(kind, () => this.soon());
  }

  tell(state) {
    if (!this.sign || !this.words) return;
    const zone = this.root.dataset.liveTimezone || undefined;
    const time = this.shownAt.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
    const said = state === "live" ? this.words.dataset.liveSaid : this.words.dataset.waitingSaid.replace("TIME", time);
    this.sign.hidden = false;
    this.sign.dataset.state = state;
    if (this.words.textContent !== said) this.words.textContent = said;
  }

  soon() {
    clearTimeout(this.timer);
    const wait = Math.max(QUIET, this.lastLook + APART - Date.now());
    this.timer = setTimeout(() => this.look(), wait);
  }

  async look() {
    if (this.touching) {
      this.soon();
      return;
    }
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = true;
    this.lastLook = Date.now();
    try {
      const answer = await fetch(address(this.root), { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.show(fresh);
      this.shownAt = new Date();
      if (this.source.readyState === EventSource.OPEN) this.tell("live");
    } catch {
      this.tell("waiting");
    } finally {
      this.looking = false;
      if (this.again) {
        this.again = false;
        this.soon();
      }
    }
  }

  show(fresh) {
    const parts = [...this.root.querySelectorAll("[data-live-part]")].filter((part) => {
      const next = fresh.getElementById(part.id);
      return next && !beingWritten(part) && said(next) !== said(part);
    });
    if (!parts.length) return;
    const before = groups(this.root);
    const after = groups(fresh);
    const moved = new Set([...after].filter(([id, group]) => before.has(id) && before.get(id) !== group).map(([id]) => id));
    const change = () => parts.forEach((part) => swap(part, fresh.getElementById(part.id)));
    if (!moved.size || !document.startViewTransition || calm.matches || document.visibilityState !== "visible") {
      change();
      return;
    }
    follow(this.root, moved);
    const transition = document.startViewTransition(() => {
      change();
      follow(this.root, moved);
    });
    transition.finished.finally(() => release(this.root));
  }
}

const root = document.querySelector("[data-live]");
if (root) new Live(root);
