"""Invitations: everybody's pass by mail before the evening, once each, through the sender of passes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from badges.errors import NotNow
from badges.model import AskedPass, AskedState, Attendee, Event, Why

# What a page shows of them.
SHOWN = 500


@dataclass(frozen=True)
class Counts:
    """Of an event: who may be invited now, and what became of the invitations until now."""

    may_be: int
    waiting: int
    sent: int
    failed: int
    without_address: int


@dataclass(frozen=True)
class Fate:
    """What became of one invitation: ``asked`` (it waits), ``sent`` or ``failed``."""

    attendee: int
    name: str
    email: str
    state: str
    attempts: int
    trouble: str
    at: datetime


def invite(session: Session, event: Event, *, now: datetime) -> int:
    """Owe an invitation to everybody who has none yet and may be written to; answers to how many.

    Pressed twice, or by two organisers at once, it invites nobody twice. Raises NotNow after the end.
    """
    if event.hours.over(now):
        raise NotNow("The evening is over, so nobody is invited any more.")
    row = (Attendee.event_id, Attendee.id, literal(Why.INVITATION.value), literal(now), literal(now))
    names = ("event_id", "attendee_id", "why", "asked_at", "due_at", "name", "email", "attempts", "state")
    more = (literal(""), literal(""), literal(0), literal(AskedState.ASKED.value), literal(""))
    those = select(*row, *more).where(*_may_be(event)).order_by(Attendee.id)
    connection = session.connection()
    ours = sqlite if connection.dialect.name == "sqlite" else postgresql
    wanted = ours.insert(AskedPass).from_select([*names, "trouble"], those)
    owed = connection.execute(wanted.on_conflict_do_nothing().returning(AskedPass.id)).all()
    _ring(session, event)
    return len(owed)


def try_again(session: Session, event: Event, *, now: datetime) -> int:
    """Owe once more what was given up, to the address that is on the list now; answers to how many."""
    failed = (AskedPass.event_id == event.id, _INVITATION, AskedPass.state == AskedState.FAILED)
    values = {"state": AskedState.ASKED, "asked_at": now, "due_at": now, "settled_at": None}
    again = session.execute(update(AskedPass).where(*failed).values(values).returning(AskedPass.id)).all()
    _ring(session, event)
    return len(again)


def counts(session: Session, event: Event) -> Counts:
    """How many there are of each."""
    states = select(AskedPass.state, func.count()).where(AskedPass.event_id == event.id, _INVITATION)
    by_state = {state: int(n) for state, n in session.execute(states.group_by(AskedPass.state))}
    invited = select(func.count(Attendee.id)).where(*_may_be(event))
    there = (Attendee.event_id == event.id, Attendee.cancelled_at.is_(None), Attendee.erased_at.is_(None))
    without = select(func.count(Attendee.id)).where(*there, Attendee.email == "")
    return Counts(
        may_be=session.scalar(invited) or 0,
        waiting=by_state.get(AskedState.ASKED, 0),
        sent=by_state.get(AskedState.SENT, 0),
        failed=by_state.get(AskedState.FAILED, 0),
        without_address=session.scalar(without) or 0,
    )


def fates(session: Session, event: Event, *, limit: int = SHOWN) -> list[Fate]:
    """The invitations, those that failed first, then those that wait, then the newest."""
    at = func.coalesce(AskedPass.settled_at, AskedPass.due_at)
    first = case({AskedState.FAILED.value: 0, AskedState.ASKED.value: 1}, value=AskedPass.state, else_=2)
    query = (
        select(Attendee.id, Attendee.name, Attendee.email, AskedPass.state, AskedPass.attempts)
        .add_columns(AskedPass.trouble, AskedPass.settled_at, AskedPass.due_at)
        .join(Attendee, Attendee.id == AskedPass.attendee_id)
        .where(AskedPass.event_id == event.id, _INVITATION)
        .order_by(first, at.desc(), AskedPass.id)
        .limit(limit)
    )
    rows = session.execute(query)
    return [
        Fate(row.id, row.name, row.email, row.state, row.attempts, row.trouble, row.settled_at or row.due_at)
        for row in rows
    ]


_INVITATION: ColumnElement[bool] = AskedPass.why == Why.INVITATION


def _may_be(event: Event) -> list[ColumnElement[bool]]:
    """Who is invited: on the list with an address, and has not come, said no, or asked for silence."""
    invited = exists().where(AskedPass.attendee_id == Attendee.id, _INVITATION)
    nothing_said = (Attendee.cancelled_at, Attendee.erased_at, Attendee.excused_at, Attendee.arrived_at)
    return [
        Attendee.event_id == event.id,
        Attendee.email != "",
        Attendee.no_contact.is_(False),
        *(one.is_(None) for one in nothing_said),
        ~invited,
    ]


def _ring(session: Session, event: Event) -> None:
    # The sender hears the same bell as all others; nothing is in the journal.
    session.info["rung"] = session.info.get("rung", frozenset()) | {event.id}
