"""Somebody who stands at the desk and is on no list."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from badges import journal
from badges.errors import BadInput, Conflict
from badges.journal import Line
from badges.lists.clean import clean, is_blank
from badges.lists.entries import Entry
from badges.lists.make import hold, insert_attendees, make
from badges.model import Attendee, Event, Host

LONGEST = 500


def add_walk_in(
    session: Session,
    event: Event,
    *,
    secret_key: str,
    name: str,
    company: str = "",
    email: str = "",
    hosts: Collection[Host] = (),
    walk_in_id: UUID | None = None,
    device: int | None = None,
    now: datetime,
) -> int:
    """Put somebody on the list with all their codes; answers their id.

    Two people of one name are two people: whoever stands here is not asked
    whether they are somebody else. ``walk_in_id`` is the number under which a
    device wrote them down: sent again it is the same person.

    Raises BadInput for no name, Conflict for a number of another event's.
    """
    name, company, email = clean(name), clean(company), clean(email)
    if is_blank(name):
        raise BadInput("The name is missing; please write it as it should stand on the badge.", key="name")
    if max(len(name), len(company), len(email)) > LONGEST:
        raise BadInput(f"That is too long; please write at most {LONGEST} characters.", key="name")
    invited_by = tuple(sorted(host.id for host in hosts))
    made = make([Entry(0, name, email, company, hosts=invited_by)], secret_key)
    hold(session, event.id)
    if walk_in_id and (known := _known(session, event, walk_in_id)) is not None:
        return known
    [attendee_id] = insert_attendees(session, event, made, now)
    session.execute(update(Attendee).where(Attendee.id == attendee_id).values(walk_in_id=walk_in_id))
    journal.write(session, event.id, [Line("added", now, attendee_id, device, data={"walk_in": True})])
    return attendee_id


def _known(session: Session, event: Event, walk_in_id: UUID) -> int | None:
    found = session.execute(
        select(Attendee.id, Attendee.event_id).where(Attendee.walk_in_id == walk_in_id)
    ).one_or_none()
    if found is not None and found.event_id != event.id:
        raise Conflict("This walk-in was written down for another event; write them down once more.")
    return found.id if found else None
