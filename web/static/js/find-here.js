/**
 * Finds within a live page as somebody types: what was typed goes along with every look at the page.
 *
 * <form data-find-here><input type="search" name="name"></form>
 */

const REST = 200;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-find-here]"));
const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));
const field = form?.querySelector("input[type=search]");

if (form && root && field instanceof HTMLInputElement) {
  let timer = 0;
  const find = () => {
    clearTimeout(timer);
    const address = new URL(root.dataset.livePartUrl ?? "", location.href);
    address.searchParams.set("name", field.value);
    root.dataset.livePartUrl = address.pathname + address.search;
    // What is in the address bar is what a reload shows.
    const here = new URL(location.href);
    here.searchParams.set("name", field.value);
    history.replaceState(history.state, "", here);
    root.dispatchEvent(new Event("look"));
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(find, REST);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find();
  });
}
