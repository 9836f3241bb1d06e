"""The journal: per event, numbered 1, 2, 3…, without gaps, in the order of commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from badges.invitations import hosts_of
from badges.model import Device, JournalCounter, JournalLine
from badges.moments import write_moment
from badges.store import core

KINDS = frozenset(
    {
        "arrived",
        "collected",
        "left",
        "set_aside",
        "undone",
        "late",
        "missing",
        "uncollected",
        "no_show",
        "left_early",
        "vip_here",
        "last_badges",
        "excused",
        "running_late",
        "printed",
        "print_failed",
        "reprinted",
        "print_job",
        "added",
        "changed",
        "removed",
        "letter_sent",
        "replied",
        "notice_sent",
        "notice_failed",
        "event_changed",
        "conflict",
        "desk_word",
    }
)


# How printing goes on behind the desk: for desks, stations and organisers alone.
DESKS_ONLY = frozenset({"print_job"})


@dataclass(frozen=True)
class Line:
    """What is to be written: what happened, when, to whom, where, and what else a reader needs.

    ``host`` is set where the line concerns one host alone. ``data`` goes to
    every reader of the journal, so no reason for not coming is ever in it.
    """

    kind: str
    at: datetime
    attendee: int | None = None
    device: int | None = None
    host: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


_TAKE = (
    update(JournalCounter)
    .where(JournalCounter.event_id == bindparam("event"))
    .values(seq=JournalCounter.seq + bindparam("lines"))
    .returning(JournalCounter.seq)
)
_KEEP = insert(JournalLine)
_LAST = select(JournalCounter.seq).where(JournalCounter.event_id == bindparam("event"))


def write(session: Session, event_id: int, lines: Sequence[Line]) -> range:
    """Write lines in this transaction and answer their numbers; the bell will ring after the commit.

    The counter is taken here, so this stands as near before the commit as the
    errand allows: every other writer of this event waits for it.
    """
    if not lines:
        return range(0)
    taken = core(session).execute(_TAKE, {"event": event_id, "lines": len(lines)})
    last: int = taken.scalar_one()
    numbers = range(last - len(lines) + 1, last + 1)
    core(session).execute(
        _KEEP,
        [_row(event_id, seq, line) for seq, line in zip(numbers, lines, strict=True)],
    )
    session.info["rung"] = session.info.get("rung", frozenset()) | {event_id}
    return numbers


def _row(event_id: int, seq: int, line: Line) -> dict[str, Any]:
    assert line.kind in KINDS, line.kind
    return {
        "event_id": event_id,
        "seq": seq,
        "at": line.at,
        "kind": line.kind,
        "attendee_id": line.attendee,
        "device_id": line.device,
        "host_id": line.host,
        "data": dict(line.data),
    }


def seq(session: Session, event_id: int) -> int:
    """The number of the event's last line."""
    return core(session).scalar(_LAST, {"event": event_id}) or 0


def read(session: Session, event_id: int, *, after: int, limit: int) -> list[dict[str, Any]]:
    """The event's lines after a number, as the API and the live feed send them."""
    return [as_sent(row) for row in _rows(session, event_id, after, limit)]


def read_for_hosts(
    session: Session, event_id: int, *, after: int, limit: int
) -> list[tuple[dict[str, Any], frozenset[int]]]:
    """The event's lines after a number, each with the hosts who may see it."""
    rows = _rows(session, event_id, after, limit)
    # A line that no host may see is read all the same: whoever listens goes on after its number.
    hosts = hosts_of(session, event_id, {row.attendee_id for row in rows if row.attendee_id is not None})
    return [
        (as_sent(row), frozenset({row.host_id}) if row.host_id else _may_see(row, hosts)) for row in rows
    ]


def _may_see(row: Row[Any], hosts: Mapping[int, frozenset[int]]) -> frozenset[int]:
    return frozenset() if row.kind in DESKS_ONLY else hosts.get(row.attendee_id, frozenset())


def as_sent(row: Row[Any]) -> dict[str, Any]:
    """One line in the contract's words."""
    return {
        "seq": row.seq,
        "at": write_moment(row.at),
        "kind": row.kind,
        "attendee": row.attendee_id,
        "device": row.device,
        **row.data,
    }


_READ = (
    select(JournalLine.seq, JournalLine.at, JournalLine.kind, JournalLine.attendee_id, JournalLine.host_id)
    .add_columns(JournalLine.data, Device.name.label("device"))
    .outerjoin(Device, Device.id == JournalLine.device_id)
    .where(JournalLine.event_id == bindparam("event"), JournalLine.seq > bindparam("after"))
    .order_by(JournalLine.seq)
    .limit(bindparam("most"))
)


def _rows(session: Session, event_id: int, after: int, limit: int) -> Sequence[Row[Any]]:
    return core(session).execute(_READ, {"event": event_id, "after": after, "most": limit}).all()
