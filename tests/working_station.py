"""A print station for the tests of desks and kiosks: it says what a real one says, when the test lets it."""

from badges import access
from badges.model import JobState, PrinterState, PrintStation
from badges.moments import now
from badges.printing import claiming, settling, stations
from badges.printing.stations import Report


def printing_on_arrival(evening):
    """The same evening, whose badges are printed as people come."""
    with evening.store.writing() as session:
        evening.event = session.merge(evening.event)
        evening.event.prints_on_arrival = True
    return evening


class Station:
    """A paired station whose printer is ready: its test badge was held in a hand."""

    def __init__(self, store, event, name="Printer 1", *, labels_left=None):
        self.store, self.name, self.job = store, name, None
        with store.writing() as session:
            self.device = access.add_device(session, event, role="station", name=name, now=now()).device
        self.is_well()
        with store.writing() as session:
            station = session.get(PrintStation, self.device.id)
            station.tested_at, station.seconds, station.labels_left = now(), 6.0, labels_left

    def hello(self, state=PrinterState.IDLE, *words):
        report = Report(self.name, f"file:/printer-{self.device.id}", state=state, words=words)
        with self.store.writing() as session:
            stations.hello(session, self.device.id, report, now=now())

    def is_well(self):
        self.hello()

    def claims(self):
        """Take the next badge."""
        self.is_well()
        with self.store.writing() as session:
            job = claiming.claim(session, self.device.id, instance=self.name, now=now())
            assert job is not None
            self.job = (job.id, job.attempt)
        return self

    def says(self, *states, words=""):
        """What becomes of it, one state after the other."""
        job, attempt = self.job
        for state in states:
            with self.store.writing() as session:
                whose = {"instance": self.name, "attempt": attempt}
                settling.say(
                    session, self.device.id, job, **whose, state=JobState(state), now=now(), words=words
                )
        return self

    def sends(self):
        return self.says("created", "sending", "printing")

    def prints(self):
        """The next badge, from the queue to the table."""
        return self.claims().sends().says("printed")

    def stops(self, *words):
        """It waits for a person in the middle of a badge."""
        self.says("blocked", words=", ".join(words))
        self.hello(PrinterState.BLOCKED, *words)
