"""Printers that speak IPP: AirPrint and IPP Everywhere printers without a driver, and queues of CUPS."""

import time
from collections.abc import Iterable

from badges.printing.backends.ipp_line import Line
from badges.printing.backends.ipp_ticket import ticket
from badges.printing.backends.ipp_told import (
    OF_A_JOB,
    OF_ITSELF,
    OF_NOW,
    fate_of,
    is_empty,
    look_of,
    makes_of,
    needs_printer,
    one,
)
from badges.printing.backends.ipp_wire import (
    Answer,
    Attr,
    Attributes,
    Garbled,
    Op,
    Status,
    Tag,
    question,
    read_answer,
)
from badges.printing.printer import Fate, Look, Makes, Refused, Told, Unreachable, Wanted

_ASKS = 5.0
# A printer with little memory takes a document while it prints.
_SENDS = 8.0
# CUPS tells the name of a job to its owner only, which is whoever says this.
_OWNER = "last-badge"
# Longer than anybody alive takes from making a job to giving it its document.
_ORPHANED_AFTER = 1.0
_HARMLESS = {Op.GET_JOBS, Op.GET_JOB_ATTRIBUTES, Op.GET_PRINTER_ATTRIBUTES}
# Names that printers cut off are told from others by so much of them.
_TELLING = 40


