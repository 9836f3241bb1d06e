"""Claiming: which job an idle station may have next, taken by one station alone."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from badges.errors import LostLease
from badges.model import Event, JobState, PrinterState, PrintJob, PrintStation
from badges.printing import rows, settling, told
from badges.printing.fitting import mismatch

# A printer that has been stopped for so long loses the jobs that are meant for it, and one that is busy
# those that have waited for so long.
TAKES_OVER = timedelta(seconds=5)
WAITED_LONG = timedelta(seconds=10)
STOPPED = frozenset({PrinterState.BLOCKED, PrinterState.OFFLINE})


def claim(session: Session, station_id: int, *, instance: str, now: datetime) -> PrintJob | None:
    """The next job for this station, which is idle, claimed for it; None where there is none for it.

    Raises LostLease where the station's lease is not this program's.
    """
    station = session.get(PrintStation, station_id, with_for_update=True, populate_existing=True)
    if station is None or station.instance != instance or not leased(station, now):
        raise LostLease("This program does not have the station; say hello first.", station=station_id)
    settling.sweep(session, now=now, event_id=station.event_id)
    wanted = next_for(session, station, now)
    # Whoever else claims at this moment holds the job it looks at, and this one takes the next.
    one = session.scalar(wanted.with_for_update(skip_locked=True)) if wanted is not None else None
    if one is not None:
        _take(session, station, one, now)
    return one


def is_waiting(session: Session, station: PrintStation, now: datetime) -> bool:
    """Whether there is a job for this station."""
    wanted = next_for(session, station, now)
    return wanted is not None and session.scalar(wanted.with_only_columns(PrintJob.id)) is not None


def next_for(session: Session, station: PrintStation, now: datetime) -> Select[PrintJob] | None:
    """The statement that finds the next job for a station; None for one that can take none now."""
    if station.state in STOPPED or _busy(session, station.event_id, [station.device_id]):
        return None
    event = session.get_one(Event, station.event_id)
    mine = PrintJob.station_id + 0 == station.device_id
    # Test badges are of no revision.
    its = and_(PrintJob.revision == 0, mine)
    if station.tested_at and not station.held and not mismatch(event, station):
        its = or_(its, and_(PrintJob.revision > 0, or_(mine, _of_others(session, event, now))))
    whose = case((mine, 0), (PrintJob.station_id.is_(None), 1), else_=2)
    queued = (rows.open_at(event.id), PrintJob.state == JobState.QUEUED)
    return select(PrintJob).where(*queued, its).order_by(whose, PrintJob.asked_at, PrintJob.id).limit(1)


def able(event: Event, station: PrintStation, now: datetime) -> bool:
    """Whether the jobs that are meant for a station may be left to it."""
    stopped = station.state in STOPPED and (station.stopped_since or now) <= now - TAKES_OVER
    ready = leased(station, now) and station.tested_at is not None and not station.held
    return ready and not stopped and not mismatch(event, station)


def leased(station: PrintStation, now: datetime) -> bool:
    """Whether a program runs as this station."""
    return station.lease_until is not None and station.lease_until > now


def _of_others(session: Session, event: Event, now: datetime) -> ColumnElement[bool]:
    """The jobs that are meant for no station, for one that cannot, or too long for one that is busy."""
    stations = session.scalars(select(PrintStation).where(PrintStation.event_id == event.id))
    can = {one.device_id for one in stations if able(event, one, now)}
    free = can - _busy(session, event.id, can)
    waited = and_(PrintJob.asked_at <= now - WAITED_LONG, PrintJob.station_id.not_in(free))
    return or_(PrintJob.station_id.is_(None), PrintJob.station_id.not_in(can), waited)


def _busy(session: Session, event_id: int, stations: Collection[int]) -> set[int]:
    """Those of these stations that have a job; one that is a question for people keeps nobody busy."""
    has = (rows.open_at(event_id, stations), PrintJob.state.in_(rows.UNSENT | rows.SENT))
    found = session.scalars(select(PrintJob.claimed_by).where(*has))
    return {one for one in found if one is not None}


def _take(session: Session, station: PrintStation, one: PrintJob, now: datetime) -> None:
    before = one.station_id
    one.state, one.claimed_by, one.instance = JobState.CLAIMED, station.device_id, station.instance
    one.attempt, one.lease_until, one.claimed_at = one.attempt + 1, now + rows.LEASE, now
    taken_over = before is not None and before != station.device_id
    one.moved += int(taken_over)
    told.write(session, one, told.JOB, now=now, why=_instead_of(session, before) if taken_over else "")


def _instead_of(session: Session, device_id: int | None) -> str:
    """At which printer somebody should look, and why."""
    name = told.names(session, [device_id]).get(device_id or 0, "another printer")
    other = session.get(PrintStation, device_id)
    words = ", ".join(other.words or []) if other and other.state in STOPPED else ""
    return f"instead of {name}" + (f": {words or other.state}" if other and other.state in STOPPED else "")
