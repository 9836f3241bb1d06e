"""The service as the simulation meets it: the real application over real SQLite, at the simulation's time."""

import io
import json
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.event import listen

from badges import access, journal, moments, overview, people, settings
from badges.bell import open_bell
from badges.copies import copy
from badges.model import Attendee, CodeKind, Event, JournalLine, Scan
from badges.store import Store, make_engine
from tests.builders import SECRET, START, a_host, an_attendee, an_event, badge_of, pass_of
from web.app import create_app

PEOPLE = 60
HOUR = timedelta(hours=1)


class Clock(datetime):
    """The clock of a machine on which time passes as the simulation says."""

    present = START

    @classmethod
    def now(cls, tz=None):
        return cls.present.astimezone(tz)


def moment_of(milliseconds):
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


class World:
    """One installation: started, killed and started again; an event of its own for each evening."""

    def __init__(self, path):
        self.path = path
        self.settings = settings.from_environment(
            {"LAST_BADGE_DATA_DIR": str(path.parent), "LAST_BADGE_SECRET_KEY": SECRET}
        )
        self.evenings = 0
        self.start()

    def start(self):
        engine = make_engine(f"sqlite:///{self.path}")
        # Nobody pulls the plug here, and waiting for a disk is most of what an evening costs.
        listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
        self.store = Store(engine, open_bell(engine))
        self.app = create_app(self.settings, self.store)

    def restart(self):
        self.store.close()
        self.start()

    def close(self):
        self.store.close()

    def evening(self, desks=2, people=PEOPLE):
        """A new event with its people and its desks."""
        self.evenings += 1
        return Evening(self, f"evening-{self.evenings}", desks, people)

    def request(self, method, path, key, body=""):
        """One request through the application; answers its status and its text."""
        path, _, query = path.partition("?")
        sent = body.encode()
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_AUTHORIZATION": f"Bearer {key}",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(sent),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        said = {}
        parts = self.app.wsgi_app(environ, lambda status, _headers: said.update(status=status))
        return int(said["status"][:3]), b"".join(parts).decode()


@contextmanager
def time_of_the_simulation():
    """Within it the whole service reads its moments from the simulation's clock."""
    moments.datetime, before = Clock, moments.datetime
    try:
        yield Clock
    finally:
        moments.datetime = before


class Evening:
    """An event with its people and its desks, and what its database says of it afterwards."""

    def __init__(self, world, slug, desks, people):
        self.world = world
        self.slug = slug
        # A day later than the one before: ids begin with their moment, and no two evenings share one.
        self.start = Clock.present = START + world.evenings * timedelta(days=1)
        with world.store.writing() as session:
            self.event = an_event(session, slug, slug, start=self.start)
            hosts = [a_host(session, self.event, name) for name in ("Ramit", "Thea")]
            self.people = [self._person(session, number, hosts) for number in range(people)]
            names = [f"Desk {number}" for number in range(1, desks + 1)]
            added = [
                access.add_device(session, self.event, role="desk", name=name, now=self.start)
                for name in names
            ]
        # When the tablets are opened, a while before the doors.
        self.opens = int((self.start - HOUR).timestamp() * 1000) + 15 * 60_000
        self.desks = [{"name": one.device.name, "key": one.key, "id": one.device.id} for one in added]

    def _person(self, session, number, hosts):
        begun = self.start
        said = ({}, {"excused_at": begun}, {"late_until": begun + HOUR}, {"cancelled_at": begun})
        person = an_attendee(
            session,
            self.event,
            f"Person {number}",
            hosts=[hosts[number % 2]],
            company=f"Company {number % 7}",
            **(said[number % 20] if number % 20 < len(said) else {}),
        )
        return {
            "id": person.id,
            "name": person.name,
            "badge": badge_of(session, person),
            "short": badge_of(session, person, CodeKind.SHORT),
            "pass": pass_of(person),
        }

    def handle(self, asked):
        """What the simulation asks of the server."""
        Clock.present = moment_of(asked["now"])
        if asked["do"] == "request":
            path = f"/api/v1/events/{self.slug}/{asked['path']}"
            status, text = self.world.request(asked["method"], path, asked["key"], asked.get("body") or "")
            return {"status": status, "body": text, "seq": self.seq()}
        if asked["do"] == "restart":
            self.world.restart()
        if asked["do"] == "journal":
            with self.world.store.reading() as session:
                return {"lines": journal.read(session, self.event.id, after=asked["after"], limit=100_000)}
        return {}

    def seq(self):
        with self.world.store.reading() as session:
            return journal.seq(session, self.event.id)

    def scans(self):
        with self.world.store.reading() as session:
            return list(session.scalars(select(Scan).where(Scan.event_id == self.event.id)))

    def attendees(self):
        with self.world.store.reading() as session:
            rows = select(Attendee).where(Attendee.event_id == self.event.id).order_by(Attendee.id)
            return list(session.scalars(rows))

    def lines(self, kind):
        with self.world.store.reading() as session:
            of_kind = (JournalLine.event_id == self.event.id, JournalLine.kind == kind)
            return list(session.scalars(select(JournalLine).where(*of_kind)))

    def glance(self):
        """Who is missing, in order, and the evening's numbers, as the server's pages say them now."""
        with self.world.store.reading() as session:
            event = session.get_one(Event, self.event.id)
            missing = [one.id for one in people.missing(session, event, now=Clock.present)]
            return missing, asdict(overview.counts(session, event, now=Clock.present))

    def copy(self):
        """What a desk would be told now."""
        with self.world.store.reading() as session:
            event = session.get_one(Event, self.event.id)
            told = copy(session, event, self.desks[0]["id"], now=Clock.present, after=None)
        return json.loads(json.dumps(told))
