"""Passes asked for at the venue's wall: kept as they come, looked up later, mailed where the list says.

Who asks learns nothing: asking writes one row for anybody. Whose pass it is,
if anybody's, is found afterwards and beside all requests; the mail goes to
the address that stands on the list, a few times an hour and no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from badges.folded import words
from badges.lists.doubles import alike
from badges.model import AskedPass, AskedState, Attendee, Event, Why

# How often an hour one attendee is written to at most, whoever asks.
AN_HOUR, MOST_AN_HOUR = timedelta(hours=1), 3
# Under one mail address may stand a family with nearly one name, but not a crowd.
MOST_AT_ONCE = 5
# How long organisers see what became of a mail.
REMEMBERED = timedelta(days=1)
# How many are looked up in one go, so that no scan waits long.
BATCH = 50


@dataclass(frozen=True)
class Claimed:
    """One pass to be mailed, under our lease; ``attempt`` is the fence."""

    id: int
    attendee: int
    asked_at: datetime
    attempt: int
    why: Why = Why.ASKED


def ask(session: Session, event: Event, *, name: str, email: str, now: datetime) -> None:
    """Somebody asks for the pass of whoever the list has under this name and mail address."""
    session.add(AskedPass(event_id=event.id, name=name, email=email, asked_at=now, due_at=now))
    # The sender hears the same bell as all others; nothing is in the journal.
    session.info["rung"] = session.info.get("rung", frozenset()) | {event.id}


def next_due(session: Session) -> datetime | None:
    """When the next is due, a running lease included; None when nobody waits."""
    return session.scalar(select(func.min(AskedPass.due_at)).where(AskedPass.state == AskedState.ASKED))


def look_up(session: Session, *, now: datetime) -> None:
    """Find out whose the newly asked passes are, and forget what was typed."""
    # Who was invited is remembered, so that nobody is invited twice.
    forgotten = (AskedPass.settled_at < now - REMEMBERED, AskedPass.why == Why.ASKED)
    session.execute(delete(AskedPass).where(*forgotten))
    asked = session.scalars(
        select(AskedPass)
        .where(AskedPass.state == AskedState.ASKED, AskedPass.attendee_id.is_(None), AskedPass.due_at <= now)
        .order_by(AskedPass.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    listed = _under(session, asked, now)
    for one in asked:
        whose = [each for each in theirs(one, listed) if _may_be_written_to(session, each, now)]
        _become(session, one, whose)


def theirs(one: AskedPass, listed: Iterable[Attendee]) -> list[Attendee]:
    """Those whom the typed name and mail address mean: by the very name if there is one, else nearly."""
    named = [
        each
        for each in listed
        if each.event_id == one.event_id and _same_address(each.email, one.email)
        # A name without a letter would be part of every name.
        and words(one.name) and alike(each.name, one.name)
    ]
    exactly = [each for each in named if sorted(words(each.name)) == sorted(words(one.name))]
    return (exactly or named)[:MOST_AT_ONCE]


def claim(session: Session, *, now: datetime, until: datetime) -> Claimed | None:
    """Take one that is to be mailed, so that no other sender does; None when nothing is due."""
    one = session.scalar(
        select(AskedPass)
        .where(AskedPass.state == AskedState.ASKED, AskedPass.due_at <= now)
        .where(AskedPass.attendee_id.is_not(None))
        # Who asks stands at the door; the invited sit at home.
        .order_by(AskedPass.why, AskedPass.due_at, AskedPass.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if one is None or one.attendee_id is None:
        return None
    one.due_at, one.attempts = until, one.attempts + 1
    return Claimed(one.id, one.attendee_id, one.asked_at, one.attempts, Why(one.why))


def settle(session: Session, one: Claimed, state: AskedState, *, now: datetime, trouble: str = "") -> None:
    """It was mailed, or never will be."""
    _change(session, one, {"state": state, "settled_at": now, "trouble": trouble})


def delay(session: Session, one: Claimed, *, until: datetime, trouble: str) -> None:
    """It could not be mailed this time."""
    _change(session, one, {"due_at": until, "trouble": trouble})


def drop(session: Session, one: Claimed) -> None:
    """There is nothing to mail any more."""
    session.execute(delete(AskedPass).where(AskedPass.id == one.id, AskedPass.attempts == one.attempt))


def lately(session: Session, event: Event, limit: int = 50) -> list[AskedPass]:
    """The passes of this event that were asked for in the last day, newest first, each with its attendee."""
    return list(
        session.scalars(
            select(AskedPass)
            .where(AskedPass.event_id == event.id, AskedPass.attendee_id.is_not(None))
            .where(AskedPass.why == Why.ASKED)
            .options(joinedload(AskedPass.attendee))
            .order_by(AskedPass.id.desc())
            .limit(limit)
        )
    )


def _under(session: Session, asked: Sequence[AskedPass], now: datetime) -> Sequence[Attendee]:
    """Everybody on the lists in question who stands under one of the typed addresses."""
    addresses = {spelling for one in asked for spelling in (one.email, one.email.lower())}
    return session.scalars(
        select(Attendee)
        .join(Event, Event.id == Attendee.event_id)
        .where(Attendee.event_id.in_({one.event_id for one in asked}), Event.end_at > now)
        .where(func.lower(Attendee.email).in_(addresses), Attendee.cancelled_at.is_(None))
        .order_by(Attendee.id)
    ).all() if asked else []


def _same_address(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _may_be_written_to(session: Session, attendee: Attendee, now: datetime) -> bool:
    written = select(func.count(AskedPass.id)).where(
        AskedPass.attendee_id == attendee.id,
        AskedPass.asked_at > now - AN_HOUR,
        AskedPass.why == Why.ASKED,
    )
    return (session.scalar(written) or 0) < MOST_AN_HOUR


def _become(session: Session, one: AskedPass, whose: Sequence[Attendee]) -> None:
    """The row becomes one for each attendee it means, without what was typed; for nobody it is gone."""
    for attendee in whose:
        session.add(
            AskedPass(
                event_id=one.event_id, attendee_id=attendee.id, asked_at=one.asked_at, due_at=one.due_at
            )
        )
    session.delete(one)
    # Counted for whoever asks next.
    session.flush()


def _change(session: Session, one: Claimed, values: dict[str, object]) -> None:
    # A sender whose lease ran out finds another attempt there and changes nothing.
    ours = (AskedPass.id == one.id, AskedPass.attempts == one.attempt, AskedPass.state == AskedState.ASKED)
    session.execute(update(AskedPass).where(*ours).values(values))
