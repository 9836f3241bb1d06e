/**
 * Tries documents out on the server: soon after each change, one at a time, and always the newest.
 */

const PAUSE = 80;
const AGAIN = 2_000;
const AWAY = "The server does not answer just now. Nothing is lost; it is tried again.";
const CLOSED = "This page has been open for too long. Reload it: what you changed is still here.";

/**
 * @param {string} address
 * @param {string} token  the form's, that shows it is ours
 * @param {(answer: {samples?: object, problem?: string}) => void} heard
 */
export function trying(address, token, heard) {
  let [newest, busy, timer] = [null, false, 0];

  function soon(pause) {
    timer ||= setTimeout(send, pause);
  }

  async function send() {
    timer = 0;
    if (busy || newest === null) return;
    const text = newest;
    [newest, busy] = [null, true];
    const answer = await asked(address, token, { document: text });
    busy = false;
    if (answer.away) {
      newest ??= text;
      soon(AGAIN);
    }
    // An answer that something newer will correct at once is still shown: that is how a drag looks alive.
    heard(answer);
    if (newest !== null) soon(PAUSE);
  }

  return (document) => {
    newest = JSON.stringify(document);
    soon(PAUSE);
  };
}

/** Send values as a form, and read what comes back; whatever goes wrong is a ``problem``. */
export async function asked(address, token, values) {
  const body = new FormData();
  body.set("csrf_token", token);
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body });
  } catch {
    return { problem: AWAY, away: true };
  }
  if (answer.headers.get("Content-Type")?.includes("json")) return answer.json();
  if (answer.status >= 500) return { problem: AWAY, away: true };
  if (answer.redirected || answer.status === 400) return { problem: CLOSED };
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = [...page.querySelectorAll(".error-page h1, .error-page .lead")].map((part) => part.textContent.trim());
  return { problem: told.join(" ") || CLOSED };
}
