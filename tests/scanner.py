"""A keyboard scanner at a page: its keys come as fast as a real one's, however busy the machine is."""

# The presses are made before the first is dispatched, as a keyboard makes them while a page is still busy.
TYPES = r"""(text) => {
  const presses = [...text, "Enter"].map((key) => {
    const code = key === "Enter" ? key : /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`;
    const shiftKey = /[A-Z]/.test(key);
    return new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true });
  });
  for (const press of presses) (document.activeElement ?? document.body).dispatchEvent(press);
}"""


def scans(page, text):
    """Let a scanner read this code. Playwright's own keys wait for each other, and a scanner's do not."""
    page.evaluate(TYPES, text)
