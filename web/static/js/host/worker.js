/**
 * The service worker of a host's page: shows a message while the page is closed, and opens the page at a touch.
 *
 * The server puts PAGE above this program: the page's path. It keeps nothing and answers no request.
 */

/** @type {string} */
// @ts-ignore - The server writes it above.
const page = PAGE;
/** @type {any} A worker's own global scope, for which the pages' types have no name. */
const phone = self;

phone.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(phone.skipWaiting()));

phone.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(phone.clients.claim()));

phone.addEventListener("push", (/** @type {any} */ event) => {
  const said = read(event.data);
  const { title, body, tag, again } = said;
  // What replaces an older message is heard, unless it is the very same that comes a second time.
  const shown = { body, tag, renotify: Boolean(tag) && !again, silent: Boolean(again), data: { path: said.path } };
  event.waitUntil(phone.registration.showNotification(title, { ...shown, icon: "/static/icons/mark-192.png" }));
});

phone.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data?.path ?? page, phone.location.origin).href));
});

/**
 * A browser that shows nothing for a message takes the permission back, so there is always something to show.
 *
 * @param {any} data
 */
function read(data) {
  const nothing = { title: "There is news of your people", body: "", path: page, tag: "", again: false };
  try {
    const said = data.json();
    // It leads nowhere but to us.
    return { ...nothing, ...said, path: String(said.path).startsWith("/") ? said.path : page };
  } catch {
    return nothing;
  }
}

/** @param {string} address */
async function open(address) {
  const windows = await phone.clients.matchAll({ type: "window" });
  const ours = windows.find((/** @type {any} */ one) => new URL(one.url).pathname.startsWith(page));
  if (!ours) return phone.clients.openWindow(address);
  await ours.focus();
  return ours.navigate(address).catch(() => phone.clients.openWindow(address));
}
