"""An event's attendees as they are read: a fixed number of statements, however many they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session

from badges.desk.answer import OWN_PHONE_NAME
from badges.desk.people import facts_of, has_badge, said_of
from badges.model import Attendee, Code, CodeKind, Device, Event, Host, TablePlace, invitation
from badges.rules.fold import Facts, Mark
from badges.rules.hours import Hours
from badges.rules.standing import Said, Standing, expected_at, standing
from badges.store import core

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
    Attendee.missing_after,
    Attendee.vip,
    Attendee.arrived_at,
    Attendee.arrived_by,
    Attendee.vouched_by,
    Attendee.collected_at,
    Attendee.collected_by,
    Attendee.left_at,
    Attendee.left_by,
    Attendee.set_aside_at,
    Attendee.set_aside_by,
    Attendee.folded_to,
    Attendee.first_name,
    Attendee.last_name,
    Attendee.printed_at,
    has_badge().label("has_badge"),
)
_FEW = 1_000
# Ids, or the statement that finds them.
_Whose = Sequence[int] | Select[Any]
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
    ``arrived_by`` and ``collected_by`` are the names of devices; where no
    device saw them arrive, ``vouched_by`` and ``arrived_by`` are the host's who did.
    ``box`` and ``slot`` say where their badge lies on the badge table; None
    where it was laid out without them. ``first_name`` and ``last_name`` are
    empty where the list gave the whole name only. ``has_badge`` is False
    until a badge lies there for them (see ``badges.desk.people.has_badge``).
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
    first_name: str
    last_name: str
    box: int | None
    slot: int | None
    vouched_by: str | None = None
    has_badge: bool = True


class Inviter(NamedTuple):
    """A host, as far as a list of attendees needs them."""

    id: int
    name: str
    email: str
    fallback: bool


class Lies(NamedTuple):
    """In which box and slot of the badge table a badge lies; None where it was laid out without it."""

    box: int | None = None
    slot: int | None = None


NOWHERE = Lies()


@dataclass(frozen=True)
class Listed:
    """One attendee's row, and what stands beside it in other tables."""

    row: Row[Any]
    hosts: tuple[Inviter, ...]
    codes: Mapping[str, str]
    devices: Mapping[int, str]
    lies: Lies = NOWHERE
    # The names of the event's hosts, each of whom may have seen them.
    vouchers: Mapping[int, str] = field(default_factory=dict)


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
    # Past the session's own reading, which costs a long list a second time; so what waits is written first.
    session.flush()
    rows = core(session).execute(chosen.with_only_columns(*_COLUMNS, maintain_column_froms=True)).all()
    if not rows:
        return []
    # Finding a few among a long list takes longest, so it is done once; many would be too many to name.
    whose = [row.id for row in rows] if len(rows) <= _FEW else chosen
    devices = _devices(session, event.id)
    known = inviters(session, event.id)
    hosts = _hosts(session, known, whose)
    codes = _codes(session, whose)
    places = _places(session, event.id, whose)
    fallback = tuple(host for host in known if host.fallback)
    vouchers = {host.id: host.name for host in known}
    return [
        Listed(
            row,
            hosts.get(row.id, fallback),
            codes.get(row.id, {}),
            devices,
            places.get(row.id, NOWHERE),
            vouchers,
        )
        for row in rows
    ]


def moments_of(session: Session, event: Event) -> tuple[list[datetime], list[datetime]]:
    """When everybody came and when they were expected, both in order, as the curve takes them.

    Whom the organiser cancelled, who cannot come and who walked in was not
    expected. One statement and few columns, because a list may be long.
    """
    rows = session.execute(
        select(Attendee.arrived_at, Attendee.late_until, Attendee.expected_at, Attendee.excused_at)
        .add_columns(Attendee.walk_in_id)
        .where(Attendee.event_id == event.id)
        .where(or_(Attendee.cancelled_at.is_(None), Attendee.arrived_at.is_not(None)))
    ).all()
    due = (row for row in rows if not row.walk_in_id and (row.arrived_at or not row.excused_at))
    expected = sorted(row.late_until or row.expected_at or event.start_at for row in due)
    return sorted(row.arrived_at for row in rows if row.arrived_at), expected


def card_of(listed: Listed, hours: Hours, now: datetime) -> Card:
    """The attendee's card at this moment, by what their columns say."""
    return card_with(listed, facts_of(listed.row), said_of(listed.row), hours, now)


def card_with(listed: Listed, facts: Facts, said: Said, hours: Hours, now: datetime) -> Card:
    """The attendee's card where other facts are known than those in their columns."""
    row, devices = listed.row, listed.devices
    vouched = _vouched(facts.arrived, listed.vouchers)
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
        arrived_by=vouched or _where(facts.arrived, devices),
        collected_at=_when(facts.collected),
        collected_by=_where(facts.collected, devices),
        left_at=_when(facts.left),
        set_aside_at=_when(facts.set_aside),
        excused=said.excused,
        short_code=listed.codes.get(CodeKind.SHORT, ""),
        badge_code=listed.codes.get(CodeKind.BADGE, ""),
        hosts=tuple(host.name for host in listed.hosts),
        first_name=row.first_name,
        last_name=row.last_name,
        box=listed.lies.box,
        slot=listed.lies.slot,
        vouched_by=vouched,
        has_badge=said.has_badge,
    )


def among(ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that an attendee is one of these."""
    return Attendee.id.in_(list(ids))


def _when(mark: Mark | None) -> datetime | None:
    return mark.at if mark else None


def _vouched(mark: Mark | None, vouchers: Mapping[int, str]) -> str | None:
    return vouchers.get(mark.host) if mark and mark.host else None


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
    session: Session, known: Sequence[Inviter], whose: _Whose
) -> dict[int, tuple[Inviter, ...]]:
    by_id = {host.id: host for host in known}
    pairs = core(session).execute(
        select(invitation).where(invitation.c.attendee_id.in_(whose)).order_by(invitation.c.host_id)
    )
    found: dict[int, tuple[Inviter, ...]] = {}
    for attendee_id, host_id in pairs:
        # A host may have been added since the first of these statements.
        if host_id in by_id:
            found[attendee_id] = (*found.get(attendee_id, ()), by_id[host_id])
    return found


def _codes(session: Session, whose: _Whose) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for attendee_id, kind, value in core(session).execute(_CODES.where(Code.attendee_id.in_(whose))).all():
        found.setdefault(attendee_id, {})[kind] = value
    return found


def _places(session: Session, event_id: int, whose: _Whose) -> dict[int, Lies]:
    """Where their badges lie in the layout that holds now."""
    holds = select(Event.table_layout).where(Event.id == event_id).scalar_subquery()
    theirs = (TablePlace.attendee_id.in_(whose), TablePlace.layout == holds)
    lies = select(TablePlace.attendee_id, TablePlace.box, TablePlace.slot).where(*theirs)
    return {attendee_id: Lies(box, slot) for attendee_id, box, slot in core(session).execute(lies).all()}
