"""A real mail server, a house with badges to print, and evenings with a kiosk."""

from itertools import count

import pytest
from aiosmtpd.controller import Controller

from badges import access
from badges.model import CodeKind
from badges.moments import now
from tests.browser import TABLET
from tests.builders import a_slug, an_attendee, an_event, badge_of
from tests.kiosks import LONG_NAME
from tests.kiosks import SIZES as KIOSK_SIZES
from tests.ports import free_port
from tests.service import Service

NAMES = ("Ng", "Mira Okafor", "Pablo Diego José Francisco de Paula", "محمد عبد الله", "王小明", "<b>Bo</b>")
KIOSK_EVENINGS = count(1)


class Letterbox:
    """What a mail server has taken."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name.
        from email import message_from_bytes
        from email.policy import default

        self.letters.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=default)))
        return "250 taken"

    def to(self, address):
        return [letter for recipient, letter in self.letters if recipient == address]


@pytest.fixture
def letterbox():
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server for the events of a module."""
    service = Service(tmp_path_factory.mktemp("house"))
    service.start()
    yield service
    service.stop()
    service.close()


@pytest.fixture
def house(served, request):
    """An event of its own for each try of a test, so that they share a server."""
    slug = a_slug(request)
    with served.store.writing() as session:
        event = an_event(session, slug, badge_design="plain")
        for name in NAMES:
            an_attendee(session, event, name, company="Okafor & Daughters", fields={"Job Title": "Poet"})
        organiser = access.add_organiser(session, email=f"{slug}@example.test")
    served.event = event
    served.door = served.links.organiser(organiser)
    served.badges = f"{served.url}/organiser/{slug}/badges"
    return served


@pytest.fixture
def open_page(house, browser):
    """Pages of the house's badges, none of which may complain."""
    contexts = []

    def opened(path="", **how):
        context = browser.new_context(**{"viewport": TABLET, "reduced_motion": "reduce", **how})
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.troubles.append(said.text))
        page.goto(house.door)
        page.goto(house.badges + path)
        return page

    yield opened
    for context in contexts:
        assert [page.troubles for page in context.pages] == [[]] * len(context.pages)
        context.close()


@pytest.fixture
def kiosk_evening(served):
    """An event with a kiosk, of its own for each test."""
    service = served
    slug = f"evening-{next(KIOSK_EVENINGS)}"
    with service.store.writing() as session:
        event = an_event(session, slug, start=now(), kiosk_pin_hash=access.hash_pin("4711"))
        mira = an_attendee(session, event, company="Okafor & Daughters", email="mira@example.test")
        an_attendee(session, event, "Noor Haddad", company="Haddad")
        long = an_attendee(session, event, LONG_NAME, company="The Honourable Society of Long Names")
        service.code, service.short = badge_of(session, mira), badge_of(session, mira, CodeKind.SHORT)
        service.long = badge_of(session, long)
    service.event, service.mira = event, mira
    service.door = service.links.device(service.device(event, "Kiosk", "kiosk")[0])
    return service


@pytest.fixture
def kiosk(kiosk_evening, browser):
    """Opens the kiosk; no page of it may complain."""
    contexts = []

    def opened(size="landscape", *, clock=False, **how):
        context = browser.new_context(viewport=KIOSK_SIZES[size], **{"reduced_motion": "reduce", **how})
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda said: "Content Security" in said.text and page.troubles.append(said.text))
        if clock:
            page.clock.install(time=0)
        page.goto(kiosk_evening.door)
        page.wait_for_selector("[data-lower]:not([hidden])")
        if clock:
            # From here on no time goes by but what the test lets go by.
            page.clock.pause_at(60_000)
        # Steps are put into the page that stands; a new page would have forgotten this.
        page.evaluate("window.stands = true")
        return page

    yield opened
    for context in contexts:
        assert [page.troubles for page in context.pages] == [[]] * len(context.pages)
        context.close()


def pytest_collection_modifyitems(items):
    """Everything in this folder starts real processes, which `make test-quick` leaves out."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.process)
