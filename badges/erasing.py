"""Erasing one person: asked for on their pass, done by the organiser, or by itself once the evening is over.

What is left is a row without a person, “Attendee 17”, with its moments, so
that every total stays true; the journal keeps its numbers and loses the
person. Whoever is on a later list is somebody new.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from badges import codes, journal, leftovers, nameless
from badges.errors import Conflict, NotFound
from badges.events import event_named
from badges.journal import Line
from badges.leftovers import Traces
from badges.lists.make import hold
from badges.model import Attendee, Code, Event, Host, ImportRow
from badges.store import Store

# After the end nobody needs to find them any more, once tablets that were offline have told what they know.
BY_ITSELF_AFTER = timedelta(days=1)
# What so many share says of nobody who they are.
A_CROWD = 5
# Answers to “who is it?” that a terminal can show.
_SHOWN = 10


@dataclass(frozen=True)
class Request:
    """Somebody who asked to be erased: when, and whether they came."""

    attendee: int
    name: str
    email: str
    asked_at: datetime
    came: bool


@dataclass(frozen=True)
class Gone:
    """Somebody who was erased, as what is left of them is called."""

    attendee: int
    called: str
    at: datetime


def ask(session: Session, event: Event, attendee_id: int, *, now: datetime) -> None:
    """An attendee asks that everything about them be taken away; asking again changes nothing."""
    not_yet = (Attendee.erase_asked_at.is_(None), Attendee.erased_at.is_(None))
    theirs = update(Attendee).where(Attendee.id == attendee_id, Attendee.event_id == event.id, *not_yet)
    session.execute(theirs.values(erase_asked_at=now))
    # The keeper hears the same bell as all others; nothing is in the journal.
    session.info["rung"] = session.info.get("rung", frozenset()) | {event.id}


def take_back(session: Session, event: Event, attendee_id: int) -> None:
    """They would rather stay."""
    theirs = update(Attendee).where(Attendee.id == attendee_id, Attendee.event_id == event.id)
    session.execute(theirs.values(erase_asked_at=None))


def requests(session: Session, event: Event) -> list[Request]:
    """Who asked to be erased, who waits longest first."""
    asked = select(Attendee).where(Attendee.event_id == event.id, Attendee.erase_asked_at.is_not(None))
    return [
        Request(one.id, one.name, one.email, one.erase_asked_at, one.arrived_at is not None)
        for one in session.scalars(asked.order_by(Attendee.erase_asked_at, Attendee.id))
        if one.erase_asked_at
    ]


def gone(session: Session, event: Event, *, limit: int = 100) -> list[Gone]:
    """Who was erased, the latest first, retention's included; see ``Event.names_gone_at``."""
    erased = select(Attendee.id, Attendee.name, Attendee.erased_at)
    erased = erased.where(Attendee.event_id == event.id, Attendee.erased_at.is_not(None))
    rows = session.execute(erased.order_by(Attendee.erased_at.desc(), Attendee.id).limit(limit))
    return [Gone(row.id, row.name, row.erased_at) for row in rows if row.erased_at]


def due(session: Session, *, now: datetime) -> list[tuple[str, int]]:
    """The requests that are carried out by themselves: each event's slug and the attendee's id."""
    asked = (
        select(Event.slug, Attendee.id)
        .join(Event, Event.id == Attendee.event_id)
        .where(Attendee.erase_asked_at.is_not(None), Event.end_at <= now - BY_ITSELF_AFTER)
        .order_by(Attendee.id)
    )
    return [(slug, attendee_id) for slug, attendee_id in session.execute(asked)]


def erase(store: Store, slug: str, attendee_id: int, *, data_dir: Path, now: datetime) -> str:
    """Take everything about one person away; answers what they are called from now on.

    Files go first and once more at the end: who is interrupted finds the name still there and begins
    again, and a mail that was being written meanwhile goes with the rest. Raises NotFound, and Conflict
    for somebody who is erased already.
    """
    with store.reading() as session:
        event, attendee = _found(session, slug, attendee_id)
        traces = _traces(session, event, attendee)
    leftovers.clear(data_dir, traces)
    with store.writing() as session:
        called = _erase(session, slug, attendee_id, now)
    leftovers.clear(data_dir, traces)
    return called


