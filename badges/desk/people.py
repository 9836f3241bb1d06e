"""The people a batch of scans is about: found by code or id, held against other writers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, case, exists, or_, select
from sqlalchemy.orm import Session

from badges import codes
from badges.desk.asked import Asked
from badges.model import Attendee, Code, Event, Scan, TablePlace
from badges.rules.fold import Facts, Mark, Move
from badges.rules.standing import Said
from badges.rules.watch import Told
from badges.store import core

# No table of ours holds a device 0: it is the attendee's own phone, which the tables call NULL.
OWN_PHONE = 0


def has_badge() -> ColumnElement[bool]:
    """The condition on Attendee that there is a badge for them.

    Everybody has one unless badges are printed when people come: then who has
    a place on the badge table, or for whom one was printed.
    """
    theirs = Event.id == Attendee.event_id
    on_the_table = exists().where(
        TablePlace.attendee_id == Attendee.id,
        TablePlace.layout == select(Event.table_layout).where(theirs).correlate(Attendee).scalar_subquery(),
    )
    prints = select(Event.prints_on_arrival).where(theirs).correlate(Attendee).scalar_subquery()
    # A case and no or: the table's places are not even looked at where all badges lie there.
    return case((prints, or_(Attendee.printed_at.is_not(None), on_the_table)), else_=True)


_COLUMNS: tuple[Any, ...] = (
    Attendee.id,
    Attendee.event_id,
    Attendee.name,
    Attendee.company,
    Attendee.kind,
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
    Attendee.missing_told_at,
    Attendee.uncollected_told_at,
    Attendee.no_show_told_at,
    Attendee.left_told_at,
    Attendee.vip_told_at,
    Attendee.missing_after,
    Attendee.vip,
    Attendee.vouched_by,
    Attendee.printed_at,
    has_badge().label("has_badge"),
)

# The statements of the hot path are made once: making them anew costs more than running them.
_BY_CODE = (
    select(*_COLUMNS, Code.value, Code.kind.label("code_kind"), Code.retired_at)
    .join(Attendee, Attendee.id == Code.attendee_id)
    .where(Code.value.in_(bindparam("given", expanding=True)))
    .order_by(Attendee.id)
    .with_for_update(of=Attendee)
)
_BY_ID = (
    select(*_COLUMNS)
    .where(Attendee.id.in_(bindparam("given", expanding=True)))
    .order_by(Attendee.id)
    .with_for_update()
)
_MOVES = select(
    Scan.id, Scan.action, Scan.at, Scan.device_id, Scan.n, Scan.undoes, Scan.host_id
).where(Scan.attendee_id == bindparam("attendee"), Scan.counts)


@dataclass
class Person:
    """An attendee as this transaction sees and changes them."""

    id: int
    event_id: int
    name: str
    company: str
    kind: str
    facts: Facts
    said: Said
    told: Told
    folded_to: datetime | None
    # The scans of this transaction, not yet in the table.
    fresh: list[Move] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Found:
    """Whom a code belongs to, and whether it has been replaced since."""

    person: Person
    retired: bool = False


class People:
    """Those a batch of scans names, looked up once."""

    def __init__(self) -> None:
        self._by_id: dict[int, Person] = {}
        self._by_code: dict[str, list[tuple[Person, str, bool]]] = {}
        # Whose each scan is that this batch takes back or has made.
        self.scans: dict[UUID, int | None] = {}

    def of(self, asked: Asked, event_id: int) -> Found | None:
        """Whose scan it is: by id, or by code, this event's people before all others."""
        attendee_id = asked.attendee
        if attendee_id is None and not asked.code and asked.undoes:
            attendee_id = self.scans.get(asked.undoes)
        if attendee_id is not None:
            person = self._by_id.get(attendee_id)
            return Found(person) if person else None
        hits = [
            hit
            for value, kinds in _meanings(asked.code)
            for hit in self._by_code.get(value, ())
            if hit[1] in kinds and (hit[1] != "short" or hit[0].event_id == event_id)
        ]
        hits.sort(key=lambda hit: (hit[0].event_id != event_id, hit[2]))
        return Found(hits[0][0], retired=hits[0][2]) if hits else None

    def changed(self) -> list[Person]:
        """Those whose facts are no longer what the table says."""
        return [person for person in self._by_id.values() if person.fresh]

    def take_in(self, rows: Iterable[Row[Any]]) -> None:
        """Remember what a look-up found."""
        for row in rows:
            person = self._by_id.setdefault(row.id, _person(row))
            if hasattr(row, "value"):
                hit = (person, row.code_kind, row.retired_at is not None)
                self._by_code.setdefault(row.value, []).append(hit)


