"""Carrying: the one way in which anything owed leaves the house, whatever it is and wherever it goes.

Claim under a lease, carry, settle behind a fence: a sender that dies leaves
a lease that runs out, one that is slow finds another attempt there and
changes nothing. What does not go out waits longer each time and is given up
in the end.
"""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from badges import moments
from badges.rounds import NAP, go_rounds
from badges.store import Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
# A message is not begun when less than this is left of the lease; no conversation takes longer.
NEEDED = timedelta(seconds=45)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)
# What is on its way when we stop has this long; what does not make it goes out again later.
LAST_MOMENTS = 2.0
# Nobody reads more of what a server said.
LONGEST_TROUBLE = 500


class Delayed(Exception):  # noqa: N818 - it says what became of the message.
    """It did not go out this time; trying again may help. The message is what went wrong."""


class Refused(Exception):  # noqa: N818 - it says what became of the message.
    """It will not be taken however often it is tried. The message is the other side's own."""


class Way(Protocol):
    """What carries messages. It is opened for a burst of them and closed after it."""

    def send(self, message: Any) -> None:
        """Carry one message. Raises Delayed or Refused."""

    def close(self) -> None:
        """Let go of whatever was kept open."""


@dataclass(frozen=True)
class Outcome:
    """What became of one try; without a trouble it went out."""

    trouble: str = ""
    for_good: bool = False

    @property
    def went(self) -> bool:
        """Whether it was taken."""
        return not self.trouble


def pause(attempt: int) -> timedelta:
    """How long to wait after so many attempts: 30 seconds, 1 minute, 2, 4, an hour at most."""
    return min(FIRST_PAUSE * (1 << min(attempt - 1, 10)), LONGEST_PAUSE)


def tried(send: Callable[[], object], what: str) -> Outcome:
    """Do it and say what became of it; ``what`` names it in the log, such as “a pass for attendee 7”."""
    try:
        send()
    except Refused as no:
        return Outcome(_said(no), for_good=True)
    except Delayed as trouble:
        return Outcome(_said(trouble))
    except Exception as trouble:  # Whatever it is, it is still owed.
        log.exception("%s could not be sent", what)
        return Outcome(_said(f"{type(trouble).__name__}: {trouble}"))
    return Outcome()


def _said(trouble: object) -> str:
    return " ".join(str(trouble).split())[:LONGEST_TROUBLE] or "no reason was given"


Thing = TypeVar("Thing")
Line = TypeVar("Line", bound=Way)


class Carrier(ABC, Generic[Thing, Line]):
    """Runs in a thread that looks at the bell and at the next due moment, with a few senders beside it.

    ``called`` names it in the log, ``gap`` is the least time in seconds
    between two looks, ``senders`` how many things are on their way at once.
    """

    called = "sending"
    gap = 0.2
    senders = 1

    def __init__(self, store: Store, *, now: Callable[[], datetime] = moments.now, nap: float = NAP) -> None:
        self._store = store
        self._now = now
        self._nap = nap
        self._threads: list[threading.Thread] = []

    def waiting(self, session: Session, now: datetime) -> int:
        """How many senders would find something to do: one, where anything is due."""
        at = self.next_due(session)
        return int(at is not None and at <= now)

    @abstractmethod
    def next_due(self, session: Session) -> datetime | None:
        """When the next is due, a running lease included; None when nothing is owed."""

    @abstractmethod
    def claim(self, session: Session, now: datetime, until: datetime) -> Thing | None:
        """Take one thing, so that no other sender does; None when nothing is due."""

    @abstractmethod
    def open_way(self) -> Line:
        """What carries a burst. Nothing is connected yet."""

    @abstractmethod
    def carry(self, thing: Thing, way: Line) -> None:
        """Carry one thing and note what became of it."""

    def run(self, stop: threading.Event) -> None:
        """Go on until told to stop; what is on its way then has a moment, and otherwise goes out later."""
        go_rounds(self.look, self._store.bell, stop, called=self.called, gap=self.gap, nap=self._nap)
        for sender in self._threads:
            sender.join(LAST_MOMENTS)

    def look(self, stop: threading.Event) -> float:
        """Set a sender to work for each thing that waits; answers the seconds until more is due."""
        with self._store.reading() as session:
            now = self._now()
            waiting, at = self.waiting(session, now), self.next_due(session)
        self._threads = [sender for sender in self._threads if sender.is_alive()]
        for _ in range(min(waiting, self.senders - len(self._threads))):
            # A daemon, so that a server that hangs cannot keep the process from ending.
            sender = threading.Thread(target=self._send_safely, args=(stop,), name=self.called, daemon=True)
            sender.start()
            self._threads.append(sender)
        return (at - now).total_seconds() if at else self._nap

    def send_due(self, stop: threading.Event | None = None) -> int:
        """Send everything that is due, one after another; answers how many were tried."""
        way, carried = self.open_way(), 0
        try:
            while not (stop and stop.is_set()) and (thing := self._claimed()) is not None:
                self.carry(thing, way)
                carried += 1
        finally:
            way.close()
        return carried

    def _claimed(self) -> Thing | None:
        # Read first: nothing being due is the rule, and it should cost no desk its turn to write.
        with self._store.reading() as session:
            if not self.waiting(session, self._now()):
                return None
        with self._store.writing() as session:
            now = self._now()
            return self.claim(session, now, now + LEASE)

    def _send_safely(self, stop: threading.Event) -> None:
        try:
            self.send_due(stop)
        except Exception:  # The leases run out, and the next round sends what this one did not.
            log.exception("%s met trouble", self.called)
