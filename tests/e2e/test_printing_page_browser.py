"""The organiser's pages of printing in a real browser: live, by keyboard, with one station and twenty."""

import re

import pytest
from playwright.sync_api import expect

from badges.model import Event, JobState, PrintStation
from badges.moments import now
from badges.printing import claiming, settling
from tests.browser import DESKTOP, PHONE, TABLET
from tests.builders import a_device, an_attendee
from tests.looking import sound_at
from tests.print_stations import a_job, a_station

SIZES = {"tablet": TABLET, "phone": PHONE, "desktop": DESKTOP}
TROUBLES = (
    {"state": "blocked", "words": ["media-empty-error"], "labels_left": 0},
    {"tested_at": None, "seconds": None, "labels_left": None},
    {"held": True},
    {"labels_left": 12},
    {"media_width": 62.0, "media_height": 29.0},
    {"heard_at": None, "lease_until": None},
)

pytestmark = pytest.mark.browser


class Printing:
    """An evening's printing, and the organiser's browser that looks at it."""

    def __init__(self, house, page):
        self.house, self.page = house, page
        self.address = house.badges.removesuffix("badges") + "printing"
        page.goto(house.door)

    def station(self, name="Foyer", **more):
        with self.house.store.writing() as session:
            return a_station(session, self.house.event, name, **more)

    def job(self, name, *where, **more):
        with self.house.store.writing() as session:
            event = session.merge(self.house.event)
            attendee = an_attendee(session, event, name) if name else None
            return a_job(session, event, attendee, *where, **more)

    def becomes(self, station, **what):
        with self.house.store.writing() as session:
            row = session.get_one(PrintStation, station.id)
            for key, value in what.items():
                setattr(row, key, value)

    def prints(self, station, *states):
        """The station's program takes the next job and says these states of it."""
        who = {"instance": f"program of {station.name}", "now": now()}
        with self.house.store.writing() as session:
            job = claiming.claim(session, station.id, **who)
        for state in states:
            with self.house.store.writing() as session:
                settling.say(session, station.id, job.id, attempt=job.attempt, state=state, **who)

    def look(self, path=""):
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def printing(house, browser):
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda told: told.type == "error" and troubles.append(told.text))
    yield Printing(house, page)
    context.close()
    assert troubles == []


def a_crowd(printing):
    """Twenty stations in every state, and hundreds of jobs in every state."""
    stations = [
        printing.station(f"Station {number + 1}", **(TROUBLES[number] if number < len(TROUBLES) else {}))
        for number in range(20)
    ]
    with printing.house.store.writing() as session:
        event = session.merge(printing.house.event)
        desk = a_device(session, event, "Desk 1")
        for number, state in enumerate(JobState):
            for more in range(15):
                one = an_attendee(session, event, f"{state.title()} {more}")
                at = None if state == JobState.QUEUED else stations[number]
                a_job(session, event, one, state, at, asked_by=desk.id, words="door-open" if more else "")
        a_job(session, event, one, "printed", stations[0], revision=2, reason="spoilt")
        printed = a_job(session, event, one, "printed", stations[0], revision=3, reason="lost")
    return stations, printed


def test_no_page_of_printing_scrolls_sideways_or_shuts_anybody_out(printing):
    page = printing.look()
    sound_at(page, SIZES)
    stations, printed = a_crowd(printing)

    for path in ("", f"/stations/{stations[0].id}", f"/stations/{stations[1].id}", f"/jobs/{printed.id}"):
        page = printing.look(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        sound_at(page, SIZES)


def test_a_printer_that_stands_still_is_said_without_a_reload(printing):
    foyer = printing.station()
    page = printing.look()
    expect(page.locator(".station")).to_contain_text("Idle")
    page.evaluate("window.stands = true")

    printing.becomes(foyer, state="blocked", words=["media-empty-error"], stopped_since=now())

    expect(page.locator(".station")).to_contain_text("Load labels; it goes on by itself.", timeout=15_000)
    expect(page.locator("#printing-troubles")).to_contain_text("Foyer: Blocked since")
    assert page.evaluate("window.stands")


def test_a_badge_goes_from_waiting_to_printed_before_the_organisers_eyes(printing):
    foyer = printing.station()
    printing.job("Mira Okafor")
    page = printing.look()
    waiting = page.get_by_role("region", name=re.compile("Waiting and printing"))
    printed = page.get_by_role("region", name=re.compile("Latest printed"))
    expect(waiting).to_contain_text("Waits for a free printer")
    page.wait_for_selector("[data-live-sign][data-state=live]")

    printing.prints(foyer, JobState.CREATED, JobState.SENDING, JobState.PRINTING, JobState.PRINTED)

    expect(printed).to_contain_text("Mira Okafor", timeout=15_000)
    expect(waiting).to_contain_text("No badge waits.")


def test_what_is_open_or_held_or_written_stays_when_the_page_changes(printing):
    foyer, hall = printing.station("Foyer"), printing.station("Hall")
    with printing.house.store.writing() as session:
        desk = a_device(session, session.merge(printing.house.event), "Desk 1")
    printing.job("Noor Haddad", state="cancelled")
    page = printing.look()
    page.click("#print-cancelled-open")
    page.select_option(f"#desk-{desk.id}", label="Hall")
    page.focus(f"#station-{hall.id}-hold")

    printing.becomes(foyer, state="blocked", words=["door-open"])
    expect(page.locator("#printing-stations")).to_contain_text("Close its cover", timeout=15_000)
    printing.job("Joanna Wren", state="cancelled")
    expect(page.locator("#print-cancelled")).to_contain_text("Joanna Wren", timeout=15_000)

    assert page.locator("#print-cancelled").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.id") == f"station-{hall.id}-hold"
    assert page.locator(f"#desk-{desk.id}").input_value() == str(hall.id)


def test_by_keyboard_badges_are_printed_on_arrival_and_a_printer_is_held(printing):
    foyer = printing.station()
    page = printing.look()
    switch = page.get_by_role("switch", name="Print badges when people arrive")
    expect(switch).not_to_be_checked()

    switch.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("switch")).to_be_checked()
    tab_to(page, f"station-{foyer.id}-hold")
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Let Foyer go on")).to_be_visible()
    with printing.house.store.reading() as session:
        assert session.get_one(Event, printing.house.event.id).prints_on_arrival
        assert session.get_one(PrintStation, foyer.id).held


