"""The page of badges in a real browser, and its file made."""

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, TABLET
from tests.looking import sound_at
from web.organiser.badge_work import Work

SIZES = {"phone": PHONE, "desktop": DESKTOP, "tablet": TABLET}


@pytest.mark.browser
def test_the_pages_of_badges_are_well_at_every_size(house, open_page):
    page = open_page()
    expect(page.get_by_text("badges can be printed")).to_be_visible(timeout=60_000)
    page.get_by_text("Another paper").click()
    page.get_by_text("A printer that prints beside the labels").click()
    sound_at(page, SIZES)

    page.goto(f"{house.badges}/design")
    page.locator(".stage-box[aria-label=Name]").click()
    sound_at(page, SIZES)


# What is lower than a finger; a radio, a box or a colour is touched by its label, too.
LOW = """() => [...document.querySelectorAll(`#content :is(button, summary, select, a.button, .look-list a,
    label:has([type=radio], [type=checkbox], [type=color]), input:not([type=radio], [type=checkbox]))`)]
  .filter((one) => one.checkVisibility() && !one.closest(".stage-over"))
  .filter((one) => one.getBoundingClientRect().height < 47.5)
  .map((one) => one.outerHTML.slice(0, 160))"""


@pytest.mark.browser
def test_whatever_a_finger_touches_is_high_enough_for_it(house, open_page):
    page = open_page(viewport=PHONE, has_touch=True)
    page.get_by_text("Another paper").click()
    page.get_by_text("On more than one line").click(timeout=60_000)
    low = page.evaluate(LOW)

    page.goto(f"{house.badges}/design")
    page.locator(".stage-box[aria-label=Name]").tap()

    assert low + page.evaluate(LOW) == []


@pytest.mark.browser
def test_a_paper_is_found_by_its_number_and_the_sheet_begun_where_it_is_touched(house, open_page):
    page = open_page()
    page.get_by_text("Another paper").click()

    page.get_by_label("Find it by its number or size").fill("4786")
    papers = page.locator(".paper-line:visible")
    expect(papers).to_have_count(1)
    papers.click()
    expect(page.get_by_text("also sold as")).to_be_visible()
    page.locator("[data-label='9']").click()
    page.get_by_role("button", name="Make the PDF").click()
    expect(page.get_by_text("6 badges are in the file.")).to_be_visible(timeout=60_000)

    asked = Work(house.settings, house.event.slug, "file").state().asked
    assert (asked["stock"], asked["start"]) == ("avery-l4785", 9)
