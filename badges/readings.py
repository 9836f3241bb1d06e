"""The audit trail of reasons: who read whose words, and when; once a reader, attendee and day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from badges.model import Attendee, Event, ReasonRead
from badges.store import Store

HOST, ORGANISER = "host", "organiser"


@dataclass(frozen=True)
class Reading:
    """One reading: when, who, whose words, and where.

    ``reader`` is ``host`` or ``organiser``, ``name`` theirs as it was then.
    ``attendee`` is None, and ``whose`` empty, where they are no longer on any list.
    """

    at: datetime
    reader: str
    name: str
    attendee: int | None
    whose: str
    where: str


def note(
    session: Session,
    event: Event,
    reader: str,
    reader_id: int,
    name: str,
    attendees: Collection[int],
    where: str,
    now: datetime,
) -> int:
    """Note that somebody read the words of these attendees; answers how many readings are new today.

    ``reader`` is ``host`` or ``organiser``, ``where`` a word such as ``page``,
    ``report`` or ``csv``. Wants a session that writes; see ``note_new`` for pages.
    """
    new = unnoted(session, event, reader, reader_id, attendees, now)
    if not new:
        return 0
    about = {"event_id": event.id, "at": now, "day": _day(event, now), "reader": reader}
    rows = [
        {**about, "attendee_id": one, "reader_id": reader_id, "name": name, "where": where}
        for one in sorted(new)
    ]
    connection = session.connection()
    ours = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(ours.insert(ReasonRead).on_conflict_do_nothing(), rows)
    return len(rows)


def unnoted(
    session: Session, event: Event, reader: str, reader_id: int, attendees: Collection[int], now: datetime
) -> frozenset[int]:
    """Those of these attendees whose words this reader had not read yet today."""
    if not attendees:
        return frozenset()
    today = select(ReasonRead.attendee_id).where(
        ReasonRead.event_id == event.id,
        ReasonRead.reader == reader,
        ReasonRead.reader_id == reader_id,
        ReasonRead.day == _day(event, now),
        ReasonRead.attendee_id.in_(list(attendees)),
    )
    return frozenset(attendees) - set(session.scalars(today))


def note_new(
    store: Store,
    event: Event,
    reader: str,
    reader_id: int,
    name: str,
    attendees: Collection[int],
    where: str,
    now: datetime,
) -> int:
    """``note`` for a page: takes a writer's turn only where there is something new to note."""
    with store.reading() as session:
        new = unnoted(session, event, reader, reader_id, attendees, now)
    if not new:
        return 0
    with store.writing() as session:
        return note(session, event, reader, reader_id, name, new, where, now)


def of_attendee(session: Session, attendee_id: int) -> list[Reading]:
    """Who read an attendee's words, the newest first."""
    return _read(session, _READINGS.where(ReasonRead.attendee_id == attendee_id))


def of_event(session: Session, event: Event, *, limit: int = 500) -> list[Reading]:
    """The readings of an event, the newest first."""
    return _read(session, _READINGS.where(ReasonRead.event_id == event.id).limit(limit))


_READINGS: Any = (
    select(ReasonRead, Attendee.name)
    .outerjoin(Attendee, Attendee.id == ReasonRead.attendee_id)
    .order_by(ReasonRead.at.desc(), ReasonRead.id.desc())
)


def _read(session: Session, query: Any) -> list[Reading]:
    return [
        Reading(row.at, row.reader, row.name, row.attendee_id, name or "", row.where)
        for row, name in session.execute(query)
    ]


def _day(event: Event, now: datetime) -> str:
    return now.astimezone(ZoneInfo(event.timezone)).date().isoformat()