class IppPrinter:
    """A printer at an ``ipp`` or ``ipps`` address, of whose certificate see ``ipp_line``; for one thread.

    A job's number has its name in it, ``17 last-badge-…``: printers count
    from 1 again when they were switched off, and the 17 of then must not
    be taken for the 17 of now.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._line = Line(uri)
        self._asked = 0
        self._version = (2, 0)
        self._able: Attributes | None = None

    def makes(self) -> Makes:
        """What it is; PDF is what it does best, sgray_8 what it takes of rasters."""
        return makes_of(self._learn())

    def look(self) -> Look:
        """How it is."""
        return look_of(self._printer(OF_NOW))

    def find(self, name: str) -> str | None:
        """The number of the job of exactly this name that has not ended."""
        found = (_number(job) for job in self._open_jobs() if one(job, "job-name") == name)
        return next(found, None)

    def create(self, name: str, wanted: Wanted) -> str:
        """Make a job without a document; answers its number.

        A printer that takes one job at a time says that it is busy while
        it waits for the document of a job whose station has died. Such
        jobs are taken back. Raises Refused where it still says no.
        """
        answer = self._create(name, wanted)
        if answer.status == Status.BUSY and self._take_back_orphans():
            answer = self._create(name, wanted)
        job = _granted(answer).first(Tag.JOB)
        if not isinstance(one(job, "job-id"), int):
            raise Unreachable("it made a job and does not say which")
        return f"{one(job, 'job-id')} {name}"

    def send(self, number: str, document: bytes, media_type: str, wanted: Wanted) -> None:  # noqa: ARG002
        """Give an empty job its document; what is wanted of it was told when it was made."""
        attrs = (
            *self._of_job(number),
            Attr.of(Tag.MEDIA_TYPE, "document-format", media_type),
            Attr(Tag.BOOLEAN, "last-document", (True,)),
        )
        _granted(self._ask(Op.SEND_DOCUMENT, attrs, document=document))

    def fate(self, number: str) -> Told:
        """What became of a job; the words are reasons as IPP names them, then the printer's sentence."""
        job = self._job(number)
        if job is None:
            return Told(Fate.GONE)
        return fate_of(job, self.look() if needs_printer(job) else None)

    def cancel(self, number: str) -> None:
        """Ask for a job to be taken back; no word of it if it has ended, or is not known."""
        job = self._job(number)
        if job is None:
            return
        answer = self._ask(Op.CANCEL_JOB, self._of_job(number))
        if answer.status >= Status.REFUSED and self.fate(number).fate not in _ENDED:
            _granted(answer)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _learn(self) -> Attributes:
        self._able = self._printer(OF_ITSELF)
        return self._able

    def _create(self, name: str, wanted: Wanted) -> Answer:
        attrs = (*self._of_printer(), Attr.of(Tag.NAME, "job-name", name))
        answer = self._ask(Op.CREATE_JOB, attrs, ticket(wanted, self._able or self._learn()))
        # Paper it does not know by these figures is taken as it lies there.
        return self._ask(Op.CREATE_JOB, attrs) if answer.status == Status.VALUES else answer

    def _take_back_orphans(self) -> bool:
        """Cancel jobs of stations that wait for a document for too long; whether there were any."""
        orphans = [_number(job) for job in self._open_jobs() if _is_ours(job) and is_empty(job)]
        if orphans:
            # Whoever is alive gives it its document meanwhile.
            time.sleep(_ORPHANED_AFTER)
        orphans = [number for number in orphans if self.fate(number).fate == Fate.EMPTY]
        for number in orphans:
            self.cancel(number)
        return bool(orphans)

    def _printer(self, names: Iterable[str]) -> Attributes:
        attrs = (*self._of_printer(), Attr.of(Tag.KEYWORD, "requested-attributes", *names))
        return _granted(self._ask(Op.GET_PRINTER_ATTRIBUTES, attrs)).first(Tag.PRINTER)

    def _open_jobs(self) -> list[Attributes]:
        attrs = (
            *self._of_printer(),
            Attr.of(Tag.KEYWORD, "which-jobs", "not-completed"),
            Attr.of(Tag.KEYWORD, "requested-attributes", *OF_A_JOB),
        )
        return _granted(self._ask(Op.GET_JOBS, attrs)).every(Tag.JOB)

    def _job(self, number: str) -> Attributes | None:
        """What the printer says of a job; None where it does not know it, or means another by its number."""
        attrs = (*self._of_job(number), Attr.of(Tag.KEYWORD, "requested-attributes", *OF_A_JOB))
        answer = self._ask(Op.GET_JOB_ATTRIBUTES, attrs)
        if answer.status in {Status.NOT_FOUND, Status.GONE}:
            return None
        job = _granted(answer).first(Tag.JOB)
        told, name = str(one(job, "job-name") or ""), number.partition(" ")[2]
        meant = told in {name, ""} or (len(told) >= _TELLING and name.startswith(told))
        return job if meant else None

    def _of_printer(self) -> tuple[Attr, ...]:
        return (
            Attr.of(Tag.URI, "printer-uri", self._line.printer_uri),
            Attr.of(Tag.NAME, "requesting-user-name", _OWNER),
        )

    def _of_job(self, number: str) -> tuple[Attr, ...]:
        uri, owner = self._of_printer()
        return uri, Attr.of(Tag.INTEGER, "job-id", int(number.partition(" ")[0])), owner

    def _ask(
        self, op: Op, attrs: Iterable[Attr], job: Iterable[Attr] = (), *, document: bytes = b""
    ) -> Answer:
        """One question. Raises Unreachable."""
        self._asked += 1
        attrs, job = tuple(attrs), tuple(job)
        body = question(op, self._asked, attrs, job, version=self._version) + document
        seconds = _SENDS if document else _ASKS
        try:
            answer = read_answer(
                self._line.post(body, seconds=seconds, harmless=op in _HARMLESS), self._asked
            )
        except Garbled as garbled:
            self._line.close()
            raise Unreachable(f"it answers nonsense: {garbled}") from garbled
        if answer.status == Status.VERSION and self._version > (1, 1):
            self._version = (1, 1)
            return self._ask(op, attrs, job, document=document)
        return answer


_ENDED = {Fate.PRINTED, Fate.CANCELLED, Fate.FAILED, Fate.GONE}


def _granted(answer: Answer) -> Answer:
    if answer.status >= Status.REFUSED:
        words = answer.words or f"it refuses, with status {answer.status:#06x}"
        raise Refused(words, busy=answer.status == Status.BUSY)
    return answer


def _number(job: Attributes) -> str:
    return f"{one(job, 'job-id')} {one(job, 'job-name')}"


def _is_ours(job: Attributes) -> bool:
    return one(job, "job-originating-user-name") == _OWNER and str(one(job, "job-name")).startswith(_OWNER)
