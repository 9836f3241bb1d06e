"""Print stations and their server under kill -9, at random and at each named step, while attendees arrive.

Two real stations at two real, slow printers, one of them on a machine whose
clock is ten minutes ahead. The whole proof, which takes twenty minutes, is
`python -m tests.printing.kills [KILLS] [SEED]`; the seed is that of who is
killed, and when: what they are doing then is for them to say.
"""

import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from badges.model import JobState, JournalLine, PrintJob
from badges.moments import now
from badges.printing import settling
from tests.printing.arrivals import Arrivals
from tests.printing.ippeveprinter import Peer
from tests.printing.programs import Event, until
from tests.service import Service

STEPS = ("claimed", "created", "sending", "printing")
# Four times the run that showed the way to print once: 448 kills and 1,280 badges.
KILLS, BADGES_EACH = 448, 1280 / 448
# Seconds that a printer takes for a badge.
SLOW = 0.2
# How far a station's clock is ahead, in seconds.
AHEAD = 600
# How long a killed station lies there; after the longest its badge is another's.
LIES = (0, 0, 0, 0, 0, 0, 0.5, 2, 2, 18)
# How many of those that are started again find nothing of what they kept, as on a machine set up anew.
FORGETS = 0.05
# Who dies together.
STATION, SERVER, OTHERS = "station", "server", "other stations"
TOGETHER = ((STATION,), (STATION,), (SERVER,), (SERVER, STATION), (SERVER, STATION, OTHERS))
_AT_IT = (
    "SELECT device_id, heard_at FROM print_job JOIN print_station ON device_id = claimed_by"
    " WHERE print_job.state = ?"
)


@dataclass
class Figures:
    """What was done, and what has come of it; ``asked_about`` are the badges that a person answered for."""

    kills: Counter = field(default_factory=Counter)
    at_step: Counter = field(default_factory=Counter)
    badges: int = 0
    asked_about: list = field(default_factory=list)
    states: Counter = field(default_factory=Counter)
    doubled: list = field(default_factory=list)
    lost: list = field(default_factory=list)

    def __str__(self):
        steps = ", ".join(f"{self.at_step[step]} {step}" for step in STEPS)
        who = ", ".join(f"{count} of the {who}" for who, count in sorted(self.kills.items()))
        return (
            f"{self.kills.total()} kills: {who}; at a named step: {steps}.\n"
            f"{self.badges} badges: {len(self.asked_about)} asked about, {len(self.doubled)} doubled, "
            f"{len(self.lost)} lost; they are {dict(self.states)}"
        )


