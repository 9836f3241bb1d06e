"""Asking for a badge: by arriving, by hand, once more with a reason, or to try a printer out."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, literal, null, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from badges import codes
from badges.errors import BadInput, Conflict
from badges.journal import Line
from badges.model import Attendee, Code, CodeKind, Device, Event, JobState, Moment, PrintJob
from badges.printing import rows, told
from badges.store import core

REASONS = ("spoilt", "lost", "corrected")
# A document of the list as it was may be on its way already.
_OUTDATES = frozenset({"lost", "corrected"})


def on_arrival(
    session: Session, attendee_ids: Collection[int], *, device: int | None, now: datetime
) -> list[Line]:
    """Queue the first badge of each of these who have no job; answers the lines to be written.

    Whose job was taken back, because their arrival was, has it queued again.
    """
    values = {"given": list(attendee_ids), "asker": device, "now": now}
    queued = core(session).execute(_first(core(session).dialect.name), values)
    return [_line(row, row.printer, JobState.QUEUED, now=now, device=device) for row in queued]


def arrival_undone(
    session: Session, attendee_ids: Collection[int], *, device: int | None, now: datetime
) -> list[Line]:
    """Take back what was queued by an arrival and is still queued; answers the lines to be written."""
    theirs = (PrintJob.attendee_id.in_(list(attendee_ids)), PrintJob.state == JobState.QUEUED)
    taken = (
        update(PrintJob)
        .where(*theirs, PrintJob.reason == "")
        .values(state=JobState.CANCELLED, settled_at=now)
        .returning(*_TOLD)
    )
    gone = core(session).execute(taken).all()
    names = told.names(session, [row.station_id for row in gone])
    return [
        _line(row, names.get(row.station_id), JobState.CANCELLED, now=now, device=device) for row in gone
    ]


def ask(
    session: Session,
    event: Event,
    attendee_id: int,
    *,
    device: int | None,
    now: datetime,
    station: int | None = None,
) -> PrintJob:
    """Queue somebody's first badge by hand, or answer the job that is open.

    Raises UnknownAttendee, and Conflict where it was printed already.
    """
    rows.hold_attendee(session, event.id, attendee_id)
    before = rows.latest(session, attendee_id)
    if before and before.state not in rows.SETTLED:
        return before
    if before and before.state == JobState.PRINTED:
        raise Conflict(
            "This badge has been printed. To print it once more, say why: spoilt, lost or corrected.",
            job=before.id,
        )
    if before:
        rows.back_in_queue(before)
    one = before or _new(session, event, attendee_id, revision=1, reason="")
    _asked(session, one, device, station, now)
    told.write(session, one, told.JOB, now=now, device=device)
    return one


def reprint(
    session: Session,
    event: Event,
    attendee_id: int,
    *,
    reason: str,
    device: int | None,
    now: datetime,
    station: int | None = None,
) -> PrintJob:
    """Queue somebody's badge once more; the code of a lost one is replaced.

    Of a job that is still waiting there is no second: it prints what the list
    says when it is drawn. Raises UnknownAttendee, BadInput.
    """
    if reason not in REASONS:
        raise BadInput(f"A badge is printed anew because it is {', '.join(REASONS)}, not “{reason}”.")
    rows.hold_attendee(session, event.id, attendee_id)
    before = rows.latest(session, attendee_id)
    if before and _still_waits(before):
        return _same(session, before, reason, device, now)
    if before:
        _superseded(before, now)
    one = _new(session, event, attendee_id, revision=before.revision + 1 if before else 1, reason=reason)
    _asked(session, one, device, station, now)
    if reason == "lost":
        _replace_code(session, event.id, attendee_id, now)
    core(session).execute(update(Attendee).where(Attendee.id == attendee_id).values(printed_at=None))
    told.write(session, one, told.REPRINTED, now=now, device=device)
    return one


def test_badge(session: Session, event: Event, station_id: int, *, now: datetime) -> PrintJob:
    """Queue a station's test badge, or answer the one that is open. Raises NotFound."""
    rows.hold_station(session, event, station_id)
    open_ones = (PrintJob.attendee_id.is_(None), PrintJob.state.not_in([*rows.SETTLED, JobState.UNKNOWN]))
    found = session.scalars(
        select(PrintJob).where(PrintJob.event_id == event.id, PrintJob.station_id == station_id, *open_ones)
    ).first()
    if found is not None:
        return found
    one = _new(session, event, None, revision=0, reason="")
    _asked(session, one, None, station_id, now)
    told.write(session, one, told.JOB, now=now)
    return one


