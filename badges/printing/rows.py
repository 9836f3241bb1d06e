"""The rows of print jobs: found and held in one order, put back into the queue."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session, aliased

from badges.errors import NotFound, UnknownAttendee, UnknownJob
from badges.model import Attendee, Base, Device, Event, JobState, PrintJob, PrintStation, Role
from badges.store import core

_Row = TypeVar("_Row", bound=Base)
# Some databases refuse even to look for more.
LARGEST_ID = 2**31 - 1
# How long a station has its printer and its jobs after each word of it.
LEASE = timedelta(seconds=15)
# A station has it, and nothing of it has left for the printer.
UNSENT = frozenset({JobState.CLAIMED, JobState.CREATED})
# A badge may come out.
SENT = frozenset({JobState.SENDING, JobState.PRINTING, JobState.BLOCKED})
SETTLED = frozenset({JobState.PRINTED, JobState.FAILED, JobState.CANCELLED})
# In the very words of the index that holds the few jobs which are open, by which SQLite knows it.
_SETTLED = [JobState.PRINTED.value, JobState.FAILED.value, JobState.CANCELLED.value]
_ANY = aliased(PrintJob)
_OPEN = select(_ANY.id).where(
    _ANY.state.not_in(bindparam("settled", _SETTLED, expanding=True, literal_execute=True))
)


def open_at(event_id: int, stations: Collection[int] | None = None) -> ColumnElement[bool]:
    """The condition that a job of this event is open, and one of these stations has it."""
    # A sum is in no index, and so all that was printed at the event, or at the station, is not looked at.
    theirs = PrintJob.id.in_(_OPEN.where(_ANY.event_id + 0 == event_id))
    return theirs if stations is None else theirs & (PrintJob.claimed_by + 0).in_(list(stations))


def any_open(session: Session, event_id: int) -> bool:
    """Whether anything is open at an event."""
    return core(session).execute(_OPEN.where(_ANY.event_id + 0 == event_id).limit(1)).first() is not None


def is_open() -> ColumnElement[bool]:
    """The condition that a job is open, wherever it is."""
    return PrintJob.id.in_(_OPEN)


def found(session: Session, kind: type[_Row], number: int) -> _Row | None:
    """The row of this number; no number that a request may bring is too large to be nobody's."""
    return session.get(kind, number) if 0 < number <= LARGEST_ID else None


def hold_attendee(session: Session, event_id: int, attendee_id: int) -> None:
    """Hold an attendee. Raises UnknownAttendee.

    Everybody holds in this order, so that no two wait for each other in a
    circle: attendees, stations, jobs, the journal's counter.
    """
    theirs = (Attendee.id == attendee_id, Attendee.event_id == event_id)
    held = select(Attendee.id).where(*theirs).with_for_update(key_share=True)
    if not 0 < attendee_id <= LARGEST_ID or core(session).scalar(held) is None:
        raise UnknownAttendee(
            f"Nobody on the list of this event has the number {attendee_id}.", attendee=attendee_id
        )


def station_device(session: Session, event: Event, device_id: int) -> Device:
    """The device of a station of this event. Raises NotFound."""
    device = found(session, Device, device_id)
    if device is None or device.event_id != event.id or device.role != Role.STATION or device.revoked_at:
        raise NotFound("This event has no such print station.", station=device_id)
    return device


def hold_station(session: Session, event: Event, device_id: int) -> PrintStation:
    """A station of this event, held; its row is made where it has not said anything yet. Raises NotFound."""
    device = station_device(session, event, device_id)
    there = session.get(PrintStation, device_id, with_for_update=True, populate_existing=True)
    return there or made(session, device)


def made(session: Session, device: Device) -> PrintStation:
    """The row of a station that has said nothing yet."""
    station = PrintStation(device_id=device.id, event_id=device.event_id, device=device)
    session.add(station)
    session.flush()
    return station


def hold_job(session: Session, event: Event, job_id: int) -> PrintJob:
    """A job of this event with its attendee, both held. Raises UnknownJob."""
    one = found(session, PrintJob, job_id)
    if one is None or one.event_id != event.id:
        raise UnknownJob("This event has no such print job.", job=job_id)
    hold_around(session, one)
    return session.get_one(PrintJob, job_id, with_for_update=True, populate_existing=True)


def hold_around(session: Session, one: PrintJob) -> None:
    """Hold the attendee of a job and the station that has it, which both come before it."""
    if one.attendee_id is not None:
        hold_attendee(session, one.event_id, one.attendee_id)
    if one.claimed_by is not None:
        session.get(PrintStation, one.claimed_by, with_for_update=True, populate_existing=True)


def latest(session: Session, attendee_id: int) -> PrintJob | None:
    """Somebody's job of the highest revision, held."""
    theirs = select(PrintJob).where(PrintJob.attendee_id == attendee_id)
    newest = theirs.order_by(PrintJob.revision.desc()).limit(1).with_for_update()
    return session.scalars(newest.execution_options(populate_existing=True)).first()


def back_in_queue(one: PrintJob) -> None:
    """Whoever had it has it no longer: its number of the attempt is raised when it is claimed again."""
    one.state = JobState.QUEUED
    one.claimed_by = one.lease_until = one.claimed_at = one.sent_at = None
    one.printed_at = one.settled_at = one.cancel_asked_at = None
    one.instance = one.printer_job = one.words = ""


def settle(one: PrintJob, state: JobState, now: datetime, words: str = "") -> None:
    """It is over with this job."""
    one.state, one.settled_at, one.lease_until = state, now, None
    one.words = words or one.words


def cancel_open(session: Session, attendees: Collection[int], *, now: datetime) -> None:
    """Take back all that is still to be printed for these attendees, without a word in the journal."""
    still = (PrintJob.attendee_id.in_(list(attendees)), PrintJob.state.not_in(SETTLED))
    ended = {"state": JobState.CANCELLED, "settled_at": now, "lease_until": None}
    core(session).execute(update(PrintJob).where(*still).values(ended))
