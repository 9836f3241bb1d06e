"""The desk's app in a real browser, for the tests of it: an evening of its own for each, and tablets."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from badges.badge_table.laying import lay_out
from badges.model import Attendee, Scan
from badges.moments import now
from tests.browser import TABLET
from tests.builders import a_host, a_slug, an_attendee, an_event, badge_of
from tests.service import Service

# Everything is on the tablet; only a machine with much else to do makes it wait.
PATIENCE = 15_000


@pytest.fixture(scope="module", name="house")
def a_house(tmp_path_factory):
    """A server for the events of a module."""
    service = Service(tmp_path_factory.mktemp("house"))
    service.start()
    yield service
    service.stop()
    service.close()


def an_evening(service, slug):
    """Half an hour into it: two desks, and people who could be taken for each other."""
    with service.store.writing() as session:
        event = an_event(session, slug, start=now() - timedelta(minutes=40), set_aside_after=1800)
        host = a_host(session, event, email=f"ramit-{slug}@example.test")
        names = {
            "Mira Okafor": "Okafor & Daughters",
            "Shira Ben-Ami": "Okafor & Daughters",
            "Joanna Wren": "Field Notes",
            "محمد عبد الله": "",
        }
        people = {
            name: an_attendee(session, event, name, company=company, hosts=[host], fields={"Wish": ""})
            for name, company in names.items()
        }
        twins = [
            an_attendee(session, event, "Noor Haddad", company=company) for company in ("Cardinal", "Harbor")
        ]
        badges = {name: badge_of(session, person) for name, person in people.items()}
    lay_out(service.store, slug, now=now())
    devices = [service.device(event, name)[0] for name in ("Desk 1", "Desk 2")]
    one, two = (service.links.device(device) for device in devices)
    about = {"event": event, "people": people, "twins": twins, "badges": badges, "devices": devices}
    return SimpleNamespace(service=service, one=one, two=two, **about)


@pytest.fixture(name="evening")
def an_evening_of_its_own(house, request):
    """An event of its own for each try of a test, so that they share a server."""
    return an_evening(house, a_slug(request))


@pytest.fixture(name="lone")
def an_evening_with_its_own_server(tmp_path):
    """A server of its own, to be killed."""
    service = Service(tmp_path)
    evening = an_evening(service, "lone")
    service.start()
    yield evening
    service.close()


@pytest.fixture(name="tablet")
def a_tablet(browser):
    """Opens a desk in a browser of its own; none may complain of anything but a missing network."""
    contexts, troubles = [], []

    def opened(link, **how):
        context = browser.new_context(**{"viewport": TABLET, "reduced_motion": "reduce", **how})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if _is_ours(said) else None)
        page.goto(link)
        page.locator("#counts").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles, troubles


def _is_ours(said):
    """A request that found no network, or a door that was closed, is the browser's own complaint."""
    its_own = ("Failed to load resource", "error occurred when fetching the script")
    return said.type in {"error", "warning"} and not any(words in said.text for words in its_own)


def kept_for_later(page):
    """Wait until the page would open without a network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def answer(page, word="done"):
    return page.locator(f"[data-answer={word}]")


def shows(page, *words, word="done"):
    for one in words:
        expect(answer(page, word)).to_contain_text(one, timeout=PATIENCE)


def all_sent(page, words="All sent"):
    expect(page.locator(".unsent")).to_have_text(words, timeout=40_000)


def of(evening, name):
    """What the server has of somebody: their row and their scans, in the order they came."""
    with evening.service.store.reading() as session:
        person = session.scalars(
            select(Attendee).where(Attendee.event_id == evening.event.id, Attendee.name == name)
        ).one()
        done = session.scalars(select(Scan).where(Scan.attendee_id == person.id).order_by(Scan.n)).all()
    return person, done
