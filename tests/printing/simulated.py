"""A printer and an evening for the agent's tests, which die, fall silent and come back when a test says so.

``APrinter`` keeps to the interface of printers as an IPP printer does: jobs
have numbers, an empty one takes one document, and what came out lies in
``printed``. ``Killed`` is no Exception, so no handler of ours survives it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from badges import access
from badges.model import PrintJob, PrintStation, Role
from badges.printing import asking
from badges.printing.printer import PDF, Fate, Look, Makes, Refused, Told, Unreachable
from badges.printing.station.agent import Agent
from badges.printing.station.direct import DirectLink
from badges.printing.station.link import Broken, Unanswered
from badges.printing.station.place import Place
from tests.builders import an_attendee, an_event, at


def a_badge(job_id):
    """The badge of a job as it comes out."""
    return b"badge %d" % job_id


class Killed(BaseException):
    """The station's program is dead from here on."""


@dataclass
class AJob:
    name: str
    fate: Fate = Fate.EMPTY
    document: bytes = b""


@dataclass
class APrinter:
    """``slow``: what is sent lies inside until ``come_out``; ``stopped`` are its words while it waits."""

    uri: str = "ipp://printer.test/ipp/print"
    on: bool = True
    slow: bool = False
    stopped: tuple[str, ...] = ()
    refuses: Refused | None = None
    formats: tuple[str, ...] = (PDF,)
    jobs: dict[str, AJob] = field(default_factory=dict)
    printed: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    made: int = 0

    def makes(self):
        self._answer("makes")
        return Makes("A printer", f"uuid of {self.uri}", self.formats)

    def look(self):
        self._answer("look")
        return Look(stopped=bool(self.stopped), busy=False, words=self.stopped)

    def find(self, name):
        self._answer("find")
        open_ones = {Fate.EMPTY, Fate.WAITING, Fate.PRINTING, Fate.STOPPED}
        return next((n for n, job in self.jobs.items() if job.name == name and job.fate in open_ones), None)

    def create(self, name, _wanted):
        self._answer("create")
        if self.refuses:
            raise self.refuses
        self.made += 1
        self.jobs[str(self.made)] = AJob(name)
        return str(self.made)

    def send(self, number, document, _media_type, _wanted):
        self._answer("send")
        job = self.jobs.get(number)
        if job is None or job.fate is not Fate.EMPTY:
            raise Refused("it has no such job, or has its document")
        job.document, job.fate = document, Fate.PRINTING
        if not self.slow and not self.stopped:
            self.come_out()

    def fate(self, number):
        self._answer("fate")
        if number not in self.jobs:
            return Told(Fate.GONE)
        fate = self.jobs[number].fate
        if fate is Fate.PRINTING and self.stopped:
            return Told(Fate.STOPPED, self.stopped)
        return Told(fate)

    def cancel(self, number):
        self._answer("cancel")
        job = self.jobs.get(number)
        if job and job.fate in {Fate.EMPTY, Fate.PRINTING}:
            job.fate = Fate.CANCELLED

    def come_out(self):
        """What lies inside is printed."""
        for job in self.jobs.values():
            if job.fate is Fate.PRINTING:
                job.fate = Fate.PRINTED
                self.printed.append(job.document)

    def lose_power(self):
        """It forgets all jobs and answers nobody."""
        self.on = False
        self.jobs.clear()

    def refill(self):
        self.stopped = ()
        if not self.slow:
            self.come_out()

    def _answer(self, question):
        self.asked.append(question)
        if not self.on:
            raise Unreachable(question)


class Cut:
    """Between an agent and what it talks to: something happens to it before or after a named call."""

    def __init__(self, behind, call="", when="", happens=None, after=0):
        self._behind = behind
        self._call, self._when, self._happens, self._after = call, when, happens, after

    def __getattr__(self, name):
        real = getattr(self._behind, name)
        if name != self._call or self._happens is None:
            return real

        def called(*facts, **more):
            if self._after:
                self._after -= 1
                return real(*facts, **more)
            happens, self._happens = self._happens, None
            if self._when == "before":
                raise happens
            real(*facts, **more)
            raise happens

        return called


class ALink(DirectLink):
    """The real errands on a real store; the badge is drawn as its number. ``silent``: the server is away."""

    silent = False
    undrawable = frozenset()

    def document(self, job, _media_type, _dpi):
        self._there()
        if job.id in self.undrawable:
            raise Broken("it met a fault")
        return a_badge(job.id)

    def hello(self, report):
        self._there()
        return super().hello(report)

    def claim(self, instance):
        self._there()
        return super().claim(instance)

    def say(self, *facts, **more):
        self._there()
        return super().say(*facts, **more)

    def release(self, *facts):
        self._there()
        return super().release(*facts)

    def wait(self, _seconds):
        return True

    def _there(self):
        if self.silent:
            raise Unanswered("connection refused")


class Hours:
    """The time at the server and, running beside it, that of a station."""

    def __init__(self):
        self.now = at("18:40")
        self.station = 1000.0

    def pass_by(self, seconds):
        self.now += timedelta(seconds=seconds)
        self.station += seconds


class Evening:
    """An event that prints on arrival, with one station or several."""

    def __init__(self, store, folder):
        self.store, self.folder, self.hours = store, folder, Hours()
        self.said, self._places = [], {}
        with store.writing() as session:
            self.event = an_event(session, prints_on_arrival=True)
            self.attendee = an_attendee(session, self.event)
        self.first = self.station("Printer 1")

    def station(self, name):
        """A device of the role station, whose test badge was confirmed."""
        with self.store.writing() as session:
            device = access.add_device(
                session, self.event, role=Role.STATION, name=name, now=self.hours.now
            ).device
            row = PrintStation(device_id=device.id, event_id=self.event.id, local=True)
            row.tested_at = self.hours.now
            session.add(row)
        return device

    def wants(self, attendee=None, station=None):
        """Somebody's badge is asked for; answers the job's id."""
        with self.store.writing() as session:
            person = (attendee or self.attendee).id
            event = session.merge(self.event)
            at_station = station and station.id
            return asking.ask(session, event, person, device=None, now=self.hours.now, station=at_station).id

    def link(self, device=None):
        return ALink(self.store, (device or self.first).id, self.event.id, now=lambda: self.hours.now)

    def place(self, name="here"):
        """Where a program of this name runs now; what it kept there before is there."""
        place = self._places[name] = Place(self.folder, name)
        assert place.take()
        return place

    def leaves(self, name):
        """The program that ran there is gone."""
        self._places[name].leave()

    def close(self):
        """Every program is gone."""
        for place in self._places.values():
            place.leave()

    def agent(self, printer, link=None, place=None):
        return Agent(
            link or self.link(), printer, place or Place(None, ""), self.said.append,
            clock=lambda: self.hours.station,
        )  # fmt: skip

    def go(self, *agents, seconds=1.0, pace=0.25):
        """Let these stations go their rounds for so long."""
        for _ in range(round(seconds / pace)):
            for agent in agents:
                agent.go_round()
            self.hours.pass_by(pace)

    def somebody(self, name):
        with self.store.writing() as session:
            return an_attendee(session, self.event, name)

    def printer_row(self, device=None):
        with self.store.reading() as session:
            return session.get_one(PrintStation, (device or self.first).id)

    def job(self, job_id):
        with self.store.reading() as session:
            return session.get_one(PrintJob, job_id)
