"""The clock of the watch: what has become due is told once, in one transaction with its notices."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from badges import journal, moments
from badges.desk.people import facts_of, has_badge, said_of, told_of
from badges.journal import Line
from badges.model import Attendee, Event
from badges.notices import owed
from badges.printing import settling
from badges.rounds import NAP, go_rounds
from badges.rules.fold import Facts
from badges.rules.hours import Hours
from badges.rules.standing import Said, left_early, missing_at
from badges.rules.watch import LEFT_EARLY, MISSING, NO_SHOW, UNCOLLECTED, VIP_HERE, Told, due, next_look
from badges.store import Store

# Few enough that a desk, which waits meanwhile, does not notice: about 20 ms of writing.
LIMIT = 200
# What becomes due at one moment may be told by several workers in several chunks; the mails wait
# this long, so that a host gets one message and not one from each.
GATHER = timedelta(seconds=1)
# The bell rings with every scan; nobody's hour strikes more finely than this.
GAP = 1.0

_COLUMNS: tuple[Any, ...] = (
    Attendee.id,
    Attendee.event_id,
    Attendee.expected_at,
    Attendee.late_until,
    Attendee.excused_at,
    Attendee.cancelled_at,
    Attendee.arrived_at,
    Attendee.arrived_by,
    Attendee.vouched_by,
    Attendee.collected_at,
    Attendee.collected_by,
    Attendee.left_at,
    Attendee.left_by,
    Attendee.set_aside_at,
    Attendee.set_aside_by,
    Attendee.missing_told_at,
    Attendee.uncollected_told_at,
    Attendee.no_show_told_at,
    Attendee.left_told_at,
    Attendee.vip_told_at,
    Attendee.missing_after,
    Attendee.vip,
    Attendee.due_at,
    Attendee.printed_at,
    has_badge().label("has_badge"),
)
# For each thing the hosts hear: where it is noted, and what must still be so when it is.
_MARKS: Mapping[str, tuple[Any, Any]] = {
    MISSING: (Attendee.missing_told_at, Attendee.arrived_at.is_(None)),
    UNCOLLECTED: (Attendee.uncollected_told_at, Attendee.collected_at.is_(None)),
    NO_SHOW: (Attendee.no_show_told_at, Attendee.arrived_at.is_(None)),
    LEFT_EARLY: (Attendee.left_told_at, Attendee.left_at.is_not(None)),
    VIP_HERE: (Attendee.vip_told_at, Attendee.arrived_at.is_not(None)),
}
_LOOK_AT = update(Attendee).where(Attendee.id == bindparam("attendee")).values(due_at=bindparam("look"))


@dataclass(frozen=True)
class Look:
    """One look of the clock: at how many attendees, and how many lines it wrote about them."""

    looked: int
    told: int


@dataclass(frozen=True)
class Watched:
    """One attendee as the clock found them, and what has become due."""

    id: int
    event_id: int
    facts: Facts
    said: Said
    told: Told
    hours: Hours
    due: tuple[str, ...]

    def next_look(self, now: datetime) -> datetime | None:
        """When to look again, once everything due has been told."""
        told = replace(self.told, **dict.fromkeys(self.due, now))
        return next_look(self.facts, self.said, told, self.hours, now)


def next_due(session: Session) -> datetime | None:
    """When the clock should look next; None when nobody is waited for."""
    return session.scalar(
        select(Attendee.due_at).where(Attendee.due_at.is_not(None)).order_by(Attendee.due_at).limit(1)
    )


def tell_due(session: Session, *, now: datetime, limit: int = LIMIT) -> Look:
    """Tell what has become due of up to ``limit`` attendees: mark it, journal it, owe the notices.

    Whoever another worker or a desk holds at this moment is left to them.
    """
    watched = _take(session, now, limit)
    told = {what: _mark(session, what, watched, now) for what in _MARKS}
    _look_again_at(session, [(one.id, one.next_look(now)) for one in watched])
    by_event: dict[int, list[tuple[str, Watched]]] = defaultdict(list)
    for one in watched:
        by_event[one.event_id] += [(what, one) for what in one.due if one.id in told[what]]
    # In the order of their ids, so that two workers who tell of the same events do not block each other.
    for event_id in sorted(by_event):
        _write(session, event_id, by_event[event_id], now)
    return Look(len(watched), sum(map(len, told.values())))


def look_again(session: Session, event: Event, *, now: datetime, chunk: int = 1_000) -> None:
    """The event's hours or graces have changed: set anew when to look at each of its attendees.

    Call it before anything is written to the event's journal: a desk takes
    its attendees first and the journal's number last, and so must we.
    """
    last: int | None = 0
    while last is not None:
        rows = session.connection().execute(
            select(*_COLUMNS)
            .where(Attendee.event_id == event.id, Attendee.id > last)
            .order_by(Attendee.id)
            .limit(chunk)
            .with_for_update(key_share=True)
        )
        last = _look_at_these(session, rows.all(), event.hours, now)


def _still_told(row: Row[Any], hours: Hours, now: datetime) -> Told:
    """What hosts were told and the new hours leave true; the rest is told again when its time comes."""
    told = told_of(row)
    if told.missing and row.arrived_at is None and missing_at(said_of(row), hours) > now:
        told = replace(told, missing=None)
    if told.no_show and not hours.over(now):
        told = replace(told, no_show=None)
    if told.left_early and not left_early(facts_of(row), hours):
        told = replace(told, left_early=None)
    return told


def _untell(session: Session, rows: Sequence[Row[Any]], hours: Hours, now: datetime) -> None:
    changed = [(row, told) for row in rows if (told := _still_told(row, hours, now)) != told_of(row)]
    for row, told in changed:
        session.execute(
            update(Attendee)
            .where(Attendee.id == row.id)
            .values(
                missing_told_at=told.missing, no_show_told_at=told.no_show, left_told_at=told.left_early
            )
        )
    for what in (MISSING, NO_SHOW, LEFT_EARLY):
        gone = [row.id for row, told in changed if getattr(told_of(row), what) and not getattr(told, what)]
        if gone:
            owed.withdraw(session, gone, [what], now=now)


def _look_at_these(session: Session, rows: Sequence[Row[Any]], hours: Hours, now: datetime) -> int | None:
    _untell(session, rows, hours, now)
    looks = [
        (row.id, next_look(facts_of(row), said_of(row), _still_told(row, hours, now), hours, now), row.due_at)
        for row in rows
    ]
    _look_again_at(session, [(one, look) for one, look, before in looks if look != before])
    return rows[-1].id if rows else None


def _take(session: Session, now: datetime, limit: int) -> list[Watched]:
    rows = session.connection().execute(
        select(*_COLUMNS)
        .where(Attendee.due_at <= now)
        .order_by(Attendee.due_at, Attendee.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    if not rows:
        return []
    events = session.scalars(select(Event).where(Event.id.in_({row.event_id for row in rows})))
    hours = {event.id: event.hours for event in events}
    return [_watched(row, hours[row.event_id], now) for row in rows]


def _watched(row: Row[Any], hours: Hours, now: datetime) -> Watched:
    facts, said, told = facts_of(row), said_of(row), told_of(row)
    return Watched(row.id, row.event_id, facts, said, told, hours, due(facts, said, told, hours, now))


def _mark(session: Session, what: str, watched: Iterable[Watched], now: datetime) -> frozenset[int]:
    """Note that it is being told; answers of whom it had not been, and is still so."""
    ids = [one.id for one in watched if what in one.due]
    if not ids:
        return frozenset()
    told_at, still = _MARKS[what]
    marked = (
        update(Attendee)
        .where(Attendee.id.in_(ids), told_at.is_(None), still)
        .values({told_at: now})
        .returning(Attendee.id)
    )
    return frozenset(session.connection().scalars(marked))


def _look_again_at(session: Session, looks: Sequence[tuple[int, datetime | None]]) -> None:
    if looks:
        rows = [{"attendee": attendee, "look": look} for attendee, look in looks]
        session.connection().execute(_LOOK_AT, rows)


def _write(session: Session, event_id: int, news: Sequence[tuple[str, Watched]], now: datetime) -> None:
    numbers = journal.write(session, event_id, [_line(what, one, now) for what, one in news])
    owing = defaultdict(list)
    for seq, (what, one) in zip(numbers, news, strict=True):
        owing[what].append((seq, one.id))
    for what, lines in owing.items():
        owed.owe(session, event_id, what, lines, now=now, gather=GATHER)


def _line(what: str, one: Watched, now: datetime) -> Line:
    data = {"here": one.facts.arrived is not None} if what == UNCOLLECTED else {}
    return Line(what, now, one.id, data=data)


class Clock:
    """Runs the watch in a thread: tells what is due, then sleeps until the next thing is."""

    def __init__(
        self, store: Store, *, now: Callable[[], datetime] = moments.now, nap: float = NAP
    ) -> None:
        self._store = store
        self._now = now
        self._nap = nap

    def run(self, stop: threading.Event) -> None:
        """Go on until told to stop, which is obeyed at once when the bell rings with it."""
        bell = self._store.bell
        go_rounds(self.look, bell, stop, called="the clock", gap=GAP, nap=self._nap)

    def look(self, stop: threading.Event) -> float:
        """Tell everything that is due; answers the seconds until the next thing will be."""
        self._hear_silent_stations()
        while not stop.is_set():
            # Read first: nothing being due is the rule, and it should cost no desk its turn to write.
            with self._store.reading() as session:
                at, now = next_due(session), self._now()
            if at is None or at > now:
                return (at - now).total_seconds() if at else self._nap
            with self._store.writing() as session:
                if tell_due(session, now=now).looked < LIMIT:
                    break
        return 0.0

    def _hear_silent_stations(self) -> None:
        now = self._now()
        with self._store.reading() as session:
            silent = session.scalar(settling.is_due(now)) is not None
        if silent:
            with self._store.writing() as session:
                settling.sweep(session, now=now)
