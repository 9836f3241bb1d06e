"""A host's page in a real browser: told while closed, what is untrue replaced, and every page sound."""

import json
import os

import pytest
from playwright.sync_api import expect

from badges import access
from badges.moments import now
from badges.notices import channels
from tests.builders import a_host, an_attendee, an_event
from tests.looking import sound_at
from tests.post import wait_until
from tests.service import Service
from tests.sinks import Browser, HttpSink

pytestmark = pytest.mark.browser
SIZES = {
    "phone": {"width": 390, "height": 844},
    "tablet": {"width": 820, "height": 1180},
    "desktop": {"width": 1280, "height": 800},
}
SHOWN = "navigator.serviceWorker.ready.then((it) => it.getNotifications())"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    sink = HttpSink()
    service = Service(
        tmp_path_factory.mktemp("house"), ALLOW_PRIVATE_ADDRESSES="yes", CHAT_SCHEMES="json,ntfys,slack"
    )
    with service.store.writing() as session:
        event = an_event(session, start=now())
        ramit, thea = a_host(session, event), a_host(session, event, "Thea Löfgren-Okonkwo")
        an_attendee(session, event, "Mira Okafor", hosts=[ramit, thea])
        an_attendee(session, event, "Zelda Alone")
        organiser = access.add_organiser(session, email="organiser@example.test")
        push = json.dumps(Browser(sink).subscription)
        kinds = [("push", push, "Chrome on Android"), ("chat", "json://a/b", "Slack")]
        for kind, address, called in kinds:
            row = channels.add(
                session, thea, kind, address, called=called, secret_key=service.settings.secret_key, now=now()
            )
            row.confirmed_at = now() if kind == "push" else None
        service.row = row
    service.host, service.thea = service.links.host(ramit), service.links.host(thea)
    service.organiser = service.links.organiser(organiser)
    service.start()
    yield service
    service.stop()
    service.close()
    sink.close()


def deliver(cdp, house, registration, said):
    cdp.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": house.url, "registrationId": registration, "data": json.dumps(said)},
    )


def shown(page):
    return page.evaluate(
        f"{SHOWN}.then((all) => all.map(({{ title, body, tag, data }}) =>"
        " ({ title, body, tag, path: data.path })))"
    )


def test_a_message_is_shown_and_a_newer_one_replaces_what_is_no_longer_true(house, browser):
    context = browser.new_context()
    context.grant_permissions(["notifications"], origin=house.url)
    page, found = context.new_page(), []
    cdp = context.new_cdp_session(page)
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    cdp.send("ServiceWorker.enable")
    page.goto(house.host)
    page.goto(f"{house.url}/host/chums/channels")
    expect(page.get_by_role("button", name="Show messages here")).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.ready.then((it) => Boolean(it.active))")
    # Other tests' pages may have left theirs in this browser.
    ours = f"{house.url}/host/chums/"
    registration = next(one["registrationId"] for one in found if one["scopeURL"] == ours)
    bad = {"title": "Mira is not here yet", "body": "…", "path": "/h/x", "tag": "chums-1", "again": False}
    first = {"title": "Mira is not here yet", "body": "…", "tag": "chums-1", "path": "/h/x"}
    good = {"title": "Mira has come after all"}

    def comes(**more):
        # Again, as a push service does, where a worker that is just beginning let it go by.
        deliver(cdp, house, registration, {**bad, **more})
        page.wait_for_timeout(300)
        return shown(page) == [{**first, **more}]

    wait_until(comes, 20)
    wait_until(lambda: comes(**good), 20)
    scope = page.evaluate("navigator.serviceWorker.ready.then((it) => new URL(it.scope).pathname)")
    assert scope == "/host/chums/"
    context.close()


def test_an_iphone_is_told_to_put_the_page_on_its_home_screen_first(house, browser):
    context = browser.new_context(
        user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
    )
    page = context.new_page()
    page.goto(house.host)
    page.goto(f"{house.url}/host/chums/channels")

    expect(page.get_by_text("first put this page on your home screen")).to_be_visible()
    expect(page.get_by_role("button", name="Show messages here")).to_be_hidden()
    context.close()


def test_every_page_of_channels_is_sound_at_every_size(house, browser):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
    page.goto(house.thea)
    page.goto(house.organiser)
    pages = {
        "host": f"{house.url}/host/chums/channels",
        "reached": house.links.channel(house.row, "chums"),
        "organiser": f"{house.url}/organiser/chums/channels",
        "webhooks": f"{house.url}/organiser/chums/webhooks",
    }

    for scheme in ("light", "dark"):
        # Before the page is opened, so that no button is caught between two colours.
        page.emulate_media(color_scheme=scheme)
        for name, address in pages.items():
            assert page.goto(address).status == 200
            sound_at(page, SIZES, [scheme])
            look(page, f"{name}-{scheme}")

    assert troubles == []
    context.close()


def look(page, name):
    """Keep pictures of a page for who wants to look."""
    if folder := os.environ.get("LAST_BADGE_PICTURES"):
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            page.screenshot(path=f"{folder}/{name}-{size}.png", full_page=True)
