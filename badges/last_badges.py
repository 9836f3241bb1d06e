"""The last badges: when the table is down to its last few, the hosts of those who are missed hear it, once.

Whoever is told has two choices, to write to them or to leave it; nobody is
told how many are left.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from badges import journal, moments
from badges.desk.people import has_badge
from badges.journal import Line
from badges.model import Attendee, Event
from badges.notices import owed
from badges.overview import missed, own_graces
from badges.rounds import go_rounds
from badges.store import Store

# So few, or so small a part of all who are expected.
FEW, PART = 3, 0.05
# A table empties in minutes, and counting it is not for free.
EVERY = 60.0


def tell_last_badges(session: Session, event_id: int, *, now: datetime) -> int:
    """Tell of the last badges, if they are the last and it was not told; answers of how many people."""
    event = session.get_one(Event, event_id, with_for_update={"key_share": True}, populate_existing=True)
    if event.last_badges_told_at or not _are_the_last(session, event):
        return 0
    waiting = (_lies(event), missed(event, now, own_graces(session, event)))
    untold = select(Attendee.id).where(*waiting, Attendee.uncollected_told_at.is_(None)).order_by(Attendee.id)
    ids = list(session.scalars(untold.with_for_update(key_share=True)))
    if not ids:
        return 0
    event.last_badges_told_at = now
    # That the badge lies there is said with it, and so not once more.
    session.execute(update(Attendee).where(Attendee.id.in_(ids)).values(uncollected_told_at=now))
    session.flush()
    numbers = journal.write(session, event.id, [Line(owed.LAST_BADGES, now, one) for one in ids])
    owed.owe(session, event.id, owed.LAST_BADGES, list(zip(numbers, ids, strict=True)), now=now)
    return len(ids)


def to_look_at(session: Session, *, now: datetime) -> list[int]:
    """Events that run, whose people are being missed by now, and whose last badges were not told of."""
    running = select(Event).where(
        Event.start_at <= now, Event.end_at > now, Event.last_badges_told_at.is_(None)
    )
    return [
        event.id
        for event in session.scalars(running)
        if event.start_at + timedelta(seconds=event.missing_after) <= now and _are_the_last(session, event)
    ]


def _lies(event: Event) -> ColumnElement[bool]:
    """Whose badge lies on the table, and who may still come for it."""
    not_yet = (Attendee.arrived_at, Attendee.collected_at, Attendee.set_aside_at, Attendee.excused_at)
    return and_(
        Attendee.event_id == event.id,
        Attendee.cancelled_at.is_(None),
        *(fact.is_(None) for fact in not_yet),
        has_badge(),
    )


def _are_the_last(session: Session, event: Event) -> bool:
    expected = and_(
        Attendee.event_id == event.id, Attendee.cancelled_at.is_(None), Attendee.excused_at.is_(None)
    )
    lie, all_of_them = session.execute(
        select(func.count().filter(_lies(event)), func.count().filter(expected)).where(
            Attendee.event_id == event.id
        )
    ).one()
    return 0 < lie <= max(FEW, PART * all_of_them)


class TableWatch:
    """Looks at the badge tables of the events that run, once a minute."""

    def __init__(self, store: Store, *, now: Callable[[], datetime] = moments.now) -> None:
        self._store = store
        self._now = now

    def run(self, stop: threading.Event) -> None:
        """Go on until told to stop."""
        go_rounds(self.look, self._store.bell, stop, called="the watch on tables", gap=EVERY, nap=EVERY)

    def look(self, stop: threading.Event) -> float:  # noqa: ARG002 - a look is short.
        """Tell of every table that is down to its last badges; answers the seconds until the next look."""
        with self._store.reading() as session:
            events = to_look_at(session, now=self._now())
        for event_id in events:
            with self._store.writing() as session:
                tell_last_badges(session, event_id, now=self._now())
        return EVERY