def tab_to(page, wanted):
    """Tab until the element of this id has the focus, as somebody without a pointer does."""
    page.keyboard.press("Tab")
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == wanted:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {wanted}")


def test_a_question_is_answered_by_keyboard_and_is_gone(printing):
    job = printing.job("Mira Okafor", "unknown", printing.station())
    page = printing.look()

    tab_to(page, f"print-yes-{job.id}")
    assert page.evaluate("document.activeElement.ariaLabel") == "Yes, the badge of Mira Okafor came out"
    page.keyboard.press("Enter")

    expect(page.get_by_role("region", name=re.compile("Latest printed"))).to_contain_text("Mira Okafor")
    expect(page.get_by_role("heading", name="Did it come out?")).to_have_count(0)


def test_before_doors_a_test_badge_gives_a_station_its_place(printing):
    foyer = printing.station(tested_at=None)
    page = printing.look()
    page.get_by_role("link", name="Foyer").click()
    page.select_option("#stock", "dymo-99014")
    page.fill("#darkness", "-2")
    page.locator("#setup button").click()
    expect(page.locator("#setup [role=status]")).to_have_text("Kept")
    page.fill("#labels_left", "500")
    page.locator("#labels button").click()

    page.get_by_role("button", name="Print the test badge").click()
    expect(page.locator("#printer-test-badge")).to_contain_text("Waits for Foyer")
    printing.prints(foyer, JobState.CREATED, JobState.SENDING, JobState.PRINTING, JobState.PRINTED)
    page.get_by_role("button", name="I hold it in my hand").click(timeout=15_000)

    expect(page.locator("#printer-test-badge")).to_contain_text("it has its place")
    page.get_by_role("link", name="All print stations").click()
    expect(page.locator(".station")).to_contain_text("Idle")
    expect(page.locator(".station")).to_contain_text("499 labels left")


def test_a_badge_is_sent_to_another_station_from_its_own_page(printing):
    foyer, hall = printing.station("Foyer"), printing.station("Hall")
    job = printing.job("Mira Okafor", "queued", foyer)
    page = printing.look()

    page.get_by_role("link", name="Mira Okafor").click()
    page.get_by_role("button", name="Hall").click()

    expect(page.locator("#print-job")).to_contain_text("Waits for Hall")
    page.get_by_role("button", name="Cancel it").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    with printing.house.store.reading() as session:
        kept = session.get_one(type(job), job.id)
    assert (kept.station_id, kept.state) == (hall.id, "cancelled")


def test_without_scripts_everything_can_be_done_too(printing, browser):
    foyer = printing.station()
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(printing.house.door)
    page.goto(printing.address)

    page.get_by_role("switch").click()
    page.get_by_role("button", name="Hold Foyer").click()

    expect(page.get_by_role("switch")).to_be_checked()
    expect(page.locator(f"#station-{foyer.id}-hold")).to_have_text("Go on")
    assert not page.locator("[data-live-sign]").is_visible()
    context.close()


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar"])
def test_in_every_language_the_pages_fit(printing, browser, language):
    stations, printed = a_crowd(printing)
    context = browser.new_context(viewport=PHONE, locale=language, reduced_motion="reduce")
    page = context.new_page()
    page.goto(printing.house.door)

    for path in ("", f"/stations/{stations[0].id}", f"/jobs/{printed.id}"):
        page.goto(printing.address + path)
        assert page.locator("html").get_attribute("lang") == language
        sound_at(page, {"phone": PHONE}, ("light",))
    context.close()
