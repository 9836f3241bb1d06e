"""What an organiser sees of printing: every station, and the first of the jobs of each kind."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from badges.errors import NotFound
from badges.model import Attendee, Device, Event, JobState, PrintJob, PrintStation, Role
from badges.printing import rows
from badges.printing import stations as errands
from badges.printing.looks import Seen

# So many of one kind stand on the page; of the others it says how many there are.
SHOWN = 10
_NO_STATION = "This event has no such print station. Look at the list of stations."
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Station:
    """A print station's device, its printer as it was last told, and its latest test badge."""

    device: Device
    row: PrintStation
    test: PrintJob | None


@dataclass(frozen=True)
class Some:
    """The first of some jobs, and how many there are of them."""

    lines: Sequence[Seen]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Jobs:
    """An event's jobs: of which a person is asked, that wait or print, failed, are done, were asked again."""

    asks: Some
    waiting: Some
    failed: Some
    cancelled: Some
    printed: Some
    again: Some


def stations(session: Session, event: Event) -> list[Station]:
    """The event's print stations that are not revoked, by name, a number in it by its size."""
    tests = _tests(session, event)
    found = [Station(row.device, row, tests.get(row.device_id)) for row in errands.of_event(session, event)]
    return sorted(found, key=lambda one: _natural(one.device.name))


def station(session: Session, event: Event, device_id: int) -> Station:
    """One of them. Raises NotFound."""
    for one in stations(session, event):
        if one.device.id == device_id:
            return one
    raise NotFound(_NO_STATION, station=device_id)


def jobs(session: Session, event: Event, *, shown: int = SHOWN) -> Jobs:
    """The event's jobs as its organiser looks at them, so many of each kind."""
    names, over = _names(session, event), _over(session, event)

    def some(*which: ColumnElement[bool], order: Sequence[Any], count: int | None = None) -> Some:
        return _some(session, which, order, count, names, shown)

    def wanting(state: JobState) -> Some:
        # Only the latest of each attendee wants something; most evenings have none to look for.
        which = (here, badge, PrintJob.state == state, ~_followed())
        return some(*which, order=newest) if over[state] else Some([], 0)

    newest = [PrintJob.id.desc()]
    here, badge, under_way = PrintJob.event_id == event.id, PrintJob.revision > 0, rows.open_at(event.id)
    unknown, waits = PrintJob.state == JobState.UNKNOWN, PrintJob.state == JobState.QUEUED
    printed, latest = PrintJob.state == JobState.PRINTED, [PrintJob.printed_at.desc(), *newest]
    return Jobs(
        asks=some(under_way, unknown, order=[PrintJob.id]),
        # Those in a printer stand before those that wait for one.
        waiting=some(under_way, ~unknown, order=[waits, PrintJob.id]),
        failed=wanting(JobState.FAILED),
        cancelled=wanting(JobState.CANCELLED),
        printed=some(here, badge, printed, order=latest, count=over[JobState.PRINTED]),
        again=some(here, PrintJob.reason != "", order=newest, count=over["again"]),
    )


def in_hand(session: Session, event: Event) -> Mapping[int | None, Seen]:
    """The badge that each station has at its printer now, by the station's device."""
    at_printer = PrintJob.state.in_(rows.SENT)
    query = _LINE.where(rows.open_at(event.id), at_printer).order_by(PrintJob.id)
    names = _names(session, event)
    return {row[0].claimed_by: _line(row[0], row[1], names) for row in session.execute(query)}


def job(session: Session, event: Event, job_id: int) -> Seen:
    """One of the event's jobs. Raises NotFound."""
    found = session.execute(_LINE.where(PrintJob.event_id == event.id, PrintJob.id == job_id)).one_or_none()
    if found is None:
        raise NotFound("This event has no such print job. Look at the list of jobs.", job=job_id)
    return _line(found[0], found[1], _names(session, event))


def desks(session: Session, event: Event) -> list[Device]:
    """The desks and kiosks, of which each may have a station of its own."""
    query = select(Device).where(
        Device.event_id == event.id, Device.role != Role.STATION, Device.revoked_at.is_(None)
    )
    return list(session.scalars(query.order_by(Device.name)))


def choose_stations(session: Session, event: Event, chosen: Mapping[int, int | None]) -> None:
    """What these desks and kiosks ask for is printed at these stations; None: at any that is free.

    Raises NotFound for a station that this event does not have.
    """
    known = {one.device.id for one in stations(session, event)} | {None}
    for device in desks(session, event):
        wanted = chosen.get(device.id, device.prints_at)
        # One that was chosen before it was revoked is no longer on any page, and is let go of.
        if wanted not in known and wanted != device.prints_at:
            raise NotFound(_NO_STATION, station=wanted)
        device.prints_at = wanted if wanted in known else None
    session.flush()


_LINE = select(PrintJob, Attendee.name).outerjoin(Attendee, Attendee.id == PrintJob.attendee_id)


def _natural(name: str) -> list[tuple[int, str]]:
    """Station 2 stands before Station 10."""
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in _DIGITS.split(name)]


def _some(
    session: Session,
    which: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    count: int | None,
    names: Mapping[int | None, str],
    shown: int,
) -> Some:
    if count is None:
        count = session.scalar(select(func.count(PrintJob.id)).where(*which)) or 0
    found = session.execute(_LINE.where(*which).order_by(*order).limit(shown)) if count else ()
    return Some([_line(row[0], row[1], names) for row in found], count)


def _over(session: Session, event: Event) -> Counter[str]:
    """How many badges are in each state, and how many were asked for ``again``, in one look."""
    again = func.count(case((PrintJob.reason != "", PrintJob.id)))
    query = (
        select(PrintJob.state, func.count(PrintJob.id), again)
        .where(PrintJob.event_id == event.id, PrintJob.revision > 0)
        .group_by(PrintJob.state)
    )
    counted: Counter[str] = Counter()
    for state, badges, once_more in session.execute(query):
        counted.update({state: badges, "again": once_more})
    return counted


def _line(job: PrintJob, name: str | None, names: Mapping[int | None, str]) -> Seen:
    at = names.get(job.claimed_by) or names.get(job.station_id, "")
    return Seen(job, name or "", at, names.get(job.asked_by, ""))


def _followed() -> ColumnElement[bool]:
    """Whether a later job of the same attendee has taken a job's place."""
    other = aliased(PrintJob)
    return (
        select(other.id)
        .where(other.attendee_id == PrintJob.attendee_id, other.revision > PrintJob.revision)
        .exists()
    )


def _names(session: Session, event: Event) -> Mapping[int | None, str]:
    query = select(Device.id, Device.name).where(Device.event_id == event.id)
    return {row.id: row.name for row in session.execute(query)}


def _tests(session: Session, event: Event) -> Mapping[int | None, PrintJob]:
    latest = (
        select(func.max(PrintJob.id))
        .where(PrintJob.event_id == event.id, PrintJob.revision == 0)
        .group_by(PrintJob.station_id)
    )
    return {one.station_id: one for one in session.scalars(select(PrintJob).where(PrintJob.id.in_(latest)))}
