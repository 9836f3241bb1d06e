"""Whole evenings in which everything goes wrong at random: each badge comes out once, or a person is asked.

Any call to the server or the printer may kill the station's program, lose its
answer, or let the machine sleep while the others go on. A seed that fails is
played again by its number.
"""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from badges.model import JobState, PrintJob
from badges.printing import settling
from badges.printing.printer import Unreachable
from badges.printing.station.link import Unanswered
from tests.printing.simulated import APrinter, Killed, a_badge

BADGES = 8
TICK = 0.5
STORM = 60
# How long it may take until all is settled when the weather is good, and how long nothing more may happen.
CALM, AFTERWARDS = 300, 40
# Asked about for so long, a person has looked.
LOOKS_AFTER = timedelta(seconds=5)


class Storm:
    """Between an agent and what it talks to, while the weather is bad."""

    def __init__(self, behind, world, who):
        self._behind, self._world, self._who = behind, world, who

    def __getattr__(self, name):
        real = getattr(self._behind, name)
        if not callable(real):
            return real

        def called(*facts, **more):
            self._world.weather(self._who, self._behind, name)
            answer = real(*facts, **more)
            self._world.weather(self._who, self._behind, name, after=True)
            return answer

        return called


class World:
    """Two printers, three stations of which two are at one printer, and whoever looks after them."""

    def __init__(self, evening, seed):
        self.evening, self.chance, self.bad = evening, random.Random(seed), True
        self.printers = [APrinter(), APrinter(uri="ipp://other.test/")]
        self.devices = [evening.first, evening.station("Printer 2"), evening.station("Printer 3")]
        self.where = [self.printers[0], self.printers[1], self.printers[0]]
        self.agents = [self.begun(who) for who in range(3)]
        self.asleep, self.dead_until, self.said_no = set(), [0.0] * 3, Counter()
        self.jobs, self.killed, self.slept = [], 0, 0

    def begun(self, who):
        evening = self.evening
        link = Storm(evening.link(self.devices[who]), self, who)
        # Some machines keep something, some do not.
        place = evening.place(f"machine {who}") if who < 2 else None
        return evening.agent(Storm(self.where[who], self, who), link, place)

    def weather(self, who, behind, call, *, after=False):
        if not self.bad:
            return
        luck = self.chance.random()
        if luck < 0.01:
            self.killed += 1
            raise Killed
        if luck < 0.03:
            raise Unreachable(call) if isinstance(behind, APrinter) else Unanswered(call)
        if luck < 0.04 and not self.asleep:
            # Between the last look and the first byte nothing can be asked: there it sleeps only for a while.
            most = 30 if call == "send" and not after else 100
            self.sleeps(who, self.chance.uniform(1, most))

    def sleeps(self, who, seconds):
        """The machine stands still, and the world does not."""
        self.slept += 1
        self.asleep.add(who)
        until = self.evening.hours.station + seconds
        while self.evening.hours.station < until:
            self.tick()
        self.asleep.discard(who)

    def tick(self):
        for who in range(3):
            if who not in self.asleep and self.evening.hours.station >= self.dead_until[who]:
                self.goes_round(who)
        for printer in self.printers:
            self.happens_to(printer)
        self.people()
        if self.bad and len(self.jobs) < BADGES and self.chance.random() < 0.3:
            meant, somebody = self.chance.choice([None, *self.devices]), f"Attendee {len(self.jobs)}"
            self.jobs.append(self.evening.wants(self.evening.somebody(somebody), station=meant))
        self.evening.hours.pass_by(TICK)

    def go_on(self, seconds, until=lambda: False):
        end = self.evening.hours.station + seconds
        while self.evening.hours.station < end and not until():
            self.tick()

    def states(self):
        return {self.evening.job(job).state for job in self.jobs}

    def goes_round(self, who):
        try:
            self.agents[who].go_round()
        except Killed:
            self.dead_until[who] = self.evening.hours.station + self.chance.choice([0, 1, 20, 90])
            if who < 2:
                self.evening.leaves(f"machine {who}")
            self.agents[who] = self.begun(who)

    def happens_to(self, printer):
        luck = self.chance.random() if self.bad else 1.0
        printer.slow = self.bad and printer.slow
        if luck < 0.01:
            printer.lose_power()
        elif luck < 0.02:
            printer.stopped = ("out of labels",)
        elif luck < 0.1:
            printer.slow = not printer.slow
        elif luck > 0.9:
            printer.on, printer.stopped = True, ()
            printer.come_out()

    def people(self):
        """They refill, and answer truly what they are asked."""
        store, now = self.evening.store, self.evening.hours.now
        with store.writing() as session:
            settling.sweep(session, now=now)
            for job in session.scalars(select(PrintJob).where(PrintJob.state == JobState.UNKNOWN)):
                if (job.sent_at or now) < now - LOOKS_AFTER:
                    came_out = self.came_out(job.id) > self.said_no[job.id]
                    self.said_no[job.id] += not came_out
                    event = session.merge(self.evening.event)
                    settling.did_it_come_out(session, event, job.id, came_out=came_out, device=None, now=now)

    def came_out(self, job):
        return sum(printer.printed.count(a_badge(job)) for printer in self.printers)


@pytest.mark.parametrize("seed", range(4, 164))
def test_in_a_storm_each_badge_comes_out_once_or_a_person_was_asked(evening, seed):
    world = World(evening, seed)

    world.go_on(STORM)
    world.bad = False
    world.go_on(CALM, until=lambda: world.states() == {"printed"})
    world.go_on(AFTERWARDS)

    assert world.killed + world.slept > 0
    assert world.states() == {"printed"}, evening.said
    for job in world.jobs:
        assert 1 <= world.came_out(job) <= 1 + world.said_no[job], (job, evening.said)
