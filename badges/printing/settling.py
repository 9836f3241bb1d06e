"""Settling: what a station says of a job, what a person answers, and what silence means."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from badges import journal
from badges.desk import people
from badges.errors import Conflict, LostLease
from badges.model import Attendee, Event, JobState, PrintJob, PrintStation
from badges.printing import rows, told
from badges.rules.watch import next_look
from badges.store import core

# A badge that may come out, and of which its station has said nothing for so long, is a question.
SILENT_FOR = timedelta(seconds=60)
SILENT = "the station fell silent"
# The latest badge counts for a fifth of a printer's mean.
_NEW_PART = 0.2

_ASKS_FOR_PEOPLE = {JobState.BLOCKED, JobState.UNKNOWN, JobState.CANCELLED}

_ENDS = {JobState.PRINTED, JobState.FAILED, JobState.UNKNOWN}
_AT_THE_PRINTER = {JobState.PRINTING, JobState.BLOCKED, JobState.CANCELLED} | _ENDS
# What a station may say of a job after what.
_AFTER: dict[str, set[JobState]] = {
    JobState.CLAIMED: {JobState.CREATED, JobState.FAILED},
    JobState.CREATED: {JobState.CREATED, JobState.SENDING, JobState.FAILED},
    JobState.SENDING: {JobState.SENDING} | _AT_THE_PRINTER,
    JobState.PRINTING: _AT_THE_PRINTER,
    JobState.BLOCKED: _AT_THE_PRINTER,
    # Silence made it a question; its station is heard again before a person has answered.
    JobState.UNKNOWN: {JobState.SENDING} | _AT_THE_PRINTER,
}


def say(
    session: Session,
    station_id: int,
    job_id: int,
    *,
    instance: str,
    attempt: int,
    state: JobState,
    now: datetime,
    printer_job: str = "",
    words: str = "",
) -> PrintJob:
    """Keep where a job is, as its station says; once more is no harm.

    Raises LostLease where it is no longer the station's, or a person has
    answered, or it cannot be there after where it was.
    """
    one = _theirs(session, station_id, job_id, instance, attempt, holds_all=state == JobState.PRINTED)
    before, said_before = JobState(one.state), one.words
    if before == state and before in rows.SETTLED:
        return one
    if state not in _AFTER.get(before, ()):
        raise _lost(one)
    one.printer_job = told.tidy(printer_job) or one.printer_job
    one.words = told.tidy(words) or one.words
    one.lease_until = now + rows.LEASE
    _become(session, one, state, now)
    if one.state != before or one.words != said_before:
        _tell(session, one, before, now)
    session.flush()
    return one


def release(
    session: Session, station_id: int, job_id: int, *, instance: str, attempt: int, now: datetime
) -> None:
    """Give a job back of which nothing was sent. Raises LostLease."""
    one = _theirs(session, station_id, job_id, instance, attempt)
    if one.state not in rows.UNSENT:
        raise _lost(one)
    rows.back_in_queue(one)
    told.write(session, one, told.JOB, now=now)


def did_it_come_out(
    session: Session, event: Event, job_id: int, *, came_out: bool, device: int | None, now: datetime
) -> PrintJob:
    """A person's answer about a job that is unknown: it lies there, or is printed once more.

    Raises UnknownJob, and Conflict where it is not asked or somebody answered otherwise.
    """
    one = rows.hold_job(session, event, job_id)
    if one.state == (JobState.PRINTED if came_out else JobState.QUEUED):
        return one
    if one.state != JobState.UNKNOWN:
        raise Conflict("It is known what became of this badge; look at it once more.", job=job_id)
    if came_out:
        _printed(session, one, now, measured=False)
    else:
        rows.back_in_queue(one)
    told.write(session, one, told.PRINTED if came_out else told.JOB, now=now, device=device)
    return one


def cancel(session: Session, event: Event, job_id: int, *, now: datetime) -> PrintJob:
    """Take a job back; one that was sent is asked back from its printer, and a person is asked about it.

    Raises UnknownJob, and Conflict for a badge that is printed.
    """
    one = rows.hold_job(session, event, job_id)
    if one.state in rows.SENT:
        one.cancel_asked_at = one.cancel_asked_at or now
    elif one.state == JobState.PRINTED:
        raise Conflict("This badge is printed; there is nothing to take back.", job=job_id)
    elif one.state != JobState.CANCELLED:
        rows.settle(one, JobState.CANCELLED, now)
        _lies_as_before(session, one)
    told.write(session, one, told.JOB, now=now)
    return one


def move(session: Session, event: Event, job_id: int, *, station: int | None, now: datetime) -> PrintJob:
    """Let another station print a job, or any; one that was sent is taken back as ``cancel`` does.

    Raises UnknownJob, NotFound, and Conflict for a badge that is printed.
    """
    if station is not None:
        rows.station_device(session, event, station)
    one = rows.hold_job(session, event, job_id)
    if one.attendee_id is None or one.state == JobState.PRINTED:
        raise Conflict("This badge cannot go to another printer.", job=job_id)
    one.station_id, one.moved = station, one.moved + 1
    if one.state in rows.SENT:
        one.cancel_asked_at = one.cancel_asked_at or now
    elif one.state in rows.UNSENT:
        rows.back_in_queue(one)
    told.write(session, one, told.JOB, now=now, why="moved")
    return one


def try_again(session: Session, event: Event, job_id: int, *, now: datetime) -> PrintJob:
    """Queue a job again that failed or was cancelled. Raises UnknownJob, and Conflict for any other."""
    one = rows.hold_job(session, event, job_id)
    newest = one if one.attendee_id is None else rows.latest(session, one.attendee_id)
    if newest is not one:
        raise Conflict("A newer badge takes the place of this one.", job=job_id)
    if one.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise Conflict("Only a badge that failed or was taken back is tried again.", job=job_id)
    rows.back_in_queue(one)
    told.write(session, one, told.JOB, now=now)
    return one


def sweep(session: Session, *, now: datetime, event_id: int | None = None) -> None:
    """Queue the jobs again whose lease ran out before anything was sent; ask about those that were sent.

    Whatever somebody holds at this moment is being settled, and is left to them.
    """
    found = session.scalars(
        select(PrintJob)
        .where(rows.open_at(event_id) if event_id else rows.is_open(), _overdue(now))
        .order_by(PrintJob.event_id, PrintJob.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for their_event, jobs in groupby(found, key=lambda one: one.event_id):
        lines = [_silent(session, one, now) for one in jobs]
        session.flush()
        journal.write(session, their_event, lines)


def is_due(now: datetime) -> Select[Any]:
    """The statement that finds whether ``sweep`` has anything to do."""
    return select(PrintJob.id).where(rows.is_open(), _overdue(now)).limit(1)


def _overdue(now: datetime) -> ColumnElement[bool]:
    silent = now - SILENT_FOR + rows.LEASE
    return or_(
        and_(PrintJob.state.in_(rows.UNSENT), PrintJob.lease_until <= now),
        and_(PrintJob.state.in_(rows.SENT), PrintJob.lease_until <= silent),
    )


def _silent(session: Session, one: PrintJob, now: datetime) -> journal.Line:
    if one.state in rows.UNSENT:
        rows.back_in_queue(one)
    else:
        # Its lease stays as it ran out: the station may come back and settle it.
        one.state = JobState.UNKNOWN
    return told.line(session, one, told.JOB, now=now, why=SILENT)


def _theirs(
    session: Session, station_id: int, job_id: int, instance: str, attempt: int, *, holds_all: bool = False
) -> PrintJob:
    """The job, held, as the program has it that says so; with all that changes with it."""
    one = rows.found(session, PrintJob, job_id)
    if one is None:
        raise LostLease("There is no such print job any more.", job=job_id)
    if holds_all:
        rows.hold_around(session, one)
    one = session.get_one(PrintJob, job_id, with_for_update=True, populate_existing=True)
    if (one.claimed_by, one.instance, one.attempt) != (station_id, instance, attempt):
        raise _lost(one)
    return one


def _lost(one: PrintJob) -> LostLease:
    why = "This print job is no longer yours: take it back from the printer if nothing of it was sent."
    return LostLease(why, job=one.id, state=str(one.state))


def _become(session: Session, one: PrintJob, state: JobState, now: datetime) -> None:
    match state:
        case JobState.PRINTED:
            _printed(session, one, now)
        case JobState.CANCELLED:
            _taken_back(session, one, now)
        case JobState.FAILED:
            rows.settle(one, state, now)
        case JobState.UNKNOWN:
            # Its station has said what it knows and is asked no more; who answers now is a person.
            one.state, one.lease_until = state, None
        case _:
            one.state = state
            if state == JobState.SENDING:
                one.sent_at = now


def _taken_back(session: Session, one: PrintJob, now: datetime) -> None:
    """A printer took it back. What was wanted may have come out all the same, so a person is asked."""
    if not one.cancel_asked_at:
        rows.settle(one, JobState.FAILED, now, "cancelled at the printer")
    elif _has_a_newer(session, one):
        rows.settle(one, JobState.CANCELLED, now)
    else:
        one.state, one.lease_until = JobState.UNKNOWN, None


def _has_a_newer(session: Session, one: PrintJob) -> bool:
    newer = (PrintJob.attendee_id == one.attendee_id, PrintJob.revision > one.revision)
    found = select(PrintJob.id).where(*newer, PrintJob.state != JobState.CANCELLED).limit(1)
    return session.scalar(found) is not None


def _tell(session: Session, one: PrintJob, before: JobState, now: datetime) -> None:
    """The journal hears where people would look: it lies there, it failed, it stands still, it goes on."""
    if one.state == JobState.PRINTED:
        told.write(session, one, told.PRINTED, now=now)
    elif one.state == JobState.FAILED:
        told.write(session, one, told.FAILED, now=now, why=one.words)
    elif one.state in _ASKS_FOR_PEOPLE:
        told.write(session, one, told.JOB, now=now, why=one.words)
    elif before in _ASKS_FOR_PEOPLE:
        told.write(session, one, told.JOB, now=now)


def _printed(session: Session, one: PrintJob, now: datetime, *, measured: bool = True) -> None:
    """The badge lies there, uncollected."""
    rows.settle(one, JobState.PRINTED, now)
    one.printed_at = now
    station = session.get(PrintStation, one.claimed_by) if one.claimed_by else None
    if station is not None:
        _count(station, one, now, measured=measured)
    session.flush()
    # One that comes out after it was asked for anew is not the one that is to be collected.
    if one.attendee_id is not None and not _has_a_newer(session, one):
        _lies_there(session, one.event_id, one.attendee_id, now)


def _count(station: PrintStation, one: PrintJob, now: datetime, *, measured: bool) -> None:
    """One label less; and how long it took, unless it stood still meanwhile or a person had to say so."""
    station.labels_left = max(0, station.labels_left - 1) if station.labels_left is not None else None
    if measured and one.sent_at and not one.words:
        took = max(0.0, (now - one.sent_at).total_seconds())
        station.seconds = (
            took if station.seconds is None else (1 - _NEW_PART) * station.seconds + _NEW_PART * took
        )


def _lies_there(session: Session, event_id: int, attendee_id: int, now: datetime) -> None:
    _printed_at(session, attendee_id, now)
    [person] = people.held(session, [attendee_id])
    hours = session.get_one(Event, event_id).hours
    look = next_look(person.facts, person.said, person.told, hours, now)
    core(session).execute(update(Attendee).where(Attendee.id == attendee_id).values(due_at=look))


def _lies_as_before(session: Session, one: PrintJob) -> None:
    """Nothing takes the place of the badge that was printed before, if one was."""
    if one.attendee_id is not None:
        printed = (PrintJob.attendee_id == one.attendee_id, PrintJob.state == JobState.PRINTED)
        before = select(PrintJob.printed_at).where(*printed).order_by(PrintJob.revision.desc()).limit(1)
        _printed_at(session, one.attendee_id, session.scalar(before))


def _printed_at(session: Session, attendee_id: int, at: datetime | None) -> None:
    core(session).execute(update(Attendee).where(Attendee.id == attendee_id).values(printed_at=at))
