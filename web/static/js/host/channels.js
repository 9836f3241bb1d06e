/**
 * Lets this browser be told while the page is closed: asks, subscribes, and hands the subscription to the server.
 *
 * <section data-push="/host/SLUG/channels/push" data-key="OUR PUBLIC KEY" data-worker="…" data-scope="…"
 *          data-token="CSRF">
 *   <p data-push-when="looking|ask|home|cannot|denied|on|trouble" hidden>…</p>
 *   <button data-push-on hidden>…</button> <button data-push-off hidden>…</button>
 * </section>
 */

/** @type {HTMLElement | null} */
const part = document.querySelector("[data-push]");
if (part) begin(part);

/** @param {HTMLElement} root */
async function begin(root) {
  const on = /** @type {HTMLButtonElement} */ (root.querySelector("[data-push-on]"));
  const off = /** @type {HTMLButtonElement} */ (root.querySelector("[data-push-off]"));
  /** @param {string} state */
  const show = (state) => {
    root.dataset.state = state;
    for (const words of root.querySelectorAll("[data-push-when]")) {
      /** @type {HTMLElement} */ (words).hidden = words.getAttribute("data-push-when") !== state;
    }
    on.hidden = !["ask", "trouble"].includes(state);
    off.hidden = state !== "on";
  };
  const obstacle = whatStandsInTheWay();
  if (obstacle) return show(obstacle);
  const registered = await registration(root).catch(() => null);
  if (!registered) return show("cannot");
  show((await registered.pushManager.getSubscription()) ? "on" : "ask");
  on.addEventListener("click", () => busy(on, async () => show(await subscribe(root, registered))));
  off.addEventListener("click", () =>
    busy(off, async () => {
      await (await registered.pushManager.getSubscription())?.unsubscribe();
      show("ask");
    }),
  );
}

/** An iPhone shows messages only for pages on its home screen; there the page stands alone. */
function whatStandsInTheWay() {
  const onApple = /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  if (onApple && !matchMedia("(display-mode: standalone)").matches) return "home";
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "cannot";
  return Notification.permission === "denied" ? "denied" : "";
}

/** @param {HTMLElement} root */
async function registration(root) {
  const { worker = "", scope = "" } = root.dataset;
  await navigator.serviceWorker.register(worker, { scope });
  return navigator.serviceWorker.ready;
}

/**
 * @param {HTMLElement} root
 * @param {ServiceWorkerRegistration} registered
 */
async function subscribe(root, registered) {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "denied" : "ask";
  try {
    const subscription = await registered.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(root.dataset.key ?? ""),
    });
    const answer = await fetch(root.dataset.push ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": root.dataset.token ?? "" },
      body: JSON.stringify({ subscription, called: called() }),
    });
    return answer.ok ? "on" : "trouble";
  } catch {
    return "trouble";
  }
}

/** What the host's page may say of this browser: “Firefox on Android”. */
function called() {
  const agent = navigator.userAgent;
  /** @param {[RegExp, string][]} names */
  const first = (names) => names.find(([sign]) => sign.test(agent))?.[1];
  const browser = first([[/Edg\//, "Edge"], [/Firefox\//, "Firefox"], [/Chrome\//, "Chrome"], [/Safari\//, "Safari"]]);
  const on = first([
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac/, "Mac"],
    [/Linux/, "Linux"],
  ]);
  return [browser ?? "A browser", on].filter(Boolean).join(" on ");
}

/** @param {string} text URL-safe base64 */
function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/**
 * @param {HTMLButtonElement} button
 * @param {() => Promise<void>} work
 */
async function busy(button, work) {
  button.disabled = true;
  try {
    await work();
  } finally {
    button.disabled = false;
  }
}
