"""A letter from phone to phone: written by the host, mailed, opened, answered, and read by the host."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from badges.model import Attendee, Host
from badges.moments import now
from tests.browser import DESKTOP, PHONE
from tests.builders import a_host, an_attendee, an_event
from tests.post import wait_until
from tests.service import Service

pytestmark = pytest.mark.browser
TABLET = {"width": 820, "height": 1180}


@pytest.fixture
def house(tmp_path, letterbox):
    service = Service(tmp_path / "house", MAIL_URL=letterbox.url)
    with service.store.writing() as session:
        event = an_event(session, start=now() - timedelta(hours=1), venue="The Net Loft")
        service.host = a_host(session, event)
        service.event = event
        service.mira = an_attendee(
            session,
            event,
            hosts=[service.host],
            email="mira@example.test",
            first_name="Mira",
            fields={"Mobile": "+44 7700 900123"},
        )
    service.start()
    yield service
    service.stop()
    service.close()


@pytest.fixture
def open_page(browser):
    """A phone of its own for each person; nothing may go wrong on any page."""
    contexts, troubles = [], []

    def new(**more):
        context = browser.new_context(viewport=more.pop("viewport", PHONE), **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()
    assert troubles == []


def asked(house, letterbox, page):
    """Ramit asks Mira where she is; the link in her mail."""
    page.goto(house.links.host(house.host))
    page.goto(f"{house.url}/host/chums/write/{house.mira.id}")
    page.locator("#words").fill("Mira, are you all right?")
    page.get_by_role("button", name="Send by mail").click()
    wait_until(lambda: letterbox.to("mira@example.test"), seconds=10)
    [mail] = letterbox.to("mira@example.test")
    return re.search(rf"{house.url}/l/\w+", mail.get_body(("plain",)).get_content())[0]


def test_a_host_asks_and_the_attendee_answers_from_one_phone_to_the_other(house, letterbox, open_page):
    host, attendee = open_page(), open_page(java_script_enabled=False)

    link = asked(house, letterbox, host)
    attendee.goto(link)
    attendee.get_by_text("30 min late").click()
    attendee.get_by_label("A word to Ramit, if you like").fill("A flat tyre")
    attendee.get_by_role("button", name="Send to Ramit").click()

    expect(attendee.get_by_role("status")).to_contain_text("Ramit and the desk expect you at")
    # The host's page was open all the while and follows by itself.
    expect(host.locator(".thread")).to_contain_text("A flat tyre")
    expect(host.locator(".thread")).to_contain_text("sent by mail")
    with house.store.reading() as session:
        assert session.get_one(Attendee, house.mira.id).late_until is not None

    host.goto(f"{house.url}/host/chums/write/{house.mira.id}")
    host.get_by_label("Answer back").fill("We keep you a seat")
    host.get_by_role("button", name="Send by mail").click()
    wait_until(lambda: len(letterbox.to("mira@example.test")) == 2, seconds=10)
    attendee.reload()
    expect(attendee.locator(".thread")).to_contain_text("We keep you a seat")


def test_by_the_hosts_own_phone_one_touch_opens_the_message(house, open_page):
    page = open_page()
    page.goto(house.links.host(house.host))
    page.goto(f"{house.url}/host/chums/write/{house.mira.id}")

    page.get_by_role("button", name="WhatsApp").click()

    link = page.get_by_role("link", name="Open WhatsApp").get_attribute("href")
    assert link.startswith("https://wa.me/447700900123?text=Hello%20Mira")
    page.get_by_role("button", name="I did not send it").click()
    expect(page.get_by_role("button", name="Send by mail")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_letters_fit_and_can_be_read_by_everybody(house, letterbox, open_page, size, scheme):
    page = open_page(viewport=size, color_scheme=scheme)
    arabic = open_page(viewport=size, color_scheme=scheme, locale="ar")
    with house.store.writing() as session:
        session.get_one(Host, house.host.id).name = "Ramit رامي"

    link = asked(house, letterbox, page)
    written = _faults(page)
    arabic.goto(link)
    answered = _faults(arabic)
    expect(arabic.locator("html")).to_have_attribute("dir", "rtl")

    assert (written, answered) == ([], [])


def _faults(page):
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"]
    return [*(["it is wider than the screen"] if wide else []), *(one["id"] for one in found)]
