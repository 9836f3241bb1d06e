"""Looking at pages with axe, at every size and in every light, without opening them anew for each."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

SCHEMES = ("light", "dark")
# What axe would say of all that is well is most of what it has to say.
RUN = """() => axe.run({ resultTypes: ["violations"] }).then(({ violations, url, ...rest }) => (
  { ...rest, url, violations, passes: [], incomplete: [], inapplicable: [] }))"""

# A colour on its way from one scheme to the other is nobody's to judge.
ARRIVE = """() => document.getAnimations().filter((one) => one instanceof CSSTransition)
  .forEach((one) => one.finish())"""


def sound(page, within=""):
    """Nothing for axe to find, and nothing beside the page."""
    page.evaluate(ARRIVE)
    # It is brought into a page once, and stays for as long as the page does.
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(RUN))
    assert found.violations_count == 0, f"{page.url} {within}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} {within} scrolls sideways by {wide} px"


def sound_at(page, sizes, schemes=SCHEMES):
    """The same at each of these sizes, by name, and in each scheme; the page stays the page it is."""
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for name, size in sizes.items():
            page.set_viewport_size(size)
            sound(page, f"({name}, {scheme})")
