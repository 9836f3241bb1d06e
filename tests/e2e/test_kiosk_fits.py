"""The kiosk at every size and step: all of it is seen, in the lower half too, and shuts nobody out."""

import pytest

from tests import filming
from tests.filming import a_table
from tests.kiosks import SIZES, go_to, wait_for
from tests.looking import sound

STEPS = ("start", "name", "not found", "read", "correct", "refused", "answer", "leave", "unreachable")

OUTSIDE = """(half) => [...document.querySelectorAll(
  ".kiosk :is(h1, p, label, a, button, input, svg, .note)")]
  .filter((one) => one.checkVisibility({ opacityProperty: true }) && !one.closest("[data-eye], .unseen"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && (box.top < half - 1 || box.bottom > innerHeight + 1
    || box.right > innerWidth + 1 || box.left < -1))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.top)} to ${Math.round(box.bottom)}`)"""


@pytest.mark.browser
@pytest.mark.parametrize("step", STEPS)
def test_every_step_fits_the_screen_and_its_lower_half_and_shuts_nobody_out(kiosk_evening, kiosk, step):
    page = kiosk()
    go_to(page, kiosk_evening, step)
    # On some machines the touch before has not yet been answered by the full screen.
    page.wait_for_timeout(100)

    for size in SIZES.values():
        page.set_viewport_size(size)
        assert page.evaluate(OUTSIDE, 0) == []
        page.click("[data-lower]")
        assert page.evaluate(OUTSIDE, size["height"] / 2) == []
        sound(page)
        page.click("[data-lower]")


@pytest.mark.browser
def test_with_the_cameras_picture_the_start_fits_too(kiosk_evening, browser, tmp_path):
    camera = filming.camera(browser, filming.film(tmp_path / "film.mjpeg", [a_table()]))
    page = camera.new_page(reduced_motion="reduce")
    for size in SIZES.values():
        page.set_viewport_size(size)
        page.goto(kiosk_evening.door)
        page.wait_for_selector("[data-eye]:not([hidden])")

        assert page.evaluate(OUTSIDE, 0) == []
        page.click("[data-lower]")
        assert page.evaluate(OUTSIDE, size["height"] / 2) == []
        box = page.locator("[data-eye]").bounding_box()
        assert box["y"] >= size["height"] / 2
        assert box["x"] + box["width"] < page.locator("#step").bounding_box()["x"]
    camera.close()


@pytest.mark.browser
@pytest.mark.parametrize("step", ["start", "name", "read", "answer"])
def test_from_right_to_left_and_in_the_dark_it_fits_as_well(kiosk_evening, kiosk, step):
    with kiosk_evening.store.writing() as session:
        session.merge(kiosk_evening.event).language = "ar"
    page = kiosk("upright", color_scheme="dark")
    assert page.get_attribute("html", "dir") == "rtl"

    if step == "name":
        page.click(".kiosk-other")
        wait_for(page, "name")
    if step in {"read", "answer"}:
        page.fill("#text", kiosk_evening.long if step == "read" else "nobody")
        page.click(".kiosk-field button")
        wait_for(page, step)

    assert page.evaluate(OUTSIDE, 0) == []
    sound(page)
