"""Somebody who stands at the desk and is on no list."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from badges import journal
from badges.errors import BadInput
from badges.journal import Line
from badges.lists.clean import clean, is_blank
from badges.lists.entries import Entry
from badges.lists.make import hold, insert_attendees, make
from badges.model import Event, Host

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
    now: datetime,
) -> int:
    """Put somebody on the list with all their codes; answers their id. Raises BadInput for no name.

    Two people of one name are two people: whoever stands here is not asked
    whether they are somebody else.
    """
    name, company, email = clean(name), clean(company), clean(email)
    if is_blank(name):
        raise BadInput("The name is missing; please write it as it should stand on the badge.", key="name")
    if max(len(name), len(company), len(email)) > LONGEST:
        raise BadInput(f"That is too long; please write at most {LONGEST} characters.", key="name")
    invited_by = tuple(sorted(host.id for host in hosts))
    made = make([Entry(0, name, email, company, hosts=invited_by)], secret_key)
    hold(session, event.id)
    [attendee_id] = insert_attendees(session, event.id, event.hours, made, now)
    journal.write(session, event.id, [Line("added", now, attendee_id, data={"walk_in": True})])
    return attendee_id