def _erase(session: Session, slug: str, attendee_id: int, now: datetime) -> str:
    event, attendee = _found(session, slug, attendee_id)
    hold(session, event.id)
    number = _number(session, attendee)
    if not _is_shared(session, attendee):
        attendee.kind = ""
    if attendee.arrived_at is None and not event.hours.over(now):
        # Nobody waits for them, and no host is told that a number is missing.
        attendee.cancelled_at = attendee.cancelled_at or now
    session.flush()
    nameless.take_names(session, event, {attendee.id: number}, now=now)
    nameless.take_from_imports(session, event.id, [attendee.id])
    # Tablets and live pages read the journal, and take whomever a line is about as they are now.
    journal.write(session, event.id, [Line("changed", now, attendee.id, data={"erased": True})])
    return nameless.called(number)


def _found(session: Session, slug: str, attendee_id: int) -> tuple[Event, Attendee]:
    event = event_named(session, slug)
    attendee = session.get(Attendee, attendee_id)
    if attendee is None or attendee.event_id != event.id:
        raise NotFound("There is no such attendee at this event; look at the guest list.", event=slug)
    if attendee.erased_at:
        raise Conflict(f"{attendee.name} was erased already; nothing more is held.", attendee=attendee_id)
    return event, attendee


def _number(session: Session, attendee: Attendee) -> int:
    """Their place in the list."""
    before = (Attendee.event_id == attendee.event_id, Attendee.id <= attendee.id)
    return session.scalar(select(func.count(Attendee.id)).where(*before)) or 1


def _is_shared(session: Session, attendee: Attendee) -> bool:
    alike = (Attendee.event_id == attendee.event_id, Attendee.kind == attendee.kind)
    return (session.scalar(select(func.count(Attendee.id)).where(*alike)) or 0) >= A_CROWD


def _traces(session: Session, event: Event, attendee: Attendee) -> Traces:
    changes = session.scalars(select(ImportRow.changes).where(ImportRow.attendee_id == attendee.id))
    before = [text for one in changes for text in _earlier(one or {})]
    hosts = session.scalars(select(Host.email).where(Host.event_id == event.id))
    return Traces(
        event.slug,
        own=leftovers.addresses([attendee.email]),
        others=leftovers.addresses(hosts),
        says=tuple({attendee.name, attendee.email, *before} - {""}),
    )


def _earlier(changes: dict[str, list[str]]) -> Iterable[str]:
    """The names and mail addresses that a list gave them before."""
    return [str(text) for key in ("name", "email") for text in changes.get(key, ()) if text]


def name_of(session: Session, attendee_id: int) -> str:
    """What an attendee is called now."""
    return session.get_one(Attendee, attendee_id).name


def who(session: Session, event: Event, text: str) -> int:
    """The attendee somebody means by a number, a mail address, a code or the whole name.

    Raises NotFound, and Conflict where several are meant, with their numbers.
    """
    said = text.strip().replace("\0", "")
    meant = _by_number(session, event, said) or _by_what_is_theirs(session, event, said)
    if not meant:
        raise NotFound(f"Nobody at {event.name} is “{said}”; try the mail address.", event=event.slug)
    if len(meant) > 1:
        listed = "; ".join(f"{one.id} {one.name} {one.email}".strip() for one in meant[:_SHOWN])
        raise Conflict(f"“{said}” may be several; say the number of the one you mean: {listed}", text=said)
    return meant[0].id


def _by_number(session: Session, event: Event, said: str) -> list[Attendee]:
    if not (said.isascii() and said.isdecimal() and len(said) < 10):  # noqa: PLR2004 - what an id holds.
        return []
    found = session.get(Attendee, int(said))
    return [found] if found and found.event_id == event.id else []


def _by_what_is_theirs(session: Session, event: Event, said: str) -> list[Attendee]:
    read = codes.read(said)
    values = {read.foreign, read.ours or "", read.short or "", codes.fingerprint(read.ours or "")} - {""}
    coded = select(Code.attendee_id).where(Code.event_id == event.id, Code.value.in_(values))
    theirs = or_(
        func.lower(Attendee.email) == said.lower(), Attendee.name == said, Attendee.id.in_(coded)
    )
    there = (Attendee.event_id == event.id, Attendee.erased_at.is_(None))
    return list(session.scalars(select(Attendee).where(*there, theirs).order_by(Attendee.id)))
