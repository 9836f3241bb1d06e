"""The evening at a glance: four numbers, who is missing, and what lies on the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from badges import people
from badges.desk.people import has_badge
from badges.model import Attendee, Event, Moment
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
    """What the desk has beside its answer: the numbers of all, and the first of each list.

    ``table`` begins with those who are here without a badge.
    """

    counts: Counts
    missing: list[Card]
    table: list[Card]


def listed(session: Session, event: Event) -> int:
    """How many people are on the list."""
    counted = select(func.count()).select_from(Attendee).where(Attendee.event_id == event.id)
    return session.scalar(counted) or 0


def overview(session: Session, event: Event, *, now: datetime, shown: int = 50) -> Overview:
    """The event as it stands at this moment, with at most ``shown`` of each list."""
    gone = {Standing.MISSING, Standing.NO_SHOW}
    missing = people.missing(session, event, now=now, limit=shown)
    lies = people.on_the_table(session, event, now=now, limit=shown)
    return Overview(
        counts(session, event, now=now),
        [card for card in missing if card.standing in gone],
        [*lies.here, *lies.away],
    )


def counts(session: Session, event: Event, *, now: datetime) -> Counts:
    """The evening in numbers, counted by the database, because a list may be long."""
    came, out = Attendee.arrived_at.is_not(None), Attendee.cancelled_at.is_not(None)
    excused = Attendee.excused_at.is_not(None)
    away = and_(~came, ~out, ~excused)
    kept = and_(Attendee.collected_at.is_(None), or_(~out, came), has_badge())
    inside = and_(came, Attendee.left_at.is_(None))
    row = session.execute(
        select(
            func.count().filter(~out).label("invited"),
            func.count().filter(inside).label("here"),
            func.count().filter(away).label("away"),
            func.count().filter(away, missed(event, now, own_graces(session, event))).label("missing"),
            func.count().filter(~came, ~out, excused).label("excused"),
            func.count().filter(kept, or_(inside, Attendee.set_aside_at.is_(None))).label("on_table"),
        ).where(Attendee.event_id == event.id)
    ).one()
    return Counts(
        invited=row.invited,
        here=row.here,
        expected=row.away - row.missing,
        missing=row.missing,
        excused=row.excused,
        on_table=row.on_table,
    )


def own_graces(session: Session, event: Event) -> list[int]:
    """The graces that some people have of their own, in seconds; there are as many as types of attendee."""
    own = select(Attendee.missing_after).where(Attendee.event_id == event.id).distinct()
    return [grace for grace in session.scalars(own) if grace is not None]


def missed(event: Event, now: datetime, graces: Sequence[int]) -> ColumnElement[bool]:
    """The rule ``missing_at`` in the database's words; a test holds the two together."""
    hours = event.hours
    if hours.over(now):
        return true()
    if now < hours.doors:
        return false()
    expected = func.coalesce(Attendee.late_until, Attendee.expected_at, event.start_at, type_=Moment())
    as_others = Attendee.missing_after.is_(None) & (expected <= now - hours.missing_after)
    own = ((Attendee.missing_after == one) & (expected <= now - timedelta(seconds=one)) for one in graces)
    return or_(as_others, *own)
