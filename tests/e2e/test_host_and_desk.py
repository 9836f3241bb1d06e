"""A host with a phone and a desk with a tablet say words to each other about one attendee."""

import pytest
from playwright.sync_api import expect

from badges.desk import take
from badges.moments import now
from tests.browser import PHONE
from tests.builders import a_host, a_place, a_scan, an_attendee, an_event
from tests.looking import sound
from tests.service import Service


@pytest.fixture
def house(tmp_path):
    service = Service(tmp_path)
    with service.store.writing() as session:
        service.event = an_event(session, start=now(), missing_after=0)
        service.ramit = a_host(session, service.event)
        service.mira = an_attendee(session, service.event, hosts=[service.ramit], company="Okafor")
        service.others = [
            an_attendee(session, service.event, f"Person {n:03}", hosts=[service.ramit]) for n in range(120)
        ]
    service.desk, _ = service.device(service.event)
    service.start()
    yield service
    service.stop()
    service.close()


def phone_of(browser, house, **more):
    context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce", **more)
    page = context.new_page()
    page.goto(house.links.host(house.ramit))
    expect(page.locator("[data-live-sign]")).to_have_text("Live")
    return page


@pytest.mark.browser
def test_an_arrival_appears_on_the_phone_by_itself_and_only_what_changed_is_sent(house, browser):
    page = phone_of(browser, house)
    page.get_by_role("searchbox").fill("oka")
    expect(page.locator("[data-person]")).to_have_count(1)
    sound(page)
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("link", name="Show all 121")).to_be_visible()

    with page.expect_response(lambda one: "have=" in one.url and b"Here since" in one.body()) as sent:
        take(house.store, a_place(house.event, house.desk), [a_scan(attendee=house.mira.id)], now=now())

    expect(page.locator("#group-here")).to_contain_text("Mira Okafor")
    assert len(sent.value.body()) < 90_000


@pytest.mark.browser
def test_a_desk_calls_and_the_host_answers_with_one_touch(house, browser):
    tablet = browser.new_context(viewport={"width": 820, "height": 1180}).new_page()
    tablet.goto(house.links.device(house.desk))
    tablet.get_by_role("searchbox").fill("mira")
    tablet.locator("[data-person]").first.get_by_role("button").first.click()
    phone = phone_of(browser, house)

    tablet.get_by_role("button", name="Tell the host: they are at Desk 1").click()
    phone.get_by_role("button", name="I am on my way").click()

    expect(tablet.locator(".card-call")).to_contain_text("Ramit is coming to fetch them.")
    expect(tablet.get_by_role("button", name="One to look at")).to_be_visible()
    expect(phone.get_by_role("button", name="I am on my way")).to_have_count(0)


@pytest.mark.browser
def test_a_host_says_they_have_seen_them_and_the_desk_reads_who(house, browser):
    phone = phone_of(browser, house)
    phone.goto(f"{house.url}/host/chums/people/{house.mira.id}")
    sound(phone)

    phone.get_by_role("button", name="I have seen them here").click()

    expect(phone.locator("#stands")).to_contain_text("Seen by you")
    expect(phone.get_by_role("button", name="take it back")).to_be_visible()
    sound(phone)
