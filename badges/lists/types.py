"""Types of attendees: which there are on the list, and what is special about everybody of a type."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from badges.errors import BadInput
from badges.events import change_event
from badges.lists.terms import LONGEST_GRACE, Terms, terms_by, terms_of
from badges.model import Attendee, Event

# A form for more types than these is no form; a list has as many where it keeps something else as the type.
MOST_TYPES = 50


class Type(NamedTuple):
    """One type: how many are of it, their grace in seconds where they have one, whether they are VIPs."""

    name: str
    attendees: int
    grace: int | None
    vip: bool


def types(session: Session, event: Event) -> list[Type]:
    """The types on the list, those with most attendees first, and others that have something special."""
    of_each = func.count().label("attendees")
    found = session.execute(
        select(Attendee.kind, of_each)
        .where(Attendee.event_id == event.id, Attendee.kind != "", Attendee.cancelled_at.is_(None))
        .group_by(Attendee.kind)
        .order_by(of_each.desc(), Attendee.kind)
        .limit(MOST_TYPES)
    )
    counts = {row.kind: row.attendees for row in found}
    special = dict.fromkeys((*event.type_graces, *(event.vip_types or ())))
    known = {name.casefold() for name in counts}
    counts |= {name: 0 for name in special if name.casefold() not in known}
    terms = terms_of(event)
    return [
        Type(name, count, terms.graces.get(name.casefold()), name.casefold() in terms.vips)
        for name, count in counts.items()
    ]


def change_types(
    session: Session, event: Event, *, graces: Mapping[str, int], vips: Collection[str], now: datetime
) -> None:
    """Set what is special about types: graces in seconds, and of whose arrival hosts hear at once.

    Whoever has a grace of their own on the list keeps it. Raises BadInput
    for a grace that is less than no time, or more than a week.
    """
    if any(not 0 <= seconds <= LONGEST_GRACE for seconds in graces.values()):
        raise BadInput("A grace is a number of minutes between 0 and a week.", key="graces")
    session.refresh(event, with_for_update={"key_share": True})
    _tell_everybody(session, event.id, terms_of(event), terms_by(graces, vips))
    change_event(session, event, now=now, type_graces=dict(graces), vip_types=list(vips) or None)


def _tell_everybody(session: Session, event_id: int, before: Terms, after: Terms) -> None:
    kept = (Attendee.id, Attendee.kind, Attendee.fields)
    everybody = select(*kept).where(Attendee.event_id == event_id).order_by(Attendee.id)
    new = []
    for row in session.execute(everybody):
        term = after.of(row.kind, row.fields)
        if term != before.of(row.kind, row.fields):
            new.append({"attendee": row.id, "missing_after": term.missing_after, "vip": term.vip})
    if new:
        session.connection().execute(_SAVE, new)


_SAVE = (
    update(Attendee)
    .where(Attendee.id == bindparam("attendee"))
    .values(missing_after=bindparam("missing_after"), vip=bindparam("vip"))
)
