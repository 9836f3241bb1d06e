"""The screens of the desk's app: for every eye, hand and ear, at every size, in practice and in Arabic."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from badges.model import Event, Scan
from tests.browser import DESKTOP, PHONE, TABLET
from tests.desks import (  # noqa: F401 - The fixtures of every test of the app are among them.
    a_house,
    a_tablet,
    all_sent,
    an_evening_of_its_own,
    kept_for_later,
    of,
    shows,
)
from tests.looking import sound, sound_at
from tests.scanner import scans

pytestmark = pytest.mark.browser

SIZES = {"tablet": TABLET, "upright": {"width": 768, "height": 1024}, "phone": PHONE, "desktop": DESKTOP}


def walk(desk, evening):
    """Every screen, one after the other."""
    yield "between two people"
    desk.fill("#text", "a")
    desk.locator("[data-found]").wait_for()
    yield "found"
    desk.get_by_role("button", name="Take several").click()
    desk.locator("[data-found] input").first.check()
    yield "several"
    desk.keyboard.press("Escape")
    desk.fill("#text", "zzzz")
    desk.locator(".nothing-found").wait_for()
    yield "nobody"
    desk.get_by_role("button", name="Add a walk-in").click()
    desk.fill("#walk-in-name", "Joanna Ren")
    yield "walk-in"
    desk.keyboard.press("Escape")
    desk.fill("#text", "noor")
    desk.locator("[data-found] .person-name button").first.click()
    desk.get_by_text("Correct the name").click()
    yield "card"
    desk.keyboard.press("Escape")
    desk.fill("#text", "noor")
    desk.get_by_role("button", name="Hand over the badge of Noor").first.click()
    yield "which"
    scans(desk, evening.badges["Mira Okafor"])
    shows(desk, "Mira Okafor")
    yield "done"
    scans(desk, evening.badges["Mira Okafor"])
    shows(desk, "Mira Okafor", word="again")
    yield "again"
    scans(desk, "LB1ZZZZZZZZZZZZZZZZ")
    shows(desk, "code", word="refused")
    yield "refused"
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Show them").click()
    yield "aside"
    desk.locator(".menu-button").click()
    yield "menu"


@pytest.mark.parametrize(("size", "scheme"), [("tablet", "light"), ("phone", "dark")])
def test_no_screen_shuts_anybody_out(evening, tablet, size, scheme):
    desk = tablet(evening.one, viewport=SIZES[size], color_scheme=scheme)

    for _screen in walk(desk, evening):
        sound_at(desk, SIZES, [scheme])
        desk.set_viewport_size(SIZES[size])


def test_twice_as_large_text_still_fits(evening, tablet):
    desk = tablet(evening.one, viewport={"width": 512, "height": 384}, device_scale_factor=2)

    for _screen in walk(desk, evening):
        wide = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


def test_practising_looks_like_nothing_else_and_sends_nothing(evening, tablet):
    desk = tablet(evening.one)
    desk.locator(".menu-button").click()
    desk.get_by_role("button", name="Practise").click()
    expect(desk.locator("[data-practising] .band")).to_contain_text("Everybody here is invented")

    desk.fill("#text", "aoife")
    desk.get_by_role("button", name="Hand over the badge of Aoife").click()
    shows(desk, "Aoife")
    desk.get_by_role("button", name="End the practice").click()

    expect(desk.locator(".desk")).not_to_have_attribute("data-practising", "true")
    all_sent(desk)
    with evening.service.store.reading() as session:
        mine = select(func.count()).select_from(Scan).where(Scan.event_id == evening.event.id)
        assert session.scalar(mine) == 0


def test_a_corrected_badge_text_is_kept_without_a_network_too(evening, tablet):
    desk = tablet(evening.one)
    desk.context.set_offline(True)
    desk.fill("#text", "joanna")
    desk.locator("[data-found] .person-name button").first.click()
    desk.get_by_text("Correct the name").click()
    expect(desk.locator(".card-correct")).to_contain_text("it prints exactly so")
    desk.fill("#correct-name", "Joanna Wren-Søndergård")
    desk.get_by_role("button", name="Keep the correction").click()
    expect(desk.locator(".badge-card h1")).to_have_text("Joanna Wren-Søndergård")

    desk.context.set_offline(False)
    all_sent(desk)

    assert of(evening, "Joanna Wren-Søndergård")[0].company == "Field Notes"


def test_the_last_badges_are_set_aside_in_the_order_they_lie_and_nobody_is_counted_down(evening, tablet):
    desk = tablet(evening.one)
    expect(desk.locator(".aside-note")).to_contain_text("6 badges, in the order they lie")
    desk.get_by_role("button", name="Show them").click()
    places = desk.locator("[data-stage=aside] .found .lies")
    in_order = sorted(places.all_inner_texts(), key=lambda words: [int(n) for n in re.findall(r"\d+", words)])
    assert places.all_inner_texts() == in_order

    for left in range(5, 0, -1):
        desk.get_by_role("button", name="aside").last.click()
        expect(places).to_have_count(left)
    desk.get_by_role("button", name="That is enough").click()

    expect(desk.locator(".aside-note")).to_contain_text("a few, in the order they lie")
    expect(desk.locator("#counts")).to_contain_text("a few")
    assert not re.search(r"\b1 (?:badge|left)", desk.inner_text(".between"))


def test_signing_out_asks_twice_while_something_is_not_sent(evening, tablet):
    desk = tablet(evening.one)
    desk.context.set_offline(True)
    scans(desk, evening.badges["Mira Okafor"])
    all_sent(desk, "1 not sent yet")
    desk.locator(".menu-button").click()

    desk.get_by_role("button", name="Sign this tablet out").click()
    expect(desk.locator(".menu .note")).to_contain_text("One scan is not sent yet")
    desk.get_by_role("button", name="Sign out all the same").click()
    desk.get_by_role("button", name="Lose them and sign out").click()

    expect(desk.locator("h1")).to_have_text("Signed out")
    expect(desk.locator("body")).not_to_contain_text("Okafor")


def test_a_newer_version_waits_until_somebody_wants_it(evening, tablet):
    desk = tablet(evening.one)
    kept_for_later(desk)
    with evening.service.store.writing() as session:
        session.get(Event, evening.event.id).name = "The chum parade, at last"
    desk.reload()
    expect(desk.locator("#counts")).to_contain_text("Here", timeout=40_000)
    scans(desk, evening.badges["Mira Okafor"])
    shows(desk, "Mira Okafor")
    desk.wait_for_timeout(2_000)
    expect(desk.get_by_role("button", name="Use it")).to_have_count(0)
    desk.keyboard.press("Escape")

    desk.get_by_role("button", name="Use it").click(timeout=40_000)

    expect(desk).to_have_title("Desk · The chum parade, at last", timeout=40_000)
    expect(desk.locator("#counts")).to_contain_text(re.compile(r"Here\s*1"))


def test_the_desk_speaks_as_its_event_does_and_from_right_to_left(evening, tablet):
    with evening.service.store.writing() as session:
        session.get(Event, evening.event.id).language = "ar"
    desk = tablet(evening.one)

    assert desk.evaluate("getComputedStyle(document.querySelector('.desk')).direction") == "rtl"
    lists, work = (desk.locator(part).bounding_box() for part in (".desk-lists", ".desk-work"))
    assert lists["x"] < work["x"]
    sound(desk)
