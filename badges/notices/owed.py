"""What hosts are owed: written in the transaction of the fact, taken back when it is no longer true."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from badges.invitations import hosts_of
from badges.model import Notice, NoticeState

CHANNELS = ("mail", "page")
CAME_AFTER_ALL = "came_after_all"
# What an arrival makes untrue.
ABSENCES = ("missing", "uncollected", "no_show")


def owe(
    session: Session,
    event_id: int,
    kind: str,
    lines: Sequence[tuple[int, int]],
    *,
    now: datetime,
    channels: Sequence[str] = CHANNELS,
) -> None:
    """Owe every host of these people one notice a channel; ``lines`` are (journal number, attendee)."""
    hosts = hosts_of(session, event_id, {attendee for _, attendee in lines})
    rows = [
        _row(event_id, kind, seq, attendee, host, channel, now)
        for seq, attendee in lines
        for host in sorted(hosts[attendee])
        for channel in channels
    ]
    if rows:
        session.connection().execute(insert(Notice), rows)


def withdraw(session: Session, attendees: Sequence[int], kinds: Sequence[str], *, now: datetime) -> None:
    """Take back what no sender has touched yet and is no longer true."""
    session.connection().execute(
        update(Notice)
        .where(
            Notice.attendee_id.in_(attendees),
            Notice.kind.in_(kinds),
            Notice.state == NoticeState.OWED,
            Notice.attempts == 0,
        )
        .values(state=NoticeState.TAKEN_BACK, settled_at=now)
    )


def came_after_all(session: Session, event_id: int, came: Mapping[int, int], *, now: datetime) -> None:
    """People whose hosts were told they were not here have come; ``came`` maps each to its journal line.

    Hosts who have not heard yet never will; those who have, or may be hearing
    it at this moment, are owed the good news over the same channel.
    """
    withdraw(session, list(came), ABSENCES, now=now)
    heard = session.connection().execute(
        select(Notice.host_id, Notice.channel, Notice.attendee_id)
        .where(
            Notice.attendee_id.in_(list(came)),
            Notice.kind.in_(ABSENCES),
            Notice.state.in_([NoticeState.SENT, NoticeState.OWED]),
        )
        .distinct()
    )
    rows = [
        _row(event_id, CAME_AFTER_ALL, came[attendee], attendee, host, channel, now)
        for host, channel, attendee in heard
    ]
    if rows:
        session.connection().execute(insert(Notice), rows)


def claim(session: Session, *, now: datetime, lease_until: datetime, limit: int = 500) -> list[int]:
    """Take the mail that is due, so that no other sender does: its due time becomes the lease."""
    due = (
        select(Notice.id)
        .where(Notice.state == NoticeState.OWED, Notice.channel == "mail", Notice.due_at <= now)
        .order_by(Notice.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.connection().scalars(due))
    if ids:
        session.connection().execute(
            update(Notice)
            .where(Notice.id.in_(ids))
            .values(due_at=lease_until, attempts=Notice.attempts + 1)
        )
    return ids


def settle(
    session: Session,
    taken: Mapping[int, int],
    *,
    state: NoticeState,
    now: datetime,
    due_at: datetime | None = None,
    trouble: str = "",
) -> int:
    """Note what became of notices, given as id to the attempt that was made; answers how many were ours.

    A sender that was too slow, and whose lease another took over, changes
    nothing: the attempts no longer match.
    """
    settled = 0
    for notice_id, attempt in taken.items():
        values: dict[str, Any] = {"state": state, "trouble": trouble}
        values |= {"due_at": due_at} if state == NoticeState.OWED else {"settled_at": now}
        ours: CursorResult[Any] = session.connection().execute(
            update(Notice)
            .where(
                Notice.id == notice_id,
                Notice.attempts == attempt,
                Notice.state == NoticeState.OWED,
            )
            .values(values)
        )
        settled += ours.rowcount
    return settled


def _row(
    event_id: int, kind: str, seq: int, attendee: int, host: int, channel: str, now: datetime
) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "host_id": host,
        "attendee_id": attendee,
        "channel": channel,
        "kind": kind,
        "seq": seq,
        "owed_at": now,
        "due_at": now,
        "attempts": 0,
        "state": NoticeState.OWED,
        "trouble": "",
    }
