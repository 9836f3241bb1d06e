"""Leases: who sends what to which host, so that nothing goes out twice or is lost with its sender."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Row, Select, and_, bindparam, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from badges.model import Event, Host, Notice, NoticeState
from badges.notices.owed import MAIL, NEVER
from badges.rules.quiet import may_be_told

# How many hosts a sender looks at to find one that no other sender has.
CANDIDATES = 20
# How much one message is about at most; the rest makes the next one.
MOST = 1_000


def _owed(channel: str) -> ColumnElement[bool]:
    return and_(Notice.state == NoticeState.OWED, Notice.channel == channel)


@dataclass(frozen=True)
class Taken:
    """One notice under our lease. ``attempt`` is the fence; ``trouble`` what the last attempt met."""

    id: int
    attendee: int
    kind: str
    owed_at: datetime
    attempt: int
    trouble: str
    # When the lease ran out of a sender who never came back; its message goes out again as it was.
    broken_off: datetime | None


@dataclass(frozen=True)
class Parcel:
    """All that one host is owed over one channel, taken by one sender until the lease ends."""

    host: int
    event: int
    taken: tuple[Taken, ...]
    until: datetime
    channel: str = MAIL

    def messages(self) -> list[list[Taken]]:
        """What makes one message each: whatever was broken off by itself, so that a repeat is the same."""
        apart = defaultdict(list)
        for one in self.taken:
            apart[one.broken_off].append(one)
        fresh = apart.pop(None, [])
        broken_off = [apart[lease] for lease in sorted(lease for lease in apart if lease)]
        return [*broken_off, *([fresh] if fresh else [])]


def next_due(session: Session, channel: str = MAIL) -> datetime | None:
    """When the next is due over a channel, a running lease included; None when nothing is owed."""
    return session.scalar(
        select(Notice.due_at)
        .where(_owed(channel), Notice.due_at < NEVER)
        .order_by(Notice.due_at)
        .limit(1)
    )


def hosts_due(session: Session, now: datetime, channel: str = MAIL) -> list[int]:
    """Hosts with something due over a channel and nothing on its way, the longest waiting first."""
    other = aliased(Notice)
    on_its_way = exists().where(
        other.host_id == Notice.host_id,
        other.channel == channel,
        other.state == NoticeState.OWED,
        other.attempts > 0,
        other.trouble == "",
        other.due_at > now,
    )
    due = (
        select(Notice.host_id, Notice.due_at)
        .where(_owed(channel), Notice.due_at <= now, ~on_its_way)
        .order_by(Notice.due_at)
        .limit(10 * CANDIDATES)
        .subquery()
    )
    by_host = select(due.c.host_id).group_by(due.c.host_id).order_by(func.min(due.c.due_at)).limit(CANDIDATES)
    return list(session.connection().scalars(by_host))


def claim(session: Session, *, now: datetime, until: datetime, channel: str = MAIL) -> Parcel | None:
    """Take all that one host is owed over a channel, so that no other sender does; None: nothing is due.

    A host has one message on its way over a channel at a time, or the good news could
    overtake the bad. What waits after a refusal goes along: if a new message
    is sent, it should say everything.
    """
    for host_id in hosts_due(session, now, channel):
        if parcel := _take(session, host_id, channel, now, until):
            return parcel
    return None


def _take(session: Session, host_id: int, channel: str, now: datetime, until: datetime) -> Parcel | None:
    # Holding the host makes the parcel whole: two senders would otherwise share its notices between them.
    held = session.connection().execute(_HELD, {"host": host_id}).one_or_none()
    if held and _waits_for_the_morning(session, held, channel, now):
        return None
    rows = session.connection().execute(_owed_to(host_id, channel)).all() if held else []
    if not any(row.due_at <= now for row in rows) or any(_on_its_way(row, now) for row in rows):
        return None
    # What was broken off goes alone: had it company under its new lease, a second death would leave
    # both broken off at one moment, and what the host may have read already would come in another message.
    if broken_off := [row for row in rows if _was_cut_short(row)]:
        first = min(row.due_at for row in broken_off)
        rows = [row for row in broken_off if row.due_at == first]
    session.connection().execute(
        update(Notice)
        .where(Notice.id.in_([row.id for row in rows]))
        .values(due_at=until, attempts=Notice.attempts + 1, trouble="")
    )
    return Parcel(host_id, rows[0].event_id, tuple(map(_taken, rows)), until, channel)


_HELD = (
    select(Host.id, Host.timezone, Host.event_id)
    .where(Host.id == bindparam("host"))
    .with_for_update(skip_locked=True, key_share=True)
)


_LATER = update(Notice).where(Notice.id == bindparam("one")).values(due_at=bindparam("at"))


def _waits_for_the_morning(session: Session, host: Any, channel: str, now: datetime) -> bool:
    """Whether this host sleeps; then what is due is due when they wake.

    Whatever made it due now, a refusal that is tried again, an arrival after the end or a sender that
    was down: it is here that it would wake them.
    """
    event = session.get_one(Event, host.event_id)
    wakes = may_be_told(now, host.timezone or event.timezone, event.hours)
    if wakes <= now:
        return False
    due = (_owed(channel), Notice.host_id == host.id, Notice.due_at <= now)
    rows = session.connection().execute(select(Notice.id, Notice.due_at).where(*due)).all()
    first = min((row.due_at for row in rows), default=now)
    # What was broken off at different moments stays apart, or it would go out as another message.
    later = [{"one": row.id, "at": wakes + (row.due_at - first)} for row in rows]
    if later:
        session.connection().execute(_LATER, later)
    return True


def _owed_to(host_id: int, channel: str) -> Select[*tuple[Any, ...]]:
    # What a desk is taking back at this moment is passed over and not waited for.
    return (
        select(
            Notice.id,
            Notice.event_id,
            Notice.attendee_id,
            Notice.kind,
            Notice.owed_at,
            Notice.due_at,
            Notice.attempts,
            Notice.trouble,
        )
        .where(_owed(channel), Notice.host_id == host_id)
        .order_by(Notice.due_at, Notice.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )


def _was_cut_short(row: Row[Any]) -> bool:
    # Whoever comes back from an attempt notes the trouble or settles; only a sender that died does neither.
    return row.attempts > 0 and not row.trouble


def _on_its_way(row: Row[Any], now: datetime) -> bool:
    return _was_cut_short(row) and row.due_at > now


def _taken(row: Row[Any]) -> Taken:
    return Taken(
        id=row.id,
        attendee=row.attendee_id,
        kind=row.kind,
        owed_at=row.owed_at,
        attempt=row.attempts + 1,
        trouble=row.trouble,
        broken_off=row.due_at if _was_cut_short(row) else None,
    )


def settle(
    session: Session,
    taken: Iterable[Taken],
    *,
    state: NoticeState,
    now: datetime,
    due_at: datetime | None = None,
    trouble: str = "",
) -> int:
    """Note what became of notices; answers how many were still ours.

    A sender that was too slow, and whose lease another took over, changes
    nothing: the attempts no longer match. With ``due_at`` they are owed
    again, and ``trouble`` says why.
    """
    assert (state == NoticeState.OWED) == (due_at is not None)
    assert trouble or state != NoticeState.OWED
    settled = {"due_at": due_at} if due_at else {"settled_at": now}
    by_attempt: dict[int, list[int]] = defaultdict(list)
    for one in taken:
        by_attempt[one.attempt].append(one.id)
    return sum(
        _settle(session, ids, attempt, {"state": state, "trouble": trouble, **settled})
        for attempt, ids in by_attempt.items()
    )


def _settle(session: Session, ids: Sequence[int], attempt: int, values: dict[str, Any]) -> int:
    ours: CursorResult[Any] = session.connection().execute(
        update(Notice)
        .where(Notice.id.in_(ids), Notice.attempts == attempt, Notice.state == NoticeState.OWED)
        .values(values)
    )
    return ours.rowcount
