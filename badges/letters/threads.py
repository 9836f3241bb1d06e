"""Threads: what a host wrote and what came back, also what both agreed to remember from earlier evenings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from badges.letters.passed_on import split_link
from badges.model import Attendee, Event, Host, Letter, Reply

HOST, ATTENDEE = "host", "attendee"


@dataclass(frozen=True)
class Spoken:
    """One entry of a thread.

    ``who`` is ``host`` or ``attendee``; ``link`` an address the attendee
    passed on. A host's entry has the letter's id, ``via``, ``state`` and
    ``trouble``; an attendee's ``until`` and whether the organisers may read
    it. ``event`` is the name of the earlier evening it comes from, else empty.
    """

    who: str
    name: str
    kind: str
    words: str
    at: datetime
    until: datetime | None = None
    link: str = ""
    letter: int | None = None
    via: str = ""
    state: str = ""
    trouble: str = ""
    for_organisers: bool = False
    keep: bool = False
    event: str = ""
    timezone: str = ""


def thread(session: Session, attendee_id: int, host: Host) -> list[Spoken]:
    """What this host and this attendee said to each other, the oldest first.

    Of what the attendee answered to another host nothing is in it; of earlier
    evenings only what the attendee agreed to have remembered, with the letters
    it answers, for whoever has the same mail addresses.
    """
    attendee = session.get(Attendee, attendee_id)
    if attendee is None or attendee.event_id != host.event_id:
        return []
    return [*_earlier(session, attendee, host), *_between(session, attendee_id, host)]


def to_this_host(host_id: Any) -> Any:
    """The condition on Reply, joined to its Letter: said to this host, or to all of the attendee's hosts."""
    return or_(Reply.letter_id.is_(None), Letter.host_id == host_id)


def _between(session: Session, attendee_id: int, host: Host) -> list[Spoken]:
    letters = select(Letter).where(Letter.attendee_id == attendee_id, Letter.host_id == host.id)
    replies = (
        select(Reply, Attendee.name)
        .join(Attendee, Attendee.id == Reply.attendee_id)
        .outerjoin(Letter, Letter.id == Reply.letter_id)
        .where(Reply.attendee_id == attendee_id, to_this_host(host.id))
    )
    said = [_of_host(one, host.name) for one in session.scalars(letters)]
    said += [_of_attendee(one, name) for one, name in session.execute(replies)]
    return sorted(said, key=_in_order)


def _earlier(session: Session, attendee: Attendee, host: Host) -> list[Spoken]:
    """The threads of earlier events between the same two mail addresses, as far as they may be remembered."""
    if not attendee.email or not host.email:
        return []
    kept = session.execute(
        select(Reply, Attendee.name, Event.name, Event.timezone)
        .join(Attendee, Attendee.id == Reply.attendee_id)
        .join(Letter, Letter.id == Reply.letter_id)
        .join(Host, Host.id == Letter.host_id)
        .join(Event, Event.id == Reply.event_id)
        .where(
            Reply.keep,
            Reply.event_id != attendee.event_id,
            func.lower(Attendee.email) == attendee.email.lower(),
            Attendee.erased_at.is_(None),
            func.lower(Host.email) == host.email.lower(),
        )
        .order_by(Reply.id)
    ).all()
    answered = {reply.letter_id: (name, zone) for reply, _, name, zone in kept}
    letters = session.scalars(select(Letter).where(Letter.id.in_(answered))) if answered else ()
    said = [_of_host(one, host.name, *answered[one.id]) for one in letters]
    said += [_of_attendee(reply, name, event, zone) for reply, name, event, zone in kept]
    return sorted(said, key=_in_order)


def _in_order(one: Spoken) -> tuple[datetime, bool]:
    # An answer may come in the very moment of its question.
    return one.at, one.who == ATTENDEE


def _of_host(letter: Letter, name: str, event: str = "", timezone: str = "") -> Spoken:
    return Spoken(
        HOST,
        name,
        letter.kind,
        letter.words,
        letter.written_at,
        letter=letter.id,
        via=letter.via,
        state=letter.state,
        trouble=letter.trouble,
        event=event,
        timezone=timezone,
    )


def _of_attendee(reply: Reply, name: str, event: str = "", timezone: str = "") -> Spoken:
    words, link = split_link(reply.words)
    return Spoken(
        ATTENDEE,
        name,
        reply.kind,
        words,
        reply.at,
        until=reply.until,
        link=link,
        letter=reply.letter_id,
        for_organisers=reply.for_organisers,
        keep=reply.keep,
        event=event,
        timezone=timezone,
    )
