"""Posted: the letters on their way, each under one sender's lease, and what became of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from badges import journal
from badges.journal import Line
from badges.letters.kinds import MISSED_YOU, WHERE_ARE_YOU
from badges.letters.opened import NO_MORE
from badges.letters.writing import MAIL, sent_line
from badges.model import Attendee, Event, Letter, NoticeState


@dataclass(frozen=True)
class Claimed:
    """One letter under our lease; ``attempt`` is the fence."""

    id: int
    event: int
    host: int
    written_at: datetime
    attempt: int


def next_due(session: Session) -> datetime | None:
    """When the next letter is due, a running lease included; None when none waits."""
    return session.scalar(select(func.min(Letter.due_at)).where(Letter.state == NoticeState.OWED))


def claim(session: Session, *, now: datetime, until: datetime) -> Claimed | None:
    """Take one letter that is due, so that no other sender does; None when nothing is due."""
    one = session.scalar(
        select(Letter)
        .where(Letter.state == NoticeState.OWED, Letter.due_at <= now)
        .order_by(Letter.due_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if one is None:
        return None
    one.due_at, one.attempts = until, one.attempts + 1
    return Claimed(one.id, one.event_id, one.host_id, one.written_at, one.attempts)


def no_longer_true(letter: Letter, attendee: Attendee, event: Event, now: datetime) -> str:
    """Why this letter should not go out any more, in the words its host reads; empty where it should."""
    asks = letter.kind == WHERE_ARE_YOU
    absent = asks or letter.kind == MISSED_YOU
    comes = attendee.late_until is not None and attendee.late_until > now
    reasons = {
        NO_MORE: attendee.no_contact or attendee.erased_at,
        "the organiser took them off the list": attendee.cancelled_at,
        "they have come": absent and attendee.arrived_at,
        "they said that they cannot come": absent and attendee.excused_at,
        "the evening was over": asks and event.hours.over(now),
        "they said when they will come": asks and comes,
    }
    return next((why for why, true in reasons.items() if true), "")


def sent(session: Session, one: Claimed, *, now: datetime) -> None:
    """It went out; whoever reads the journal learns that somebody was written to."""
    if _settle(session, one, NoticeState.SENT, now=now):
        journal.write(session, one.event, [sent_line(session.get_one(Letter, one.id), now)])


def taken_back(session: Session, one: Claimed, *, now: datetime, why: str) -> None:
    """It became untrue before it went out, and its host reads why."""
    if _settle(session, one, NoticeState.TAKEN_BACK, now=now, trouble=why):
        _ring(session, one)


def failed(session: Session, one: Claimed, *, now: datetime, trouble: str) -> None:
    """It will not go out any more; its host alone is told."""
    if _settle(session, one, NoticeState.FAILED, now=now, trouble=trouble):
        data = {"channel": MAIL, "about": ["letter"], "count": 1}
        journal.write(session, one.event, [Line("notice_failed", now, host=one.host, data=data)])


def delay(session: Session, one: Claimed, *, until: datetime, trouble: str) -> None:
    """It could not go out this time."""
    session.execute(update(Letter).where(*_ours(one)).values(due_at=until, trouble=trouble))


def _settle(
    session: Session, one: Claimed, state: NoticeState, *, now: datetime, trouble: str = ""
) -> bool:
    # A sender whose lease ran out finds another attempt there and changes nothing.
    settled = session.execute(
        update(Letter)
        .where(*_ours(one))
        .values(state=state, settled_at=now, trouble=trouble)
        .returning(Letter.id)
    )
    return settled.one_or_none() is not None


def _ours(one: Claimed) -> tuple[ColumnElement[bool], ...]:
    return (Letter.id == one.id, Letter.attempts == one.attempt, Letter.state == NoticeState.OWED)


def _ring(session: Session, one: Claimed) -> None:
    session.info["rung"] = session.info.get("rung", frozenset()) | {one.event}
