"""Proving that a host can be reached: a test over each channel, and the touch that says it arrived.

The organiser sends the tests before the event; each asks the host to touch a
link and a button behind it. Only the button counts: mail scanners follow
every link, and press nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from badges.model import Event, Host, HostChannel
from badges.notices import channels
from badges.notices.carrying import pause
from badges.notices.channels import CHAT
from badges.settings import Settings

# A test that does not go out after so many tries is left to the organiser.
MOST_TRIES = 4


@dataclass(frozen=True)
class Testing:
    """One test message under our lease; ``attempt`` is the fence."""

    channel: HostChannel
    host: Host
    event: Event
    attempt: int


def send_to(
    session: Session, hosts: Sequence[Host], *, settings: Settings, now: datetime, again: bool
) -> int:
    """Let a test go out over each channel of these hosts; answers how many that are.

    Those that were touched before are left alone, unless ``again``. A chat
    address waits until the organiser has allowed it.
    """
    count = 0
    for host in hosts:
        channels.mail_row(session, host, secret_key=settings.secret_key, now=now)
        session.flush()
        for row in channels.of_host(session, host):
            if _is_tested(row) and (again or row.confirmed_at is None):
                ask_for(session, host, row, now=now)
                count += 1
    return count


def ask_for(session: Session, host: Host, row: HostChannel, *, now: datetime) -> None:
    """Let a test go out over this channel now."""
    row.test_due_at, row.test_tries, row.tested_at, row.trouble = now, 0, None, ""
    session.info["rung"] = session.info.get("rung", frozenset()) | {host.event_id}


def confirm(row: HostChannel, *, now: datetime) -> None:
    """The host has touched what the test asked them to."""
    row.confirmed_at, row.trouble = now, ""


def found(session: Session, channel_id: int) -> tuple[HostChannel, Host, Event] | None:
    """The channel that a link is about, its host and event; None where it was taken away."""
    row = session.get(HostChannel, channel_id)
    host = session.get(Host, row.host_id) if row else None
    event = session.get(Event, host.event_id) if host else None
    return (row, host, event) if row and host and event else None


def next_due(session: Session) -> datetime | None:
    """When the next test is due, a running lease included."""
    return session.scalar(select(func.min(HostChannel.test_due_at)))


def waiting(session: Session, now: datetime) -> int:
    """How many tests are due."""
    due = select(func.count()).select_from(HostChannel).where(HostChannel.test_due_at <= now)
    return session.scalar(due) or 0


def claim(session: Session, *, now: datetime, until: datetime) -> Testing | None:
    """Take one test; None when none is due."""
    row = session.scalars(
        select(HostChannel)
        .where(HostChannel.test_due_at <= now)
        .order_by(HostChannel.test_due_at, HostChannel.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    row.test_due_at, row.test_tries = until, row.test_tries + 1
    host = session.get_one(Host, row.host_id)
    return Testing(row, host, session.get_one(Event, host.event_id), row.test_tries)


def went(session: Session, one: Testing, *, now: datetime) -> None:
    """The test went out."""
    _change(session, one, {"test_due_at": None, "tested_at": now, "trouble": ""})


def failed(session: Session, one: Testing, *, now: datetime, trouble: str, for_good: bool) -> None:
    """It did not; it is tried a few times more, unless that is of no use."""
    over = for_good or one.attempt >= MOST_TRIES
    _change(
        session, one, {"test_due_at": None if over else now + pause(one.attempt), "trouble": trouble}
    )


def _change(session: Session, one: Testing, values: dict[str, Any]) -> None:
    ours = (HostChannel.id == one.channel.id, HostChannel.test_tries == one.attempt)
    session.execute(update(HostChannel).where(*ours, HostChannel.test_due_at.is_not(None)).values(values))


def _is_tested(row: HostChannel) -> bool:
    return row.gone_at is None and (row.kind != CHAT or row.allowed_at is not None)