def find(session: Session, asked: Sequence[Asked]) -> People:
    """The people these scans name, each row held until the transaction ends."""
    people = People()
    values = {value for scan in asked if scan.attendee is None for value, _ in _meanings(scan.code)}
    ids = {scan.attendee for scan in asked if scan.attendee is not None}
    people.scans = _undone(session, asked)
    ids |= {attendee_id for attendee_id in people.scans.values() if attendee_id is not None}
    if values:
        people.take_in(core(session).execute(_BY_CODE, {"given": list(values)}))
    if ids:
        people.take_in(core(session).execute(_BY_ID, {"given": list(ids)}))
    return people


def held(session: Session, ids: Collection[int]) -> list[Person]:
    """These attendees as they are now, each row held until the transaction ends."""
    return [_person(row) for row in core(session).execute(_BY_ID, {"given": list(ids)})]


def moves_of(session: Session, person: Person) -> list[Move]:
    """All scans that count for this person, this transaction's included."""
    rows = core(session).execute(_MOVES, {"attendee": person.id})
    stored = [
        Move(r.id, r.action, r.at, r.device_id or OWN_PHONE, r.n, r.undoes, r.host_id or 0) for r in rows
    ]
    return stored + person.fresh


def columns(person: Person) -> dict[str, Any]:
    """The person's facts, and what their hosts were told, as the attendee's columns hold them."""
    values: dict[str, Any] = {
        "folded_to": person.folded_to,
        "missing_told_at": person.told.missing,
        "uncollected_told_at": person.told.uncollected,
        "no_show_told_at": person.told.no_show,
        "left_told_at": person.told.left_early,
        "vip_told_at": person.told.vip_here,
    }
    for name in ("arrived", "collected", "left", "set_aside"):
        mark: Mark | None = getattr(person.facts, name)
        values[f"{name}_at"] = mark.at if mark else None
        values[f"{name}_by"] = (mark.device or None) if mark else None
    arrived = person.facts.arrived
    values["vouched_by"] = (arrived.host or None) if arrived else None
    return values


def facts_of(row: Any) -> Facts:
    """The facts that an attendee's columns hold."""

    def mark(at: datetime | None, by: int | None, host: int | None = None) -> Mark | None:
        return Mark(at, by or OWN_PHONE, host or 0) if at else None

    return Facts(
        arrived=mark(row.arrived_at, row.arrived_by, row.vouched_by),
        collected=mark(row.collected_at, row.collected_by),
        left=mark(row.left_at, row.left_by),
        set_aside=mark(row.set_aside_at, row.set_aside_by),
    )


def said_of(row: Any) -> Said:
    """What an attendee's columns know besides the scans."""
    return Said(
        expected=row.expected_at,
        late_until=row.late_until,
        excused=row.excused_at is not None,
        cancelled=row.cancelled_at is not None,
        grace=None if row.missing_after is None else timedelta(seconds=row.missing_after),
        vip=row.vip,
        # Who asks only when to look at somebody again may leave these out: a look too early is no harm.
        badge_since=getattr(row, "printed_at", None),
        has_badge=bool(getattr(row, "has_badge", True)),
    )


def told_of(row: Any) -> Told:
    """What an attendee's hosts have been told."""
    return Told(
        missing=row.missing_told_at,
        uncollected=row.uncollected_told_at,
        no_show=row.no_show_told_at,
        left_early=row.left_told_at,
        vip_here=row.vip_told_at,
    )


def _person(row: Any) -> Person:
    return Person(
        id=row.id,
        event_id=row.event_id,
        name=row.name,
        company=row.company,
        kind=row.kind,
        facts=facts_of(row),
        said=said_of(row),
        told=told_of(row),
        folded_to=row.folded_to,
    )


def _meanings(code: str | None) -> list[tuple[str, tuple[str, ...]]]:
    """What may stand in the table for a scanned text, and as which kinds of code."""
    if not code or not code.strip():
        return []
    reading = codes.read(code)
    meanings: list[tuple[str, tuple[str, ...]]] = [
        (text, ("foreign",)) for text in (reading.foreign, *reading.within) if text
    ]
    if reading.ours:
        meanings += [(reading.ours, ("badge",)), (codes.fingerprint(reading.ours), ("pass",))]
    if reading.short:
        meanings.append((reading.short, ("short",)))
    return meanings


def _undone(session: Session, asked: Sequence[Asked]) -> dict[UUID, int | None]:
    """Whose scans are to be undone, where the scan that undoes does not say it."""
    targets = {scan.undoes for scan in asked if scan.undoes and scan.attendee is None and not scan.code}
    if not targets:
        return {}
    found = core(session).execute(select(Scan.id, Scan.attendee_id).where(Scan.id.in_(targets)))
    return {row.id: row.attendee_id for row in found}
