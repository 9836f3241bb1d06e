"""The kiosk while a badge is printed, in a real browser: where it comes out, done, or on to a desk."""

import pytest

from tests.e2e.test_kiosk_fits import OUTSIDE
from tests.kiosks import SIZES, mira, typed, wait_for
from tests.looking import sound
from tests.scanner import scans
from tests.working_station import Station, printing_on_arrival

pytestmark = pytest.mark.browser


@pytest.fixture(name="prints")
def an_evening_that_prints_on_arrival(kiosk_evening):
    return printing_on_arrival(kiosk_evening)


@pytest.fixture(name="printer")
def a_station(prints):
    return Station(prints.store, prints.event)


def checked_in(page, prints):
    typed(page, prints.code)
    wait_for(page, "read")
    page.click(".kiosk-choices .primary")
    wait_for(page, "printing")


def waits_for_words(page, words):
    page.wait_for_function(
        "(words) => document.querySelector('#step').textContent.includes(words)", arg=words
    )


HEARD = """() => { window.heard = []; const place = document.querySelector("[data-spoken]");
  new MutationObserver(() => window.heard.push(place.textContent))
    .observe(place, { subtree: true, childList: true, characterData: true }); }"""


def test_a_badge_is_awaited_named_with_its_printer_and_taken(prints, printer, kiosk):
    page = kiosk()
    page.evaluate(HEARD)
    checked_in(page, prints)
    assert page.inner_text("h1") == "Welcome, Mira Okafor."
    assert page.inner_text("[data-print-words]") == "Your badge is printed now."

    printer.claims()
    waits_for_words(page, "Your badge is printed now, at Printer 1.")
    assert page.get_attribute("#step", "data-step") == "printing"
    printer.sends().says("printed")
    wait_for(page, "answer")

    assert page.inner_text("h1") == "Your badge is ready, Mira Okafor."
    assert page.inner_text(".answer-sentence") == "Please take it at Printer 1."
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.evaluate("window.heard") == [
        "Your badge is printed now.",
        "Your badge is printed now, at Printer 1.",
        "Please take it at Printer 1.",
    ]
    assert page.evaluate("window.stands")
    page.click("text=Next person")
    wait_for(page, "start")


def test_when_nothing_comes_out_they_are_sent_to_a_desk_and_the_kiosk_starts_over(prints, printer, kiosk):
    page = kiosk()
    checked_in(page, prints)

    page.wait_for_selector("text=Please come to the desk for your badge.", timeout=25_000)

    assert page.inner_text("h1") == "You are checked in, Mira Okafor."
    assert mira(prints).arrived_at is not None
    page.wait_for_selector('#step[data-step="start"]', timeout=20_000)
    assert "Mira" not in page.inner_text("body")


def test_where_the_server_is_gone_meanwhile_they_are_sent_to_a_desk_as_well(prints, printer, kiosk):
    page = kiosk(clock=True)
    checked_in(page, prints)

    page.context.set_offline(True)
    for _ in range(20):
        page.clock.run_for(1_000)
        page.wait_for_timeout(20)
    page.wait_for_selector("text=Please come to the desk for your badge.")

    assert page.get_attribute("#step", "data-step") == "answer"
    assert page.inner_text("h1") == "You are checked in, Mira Okafor."


def test_whoever_comes_next_need_not_wait_for_the_badge_of_another(prints, printer, kiosk):
    page = kiosk()
    checked_in(page, prints)

    scans(page, f"LB1{prints.long}")
    wait_for(page, "read")
    printer.prints()
    # Longer than the kiosk waits between two questions.
    page.wait_for_timeout(1_600)

    assert page.get_attribute("#step", "data-step") == "read"


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("de", "light"), ("ar", "dark")])
def test_every_step_of_it_fits_and_shuts_nobody_out(prints, printer, kiosk, language, scheme):
    with prints.store.writing() as session:
        session.merge(prints.event).language = language
    page = kiosk(color_scheme=scheme)
    page.fill("#text", prints.long)
    page.click(".kiosk-field button")
    wait_for(page, "read")
    page.click(".kiosk-choices .primary")
    wait_for(page, "printing")
    printer.claims()
    waits_for_words(page, "Printer 1")
    fits(page)
    printer.sends().says("printed")
    wait_for(page, "answer")

    fits(page)


def fits(page):
    for size in SIZES.values():
        page.set_viewport_size(size)
        assert page.evaluate(OUTSIDE, 0) == []
        page.click("[data-lower]")
        assert page.evaluate(OUTSIDE, size["height"] / 2) == []
        sound(page)
        page.click("[data-lower]")
