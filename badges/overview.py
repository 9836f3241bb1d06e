"""The evening at a glance: four numbers, who is missing, and what lies on the table."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from badges import people
from badges.model import Attendee, Event
from badges.people import Card
from badges.rules.standing import Standing


@dataclass(frozen=True)
class Counts:
    """The evening in numbers; ``expected`` are those who may still come, who is late among them."""

    invited: int
    here: int
    expected: int
    missing: int
    excused: int
    on_table: int


@dataclass(frozen=True)
class Overview:
    """What the desk has beside its answer. ``table`` begins with those who are here without a badge."""

    counts: Counts
    missing: list[Card]
    table: list[Card]


def listed(session: Session, event: Event) -> int:
    """How many people are on the list."""
    counted = select(func.count()).select_from(Attendee).where(Attendee.event_id == event.id)
    return session.scalar(counted) or 0


def overview(session: Session, event: Event, *, now: datetime) -> Overview:
    """The event as it stands at this moment."""
    invited, here, away, excused = session.execute(
        select(
            func.count().filter(Attendee.cancelled_at.is_(None)),
            func.count().filter(Attendee.arrived_at.is_not(None), Attendee.left_at.is_(None)),
            func.count().filter(
                Attendee.arrived_at.is_(None),
                Attendee.excused_at.is_(None),
                Attendee.cancelled_at.is_(None),
            ),
            func.count().filter(Attendee.arrived_at.is_(None), Attendee.excused_at.is_not(None)),
        ).where(Attendee.event_id == event.id)
    ).one()
    gone = {Standing.MISSING, Standing.NO_SHOW}
    missing = [card for card in people.missing(session, event, now=now) if card.standing in gone]
    lies = people.on_the_table(session, event, now=now)
    table = [*lies.here, *lies.away]
    counts = Counts(
        invited=invited,
        here=here,
        expected=away - len(missing),
        missing=len(missing),
        excused=excused,
        on_table=len(table),
    )
    return Overview(counts, missing, table)
