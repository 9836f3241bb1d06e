"""One evening with its doors, opened through Flask's own client."""

from dataclasses import replace
from functools import cache

import pytest

from badges import access, settings
from badges.model import Organiser
from badges.moments import now
from tests.apps import an_app
from tests.badge_pages import Pages, in_this_process
from tests.builders import KEYS, a_host, an_attendee, an_event, badge_of
from tests.kiosks import Kiosk
from web.kiosk import finding
from web.links import Links
from web.organiser.badge_work import Work


@cache
def good_long_sentence():
    """What is kept of the organiser's password; it takes a tenth of a second, so all evenings share it."""
    return access.hash_password("a good long sentence")


class Evening:
    """The chum parade, happening now: two hosts, three attendees, a desk."""

    def __init__(self, store, folder, **more):
        self.store = store
        self.settings = settings.from_environment({"LAST_BADGE_DATA_DIR": str(folder), **KEYS})
        self.settings = replace(self.settings, **more)
        self.links = Links(self.settings)
        self.app = an_app(self.settings, store)
        with store.writing() as session:
            self.event = an_event(session, start=now())
            self.ramit = a_host(session, self.event)
            self.thea = a_host(session, self.event, "Thea")
            self.mira = an_attendee(
                session, self.event, hosts=[self.ramit], company="Okafor & Daughters", foreign="evt-0042"
            )
            self.noor = an_attendee(session, self.event, "Noor Haddad", hosts=[self.thea])
            self.joanna = an_attendee(session, self.event, "Joanna Wren", hosts=[self.ramit])
            self.badge = badge_of(session, self.mira)
            desk = access.add_device(session, self.event, role="desk", name="Desk 1", now=now())
            kiosk = access.add_device(session, self.event, role="kiosk", name="Kiosk", now=now())
            self.organiser = Organiser(
                email="organiser@example.test", name="organiser", password_hash=good_long_sentence()
            )
            session.add(self.organiser)
            self.other = an_event(session, "gala", "The gala", start=now())
            self.stranger = an_attendee(session, self.other, "Zelda Elsewhere")
            self.strangers_badge = badge_of(session, self.stranger)
        self.desk, self.key = desk.device, desk.key
        self.kiosk, self.kiosk_key = kiosk.device, kiosk.key

    def client(self, *links):
        """A browser that has opened these links."""
        client = self.app.test_client()
        for link in links:
            answer = client.get(link.removeprefix(self.settings.public_url))
            assert answer.status_code == 302, answer.text
        return client

    def api(self, path, key=None, method="GET", **more):
        headers = {"Authorization": f"Bearer {key or self.key}", **more.pop("headers", {})}
        return self.app.test_client().open(
            f"/api/v1/events/{self.event.slug}/{path}", method=method, headers=headers, **more
        )

    def scan(self, *scans, **more):
        return self.api("scans", method="POST", json={"scans": list(scans), **more}).json


@pytest.fixture
def evening(sqlite_store, tmp_path):
    return Evening(sqlite_store, tmp_path)


@pytest.fixture
def evening_on_both(store, tmp_path):
    return Evening(store, tmp_path)


@pytest.fixture
def slow_page(evening):
    """The pages of badges as they are, a child process for each work."""
    return Pages(evening)


@pytest.fixture
def page(evening, monkeypatch):
    """The same without the child."""
    monkeypatch.setattr(Work, "start", in_this_process)
    return Pages(evening)


@pytest.fixture
def slow_kiosk(evening):
    """The evening's kiosk, which answers names as late as it does."""
    return Kiosk(evening)


@pytest.fixture
def kiosk(slow_kiosk, monkeypatch):
    """The same, in tests that are not about that."""
    monkeypatch.setattr(finding, "EVEN", 0.0)
    return slow_kiosk
