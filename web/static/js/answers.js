/**
 * Says that something was answered that the page does not show yet, and makes looking again the first choice.
 *
 * <form data-answers>
 *   <p data-answers-note hidden></p> <button data-answers-act></button> <button data-answers-look></button>
 * </form>
 */

for (const form of document.querySelectorAll("[data-answers]")) {
  form.addEventListener("change", () => {
    form.querySelector("[data-answers-note]").hidden = false;
    form.querySelector("[data-answers-act]")?.classList.remove("primary");
    form.querySelector("[data-answers-look]").classList.add("primary");
  });
}
