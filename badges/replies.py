"""Replies: what attendees say of themselves, and what that changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from badges import journal
from badges.desk.people import facts_of, said_of, told_of
from badges.errors import BadInput, Conflict, NotNow, UnknownAttendee
from badges.invitations import is_theirs
from badges.journal import Line
from badges.letters.threads import to_this_host
from badges.model import Attendee, Event, Host, Letter, Reply
from badges.moments import write_moment
from badges.notices import owed
from badges.rules.watch import next_look

LONGEST_WORDS = 2000
# Who is on their way is expected within this; whoever needs longer says how long.
ON_MY_WAY = timedelta(minutes=30)
SAYS_THEY_WERE_THERE = "says_they_were_there"
_OF_PRESENCE = frozenset({"was_there", "had_to_leave"})


@dataclass(frozen=True)
class Said:
    """What an attendee said last; ``words`` are for their hosts alone."""

    attendee: int
    kind: str
    until: datetime | None
    words: str
    at: datetime


@dataclass(frozen=True)
class Wish:
    """What an attendee wants done with their words.

    ``letter`` is the one they answer: its host alone reads the words then.
    ``for_organisers`` lets the organisers read them too, ``keep`` lets the
    same host see them again at their next event.
    """

    letter: int | None = None
    for_organisers: bool = False
    keep: bool = False


_PLAIN = Wish()


def running_late(
    session: Session,
    event: Event,
    attendee_id: int,
    *,
    until: datetime,
    words: str = "",
    wish: Wish = _PLAIN,
    now: datetime,
) -> Said:
    """The attendee comes at ``until``; their hosts are not told that they are missing before."""
    if not max(now, event.doors_at) < until < event.end_at:
        raise BadInput("Please choose a time of the evening that is still to come.", until=str(until))
    attendee = _away(session, event, attendee_id, now)
    attendee.late_until, attendee.excused_at = until, None
    said = _keep(session, event, attendee, "running_late", until=until, words=words, wish=wish, now=now)
    _journal(session, event, attendee, "running_late", {"until": write_moment(until)}, now)
    return said


def on_my_way(
    session: Session, event: Event, attendee_id: int, *, words: str = "", wish: Wish = _PLAIN, now: datetime
) -> Said:
    """The attendee is coming, and is expected within the half hour where they would be late by then."""
    attendee = _away(session, event, attendee_id, now)
    comes, expected = now + ON_MY_WAY, attendee.expected_at or event.start_at
    late = max(comes, expected) > expected
    attendee.late_until = min(comes, event.end_at - timedelta(minutes=1)) if late else None
    attendee.excused_at = None
    said = _keep(session, event, attendee, "on_my_way", words=words, wish=wish, now=now)
    _journal(session, event, attendee, "replied", {"reply": "on_my_way"}, now)
    return said


def cannot_come(
    session: Session, event: Event, attendee_id: int, *, words: str = "", wish: Wish = _PLAIN, now: datetime
) -> Said:
    """The attendee is excused; the words go to their hosts and not into the journal."""
    attendee = _away(session, event, attendee_id, now)
    return _excused(session, event, attendee, words, wish, now)


def could_not_come(
    session: Session, event: Event, attendee_id: int, *, words: str = "", wish: Wish = _PLAIN, now: datetime
) -> Said:
    """After the evening: the attendee says that they could not come, and is excused from then on."""
    attendee = _afterwards(session, event, attendee_id, now)
    if attendee.arrived_at is not None:
        raise Conflict("You were there, and we are glad of it, so there is nothing to excuse.")
    return _excused(session, event, attendee, words, wish, now)


def can_come(
    session: Session, event: Event, attendee_id: int, *, wish: Wish = _PLAIN, now: datetime
) -> Said:
    """What the attendee said before no longer holds: they are expected as they were."""
    attendee = _away(session, event, attendee_id, now)
    attendee.excused_at = attendee.late_until = None
    said = _keep(session, event, attendee, "coming", words="", wish=wish, now=now)
    _journal(session, event, attendee, "replied", {"reply": "coming"}, now)
    return said


def was_there(
    session: Session, event: Event, attendee_id: int, *, words: str = "", wish: Wish = _PLAIN, now: datetime
) -> Said:
    """The attendee says they were there. What the desks saw stays as it is; somebody should look at it."""
    attendee = _held(session, event, attendee_id)
    return _presence(session, event, attendee, "was_there", words, wish, now)


def had_to_leave(
    session: Session, event: Event, attendee_id: int, *, words: str = "", wish: Wish = _PLAIN, now: datetime
) -> Said:
    """The attendee came and had to leave; where no desk saw them come, somebody should look at it."""
    attendee = _held(session, event, attendee_id)
    return _presence(session, event, attendee, "had_to_leave", words, wish, now)


def word(
    session: Session, event: Event, attendee_id: int, *, words: str, wish: Wish = _PLAIN, now: datetime
) -> Said:
    """A word to the host that changes nothing."""
    if not words.strip():
        raise BadInput("There is nothing written yet. A word is enough.")
    attendee = _held(session, event, attendee_id)
    said = _keep(session, event, attendee, "word", words=words, wish=wish, now=now)
    _journal(session, event, attendee, "replied", {"reply": "word"}, now)
    return said


def last_of(session: Session, event: Event, host: Host) -> dict[int, Said]:
    """What each of this host's people said last; nobody else's.

    Who answered another host's letter wrote the words to that host alone:
    this one learns what was said, and not the words.
    """
    words = case((to_this_host(host.id), Reply.words), else_="")
    rows = session.execute(
        select(Reply.attendee_id, Reply.kind, Reply.until, words, Reply.at)
        .join(Attendee, Attendee.id == Reply.attendee_id)
        .outerjoin(Letter, Letter.id == Reply.letter_id)
        .where(Reply.event_id == event.id, is_theirs(host))
        .order_by(Reply.id)
    )
    return {row[0]: Said(*row) for row in rows}


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


def _excused(
    session: Session, event: Event, attendee: Attendee, words: str, wish: Wish, now: datetime
) -> Said:
    attendee.excused_at, attendee.late_until = now, None
    said = _keep(session, event, attendee, "cannot_come", words=words, wish=wish, now=now)
    _journal(session, event, attendee, "excused", {}, now)
    return said


def _presence(
    session: Session, event: Event, attendee: Attendee, kind: str, words: str, wish: Wish, now: datetime
) -> Said:
    """What somebody says of having been there, held against what the desks saw."""
    if now < event.doors_at:
        raise NotNow("The doors are not open yet, so nobody can have been there.")
    unseen = attendee.arrived_at is None
    said = _keep(session, event, attendee, kind, words=words, wish=wish, now=now)
    data = {"review": SAYS_THEY_WERE_THERE, "reply": kind} if unseen else {"reply": kind}
    _journal(session, event, attendee, "conflict" if unseen else "replied", data, now)
    return said


def _held(session: Session, event: Event, attendee_id: int) -> Attendee:
    # Held, so that an arrival at the desk and a word from the phone take turns.
    attendee = session.get(Attendee, attendee_id, with_for_update=True, populate_existing=True)
    if attendee is None or attendee.event_id != event.id:
        raise UnknownAttendee("Nobody on this list has this pass.", attendee=attendee_id)
    return attendee


def _away(session: Session, event: Event, attendee_id: int, now: datetime) -> Attendee:
    attendee = _held(session, event, attendee_id)
    if attendee.arrived_at is not None:
        raise Conflict("You are here already, so there is nothing to excuse.")
    if event.hours.over(now):
        raise NotNow("The evening is over. Your hosts would still be glad to hear from you by mail.")
    return attendee


def _afterwards(session: Session, event: Event, attendee_id: int, now: datetime) -> Attendee:
    attendee = _held(session, event, attendee_id)
    if not event.hours.over(now):
        raise NotNow("The evening is not over yet, so you may still come or say that you cannot.")
    return attendee


def _keep(
    session: Session,
    event: Event,
    attendee: Attendee,
    kind: str,
    *,
    until: datetime | None = None,
    words: str,
    wish: Wish,
    now: datetime,
) -> Said:
    words = words.replace("\0", "").strip()
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"Please say it in at most {LONGEST_WORDS} characters.", length=len(words))
    reply = Reply(
        event_id=event.id,
        attendee_id=attendee.id,
        letter_id=wish.letter,
        kind=kind,
        until=until,
        words=words,
        at=now,
        for_organisers=wish.for_organisers,
        keep=wish.keep,
    )
    session.add(reply)
    if kind != "word":
        _stop_reminders(attendee, session, event, now, for_good=kind in _OF_PRESENCE)
    session.flush()
    return _said(reply)


def _stop_reminders(
    attendee: Attendee, session: Session, event: Event, now: datetime, *, for_good: bool
) -> None:
    owed.withdraw(session, [attendee.id], ["missing", "uncollected", owed.LAST_BADGES], now=now)
    # What was taken back is told again if it becomes true again; who was there is not called missing.
    told = now if for_good else None
    attendee.missing_told_at = attendee.uncollected_told_at = told
    if for_good:
        attendee.no_show_told_at = attendee.no_show_told_at or now
    attendee.due_at = next_look(
        facts_of(attendee), said_of(attendee), told_of(attendee), event.hours, now
    )


def _journal(
    session: Session, event: Event, attendee: Attendee, kind: str, data: dict[str, Any], now: datetime
) -> None:
    numbers = journal.write(session, event.id, [Line(kind, now, attendee.id, data=data)])
    lines = [(seq, attendee.id) for seq in numbers]
    owed.owe(session, event.id, kind, lines, now=now, channels=("page",))


def _said(reply: Reply) -> Said:
    return Said(reply.attendee_id, reply.kind, reply.until, reply.words, reply.at)
