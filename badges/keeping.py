"""Keeping no longer than was said: after an event words are taken away first, then names become numbers.

Everything goes in short transactions that each find what is left, so that no
desk waits, two workers do no harm, and whoever is killed goes on anywhere.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from badges import erasing, journal, leftovers, moments, nameless
from badges.errors import Refusal
from badges.journal import Line
from badges.leftovers import Traces
from badges.lists.make import hold
from badges.lists.taking import BREATH
from badges.model import Attendee, Device, Event, Host, JournalCounter, JournalLine
from badges.rounds import go_rounds
from badges.store import Store

# Some 20 ms of writing, which a desk that waits meanwhile does not notice.
CHUNK = 100
# Days are kept to, not minutes.
ROUND = 600.0  # seconds
WORDS, NAMES = "words", "names"


@dataclass(frozen=True)
class Due:
    """What is to be taken away from one event: ``words``, or ``names`` and words with them."""

    slug: str
    what: str


def due(session: Session, *, now: datetime) -> list[Due]:
    """The events whose time has come, or in which something was said or taken in since they were emptied."""
    ended = session.scalars(select(Event).where(Event.end_at <= now).order_by(Event.id)).all()
    found = [(event.slug, _what(session, event, now)) for event in ended]
    return [Due(slug, what) for slug, what in found if what]


def _what(session: Session, event: Event, now: datetime) -> str:
    for what, days, gone_at, wait in (
        (NAMES, event.times_kept, event.names_gone_at, timedelta(days=1)),
        (WORDS, event.reasons_kept, event.reasons_gone_at, timedelta(days=event.reasons_kept)),
    ):
        if event.end_at + timedelta(days=days) > now:
            continue
        if gone_at is None and _prepared_at(session, event) + timedelta(days=days) > now:
            continue
        if gone_at is None or _happened_since(session, event, gone_at, until=now - wait):
            return what
    return ""


def _prepared_at(session: Session, event: Event) -> datetime:
    """When its organiser last did something for it: an old evening taken in only now is kept as long."""
    prepared = (JournalLine.kind.in_(("added", "event_changed")), JournalLine.attendee_id.is_(None))
    last = session.scalar(select(func.max(JournalLine.at)).where(JournalLine.event_id == event.id, *prepared))
    return last or event.end_at


def _happened_since(session: Session, event: Event, gone_at: datetime, *, until: datetime) -> bool:
    """Whether the newest line was written after all was taken away, and is old enough to go as well."""
    newest = (
        select(JournalLine.at)
        .join(JournalCounter, JournalCounter.event_id == JournalLine.event_id)
        .where(JournalLine.event_id == event.id, JournalLine.seq == JournalCounter.seq)
    )
    at = session.scalar(newest)
    return at is not None and gone_at < at <= until


def take_away(store: Store, one: Due, *, data_dir: Path, now: datetime) -> None:
    """Do what is due at one event, wherever somebody left off."""
    for _ in steps(store, one, data_dir=data_dir, now=now):
        # Whoever lets go of a lock and takes it again at once gets it; waiting scans come first.
        time.sleep(BREATH)


def steps(store: Store, one: Due, *, data_dir: Path, now: datetime) -> Iterator[int]:
    """The same step by step: each is done whole when it is yielded, as how many attendees it was about."""
    names = one.what == NAMES
    if names:
        # First, while the addresses are known by which the event's mails are found.
        yield _clear_files(store, one.slug, data_dir)
    up_to, count = 0, 1
    while count:
        with store.writing() as session:
            event = _event(session, one.slug)
            up_to, count = (_names if names else _words)(session, event, up_to, now)
        yield count
    with store.writing() as session:
        _finish(session, _event(session, one.slug), one.what, now)
    yield 0


def _event(session: Session, slug: str) -> Event:
    event = session.execute(select(Event).where(Event.slug == slug)).scalar_one()
    # Two workers at one event take turns; scans do not wait for this.
    hold(session, event.id)
    return event


def _words(session: Session, event: Event, up_to: int, _now: datetime) -> tuple[int, int]:
    some = select(Attendee.id).where(Attendee.event_id == event.id, Attendee.id > up_to)
    ids = session.scalars(some.order_by(Attendee.id).limit(CHUNK)).all()
    if not ids:
        return up_to, 0
    nameless.take_words(session, event, ids, those_kept_too=False)
    return ids[-1], len(ids)


def _names(session: Session, event: Event, up_to: int, now: datetime) -> tuple[int, int]:
    there = (Attendee.event_id == event.id, Attendee.id > up_to)
    numbered = select(Attendee.id, Attendee.erased_at).where(*there).order_by(Attendee.id).limit(CHUNK)
    rows = session.execute(numbered).all()
    if not rows:
        return up_to, 0
    before = (Attendee.event_id == event.id, Attendee.id < rows[0].id)
    first = 1 + (session.scalar(select(func.count(Attendee.id)).where(*before)) or 0)
    named = {row.id: n for n, row in enumerate(rows, first) if row.erased_at is None}
    nameless.take_names(session, event, named, now=now)
    return rows[-1].id, len(rows)


def _finish(session: Session, event: Event, what: str, now: datetime) -> None:
    nameless.take_loose_words(session, event)
    event.reasons_gone_at = now
    if what == NAMES:
        event.names_gone_at = now
        nameless.take_from_imports(session, event.id, None)
        nameless.take_from_journal(session, event.id, JournalLine.attendee_id.is_(None))
        session.execute(update(Device).where(Device.event_id == event.id).values(shift=""))
        session.flush()
        # Every copy of the list is made anew.
        journal.write(session, event.id, [Line("event_changed", now, data={"changed": ["names_gone_at"]})])


def _clear_files(store: Store, slug: str, data_dir: Path) -> int:
    with store.reading() as session:
        event = session.execute(select(Event).where(Event.slug == slug)).scalar_one()
        theirs = session.scalars(select(Attendee.email).where(Attendee.event_id == event.id)).all()
        hosts = session.scalars(select(Host.email).where(Host.event_id == event.id)).all()
    own, others = leftovers.addresses(theirs), leftovers.addresses(hosts)
    # A host's mails are this event's alone where they name it.
    return leftovers.clear(data_dir, Traces(slug, own, others, says=(event.name,)))


class Keeper:
    """Runs in one thread: takes away what is no longer to be kept, and carries out what was asked."""

    def __init__(
        self, store: Store, data_dir: Path, *, now: Callable[[], datetime] = moments.now, nap: float = ROUND
    ) -> None:
        self._store = store
        self._data_dir = data_dir
        self._now = now
        self._nap = nap

    def run(self, stop: threading.Event) -> None:
        """Go on until told to stop."""
        go_rounds(self.look, self._store.bell, stop, called="keeping", gap=self._nap, nap=self._nap)

    def look(self, stop: threading.Event) -> float:
        """Do everything that is due; answers the seconds until the next look."""
        now = self._now()
        with self._store.reading() as session:
            asked, over = erasing.due(session, now=now), due(session, now=now)
        for slug, attendee_id in asked:
            self._erase(slug, attendee_id, now)
        for one in over:
            for _ in steps(self._store, one, data_dir=self._data_dir, now=now):
                if stop.wait(BREATH):
                    return self._nap
        return self._nap

    def _erase(self, slug: str, attendee_id: int, now: datetime) -> None:
        try:
            erasing.erase(self._store, slug, attendee_id, data_dir=self._data_dir, now=now)
        except Refusal:
            # Another worker, or the organiser, was quicker.
            return
