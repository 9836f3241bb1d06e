"""Corrections: what somebody at the desk mends about a person, which no later list changes back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import journal
from badges.errors import BadInput, UnknownAttendee
from badges.journal import Line
from badges.lists import parts
from badges.lists.clean import clean, is_blank
from badges.model import Attendee, Event
from badges.romanised import found_by

LONGEST = 500


def correct(
    session: Session, event: Event, attendee_id: int, *, name: str, company: str, device: int, now: datetime
) -> tuple[str, ...]:
    """Correct how somebody is written; answers which of name and company are new.

    Raises UnknownAttendee, and BadInput for an empty name.
    """
    name, company = clean(name), clean(company)
    if is_blank(name):
        raise BadInput("The name is missing; please write it as it should stand on the badge.", key="name")
    if max(len(name), len(company)) > LONGEST:
        raise BadInput(f"That is too long; please write at most {LONGEST} characters.", key="name")
    mine = (Attendee.id == attendee_id, Attendee.event_id == event.id)
    attendee = session.scalar(select(Attendee).where(*mine).with_for_update())
    if attendee is None:
        raise UnknownAttendee(f"Nobody on the list of {event.name} has the number {attendee_id}.")
    new = tuple(
        what for what, value in (("name", name), ("company", company)) if getattr(attendee, what) != value
    )
    if new:
        attendee.first_name, attendee.last_name = parts.after(
            name, was=attendee.name, first=attendee.first_name, last=attendee.last_name
        )
        attendee.name, attendee.company, attendee.folded = name, company, found_by(name, company)
        attendee.corrected = " ".join(sorted({*attendee.corrected.split(), *new}))
        session.flush()
        line = Line("changed", now, attendee_id, device, data={"corrected": list(new)})
        journal.write(session, event.id, [line])
    return new
