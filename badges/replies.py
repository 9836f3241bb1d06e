"""Replies: what attendees say of themselves, and what that changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import journal
from badges.desk.people import facts_of, said_of, told_of
from badges.errors import BadInput, Conflict, NotNow, UnknownAttendee
from badges.invitations import is_theirs
from badges.journal import Line
from badges.model import Attendee, Event, Host, Reply
from badges.moments import write_moment
from badges.notices import owed
from badges.rules.watch import next_look

LONGEST_WORDS = 2000


@dataclass(frozen=True)
class Said:
    """What an attendee said last; ``words`` are for their hosts alone."""

    attendee: int
    kind: str
    until: datetime | None
    words: str
    at: datetime


def running_late(
    session: Session, event: Event, attendee_id: int, *, until: datetime, words: str = "", now: datetime
) -> Said:
    """The attendee comes at ``until``; their hosts are not told that they are missing before."""
    if not max(now, event.doors_at) < until < event.end_at:
        raise BadInput("Please choose a time of the evening that is still to come.", until=str(until))
    attendee = _away(session, event, attendee_id, now)
    attendee.late_until, attendee.excused_at = until, None
    said = _keep(session, event, attendee, "running_late", until=until, words=words, now=now)
    _journal(session, event, attendee, "running_late", {"until": write_moment(until)}, now)
    return said


def cannot_come(session: Session, event: Event, attendee_id: int, *, words: str = "", now: datetime) -> Said:
    """The attendee is excused; the words go to their hosts and not into the journal."""
    attendee = _away(session, event, attendee_id, now)
    attendee.excused_at, attendee.late_until = now, None
    said = _keep(session, event, attendee, "cannot_come", until=None, words=words, now=now)
    _journal(session, event, attendee, "excused", {}, now)
    return said


def can_come(session: Session, event: Event, attendee_id: int, *, now: datetime) -> Said:
    """What the attendee said before no longer holds: they are expected as they were."""
    attendee = _away(session, event, attendee_id, now)
    attendee.excused_at = attendee.late_until = None
    said = _keep(session, event, attendee, "coming", until=None, words="", now=now)
    _journal(session, event, attendee, "replied", {"reply": "coming"}, now)
    return said


def last_of(session: Session, event: Event, host: Host) -> dict[int, Said]:
    """What each of this host's people said last; nobody else's."""
    rows = session.scalars(
        select(Reply)
        .join(Attendee, Attendee.id == Reply.attendee_id)
        .where(Reply.event_id == event.id, is_theirs(host))
        .order_by(Reply.id)
    )
    return {reply.attendee_id: _said(reply) for reply in rows}


def own(session: Session, attendee_id: int) -> Said | None:
    """What this attendee said last, for their own page."""
    reply = session.scalar(
        select(Reply).where(Reply.attendee_id == attendee_id).order_by(Reply.id.desc()).limit(1)
    )
    return _said(reply) if reply else None


def late_by(minutes: int, *, event: Event, now: datetime) -> datetime:
    """When somebody comes who is so many minutes late: after the start, or from now if it has begun."""
    if not 0 < minutes <= 600:  # noqa: PLR2004 - ten hours, more than an evening has.
        raise BadInput("Please choose how many minutes late you will be.", minutes=minutes)
    return max(event.start_at, now) + timedelta(minutes=minutes)


def _away(session: Session, event: Event, attendee_id: int, now: datetime) -> Attendee:
    # Held, so that an arrival at the desk and a word from the phone take turns.
    attendee = session.get(Attendee, attendee_id, with_for_update=True, populate_existing=True)
    if attendee is None or attendee.event_id != event.id:
        raise UnknownAttendee("Nobody on this list has this pass.", attendee=attendee_id)
    if attendee.arrived_at is not None:
        raise Conflict("You are here already, so there is nothing to excuse.")
    if event.hours.over(now):
        raise NotNow("The evening is over. Your hosts would still be glad to hear from you by mail.")
    return attendee


def _keep(
    session: Session,
    event: Event,
    attendee: Attendee,
    kind: str,
    *,
    until: datetime | None,
    words: str,
    now: datetime,
) -> Said:
    words = words.replace("\0", "").strip()
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"Please say it in at most {LONGEST_WORDS} characters.", length=len(words))
    reply = Reply(
        event_id=event.id, attendee_id=attendee.id, kind=kind, until=until, words=words, at=now
    )
    session.add(reply)
    owed.withdraw(session, [attendee.id], ["missing", "uncollected"], now=now)
    # What was taken back is told again if it becomes true again.
    attendee.missing_told_at = attendee.uncollected_told_at = None
    attendee.due_at = next_look(
        facts_of(attendee), said_of(attendee), told_of(attendee), event.hours, now
    )
    session.flush()
    return _said(reply)


def _journal(
    session: Session, event: Event, attendee: Attendee, kind: str, data: dict[str, str], now: datetime
) -> None:
    numbers = journal.write(session, event.id, [Line(kind, now, attendee.id, data=data)])
    lines = [(seq, attendee.id) for seq in numbers]
    owed.owe(session, event.id, kind, lines, now=now, channels=("page",))


def _said(reply: Reply) -> Said:
    return Said(reply.attendee_id, reply.kind, reply.until, reply.words, reply.at)
