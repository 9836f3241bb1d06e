"""An event's attendees as they are read: a fixed number of statements, however many they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from badges.desk.answer import OWN_PHONE_NAME
from badges.desk.people import facts_of, said_of
from badges.model import Attendee, Code, CodeKind, Device, Event, Host, invitation
from badges.rules.fold import Facts, Mark
from badges.rules.hours import Hours
from badges.rules.standing import Said, Standing, expected_at, standing

_COLUMNS: tuple[Any, ...] = (
    Attendee.id,
    Attendee.name,
    Attendee.email,
    Attendee.company,
    Attendee.kind,
    Attendee.fields,
    Attendee.expected_at,
    Attendee.late_until,
    Attendee.excused_at,
    Attendee.cancelled_at,
    Attendee.arrived_at,
    Attendee.arrived_by,
    Attendee.collected_at,
    Attendee.collected_by,
    Attendee.left_at,
    Attendee.left_by,
    Attendee.set_aside_at,
    Attendee.set_aside_by,
    Attendee.folded_to,
)
# Whose code, which kind, and in the order they were made, so that the newest stands.
_CODES = (
    select(Code.attendee_id, Code.kind, Code.value)
    .where(Code.kind.in_([CodeKind.BADGE, CodeKind.SHORT]), Code.retired_at.is_(None))
    .order_by(Code.id)
)


@dataclass(frozen=True)
class Card:
    """One attendee at one moment, as pages, paper and the API show them.

    ``expected_at`` is what they said last, their own hour, else the start.
    ``hosts`` are their own hosts, or the fallback hosts where they have none.
    ``arrived_by`` and ``collected_by`` are the names of devices.
    """

    id: int
    name: str
    email: str
    company: str
    kind: str
    fields: Mapping[str, Any]
    standing: Standing
    expected_at: datetime
    late_until: datetime | None
    arrived_at: datetime | None
    arrived_by: str | None
    collected_at: datetime | None
    collected_by: str | None
    left_at: datetime | None
    set_aside_at: datetime | None
    excused: bool
    short_code: str
    badge_code: str
    hosts: tuple[str, ...]


class Inviter(NamedTuple):
    """A host, as far as a list of attendees needs them."""

    id: int
    name: str
    email: str
    fallback: bool


@dataclass(frozen=True)
class Listed:
    """One attendee's row, and what stands beside it in other tables."""

    row: Row[Any]
    hosts: tuple[Inviter, ...]
    codes: Mapping[str, str]
    devices: Mapping[int, str]


def read(
    session: Session,
    event: Event,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (),
    limit: int | None = None,
) -> list[Listed]:
    """The attendees of the event that meet the conditions, in the given order, else in list order."""
    chosen = (
        select(Attendee.id)
        .where(Attendee.event_id == event.id, *conditions)
        .order_by(*order, Attendee.id)
        .limit(limit)
    )
    rows = session.execute(chosen.with_only_columns(*_COLUMNS, maintain_column_froms=True)).all()
    if not rows:
        return []
    devices = _devices(session, event.id)
    known = inviters(session, event.id)
    hosts = _hosts(session, known, chosen)
    codes = _codes(session, chosen)
    fallback = tuple(host for host in known if host.fallback)
    return [Listed(row, hosts.get(row.id, fallback), codes.get(row.id, {}), devices) for row in rows]


def card_of(listed: Listed, hours: Hours, now: datetime) -> Card:
    """The attendee's card at this moment, by what their columns say."""
    return card_with(listed, facts_of(listed.row), said_of(listed.row), hours, now)


def card_with(listed: Listed, facts: Facts, said: Said, hours: Hours, now: datetime) -> Card:
    """The attendee's card where other facts are known than those in their columns."""
    row, devices = listed.row, listed.devices
    return Card(
        id=row.id,
        name=row.name,
        email=row.email,
        company=row.company,
        kind=row.kind,
        fields=row.fields,
        standing=standing(facts, said, hours, now),
        expected_at=expected_at(said, hours),
        late_until=said.late_until,
        arrived_at=_when(facts.arrived),
        arrived_by=_where(facts.arrived, devices),
        collected_at=_when(facts.collected),
        collected_by=_where(facts.collected, devices),
        left_at=_when(facts.left),
        set_aside_at=_when(facts.set_aside),
        excused=said.excused,
        short_code=listed.codes.get(CodeKind.SHORT, ""),
        badge_code=listed.codes.get(CodeKind.BADGE, ""),
        hosts=tuple(host.name for host in listed.hosts),
    )


def among(ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that an attendee is one of these."""
    return Attendee.id.in_(list(ids))


def _when(mark: Mark | None) -> datetime | None:
    return mark.at if mark else None


def _where(mark: Mark | None, devices: Mapping[int, str]) -> str | None:
    return devices.get(mark.device, OWN_PHONE_NAME) if mark else None


def inviters(session: Session, event_id: int) -> list[Inviter]:
    """All hosts of an event, in the order they were added."""
    known = select(Host.id, Host.name, Host.email, Host.fallback).where(Host.event_id == event_id)
    return [Inviter(*row) for row in session.execute(known.order_by(Host.id))]


def _devices(session: Session, event_id: int) -> dict[int, str]:
    rows = session.execute(select(Device.id, Device.name).where(Device.event_id == event_id))
    return {row.id: row.name for row in rows}


def _hosts(
    session: Session, known: Sequence[Inviter], chosen: Select[Any]
) -> dict[int, tuple[Inviter, ...]]:
    by_id = {host.id: host for host in known}
    pairs = session.execute(
        select(invitation).where(invitation.c.attendee_id.in_(chosen)).order_by(invitation.c.host_id)
    )
    found: dict[int, tuple[Inviter, ...]] = {}
    for attendee_id, host_id in pairs:
        # A host may have been added since the first of these statements.
        if host_id in by_id:
            found[attendee_id] = (*found.get(attendee_id, ()), by_id[host_id])
    return found


def _codes(session: Session, chosen: Select[Any]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for attendee_id, kind, value in session.execute(_CODES.where(Code.attendee_id.in_(chosen))):
        found.setdefault(attendee_id, {})[kind] = value
    return found
