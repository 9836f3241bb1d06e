"""The link of a station that is a thread of the server: the same errands, without HTTP."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from badges import journal, moments
from badges.errors import Refusal
from badges.model import Device, Event, JobState, PrintJob, PrintStation
from badges.printing import claiming, settling, stations, told
from badges.printing.station.link import Broken, Ended, Job, Orders, Report, Unanswered
from badges.printing.station.rings import concerns
from badges.printing.station.wire import job_from, orders_as_json, orders_from
from badges.store import Store

# Lines of the journal that are read at once.
_PAGE = 200


class DirectLink:
    """The way to the server from within it. ``device`` is the station's id, ``event`` its event's."""

    def __init__(
        self, store: Store, device: int, event: int, *, now: Callable[[], datetime] = moments.now
    ) -> None:
        self._store = store
        self._device = device
        self._event = event
        self._now = now
        self._heard = store.bell.count
        self._seq: int | None = None

    def hello(self, report: Report) -> Orders:
        """As ``Link.hello``."""
        kept = stations.Report.of(report.instance, report.uri, report.makes, report.look)
        with self._writing() as session:
            row = session.get(PrintStation, self._device)
            device = session.get(Device, self._device)
            if row is None or device is None or device.revoked_at or not row.local:
                raise Ended("The organiser has taken this station away.")
            orders = stations.hello(session, self._device, kept, now=self._now())
            return orders_from(orders_as_json(orders, device.name))

    def claim(self, instance: str) -> Job | None:
        """As ``Link.claim``."""
        with self._writing() as session:
            job = claiming.claim(session, self._device, instance=instance, now=self._now())
            return None if job is None else job_from(told.job(job, _slug(session, job)))

    def document(self, job: Job, media_type: str, dpi: int) -> bytes:
        """As ``Link.document``."""
        # Here and not above: a server that draws nothing carries no drawing libraries.
        from badges.printing import documents  # noqa: PLC0415

        with self._store.reading() as session:
            row, event = session.get(PrintJob, job.id), session.get(Event, self._event)
            if row is None or event is None:
                raise Refusal("This badge is no longer to be printed.")
            try:
                return documents.document(session, event, row, media_type=media_type, dpi=dpi)
            except Refusal:
                raise
            except Exception as fault:
                # What cannot be drawn is one badge's trouble; the next may be drawn.
                raise Broken(f"badge {job.id} could not be drawn") from fault

    def say(
        self, job: Job, state: JobState, *, instance: str, printer_job: str = "", words: str = ""
    ) -> None:
        """As ``Link.say``."""
        with self._writing() as session:
            settling.say(
                session,
                self._device,
                job.id,
                instance=instance,
                attempt=job.attempt,
                state=state,
                now=self._now(),
                printer_job=printer_job,
                words=words,
            )

    def release(self, job: Job, instance: str) -> None:
        """As ``Link.release``."""
        with self._writing() as session:
            settling.release(
                session, self._device, job.id, instance=instance, attempt=job.attempt, now=self._now()
            )

    def wait(self, seconds: float) -> bool:
        """As ``Link.wait``: the bell rings for everything, so the journal is asked what it was."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            heard = self._store.bell.wait(self._heard, left)
            if heard != self._heard:
                self._heard = heard
                if self._concerned():
                    return True
        return False

    def close(self) -> None:
        """The store stays open: it is the server's."""

    def _concerned(self) -> bool:
        with self._store.reading() as session:
            if self._seq is None:
                self._seq = journal.seq(session, self._event)
                return True
            lines = journal.read(session, self._event, after=self._seq, limit=_PAGE)
        if lines:
            self._seq = lines[-1]["seq"]
        return any(concerns(line, self._device) for line in lines)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        try:
            with self._store.writing() as session:
                yield session
        except SQLAlchemyError as trouble:
            raise Unanswered(f"the database does not answer ({type(trouble).__name__})") from trouble


def _slug(session: Session, job: PrintJob) -> str:
    return session.scalars(select(Event.slug).where(Event.id == job.event_id)).one()
