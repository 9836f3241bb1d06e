"""Pairing, the desk, the kiosk and the pass in WebKit: with the network, without it, and opened anew."""

from selenium.webdriver.common.keys import Keys

from badges import access, pairing
from badges.model import Attendee, Event
from badges.moments import now
from tests.builders import SECRET
from tests.desks import of
from tests.scanner import TYPES

WRITES = """const [field, text] = arguments;
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
"""
THREE = "return [...document.querySelectorAll('.pair-words span')].map((one) => one.innerText)"
SCANS = f"({TYPES})(arguments[0])"


def device(evening, role, name):
    """A tablet's door."""
    return evening.service.links.device(evening.service.device(evening.event, name, role)[0])


def is_kept(window):
    """Wait until the page would open without a network."""
    window.wait_for("await navigator.serviceWorker.ready; return true;")


def typed(window, text):
    """As a person types: the driver's keys are as fast as a scanner's, and would be taken for one."""
    field = window.find("#text")
    window.run(WRITES, field, text)
    field.send_keys(Keys.ENTER)


def test_a_tablet_pairs_and_opens_its_desk(evening, window):
    with evening.service.store.writing() as session:
        event = session.get_one(Event, evening.event.id)
        begun = pairing.begin(session, event, secret_key=SECRET, role="desk", name="Desk 9", now=now())
        number = begun.pairing.id
    tablet = window()
    tablet.go(f"{evening.service.url}/pair")

    tablet.find("#code").send_keys(begun.code.lower(), Keys.ENTER)
    tablet.find(".pair-words")
    words = tablet.run(THREE)
    with evening.service.store.writing() as session:
        event = session.get_one(Event, evening.event.id)
        pairing.confirm(session, event, number, words=" ".join(words), now=now())

    tablet.find("#counts")
    assert tablet.driver.current_url == f"{evening.service.url}/desk/{evening.event.slug}/"
    assert "Desk 9" in tablet.text(".desk-top")


def test_the_desk_finds_scans_and_sends(evening, window):
    desk = window()
    desk.go(evening.one)
    desk.find("#counts")

    desk.run(WRITES, desk.find("#text"), "okafr mira")
    desk.reads("Mira Okafor", "[data-found]")
    typed(desk, evening.badges["Mira Okafor"])
    desk.reads("Mira Okafor is here and has the badge", "[data-answer=done]")
    typed(desk, evening.badges["Mira Okafor"])
    desk.reads("already", "[data-answer=again]")
    desk.run(SCANS, f"LB1{evening.badges['Joanna Wren']}")
    desk.reads("Joanna Wren is here and has the badge", "[data-answer=done]")
    desk.reads("All sent", ".unsent")

    person, done = of(evening, "Mira Okafor")
    assert person.collected_at
    assert [scan.result for scan in done] == ["done", "again"]


def test_without_a_network_the_desk_goes_on_opens_anew_and_sends_every_scan_once(evening, window):
    desk = window()
    desk.go(evening.one)
    desk.find("#counts")
    is_kept(desk)
    evening.service.kill()

    for name in ("Mira Okafor", "Joanna Wren"):
        typed(desk, evening.badges[name])
        desk.reads(f"{name} is here", "[data-answer=done]")
    desk.driver.refresh()
    desk.find("#counts")
    desk.reads("2 not sent yet", ".unsent")
    typed(desk, evening.badges["Mira Okafor"])
    desk.reads("already", "[data-answer=again]")
    evening.service.start()
    desk.reads("All sent", ".unsent")

    assert [scan.result for scan in of(evening, "Mira Okafor")[1]] == ["done", "again"]
    assert [scan.result for scan in of(evening, "Joanna Wren")[1]] == ["done"]


def test_two_tablets_see_each_other(evening, window):
    one, two = window(), window()
    for desk, door in ((one, evening.one), (two, evening.two)):
        desk.go(door)
        desk.find("#counts")
    two.reads("Joanna Wren", "#missing")

    typed(one, evening.badges["Joanna Wren"])

    two.until(lambda: "Joanna Wren" not in two.text("#missing"))


def test_a_kiosk_reads_confirms_and_welcomes(evening, window):
    with evening.service.store.writing() as session:
        session.get_one(Event, evening.event.id).kiosk_pin_hash = access.hash_pin("4711")
    kiosk = window()
    kiosk.go(device(evening, "kiosk", "Kiosk"))

    typed(kiosk, evening.badges["Mira Okafor"])
    kiosk.find('#step[data-step="read"]')
    kiosk.click("Yes, that is me")
    kiosk.find('#step[data-step="answer"]')

    assert kiosk.text("h1") == "Welcome, Mira Okafor."
    assert of(evening, "Mira Okafor")[0].arrived_at


def test_a_pass_checks_in_and_is_shown_without_a_network(evening, window):
    phone = window()
    mira = evening.people["Mira Okafor"]
    phone.go(evening.service.links.own_pass(mira))
    phone.find("[data-stays]")
    phone.click("I am here")
    phone.reads("you are here")
    assert arrived(evening, mira)

    is_kept(phone)
    phone.go(evening.service.links.own_pass(mira))
    phone.find("[data-stays]")
    evening.service.kill()
    try:
        phone.driver.refresh()

        phone.reads("You are offline; this is your pass as of")
        phone.reads("Mira Okafor", "h1")
        assert phone.find(".pass-short")
    finally:
        evening.service.start()


def arrived(evening, person):
    with evening.service.store.reading() as session:
        return session.get_one(Attendee, person.id).arrived_at
