"""An evening whose badges come out of printers, by the test's own clock: a desk, and stations."""

from datetime import timedelta

from sqlalchemy import select

from badges import journal
from badges.desk import take
from badges.model import Attendee, Event, JobState, PrintJob, PrintStation
from badges.printing import asking, claiming, settling, stations
from badges.printing.stations import Report
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at, badge_of


class Prints:
    """One event that prints on arrival; doors 18:00, start 18:30, end 22:00."""

    def __init__(self, store, **more):
        self.store = store
        with store.writing() as session:
            self.event = an_event(session, **{"prints_on_arrival": True, **more})
            self.desk = a_device(session, self.event)
            self.ramit = a_host(session, self.event)

    def invites(self, name="Mira Okafor", **more):
        with self.store.writing() as session:
            return an_attendee(session, self.event, name, hosts=[session.merge(self.ramit)], **more)

    def scans(self, attendee, clock="18:42", action="arrive", *, desk=..., **more):
        scan = a_scan(action, attendee=attendee.id, **more)
        return self.takes([scan], clock, desk=desk).answers[0]

    def takes(self, scans, clock="18:42", *, desk=...):
        place = a_place(self.event, self.desk if desk is ... else desk)
        return take(self.store, place, scans, now=at(clock))

    def writes(self, errand, *what, clock="18:43", **more):
        with self.store.writing() as session:
            event = session.get_one(Event, self.event.id)
            return errand(session, event, *what, now=at(clock), **more)

    def asks(self, attendee, clock="18:43", **more):
        return self.writes(asking.ask, attendee.id, clock=clock, **{"device": self.desk.id, **more})

    def asks_in(self, session, attendee, clock="18:43"):
        """The same in a transaction that goes on."""
        event = session.get_one(Event, self.event.id)
        return asking.ask(session, event, attendee.id, device=self.desk.id, now=at(clock))

    def reprints(self, attendee, reason="spoilt", clock="18:50", **more):
        more = {"device": self.desk.id, "reason": reason, **more}
        return self.writes(asking.reprint, attendee.id, clock=clock, **more)

    def answers(self, job, clock="18:50", *, came_out):
        return self.writes(
            settling.did_it_come_out, job.id, clock=clock, came_out=came_out, device=self.desk.id
        )

    def sweeps(self, clock):
        with self.store.writing() as session:
            settling.sweep(session, now=at(clock))

    def jobs(self, attendee=None):
        theirs = [PrintJob.attendee_id == attendee.id] if attendee else []
        with self.store.reading() as session:
            return list(session.scalars(select(PrintJob).where(*theirs).order_by(PrintJob.id)))

    def job(self, one):
        with self.store.reading() as session:
            return session.get_one(PrintJob, one.id)

    def facts(self, attendee):
        with self.store.reading() as session:
            return session.get_one(Attendee, attendee.id)

    def badge(self, attendee):
        with self.store.reading() as session:
            return badge_of(session, attendee)

    def lines(self, *kinds):
        with self.store.reading() as session:
            lines = journal.read(session, self.event.id, after=0, limit=1_000)
        return [line for line in lines if not kinds or line["kind"] in kinds]

    def states(self):
        """What the journal says of jobs, line by line."""
        kinds = {"print_job": "", "reprinted": "reprinted ", "printed": "", "print_failed": ""}
        return [kinds[line["kind"]] + line["state"] for line in self.lines(*kinds)]


class Station:
    """A station of this evening; ``tested`` is one whose test badge was held in a hand."""

    def __init__(self, evening, name="Printer 1", *, clock="18:00", tested=True, **more):
        self.evening, self.name, self.instance = evening, name, f"first of {name}"
        self.uri = more.pop("uri", f"ipp://{name.replace(' ', '-')}/ipp/print")
        with evening.store.writing() as session:
            self.device = a_device(session, evening.event, name, role="station")
        self.id = self.device.id
        self.hello(clock, **more)
        if tested:
            with evening.store.writing() as session:
                session.get_one(PrintStation, self.id).tested_at = at(clock)

    def hello(self, clock="18:42", state="idle", *words, **more):
        what = {"instance": self.instance, "uri": self.uri, "state": state, "words": words, **more}
        report = Report(**what)
        with self.evening.store.writing() as session:
            return stations.hello(session, self.id, report, now=at(clock))

    def stays(self, since, until, *, state="idle"):
        """Say hello every ten seconds, as one that lives does."""
        moment = at(since)
        while moment <= at(until):
            orders = self.hello(moment.strftime("%H:%M:%S"), state)
            moment += timedelta(seconds=10)
        return orders

    def claims(self, clock="18:42", *, instance=None):
        with self.evening.store.writing() as session:
            return claiming.claim(session, self.id, instance=instance or self.instance, now=at(clock))

    def takes(self, clock="18:42"):
        """Say hello and claim."""
        self.hello(clock)
        return self.claims(clock)

    def says(self, job, *states, clock="18:42", **more):
        whose = {"instance": self.instance, "attempt": job.attempt}
        for state in states:
            with self.evening.store.writing() as session:
                said = {**whose, "state": JobState(state), "now": at(clock), **more}
                job = settling.say(session, self.id, job.id, **said)
        return job

    def sends(self, job, clock="18:42"):
        self.says(job, "created", clock=clock, printer_job="17")
        return self.says(job, "sending", "printing", clock=clock)

    def prints(self, job, clock="18:42", *, until=None):
        self.sends(job, clock)
        return self.says(job, "printed", clock=until or clock)

    def row(self):
        with self.evening.store.reading() as session:
            return session.get_one(PrintStation, self.id)
