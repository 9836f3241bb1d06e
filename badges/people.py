"""The people of an event, as the desk, the hosts and the API read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from badges import codes
from badges.attendance import Card, among, card_of, read
from badges.desk.people import has_badge
from badges.errors import UnknownAttendee
from badges.invitations import is_theirs
from badges.model import Attendee, Code, CodeKind, Event, Host
from badges.moments import write_moment
from badges.rules.standing import Standing
from badges.search import hits

__all__ = ["Card", "Table", "as_json", "card", "cards", "find", "missing", "on_the_table"]

LIMIT = 1_000
# Ids beyond this are nobody's, and some databases refuse even to compare them.
_LARGEST_ID = 2**31 - 1
_LONGEST_TEXT = 200


@dataclass(frozen=True)
class Table:
    """The badges nobody has collected: of those who are here, of those who are not, and those set aside."""

    here: tuple[Card, ...]
    away: tuple[Card, ...]
    set_aside: tuple[Card, ...]


def cards(
    session: Session,
    event: Event,
    *,
    now: datetime,
    host: Host | None = None,
    ids: Collection[int] | None = None,
    after: int = 0,
    limit: int = LIMIT,
) -> list[Card]:
    """Attendees in list order, beginning after an id; with a host only that host's own."""
    conditions = [*_theirs(host), Attendee.id > min(after, _LARGEST_ID)]
    if ids is not None:
        conditions.append(among({one for one in ids if 0 < one <= _LARGEST_ID}))
    return _cards(session, event, now, conditions, limit=limit)


def card(
    session: Session, event: Event, attendee_id: int, *, now: datetime, host: Host | None = None
) -> Card:
    """One attendee. Raises UnknownAttendee, also for a host whose attendee it is not."""
    found = cards(session, event, now=now, host=host, ids=[attendee_id], limit=1)
    if not found:
        raise UnknownAttendee(
            f"Nobody on the list of {event.name} has the number {attendee_id}.", attendee=attendee_id
        )
    return found[0]


def find(session: Session, event: Event, text: str, *, now: datetime, limit: int = 20) -> list[Card]:
    """Whom somebody at the desk may mean, best first: by a code, by name and company, by their host."""
    text = codes.read(text).foreign[:_LONGEST_TEXT]
    ids = list(dict.fromkeys([*_by_code(session, event, text), *hits(session, event.id, text, limit)]))
    found = {one.id: one for one in cards(session, event, now=now, ids=ids[:limit], limit=limit)}
    return [found[one] for one in ids if one in found]


def missing(
    session: Session, event: Event, *, now: datetime, host: Host | None = None, limit: int = LIMIT
) -> list[Card]:
    """Who ought to be here and is not: the missing before the late, who was expected first before others.

    Somebody who said they would be late is among them from that moment on;
    after the end they are no-shows.
    """
    expected = func.coalesce(Attendee.late_until, Attendee.expected_at, event.start_at)
    away = and_(
        Attendee.arrived_at.is_(None),
        Attendee.cancelled_at.is_(None),
        Attendee.excused_at.is_(None),
        or_(Attendee.late_until.is_not(None), expected <= now),
    )
    found = _cards(session, event, now, [*_theirs(host), away], order=expected, limit=limit)
    return sorted(found, key=lambda one: one.standing == Standing.LATE)


def on_the_table(
    session: Session, event: Event, *, now: datetime, host: Host | None = None, limit: int = LIMIT
) -> Table:
    """Whose badge lies uncollected, those who have waited longest for it first."""
    lies = and_(
        Attendee.collected_at.is_(None),
        or_(Attendee.cancelled_at.is_(None), Attendee.arrived_at.is_not(None)),
        has_badge(),
    )
    longest = func.coalesce(Attendee.arrived_at, event.end_at)
    conditions = [*_theirs(host), lies]
    found = _cards(session, event, now, conditions, order=longest, limit=limit)
    return Table(
        here=tuple(one for one in found if badge_is(one) == "uncollected_here"),
        away=tuple(one for one in found if badge_is(one) == "on_the_table"),
        set_aside=tuple(one for one in found if badge_is(one) == "set_aside"),
    )


def badge_is(one: Card) -> str:
    """Where somebody's badge is.

    ``collected``, ``not_printed`` where there is none, ``uncollected_here``,
    ``set_aside`` or ``on_the_table``: who is here without theirs matters more
    than where it was put.
    """
    if one.collected_at:
        return "collected"
    if not one.has_badge:
        return "not_printed"
    if one.arrived_at and not one.left_at:
        return "uncollected_here"
    return "set_aside" if one.set_aside_at else "on_the_table"


def as_json(one: Card, *, with_contact: bool = False) -> dict[str, Any]:
    """The card as the API sends it; the mail address only where it is asked for."""
    contact = {"email": one.email} if with_contact else {}
    return {
        "id": one.id,
        "name": one.name,
        **contact,
        "company": one.company,
        "type": one.kind,
        "standing": str(one.standing),
        "expected_at": write_moment(one.expected_at),
        "arrived_at": _written(one.arrived_at),
        "vouched_by": one.vouched_by,
        "collected_at": _written(one.collected_at),
        "left_at": _written(one.left_at),
        "set_aside_at": _written(one.set_aside_at),
        "hosts": list(one.hosts),
        "short_code": one.short_code,
        "box": one.box,
        "slot": one.slot,
    }


def _written(moment: datetime | None) -> str | None:
    return write_moment(moment) if moment else None


def _theirs(host: Host | None) -> list[ColumnElement[bool]]:
    return [is_theirs(host)] if host else []


def _cards(
    session: Session,
    event: Event,
    now: datetime,
    conditions: Collection[ColumnElement[bool]],
    *,
    order: ColumnElement[Any] | None = None,
    limit: int,
) -> list[Card]:
    ordered = () if order is None else (order,)
    listed = read(session, event, *conditions, order=ordered, limit=limit)
    return [card_of(one, event.hours, now) for one in listed]


def _by_code(session: Session, event: Event, text: str) -> list[int]:
    """Whose code of this event the text is, codes in use before retired ones."""
    reading = codes.read(text)
    meanings = [and_(Code.kind == CodeKind.FOREIGN, Code.value == reading.foreign)]
    if reading.short:
        meanings.append(and_(Code.kind == CodeKind.SHORT, Code.value == reading.short))
    if reading.ours:
        meanings.append(and_(Code.kind == CodeKind.BADGE, Code.value == reading.ours))
        print_of_it = codes.fingerprint(reading.ours)
        meanings.append(and_(Code.kind == CodeKind.PASS, Code.value == print_of_it))
    query = (
        select(Code.attendee_id)
        .where(Code.event_id == event.id, or_(*meanings))
        .order_by(Code.retired_at.is_not(None))
    )
    return list(session.scalars(query))
