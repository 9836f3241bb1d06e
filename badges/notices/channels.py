"""A host's channels: how they can be reached, in which order, and what is known of each way.

Mail is everybody's. A push subscription or a chat address comes into its own
when the host has touched its test message: until then nobody knows that it
arrives, and a notice nobody sees is worse than a slow one.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from badges.errors import BadInput, NotFound
from badges.model import Event, Host, HostChannel
from badges.notices.sealing import Unsealed, seal, unseal
from badges.store import core

MAIL, PUSH, CHAT = "mail", "push", "chat"
# Those that leave the house; the host's page is no channel of theirs, but ours.
OUTWARD = (MAIL, PUSH, CHAT)
# Mail comes after what the host has set up, unless they put it first.
MAIL_STANDS = 1_000
# Nobody has more devices than this; what goes beyond is a mistake or a trick.
MOST = 20
# More hosts than this are asked for in several statements: SQLite takes so many variables.
CHUNK = 500


@dataclass(frozen=True)
class Address:
    """One opened address of a host: a push subscription as JSON, or a chat URL."""

    channel_id: int
    text: str


def first_of(session: Session, hosts: Collection[int]) -> dict[int, str]:
    """The channel each of these hosts is told over first; ``mail`` where nothing else is set up."""
    return {host: ways[0] for host, ways in ways_of(session, hosts).items()}


def ways_of(session: Session, hosts: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Every channel of these hosts that can be relied on, in the order they are tried."""
    stands: dict[int, dict[str, int]] = {host: {MAIL: MAIL_STANDS} for host in hosts}
    asked = sorted(stands)
    for begin in range(0, len(asked), CHUNK):
        rows = core(session).execute(
            select(HostChannel.host_id, HostChannel.kind, func.min(HostChannel.position).label("position"))
            .where(HostChannel.host_id.in_(asked[begin : begin + CHUNK]), *_RELIED_ON)
            .group_by(HostChannel.host_id, HostChannel.kind)
        )
        for host, kind, position in rows:
            stands[host][kind] = position
    order = OUTWARD[1:] + OUTWARD[:1]
    return {
        host: tuple(sorted(theirs, key=lambda kind: (theirs[kind], order.index(kind))))
        for host, theirs in stands.items()
    }


_RELIED_ON: Sequence[Any] = (
    HostChannel.gone_at.is_(None),
    (HostChannel.kind == MAIL) | HostChannel.confirmed_at.is_not(None),
    (HostChannel.kind != CHAT) | HostChannel.allowed_at.is_not(None),
)


def addresses(session: Session, host_id: int, kind: str, *, secret_key: str) -> list[Address]:
    """Where this host's messages over one channel go, the oldest first; what cannot be opened is left out."""
    rows = session.scalars(
        select(HostChannel)
        .where(HostChannel.host_id == host_id, HostChannel.kind == kind, *_RELIED_ON)
        .order_by(HostChannel.id)
    )
    return [Address(row.id, text) for row in rows if (text := opened(row, secret_key)) is not None]


def opened(row: HostChannel, secret_key: str) -> str | None:
    """The address itself; None where the secret key it was sealed under is gone."""
    try:
        return unseal(secret_key, row.address)
    except Unsealed:
        return None


def add(
    session: Session,
    host: Host,
    kind: str,
    address: str,
    *,
    called: str,
    secret_key: str,
    now: datetime,
    allowed: bool = False,
) -> HostChannel:
    """One more way to reach a host; the same address again is the same way. Raises BadInput.

    A way that was gone begins anew: it is tested and touched again.
    """
    known = _known(session, host, address)
    if known is None and _count(session, host) >= MOST:
        raise BadInput(f"{host.name} has {MOST} ways already. Take one away first.")
    row = known or HostChannel(
        host_id=host.id,
        kind=kind,
        position=MAIL_STANDS if kind == MAIL else 0,
        address=seal(secret_key, address),
        address_hash=fingerprint(address),
        made_at=now,
    )
    if row.gone_at is not None:
        row.gone_at, row.confirmed_at, row.tested_at, row.trouble = None, None, None, ""
    row.address = seal(secret_key, address)
    row.called = called[:80] or row.called or ""
    row.allowed_at = row.allowed_at or (now if allowed else None)
    session.add(row)
    session.flush()
    return row


def of_event(session: Session, event: Event) -> Mapping[int, list[HostChannel]]:
    """Every way of every host of an event, by host, in the order they are tried."""
    found: dict[int, list[HostChannel]] = {}
    rows = session.scalars(
        select(HostChannel)
        .join(Host, Host.id == HostChannel.host_id)
        .where(Host.event_id == event.id)
        .order_by(HostChannel.position, HostChannel.id)
    )
    for row in rows:
        found.setdefault(row.host_id, []).append(row)
    return found


def of_host(session: Session, host: Host) -> list[HostChannel]:
    """Every way of one host, in the order they are tried."""
    return list(
        session.scalars(
            select(HostChannel)
            .where(HostChannel.host_id == host.id)
            .order_by(HostChannel.position, HostChannel.id)
        )
    )


def one_of(session: Session, host: Host, channel_id: int) -> HostChannel:
    """One way of this host, held. Raises NotFound."""
    row = session.get(HostChannel, channel_id, with_for_update=True, populate_existing=True)
    if row is None or row.host_id != host.id:
        raise NotFound("There is no such way to reach this host any more.", channel=channel_id)
    return row


def mail_row(session: Session, host: Host, *, secret_key: str, now: datetime) -> HostChannel:
    """The row that keeps what is known of a host's mail; made when it is first needed.

    Where their address has changed, what was known of the old one is gone.
    """
    row = _known(session, host, host.email)
    for other in of_host(session, host):
        if other.kind == MAIL and (row is None or other.id != row.id):
            session.delete(other)
    return row or add(session, host, MAIL, host.email, called=host.email, secret_key=secret_key, now=now)


def put_first(session: Session, host: Host, row: HostChannel) -> None:
    """From now on this way is tried before the host's others."""
    stand = [one.position for one in of_host(session, host) if one.id != row.id]
    row.position = min([*stand, 0]) - 1


def allow(row: HostChannel, *, now: datetime) -> None:
    """The organiser lets a chat address be written to."""
    row.allowed_at = row.allowed_at or now


def gone(session: Session, channel_id: int, trouble: str, *, now: datetime) -> None:
    """The channel itself said that nobody is there any more."""
    row = session.get(HostChannel, channel_id, with_for_update=True, populate_existing=True)
    if row is not None and row.gone_at is None:
        row.gone_at, row.trouble = now, trouble[:500]


def fingerprint(address: str) -> str:
    """What tells one address from another without saying what it is."""
    return hashlib.sha256(address.encode()).hexdigest()


def _known(session: Session, host: Host, address: str) -> HostChannel | None:
    return session.scalar(
        select(HostChannel).where(
            HostChannel.host_id == host.id, HostChannel.address_hash == fingerprint(address)
        )
    )


def _count(session: Session, host: Host) -> int:
    counted = select(func.count()).select_from(HostChannel).where(HostChannel.host_id == host.id)
    return session.scalar(counted) or 0
