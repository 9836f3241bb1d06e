"""An evening with hosts who are written to, and a real mail server that keeps what it takes."""

import time
from email import message_from_bytes
from email.policy import default

from sqlalchemy import select, update

from badges import journal
from badges.clock import tell_due
from badges.desk import take
from badges.model import Attendee, Notice
from badges.notices import leases, page
from badges.notices.deliver import LEASE, Deliverer
from badges.settings import from_environment
from tests.builders import KEYS, a_device, a_host, a_place, a_scan, an_attendee, an_event, at, badge_of


class Sink:
    """A mail server that keeps what it takes; ``says`` maps an address to what it answers instead."""

    def __init__(self):
        self.mails, self.says = [], {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's.
        if answer := self.says.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's.
        if answer := self.says.get("DATA"):
            return answer
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def subjects(self, to="ramit@example.test"):
        return [one["Subject"] for one in self.mails if to in one["To"]]

    def text(self, number=-1):
        return self.mails[number].get_body(("plain",)).get_content()


class Evening:
    """One event with a desk and two hosts, and a deliverer whose clock the test sets."""

    def __init__(self, store, folder, mail_url="", **more):
        self.store, self.now = store, at("18:00")
        self.settings = settings_of(folder, mail_url)
        self.deliverer = self.a_deliverer()
        with store.writing() as session:
            self.event = an_event(session, timezone="America/Los_Angeles", **more)
            self.desk = a_device(session, self.event)
            self.ramit = a_host(session, self.event)

    def a_deliverer(self, **more):
        more.setdefault("now", lambda: self.now)
        return Deliverer(self.store, self.settings, lambda host: f"https://b.test/h/{host.name}", **more)

    def a_host(self, name):
        with self.store.writing() as session:
            return a_host(session, self.event, name)

    def invites(self, *names, host=None, **more):
        with self.store.writing() as session:
            host = session.merge(host or self.ramit)
            return [an_attendee(session, self.event, name, hosts=[host], **more) for name in names]

    def tells(self, clock):
        self.now = at(clock)
        with self.store.writing() as session:
            tell_due(session, now=self.now)

    def delivers(self, clock, deliverer=None):
        self.now = at(clock)
        return (deliverer or self.deliverer).send_due()

    def scans(self, attendee, clock, action="arrive", **more):
        self.now = at(clock)
        with self.store.reading() as session:
            badge = badge_of(session, attendee)
        asked = a_scan(action, code=None if action == "undo" else badge, **more)
        take(self.store, a_place(self.event, self.desk), [asked], now=self.now)
        return asked

    def excuses(self, attendee):
        with self.store.writing() as session:
            session.execute(update(Attendee).where(Attendee.id == attendee.id).values(excused_at=self.now))

    def takes(self, clock):
        """A sender takes what is due and is never heard of again, unless the test lets it go on."""
        with self.store.writing() as session:
            return leases.claim(session, now=at(clock), until=at(clock) + LEASE)

    def mails(self):
        query = select(Notice).where(Notice.channel == "mail").order_by(Notice.id)
        with self.store.reading() as session:
            return [(one.kind, one.state, one.attempts) for one in session.scalars(query)]

    def kinds(self):
        with self.store.reading() as session:
            return [line["kind"] for line in journal.read(session, self.event.id, after=0, limit=1_000)]

    def states(self):
        return [state for _, state, _ in self.mails()]

    def lines(self, kind):
        with self.store.reading() as session:
            lines = journal.read(session, self.event.id, after=0, limit=1_000)
            return [line for line in lines if line["kind"] == kind]

    def fates(self):
        with self.store.reading() as session:
            return page.fates(session, self.event.id)


def settings_of(folder, mail_url=""):
    return from_environment({"LAST_BADGE_DATA_DIR": str(folder), "LAST_BADGE_MAIL_URL": mail_url, **KEYS})


def wait_until(true, seconds=20):
    """Wait for what comes soon; the bound is for what never comes, on a machine that is busy."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
