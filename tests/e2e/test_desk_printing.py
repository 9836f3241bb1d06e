"""Badges printed on arrival, at the desk in a real browser: where each comes out, and what a person does."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from badges.badge_table.laying import lay_out
from badges.model import Code, CodeKind, PrintJob
from badges.moments import now
from tests.browser import DESKTOP, PHONE, TABLET
from tests.builders import a_host, an_attendee, an_event, badge_of, pass_of
from tests.desks import (  # noqa: F401 - The fixtures of every test of the app are among them.
    a_house,
    a_tablet,
    all_sent,
    kept_for_later,
    of,
    shows,
)
from tests.looking import sound, sound_at
from tests.scanner import scans
from tests.working_station import Station

pytestmark = pytest.mark.browser

SIZES = {"tablet": TABLET, "upright": {"width": 768, "height": 1024}, "phone": PHONE, "desktop": DESKTOP}
NAMES = ("Mira Okafor", "Shira Ben-Ami", "Joanna Wren", "محمد عبد الله")
PATIENCE = 15_000
EVENINGS = count(1)


@pytest.fixture(name="evening")
def an_evening_that_prints(house):
    """Half an hour into it: two desks, and people whose badges are printed when they come."""
    slug = f"evening-{next(EVENINGS)}"
    with house.store.writing() as session:
        event = an_event(session, slug, start=now() - timedelta(minutes=40), prints_on_arrival=True)
        host = a_host(session, event, email=f"ramit-{slug}@example.test")
        people = {
            name: an_attendee(session, event, name, company="Okafor & Daughters", hosts=[host])
            for name in NAMES
        }
        badges = {name: badge_of(session, person) for name, person in people.items()}
    devices = [house.device(event, name)[0] for name in ("Desk 1", "Desk 2")]
    one, two = (house.links.device(device) for device in devices)
    passes = {name: pass_of(person) for name, person in people.items()}
    about = {"event": event, "people": people, "badges": badges, "passes": passes}
    return SimpleNamespace(service=house, one=one, two=two, **about)


@pytest.fixture(name="printer")
def a_printer(evening):
    return Station(evening.service.store, evening.event)


def says(desk, words, state=None):
    where = f"[data-print={state}]" if state else ".printing"
    expect(desk.locator(f".desk-stage {where}")).to_contain_text(words, timeout=PATIENCE)


def opens(desk, name):
    desk.fill("#text", name)
    desk.locator("[data-found] .person-name button").first.click()
    desk.locator(".badge-card").wait_for()


def heard(desk):
    """What a screen reader was told, from here on."""
    desk.evaluate("""() => { window.heard = []; const place = document.querySelector(".unseen [role=status]");
      new MutationObserver(() => window.heard.push(place.textContent))
        .observe(place, { subtree: true, childList: true, characterData: true }); }""")
    return lambda: " | ".join(desk.evaluate("window.heard"))


def felt(desk):
    """The signals to the hand, from here on; each goes with its sound."""
    desk.mouse.click(2, 2)
    desk.evaluate(
        "() => { window.felt = []; navigator.vibrate = (way) => Boolean(window.felt.push(`${way}`)); }"
    )
    return lambda: desk.evaluate("window.felt")


def jobs_of(evening, name):
    with evening.service.store.reading() as session:
        query = select(PrintJob).where(PrintJob.attendee_id == evening.people[name].id)
        return [(one.revision, one.state, one.reason) for one in session.scalars(query.order_by(PrintJob.id))]


def test_a_pass_lets_in_the_badge_is_awaited_and_scanned_it_is_handed_over(evening, printer, tablet):
    desk = tablet(evening.one)
    told, touched = heard(desk), felt(desk)

    scans(desk, evening.passes["Mira Okafor"])
    shows(desk, "Mira Okafor is here.")
    says(desk, "Next in line for a printer.", "queued")
    expect(desk.get_by_role("button", name="Hand over the badge")).to_have_count(0)
    printer.claims()
    says(desk, "Printing at Printer 1, about 6 seconds.")
    printer.sends().says("printed")
    says(desk, "Printed at Printer 1. Please hand it over.", "printed")
    expect(desk.get_by_role("button", name="Hand over the badge")).to_be_visible()
    assert "Printing at Printer 1" in told()
    assert "Printed at Printer 1" in told()
    # Once for the arrival, and once for the badge.
    assert touched() == ["60", "60"]
    scans(desk, evening.passes["Mira Okafor"])
    shows(desk, "Mira Okafor is here already", word="again")
    says(desk, "Printed at Printer 1.", "printed")
    scans(desk, evening.badges["Mira Okafor"])
    shows(desk, "Mira Okafor is here and has the badge.")
    all_sent(desk)

    person, done = of(evening, "Mira Okafor")
    assert person.collected_at is not None
    assert [(scan.action, scan.result) for scan in done] == [
        ("arrive", "done"),
        ("arrive", "again"),
        ("collect", "done"),
    ]
    assert jobs_of(evening, "Mira Okafor") == [(1, "printed", "")]


def test_whoever_waits_sees_their_place_in_the_line_and_it_moves_up(evening, printer, tablet):
    desk = tablet(evening.one)
    for name in NAMES[:3]:
        scans(desk, evening.passes[name])
        shows(desk, f"{name} is here.")
        all_sent(desk)

    says(desk, "Third in line for a printer.", "queued")
    expect(desk.locator(".printing")).to_contain_text("About 18 seconds.")
    printer.claims()
    says(desk, "Second in line for a printer.")
    desk.keyboard.press("Escape")
    expect(desk.locator("#table")).to_contain_text("Being printed")
    for name, words in zip(NAMES, ("printing", "next in line", "number 2 in line"), strict=False):
        expect(desk.locator("#table .person", has_text=name)).to_contain_text(words)
    printer.sends().says("printed")

    expect(desk.get_by_role("button", name="Hand over the badge of Mira Okafor")).to_be_visible(
        timeout=PATIENCE
    )
    expect(desk.locator(".unseen [role=status]")).to_contain_text("Mira Okafor. Printed at Printer 1.")
    desk.get_by_role("button", name="Hand over the badge of Mira Okafor").click()
    shows(desk, "Mira Okafor is here and has the badge.")


def test_a_printer_that_stopped_is_named_with_its_words_and_what_to_do(evening, printer, tablet):
    desk, other = tablet(evening.one), tablet(evening.two)
    scans(desk, evening.passes["Mira Okafor"])
    shows(desk, "Mira Okafor is here.")
    all_sent(desk)
    printer.claims().sends()

    printer.stops("out of labels")

    says(desk, "Printer 1 has stopped.", "blocked")
    says(desk, "out of labels")
    says(desk, "Please put in new labels.")
    other.get_by_role("button", name="One to look at").click(timeout=PATIENCE)
    expect(other.locator("[data-printer]")).to_contain_text("Printer 1")
    expect(other.locator("[data-printer]")).to_contain_text("out of labels")
    expect(other.locator("[data-printer]")).to_contain_text("Please put in new labels.")
    printer.is_well()
    printer.says("printing", "printed")
    says(desk, "Printed at Printer 1.", "printed")
    expect(other.locator("[data-printer]")).to_have_count(0, timeout=PATIENCE)
    expect(other.locator(".looks")).to_contain_text("There is nothing to look at.")


@pytest.mark.parametrize("answer", ["Yes", "No"])
def test_where_nobody_knows_a_person_is_asked_and_any_desk_may_answer(evening, printer, tablet, answer):
    desk, other = tablet(evening.one), tablet(evening.two)
    scans(desk, evening.passes["Mira Okafor"])
    shows(desk, "Mira Okafor is here.")
    all_sent(desk)
    printer.claims().sends().says("unknown")
    says(desk, "Did the badge come out of Printer 1?", "unknown")

    other.get_by_role("button", name="One to look at").click(timeout=PATIENCE)
    expect(other.locator("[data-badge]")).to_contain_text("Did the badge come out of Printer 1?")
    other.get_by_role("button", name=f"{answer}, the badge of Mira Okafor").click()

    expect(other.locator("[data-badge]")).to_have_count(0, timeout=PATIENCE)
    state = {"Yes": "printed", "No": "queued"}[answer]
    expect(desk.locator(f".desk-stage [data-print={state}]")).to_be_visible(timeout=PATIENCE)
    assert jobs_of(evening, "Mira Okafor") == [(1, state, "")]


def test_a_badge_that_failed_is_printed_from_the_card_by_keys_alone(evening, printer, tablet):
    desk = tablet(evening.one)
    scans(desk, evening.passes["Mira Okafor"])
    shows(desk, "Mira Okafor is here.")
    all_sent(desk)
    printer.claims().sends().says("failed", words="the document was not understood")
    says(desk, "Printer 1 did not print the badge.", "failed")
    opens(desk, "mira")

    desk.get_by_role("button", name="Print the badge").focus()
    desk.keyboard.press("Enter")

    says(desk, "Next in line", "queued")
    assert jobs_of(evening, "Mira Okafor") == [(1, "queued", "")]


def test_a_badge_is_printed_again_for_a_reason_and_a_lost_one_has_a_new_code(evening, printer, tablet):
    desk = tablet(evening.one)
    scans(desk, evening.passes["Mira Okafor"])
    shows(desk, "Mira Okafor is here.")
    all_sent(desk)
    printer.prints()
    says(desk, "Printed at Printer 1.", "printed")
    opens(desk, "mira")
    desk.get_by_text("Print again").click()
    expect(desk.locator(".card-reprint")).to_contain_text("What happened to the badge?")
    sound(desk)

    desk.get_by_role("button", name="It is lost: make a new code").click()
    says(desk, "Next in line", "queued")
    printer.prints()
    says(desk, "Printed at Printer 1.", "printed")

    assert jobs_of(evening, "Mira Okafor") == [(1, "printed", ""), (2, "printed", "lost")]
    with evening.service.store.reading() as session:
        codes = select(Code).where(Code.attendee_id == evening.people["Mira Okafor"].id)
        badge = [one for one in session.scalars(codes) if one.kind == CodeKind.BADGE]
    assert [one.retired_at is None for one in badge] == [False, True]


def test_a_corrected_name_offers_to_print_the_badge_again_and_prints_the_new_one(evening, printer, tablet):
    desk = tablet(evening.one)
    scans(desk, evening.passes["Mira Okafor"])
    shows(desk, "Mira Okafor is here.")
    all_sent(desk)
    printer.prints()
    says(desk, "Printed at Printer 1.", "printed")
    opens(desk, "mira")

    desk.get_by_text("Correct the name").click()
    desk.fill("#correct-name", "Mira Ókafor")
    desk.get_by_role("button", name="Keep the correction").click()
    desk.get_by_role("button", name="Print it again so").click()

    says(desk, "Next in line", "queued")
    assert of(evening, "Mira Ókafor")[0].name == "Mira Ókafor"
    assert jobs_of(evening, "Mira Okafor") == [(1, "printed", ""), (2, "queued", "corrected")]


def test_without_a_network_the_arrival_is_kept_and_its_badge_is_printed_afterwards(evening, printer, tablet):
    desk = tablet(evening.one)
    kept_for_later(desk)
    desk.context.set_offline(True)
    scans(desk, evening.passes["Mira Okafor"])
    shows(desk, "Mira Okafor is here.")
    says(desk, "The badge is printed once the network is back.", "apart")
    opens(desk, "shira")
    expect(desk.locator(".badge-card")).to_contain_text("Printing a badge by hand needs the network.")
    scans(desk, evening.passes["Mira Okafor"])
    says(desk, "The badge is printed once the network is back.", "apart")

    desk.context.set_offline(False)
    says(desk, "Next in line for a printer.", "queued")
    all_sent(desk)
    printer.prints()

    says(desk, "Printed at Printer 1.", "printed")
    assert jobs_of(evening, "Mira Okafor") == [(1, "printed", "")]


def test_a_badge_that_lies_in_a_box_is_handed_over_as_ever_and_not_printed(evening, printer, tablet):
    lay_out(evening.service.store, evening.event.slug, now=now())
    desk = tablet(evening.one)

    scans(desk, evening.passes["Mira Okafor"])

    shows(desk, "Mira Okafor is here and has the badge.", "Box", "slot")
    expect(desk.locator(".printing")).to_have_count(0)
    all_sent(desk)
    assert jobs_of(evening, "Mira Okafor") == []
    opens(desk, "mira")
    expect(desk.locator(".card-reprint")).to_contain_text("Print again")


def test_out_of_a_list_a_touch_lets_in_and_a_walk_in_gets_a_badge_too(evening, printer, tablet):
    desk = tablet(evening.one)
    desk.fill("#text", "joanna")
    desk.get_by_role("button", name="Let Joanna Wren in and print the badge").click()
    shows(desk, "Joanna Wren is here.")
    says(desk, "Next in line for a printer.", "queued")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Add a walk-in").click()
    desk.fill("#walk-in-name", "Zora Neale")
    desk.get_by_role("button", name="Add and let in").click()
    shows(desk, "Zora Neale is here.")
    says(desk, "Second in line for a printer.", "queued")

    printer.prints()
    printer.prints()

    says(desk, "Printed at Printer 1.", "printed")
    desk.get_by_role("button", name="Hand over the badge").click()
    shows(desk, "Zora Neale is here and has the badge.")


def test_a_group_is_let_in_at_once_and_waits_for_its_badges(evening, printer, tablet):
    desk = tablet(evening.one)
    opens(desk, "mira")
    desk.get_by_role("button", name="4 of Okafor & Daughters").click()

    desk.get_by_role("button", name="Let 4 people in").click()

    shows(desk, "4 people are here.", "Mira Okafor", "Shira Ben-Ami")
    all_sent(desk)
    assert [jobs_of(evening, name) for name in NAMES] == [[(1, "queued", "")]] * 4


def walk(desk, evening, printer):
    """Every screen of printing, one after the other."""
    desk.fill("#text", "a")
    desk.locator("[data-found]").wait_for()
    yield "found"
    for name in NAMES[:2]:
        scans(desk, evening.passes[name])
        shows(desk, name)
        all_sent(desk)
    says(desk, "Second in line", "queued")
    yield "queued"
    printer.claims()
    scans(desk, evening.passes["Mira Okafor"])
    says(desk, "Printing at Printer 1")
    yield "printing"
    printer.sends().stops("media-empty", "cover-open")
    says(desk, "has stopped", "blocked")
    yield "blocked"
    opens(desk, "mira")
    yield "card"
    desk.keyboard.press("Escape")
    yield "between"
    desk.get_by_role("button", name="to look at").click(timeout=PATIENCE)
    desk.locator("[data-printer]").wait_for()
    yield "stopped printer"
    printer.is_well()
    printer.says("unknown")
    desk.locator("[data-badge]").wait_for(timeout=PATIENCE)
    yield "question"
    desk.get_by_role("button", name="Yes, the badge").click()
    desk.locator("[data-badge]").wait_for(state="detached")
    opens(desk, "mira")
    desk.get_by_text("Print again").click()
    desk.get_by_text("Correct the name").click()
    yield "printed card"
    scans(desk, evening.passes["Mira Okafor"])
    says(desk, "Printed at Printer 1.", "printed")
    yield "printed"
    printer.claims().sends().says("failed", words="the printer threw it away")
    scans(desk, evening.passes["Shira Ben-Ami"])
    says(desk, "did not print the badge", "failed")
    yield "failed"
    desk.context.set_offline(True)
    scans(desk, evening.passes["Joanna Wren"])
    says(desk, "once the network is back", "apart")
    yield "apart"


@pytest.mark.parametrize(("size", "scheme"), [("tablet", "light"), ("phone", "dark")])
def test_no_screen_of_printing_shuts_anybody_out(evening, printer, tablet, size, scheme):
    desk = tablet(evening.one, viewport=SIZES[size], color_scheme=scheme)

    for _screen in walk(desk, evening, printer):
        sound_at(desk, SIZES, [scheme])
        desk.set_viewport_size(SIZES[size])