class Siege:
    """The evening; ``service`` is started, ``peers`` are two printers that are on."""

    def __init__(self, service, folder, peers, seed):
        self.service, self.peers = service, peers
        # What is drawn a second time because others were not so far yet must not change the plan.
        self.chance, self.luck = random.Random(seed), random.Random(seed)
        self.evening = Event(service, folder, slug=f"siege-{seed}")
        self.stations, self.started, self.up_at, self.figures = {}, {}, {}, Figures()
        self.arrivals, self.badges = None, 0
        for number, peer in enumerate(peers):
            peer.slow(SLOW)
            device, key = self.evening.station(f"Printer {number}")
            program = self.evening.program(key, peer.uri, name=f"machine {number}")
            if number:
                program.command[1:3] = ["-m", "tests.printing.other_clock", str(AHEAD)]
            self.stations[device.id] = program
            self._start(device.id)
        self.base = sqlite3.connect(service.store.engine.url.database, timeout=20, isolation_level=None)

    def play(self, kills, badges):
        """Kill so often while so many badges and more are asked for; answers the figures."""
        self.arrivals, self.badges = Arrivals(self.service, self.evening, badges), badges
        self.arrivals.start()
        try:
            moments = self._moments()
            while self.figures.kills.total() < kills or not self.arrivals.done:
                assert self.arrivals.is_alive() or self.arrivals.done, "nobody arrives any more"
                self._strike(next(moments))
                self._go_on(10, until_printed=badges * self.figures.kills.total() / kills)
        finally:
            self.arrivals.stop()
        self.figures.badges = badges
        self._settle()
        return self.figures

    def close(self):
        self.base.close()
        self.evening.close()

    def _moments(self):
        """Each named step; then the named steps in any order, and moments that have no name."""
        yield from self.chance.sample(STEPS, len(STEPS))
        while True:
            yield from self.chance.sample([*STEPS, None, None, None], len(STEPS) + 3)

    def _strike(self, step):
        victims, pause = self.chance.choice(TOGETHER), self.chance.uniform(0, 0.6)
        lies = {one: self.chance.choice(LIES) for one in self.stations}
        if step is None:
            self._go_on(pause)
            self._kill(self.chance.choice(list(self.stations)), victims, lies)
        else:
            with self._standing_still(step) as station:
                if station is not None:
                    # It goes on to whatever it does before it has the next step kept.
                    time.sleep(max(0, pause - 0.3) / 3)
                    self.figures.at_step[step] += 1
                    self._kill(station, victims, lies)
        self._raise()

    def _go_on(self, seconds, until_printed=None):
        """Nobody is killed for so long, or until so many badges are printed."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._raise()
            if until_printed is not None and self._printed() >= until_printed - self.luck.uniform(2, 8):
                return
            time.sleep(min(left, 0.05))

    def _printed(self):
        return self.base.execute("SELECT count(*) FROM print_job WHERE state = 'printed'").fetchone()[0]

    @contextmanager
    def _standing_still(self, step):
        """The station whose badge is at this step and stays there: meanwhile nothing can be kept."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not (self.arrivals.done and self._printed() == self.badges):
            self._raise()
            if self._who_is_at(step) is None:
                time.sleep(0.001)
                continue
            self.base.execute("BEGIN IMMEDIATE")
            try:
                if (station := self._who_is_at(step)) is not None:
                    yield station
                    return
            finally:
                self.base.execute("ROLLBACK")
        yield None

    def _who_is_at(self, step):
        # A program that was just started again is still where it was killed: nothing new would die with it.
        there = [
            who
            for who, heard in self.base.execute(_AT_IT, [step])
            if who not in self.up_at and heard > self.started[who]
        ]
        return self.luck.choice(there) if there else None

    def _kill(self, station, victims, lies):
        if SERVER in victims:
            self.service.kill()
            self.figures.kills["server"] += 1
        dies = {STATION: {station}, OTHERS: self.stations.keys() - {station}}
        for one in [one for who in victims for one in dies.get(who, ()) if one not in self.up_at]:
            self.stations[one].kill()
            self.figures.kills["stations"] += 1
            self.up_at[one] = time.monotonic() + lies[one]

    def _raise(self):
        """Start again who was killed and has lain long enough."""
        if self.service.process.poll() is not None:
            self.service.start()
        for station, moment in list(self.up_at.items()):
            if moment <= time.monotonic():
                self._start(station)
                del self.up_at[station]

    def _start(self, station):
        program = self.stations[station]
        if self.luck.random() < FORGETS:
            shutil.rmtree(program.folder / "state", ignore_errors=True)
        # As SQLite keeps it.
        self.started[station] = now().replace(tzinfo=None).isoformat(" ")
        program.start()

    def _settle(self):
        """Let all come out, answer truly what a person is asked, and count."""
        self.up_at = dict.fromkeys(self.up_at, 0.0)
        self._raise()
        self._all_are("printed", "unknown", "failed", "cancelled")
        # What is asked about may still be coming out.
        time.sleep(2 * SLOW + 1)
        before = self._came_out()
        for job in self._jobs():
            if job.state == JobState.UNKNOWN:
                self._answer(job.id, came_out=before[job.id] > 0)
        self._all_are("printed", "failed", "cancelled")
        self._count()

    def _all_are(self, *states):
        until(
            lambda: all(job.state in states for job in self._jobs()),
            lambda: f"not all are {states}: {Counter(job.state for job in self._jobs())}",
            seconds=180,
        )

    def _answer(self, job, *, came_out):
        self.figures.asked_about.append(job)
        with self.service.store.writing() as session:
            event = session.merge(self.evening.event)
            settling.did_it_come_out(session, event, job, came_out=came_out, device=None, now=now())

    def _count(self):
        """A badge is in order that lies there once, and is said to, once."""
        came_out, figures = self._came_out(), self.figures
        figures.states = Counter(str(job.state) for job in self._jobs())
        with self.service.store.reading() as session:
            lines = select(JournalLine.data).where(JournalLine.kind == "printed")
            said = Counter(data["job"] for data in session.scalars(lines))
        for job in self._jobs():
            figures.lost += [job.id] if came_out[job.id] < 1 or said[job.id] < 1 else []
            figures.doubled += [job.id] if came_out[job.id] > 1 or said[job.id] > 1 else []
        # What no row knows of.
        figures.doubled += sorted(set(came_out) - {job.id for job in self._jobs()})

    def _jobs(self):
        with self.service.store.reading() as session:
            return session.scalars(select(PrintJob).where(PrintJob.event_id == self.evening.event.id)).all()

    def _came_out(self):
        """How often each badge lies at a printer, by the id of its job."""
        names = [name for peer in self.peers for name, _ in peer.printed()]
        return Counter(int(name.split("-")[-2]) for name in names)


@contextmanager
def siege(folder, seed):
    """A server, two printers and their stations, all running."""
    service = Service(folder / "service").start()
    peers = [Peer(folder / name, name=name) for name in ("First", "Second")]
    one = None
    try:
        one = Siege(service, folder, [peer.start() for peer in peers], seed)
        yield one
    finally:
        if one:
            one.close()
        for peer in peers:
            peer.close()
        service.close()


def main(kills=KILLS, seed=1):
    """The whole proof, or one of another size."""
    begin = time.monotonic()
    # Asked to end, it takes all that it started with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder, siege(Path(folder), int(seed)) as one:
        figures = one.play(int(kills), round(int(kills) * BADGES_EACH))
    sys.stdout.write(f"seed {seed}, {time.monotonic() - begin:.0f} seconds: {figures}\n")
    return bool(figures.doubled or figures.lost)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
