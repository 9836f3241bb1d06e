"""The desk's camera while there is no network: everything it needs is on the tablet."""

import pytest

from tests import filming
from tests.desks import PATIENCE, a_house, an_evening_of_its_own, answer, kept_for_later
from tests.filming import flat, paper_of, seen

__all__ = ["a_house", "an_evening_of_its_own"]

pytestmark = pytest.mark.browser


def test_without_a_network_the_camera_reads_badges_all_the_same(evening, browser, tmp_path):
    film = filming.film(tmp_path / "film.mjpeg", [seen(paper_of(evening.badges["Mira Okafor"]), flat())])
    camera = filming.camera(browser, film)
    desk = camera.new_page()
    desk.goto(evening.one)
    desk.locator("#counts").wait_for()
    kept_for_later(desk)

    desk.context.set_offline(True)
    desk.reload()
    desk.get_by_role("button", name="Camera").click()

    answer(desk).get_by_text("Mira Okafor is here").wait_for(timeout=PATIENCE)
    camera.close()
