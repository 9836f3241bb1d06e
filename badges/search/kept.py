"""The indexes that a process keeps: one costs half a second for 100,000 people."""

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from badges import journal
from badges.attendance import inviters
from badges.model import Attendee, JournalLine, invitation
from badges.search.index import Index, make_index

# What may change who is found by which word.
_CHANGES = ("added", "changed", "removed", "event_changed")
_KEPT_EVENTS = 16
# An event's index as of a number in its journal and a last attendee.
_Kept = tuple[int, int, Index]
_kept: WeakKeyDictionary[Engine, dict[int, _Kept]] = WeakKeyDictionary()


def index_of(session: Session, event_id: int) -> Index:
    """The index of an event, made anew where its people or hosts have changed."""
    kept = _kept.setdefault(_engine(session), {})
    known = kept.get(event_id)
    if known is None or _is_old(session, event_id, known):
        known = _read(session, event_id)
        kept.pop(event_id, None)
        kept[event_id] = known
        while len(kept) > _KEPT_EVENTS:
            kept.pop(next(iter(kept)), None)
    return known[-1]


def _engine(session: Session) -> Engine:
    bind = session.get_bind()
    return bind.engine if isinstance(bind, Connection) else bind


def _is_old(session: Session, event_id: int, kept: _Kept) -> bool:
    """Whether somebody came to the list or was changed; an import writes its line after its people."""
    seq, last_id, _ = kept
    changed = select(JournalLine.seq).where(
        JournalLine.event_id == event_id, JournalLine.seq > seq, JournalLine.kind.in_(_CHANGES)
    )
    last, line = session.execute(select(_last_id(event_id), changed.limit(1).scalar_subquery())).one()
    return (last or 0) != last_id or line is not None


def _last_id(event_id: int) -> Any:
    return select(func.max(Attendee.id)).where(Attendee.event_id == event_id).scalar_subquery()


def _read(session: Session, event_id: int) -> _Kept:
    # The number is read before the people: what changes between is read now and once more later.
    seq = journal.seq(session, event_id)
    query = select(Attendee.id, Attendee.folded).where(Attendee.event_id == event_id).order_by(Attendee.id)
    people = session.execute(query).all()
    hosts = inviters(session, event_id)
    fallback = [host.name for host in hosts if host.fallback]
    invited = _invited(session, {host.id: host.name for host in hosts})
    index = make_index((row.id, row.folded, invited.get(row.id, fallback)) for row in people)
    return seq, (people[-1].id if people else 0), index


def _invited(session: Session, names: dict[int, str]) -> dict[int, list[str]]:
    """The names of their own hosts by attendee."""
    pairs = select(invitation.c.attendee_id, invitation.c.host_id)
    invited: dict[int, list[str]] = {}
    for attendee_id, host_id in session.execute(pairs.where(invitation.c.host_id.in_(list(names)))):
        invited.setdefault(attendee_id, []).append(names[host_id])
    return invited
