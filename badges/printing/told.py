"""What is told of print jobs: to their station, and in the journal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import journal
from badges.journal import Line
from badges.model import Device, PrintJob

LONGEST = 300
PRINTED, FAILED, REPRINTED, JOB = "printed", "print_failed", "reprinted", "print_job"


def job(one: PrintJob, slug: str) -> dict[str, Any]:
    """A job as its station is told it; ``name`` is what it is called at the printer.

    Keys: id, attempt, state, name, printer_job, attendee (None: a test badge), revision, reason,
    cancel (whether it is to be taken back).
    """
    return {
        "id": one.id,
        "attempt": one.attempt,
        "state": str(one.state),
        "name": f"last-badge-{slug}-{one.id}-{one.attempt}",
        "printer_job": one.printer_job,
        "attendee": one.attendee_id,
        "revision": one.revision,
        "reason": one.reason,
        "cancel": one.cancel_asked_at is not None,
    }


def tidy(text: str) -> str:
    """A printer's own words as they are kept: in one line, of bounded length, without what no table takes."""
    return " ".join(text.encode(errors="ignore").decode().replace("\0", "").split())[:LONGEST]


def write(
    session: Session, one: PrintJob, kind: str, *, now: datetime, why: str = "", device: int | None = None
) -> None:
    """One line about a job as it is now; ``device`` is who did it, where that is not the station."""
    session.flush()
    journal.write(session, one.event_id, [line(session, one, kind, now=now, why=why, device=device)])


def line(
    session: Session, one: PrintJob, kind: str, *, now: datetime, why: str = "", device: int | None = None
) -> Line:
    """The line that ``write`` writes."""
    station = one.claimed_by or one.station_id
    data = {
        "job": one.id,
        "revision": one.revision,
        "state": str(one.state),
        "printer": names(session, [station]).get(station) if station else None,
        "station": station,
        "why": why,
        **({"reason": one.reason} if one.reason else {}),
    }
    return Line(kind, now, one.attendee_id, device or one.claimed_by, data=data)


def names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of devices."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    rows = session.execute(select(Device.id, Device.name).where(Device.id.in_(wanted)))
    return {row.id: row.name for row in rows}
