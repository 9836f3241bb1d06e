"""How printing goes: the jobs, where somebody's badge is, and the evening's figures."""

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from badges.model import Attendee, Device, Event, JobState, PrintJob, PrintStation
from badges.printing import claiming, rows

_PRINTER = aliased(Device)
_ASKER = aliased(Device)
_IS_PRINTER = _PRINTER.id == func.coalesce(PrintJob.claimed_by, PrintJob.station_id)
# States in which a person wants to know why.
_HAS_A_WHY = frozenset({JobState.BLOCKED, JobState.FAILED, JobState.UNKNOWN})


@dataclass(frozen=True)
class Seen:
    """A job with the names beside it.

    ``attendee`` is empty for a test badge, ``asked_by`` where no device asked;
    ``printer`` is the station that has it or is to have it, empty: any.
    """

    job: PrintJob
    attendee: str
    printer: str
    asked_by: str


@dataclass(frozen=True)
class Figures:
    """Seconds per badge and badges printed by station (device id), reprints by reason."""

    seconds: dict[int, float | None]
    printed: dict[int, int]
    reprints: dict[str, int]


def jobs(session: Session, event: Event, *, limit: int) -> list[Seen]:
    """The event's jobs: those that are open, in the order of the queue; then the latest that are over."""
    over, names = PrintJob.state.in_(rows.SETTLED), (Attendee.name, _PRINTER.name, _ASKER.name)
    found = (
        select(PrintJob, *names)
        .outerjoin(_PRINTER, _IS_PRINTER)
        .outerjoin(_ASKER, _ASKER.id == PrintJob.asked_by)
        .outerjoin(Attendee, Attendee.id == PrintJob.attendee_id)
        .where(PrintJob.event_id == event.id)
        .order_by(over, case((over, None), else_=PrintJob.asked_at), PrintJob.settled_at.desc(), PrintJob.id)
        .limit(limit)
    )
    return [Seen(job, *(name or "" for name in names)) for job, *names in session.execute(found)]


def of_attendees(
    session: Session, event: Event, ids: Collection[int] | None, now: datetime
) -> dict[int, dict[str, Any]]:
    """Where the latest badge of each of these attendees is (None: of all); nobody's without a job.

    Keys: job, state, revision, printer (name or None), position (in the queue, 1 is next; None
    where it is not queued), seconds (expected until it lies there, or None), why (words), reason.
    """
    found = session.execute(_newest(event, ids)).all()
    under_way = any(row.PrintJob.state not in rows.SETTLED for row in found)
    queue = _queue(session, event, now) if under_way else _Queue()
    return {row.PrintJob.attendee_id: _where(row, queue) for row in found}


def figures(session: Session, event: Event) -> Figures:
    """The evening's figures; test badges are nobody's."""
    printed = (PrintJob.event_id == event.id, PrintJob.state == JobState.PRINTED, PrintJob.revision > 0)
    by_station = select(PrintJob.claimed_by, func.count()).where(*printed).group_by(PrintJob.claimed_by)
    reasons = select(PrintJob.reason, func.count().label("jobs")).where(
        PrintJob.event_id == event.id, PrintJob.reason != "", PrintJob.state != JobState.CANCELLED
    )
    seconds = select(PrintStation.device_id, PrintStation.seconds).where(PrintStation.event_id == event.id)
    return Figures(
        seconds={row.device_id: row.seconds for row in session.execute(seconds)},
        printed={one: count for one, count in session.execute(by_station) if one is not None},
        reprints={row.reason: row.jobs for row in session.execute(reasons.group_by(PrintJob.reason))},
    )


@dataclass(frozen=True)
class _Queue:
    """Which place each queued job has before its printer, and how quickly printers print.

    ``seconds`` is by station what one badge takes; ``ahead`` how many are
    being printed, by station.
    """

    places: dict[int, int] = field(default_factory=dict)
    seconds: dict[int, float | None] = field(default_factory=dict)
    ahead: Counter[int | None] = field(default_factory=Counter)

    def expected(self, one: PrintJob) -> float | None:
        """In how many seconds it is likely to lie there; None where nobody can know."""
        if one.state in rows.UNSENT or one.state in {JobState.SENDING, JobState.PRINTING}:
            return self.seconds.get(one.claimed_by or 0)
        if one.state != JobState.QUEUED:
            return None
        printers = [one.station_id] if one.station_id in self.seconds else list(self.seconds)
        means = [mean for printer in printers if printer and (mean := self.seconds[printer]) is not None]
        if not means:
            return None
        before = self.places.get(one.id, 1) + sum(self.ahead[printer] for printer in printers)
        return round(math.ceil(before / len(printers)) * sum(means) / len(means), 1)


def _queue(session: Session, event: Event, now: datetime) -> _Queue:
    found = session.execute(
        select(PrintJob.id, PrintJob.state, PrintJob.station_id, PrintJob.claimed_by)
        .where(rows.open_at(event.id))
        .order_by(PrintJob.asked_at, PrintJob.id)
    ).all()
    count: Counter[int | None] = Counter()
    places = {}
    for row in found:
        if row.state == JobState.QUEUED:
            count[row.station_id] += 1
            places[row.id] = count[row.station_id]
    stations = session.scalars(select(PrintStation).where(PrintStation.event_id == event.id))
    seconds = {one.device_id: one.seconds for one in stations if claiming.able(event, one, now)}
    busy = rows.UNSENT | rows.SENT
    return _Queue(places, seconds, Counter(row.claimed_by for row in found if row.state in busy))


def _newest(event: Event, ids: Collection[int] | None) -> Select[Any]:
    theirs: list[ColumnElement[bool]] = [PrintJob.event_id == event.id, PrintJob.attendee_id.is_not(None)]
    if ids is not None:
        theirs.append(PrintJob.attendee_id.in_(list(ids)))
    newest = (
        select(PrintJob.attendee_id, func.max(PrintJob.revision).label("revision"))
        .where(*theirs)
        .group_by(PrintJob.attendee_id)
        .subquery()
    )
    same = (newest.c.attendee_id == PrintJob.attendee_id) & (newest.c.revision == PrintJob.revision)
    columns: tuple[Any, ...] = (PrintJob, _PRINTER.name.label("printer"))
    return select(*columns).join(newest, same).outerjoin(_PRINTER, _IS_PRINTER)


def _where(row: Row[Any], queue: _Queue) -> dict[str, Any]:
    one: PrintJob = row.PrintJob
    return {
        "job": one.id,
        "state": str(one.state),
        "revision": one.revision,
        "printer": row.printer,
        "position": queue.places.get(one.id) if one.state == JobState.QUEUED else None,
        "seconds": queue.expected(one),
        "why": one.words if one.state in _HAS_A_WHY else "",
        "reason": one.reason,
    }
