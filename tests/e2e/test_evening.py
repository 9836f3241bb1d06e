"""The evening of the story, in a real browser: two desk tablets, a host, an attendee on a phone."""

import re
import time

import pytest
from playwright.sync_api import expect

from badges.moments import now
from tests.browser import PHONE, TABLET
from tests.builders import a_host, an_attendee, an_event, badge_of
from tests.scanner import scans
from tests.service import Service


@pytest.fixture
def evening(tmp_path, letterbox):
    """Doors are open; who is not here seven seconds after the start is missed."""
    service = Service(tmp_path, MAIL_URL=letterbox.url)
    with service.store.writing() as session:
        service.event = an_event(
            session,
            start=now(),
            missing_after=7,
            uncollected_after=3,
            set_aside_after=12,
            venue="The boathouse",
        )
        service.ramit = a_host(session, service.event)
        thea = a_host(session, service.event, "Thea")
        service.mira = an_attendee(
            session, service.event, hosts=[service.ramit], company="Okafor & Daughters"
        )
        service.noor = an_attendee(session, service.event, "Noor Haddad", hosts=[service.ramit])
        service.joanna = an_attendee(session, service.event, "Joanna Wren", hosts=[service.ramit])
        an_attendee(session, service.event, "Li Wu", hosts=[thea])
        service.badge = badge_of(session, service.mira)
    service.one = service.links.device(service.device(service.event, "Desk 1")[0])
    service.two = service.links.device(service.device(service.event, "Desk 2")[0])
    service.start()
    yield service
    service.stop()
    service.close()


@pytest.fixture
def opened(browser):
    """Opens a link in a browser of its own, and marks the page so that a reload would show."""
    contexts = []

    def open_page(link, size):
        context = browser.new_context(viewport=size)
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.goto(link)
        if "/desk/" in page.url:
            page.locator("#counts").wait_for()
        page.evaluate("window.notReloaded = true")
        return page

    yield open_page
    for context in contexts:
        context.close()


def letter_about(letterbox, address, *words, seconds=20):
    """Wait for a letter that holds these words; several notices at once are one letter."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for letter in letterbox.to(address):
            text = letter["Subject"] + letter.get_body(("plain",)).get_content()
            if all(word in text for word in words):
                return letter
        time.sleep(0.1)
    raise AssertionError([letter["Subject"] for letter in letterbox.to(address)])


@pytest.mark.browser
def test_the_evening_works_end_to_end(evening, opened, letterbox):
    one, two = opened(evening.one, TABLET), opened(evening.two, TABLET)
    host = opened(evening.links.host(evening.ramit), PHONE)
    phone = opened(evening.links.own_pass(evening.noor), PHONE)
    ramit = evening.ramit.email

    scans(one, f"LB1{evening.badge}")
    expect(one.locator("[data-answer=done]")).to_contain_text("Mira Okafor")
    one.keyboard.press("Escape")
    expect(two.locator("#counts")).to_contain_text(re.compile(r"Here\s*1"))
    expect(host.locator("#group-here")).to_contain_text("Mira Okafor")

    # Noor checks in alone and walks past the table.
    phone.get_by_role("button", name="I am here").click()
    expect(phone.locator("body")).to_contain_text("front desk")
    expect(two.locator("#table")).to_contain_text("Noor Haddad")
    expect(host.locator("#group-here")).to_contain_text("Noor Haddad")
    letter_about(letterbox, ramit, "Noor Haddad", "badge")

    # Joanna hides. Her host, and nobody else, hears of it.
    missed = letter_about(letterbox, ramit, "Joanna Wren", "not here yet")
    assert evening.links.host(evening.ramit) in missed.get_body(("plain",)).get_content()
    expect(host.locator("#group-missing")).to_contain_text("Joanna Wren")
    expect(one.locator("#missing")).to_contain_text("Joanna Wren")
    assert all("Joanna" not in letter.as_string() for letter in letterbox.to("thea@example.test"))

    # Hers is the last badge, and it is noticed.
    expect(host.locator("#heard")).to_contain_text(re.compile("badge.*table", re.IGNORECASE), timeout=20_000)

    # She comes after all, is found as her name is mistyped, and that is told too.
    two.locator("#text").fill("joana wren")
    two.keyboard.press("Enter")
    two.get_by_role("button", name=re.compile("Hand over")).first.click()
    expect(two.locator("[data-answer=done]")).to_contain_text("Joanna Wren")
    letter_about(letterbox, ramit, "Joanna Wren", "after all")
    expect(host.locator("#group-here")).to_contain_text("Joanna Wren")
    expect(one.locator("#missing")).not_to_contain_text("Joanna Wren")

    assert host.evaluate("window.notReloaded") is True
    for page in (one, two, host, phone):
        assert page.troubles == []
    report = opened(f"{evening.url}/host/{evening.event.slug}/report", PHONE)
    expect(report.locator("body")).to_contain_text("opens by a link of its own")
    host.goto(f"{evening.url}/host/{evening.event.slug}/report")
    for name in ("Mira Okafor", "Noor Haddad", "Joanna Wren"):
        expect(host.locator("body")).to_contain_text(name)
    expect(host.locator("body")).not_to_contain_text("Li Wu")


@pytest.mark.browser
def test_what_was_just_done_is_undone_on_the_same_screen(evening, opened):
    desk = opened(evening.one, TABLET)
    scans(desk, evening.badge)
    expect(desk.locator("[data-answer=done]")).to_contain_text("Mira Okafor")

    desk.get_by_role("button", name="Undo").click()

    expect(desk.locator("[data-answer=done]")).to_contain_text("Taken back for Mira Okafor")
    desk.keyboard.press("Escape")
    expect(desk.locator("#counts")).to_contain_text(re.compile(r"Here\s*0"))
    expect(desk.locator("#text")).to_be_focused()


@pytest.mark.browser
def test_a_live_page_goes_on_after_the_service_was_restarted(evening, opened):
    host = opened(evening.links.host(evening.ramit), PHONE)
    desk = opened(evening.one, TABLET)
    evening.kill()
    evening.start()

    scans(desk, evening.badge)

    expect(host.locator("#group-here")).to_contain_text("Mira Okafor", timeout=15_000)
    assert host.evaluate("window.notReloaded") is True
