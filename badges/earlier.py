"""Earlier events beside this one: how many were expected and came, as sums and never of one person."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, func, or_, select
from sqlalchemy.orm import Session

from badges.figures import Earlier
from badges.invitations import is_theirs
from badges.model import Attendee, Event, Host

# As many as one remembers.
MOST = 10


def earlier_events(session: Session, event: Event, host: Host | None) -> tuple[Earlier, ...]:
    """The events that had ended before this one began, the latest first; with a host those of theirs alone.

    A host is the same person where the mail address is the same.
    """
    if host is None:
        before = select(Event).where(Event.id != event.id, Event.end_at <= event.start_at)
        events = session.scalars(before.order_by(Event.end_at.desc()).limit(MOST)).all()
        pairs: Iterable[tuple[Event, ColumnElement[bool]]] = (
            (one, Attendee.event_id == one.id) for one in events
        )
    else:
        pairs = _of_host(session, event, host)
    return tuple(_went(session, one, whose) for one, whose in pairs)


def _of_host(session: Session, event: Event, host: Host) -> Iterable[tuple[Event, ColumnElement[bool]]]:
    same = func.lower(Host.email) == host.email.lower()
    before = (
        select(Event, Host)
        .join(Host, Host.event_id == Event.id)
        .where(same, Event.id != event.id, Event.end_at <= event.start_at)
        .order_by(Event.end_at.desc())
        .limit(MOST)
    )
    return [(one, is_theirs(then)) for one, then in session.execute(before)]


def _went(session: Session, event: Event, whose: ColumnElement[bool]) -> Earlier:
    expected = or_(Attendee.cancelled_at.is_(None), Attendee.arrived_at.is_not(None))
    came = Attendee.arrived_at.is_not(None)
    excused = Attendee.arrived_at.is_(None) & Attendee.excused_at.is_not(None)
    counts = select(func.count(), _sum(came), _sum(excused)).select_from(Attendee).where(whose, expected)
    total, there, away = session.execute(counts).one()
    return Earlier(
        event.slug, event.name, event.timezone, event.start_at, int(total), int(there or 0), int(away or 0)
    )


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0), type_=Integer)