def _still_waits(one: PrintJob) -> bool:
    return one.state == JobState.QUEUED or one.state in rows.UNSENT


def _same(session: Session, one: PrintJob, reason: str, device: int | None, now: datetime) -> PrintJob:
    """The job that waits is the one that is asked for."""
    # Who touches twice means one badge, and one new code.
    again = one.reason == reason
    if reason in _OUTDATES and not again and one.state != JobState.QUEUED:
        rows.back_in_queue(one)
    if reason == "lost" and not again and one.attendee_id is not None:
        _replace_code(session, one.event_id, one.attendee_id, now)
        if one.reason:
            one.reason = reason
        told.write(session, one, told.REPRINTED, now=now, device=device)
    session.flush()
    return one


def _superseded(one: PrintJob, now: datetime) -> None:
    """Another badge takes its place: what is at a printer is taken back, and nobody is asked any more."""
    if one.state in rows.SENT:
        one.cancel_asked_at = one.cancel_asked_at or now
    elif one.state == JobState.UNKNOWN:
        rows.settle(one, JobState.FAILED, now)


def _new(
    session: Session, event: Event, attendee_id: int | None, *, revision: int, reason: str
) -> PrintJob:
    one = PrintJob(event_id=event.id, attendee_id=attendee_id, revision=revision, reason=reason)
    one.state = JobState.QUEUED
    session.add(one)
    return one


def _asked(session: Session, one: PrintJob, device: int | None, station: int | None, now: datetime) -> None:
    """Who asks for it, when, and where it is to come out: at a station that is named, else at the asker's."""
    # Before anything is asked of the database, which would write the job as it is.
    one.asked_at, one.asked_by = now, device
    asker = session.get(Device, device) if device else None
    one.station_id = station or (asker.prints_at if asker else None)
    session.flush()


def _replace_code(session: Session, event_id: int, attendee_id: int, now: datetime) -> None:
    """Let the old badge code open nothing more than the word that it is retired."""
    theirs = (Code.attendee_id == attendee_id, Code.kind == CodeKind.BADGE, Code.retired_at.is_(None))
    session.execute(update(Code).where(*theirs).values(retired_at=now))
    session.add(
        Code(event_id=event_id, attendee_id=attendee_id, kind=CodeKind.BADGE, value=codes.new_code())
    )
    session.flush()


def _line(row: Any, printer: str | None, state: JobState, *, now: datetime, device: int | None) -> Line:
    data = {
        "job": row.id,
        "revision": row.revision,
        "state": str(state),
        "printer": printer,
        "station": row.station_id,
        "why": "",
    }
    return Line(told.JOB, now, row.attendee_id, device, data=data)


_TOLD = (PrintJob.id, PrintJob.attendee_id, PrintJob.revision, PrintJob.station_id)


@cache
def _first(dialect: str) -> Any:
    """The one statement of ``on_arrival``: a scan that is waited for can pay for no more."""
    ours: Any = sqlite if dialect == "sqlite" else postgresql
    known, now = aliased(PrintJob), bindparam("now", type_=Moment())
    asker = bindparam("asker", type_=Device.id.type)
    prints_at = select(Device.prints_at).where(Device.id == asker).scalar_subquery()
    printer = select(Device.name).where(Device.id == prints_at).scalar_subquery()
    wanted = (
        select(Attendee.event_id, Attendee.id, literal(1), now, asker)
        .add_columns(prints_at)
        .where(Attendee.id.in_(bindparam("given", expanding=True)))
        .where(~exists().where(known.attendee_id == Attendee.id, known.state != JobState.CANCELLED))
        .order_by(Attendee.id)
    )
    columns = ["event_id", "attendee_id", "revision", "asked_at", "asked_by", "station_id"]
    insert = ours.insert(PrintJob).from_select(columns, wanted)
    anew = {name: insert.excluded[name] for name in ("state", "reason", "asked_at", "asked_by", "station_id")}
    gone = ("claimed_by", "lease_until", "claimed_at", "sent_at", "settled_at", "cancel_asked_at")
    blank = ("instance", "printer_job", "words")
    return insert.on_conflict_do_update(
        index_elements=["attendee_id", "revision"],
        set_={**anew, **{name: null() for name in gone}, **dict.fromkeys(blank, "")},
        where=PrintJob.state == JobState.CANCELLED,
    ).returning(*_TOLD, printer.label("printer"))
