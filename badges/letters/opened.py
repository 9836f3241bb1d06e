"""Opened: whose a letter's link is, and the wish for no more letters."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from badges import codes, journal
from badges.errors import UnknownAttendee
from badges.journal import Line
from badges.model import Attendee, Event, Host, Letter, NoticeState

NO_MORE = "they asked for no more letters"


@dataclass(frozen=True)
class Opened:
    """A letter somebody holds in their hand, with those it concerns."""

    letter: Letter
    attendee: Attendee
    event: Event
    host: Host


def opened(session: Session, code: str) -> Opened | None:
    """The letter whose link holds this code; None where there is none, or its person was taken away."""
    found = session.execute(
        select(Letter, Attendee, Event, Host)
        .join(Attendee, Attendee.id == Letter.attendee_id)
        .join(Event, Event.id == Letter.event_id)
        .join(Host, Host.id == Letter.host_id)
        .where(Letter.link_hash == codes.fingerprint(codes.tidied(code)), Attendee.erased_at.is_(None))
    ).one_or_none()
    return Opened(*found) if found else None


def wish_contact(session: Session, event: Event, attendee_id: int, *, wanted: bool, now: datetime) -> None:
    """The attendee wants no more letters, or wants them again; what is still to go out is taken back."""
    attendee = session.get(Attendee, attendee_id, with_for_update=True, populate_existing=True)
    if attendee is None or attendee.event_id != event.id:
        raise UnknownAttendee("Nobody on this list has this letter.", attendee=attendee_id)
    if attendee.no_contact is not wanted:
        return
    attendee.no_contact = not wanted
    if not wanted:
        session.execute(
            update(Letter)
            .where(Letter.attendee_id == attendee_id, Letter.state == NoticeState.OWED, Letter.attempts == 0)
            .values(state=NoticeState.TAKEN_BACK, settled_at=now, trouble=NO_MORE)
        )
    session.flush()
    # Readers of the journal learn that something changed, and not what somebody wished.
    journal.write(session, event.id, [Line("changed", now, attendee_id)])
