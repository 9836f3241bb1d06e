"""What IPP printers say of themselves and of jobs, in the words of ``badges.printing.printer``."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from badges.printing.backends.ipp_wire import Attributes
from badges.printing.printer import PDF, PWG, Fate, Look, Makes, Told, Unreachable

OF_ITSELF = (
    "printer-make-and-model", "printer-info", "printer-name", "printer-uuid", "document-format-supported",
    "pwg-raster-document-type-supported", "pwg-raster-document-resolution-supported",
    "media-col-ready", "media-ready", "media-col-supported", "print-scaling-supported",
    "print-darkness-supported", "finishings-supported",
)  # fmt: skip
OF_NOW = (
    "printer-state", "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs",
    "media-col-ready", "media-ready",
)  # fmt: skip
OF_A_JOB = (
    "job-id", "job-name", "job-state", "job-state-reasons", "job-state-message", "job-originating-user-name",
    "number-of-documents", "job-k-octets", "job-k-octets-processed", "job-impressions-completed",
)  # fmt: skip

# Every IPP Everywhere printer takes it, whatever else it takes.
_GREY = "sgray_8"
# A badge's dots are drawn for 300 to the inch; fewer than 203 make a QR that no scanner reads.
_DPI_BEST, _DPI_LEAST = 300, 203
_PER_INCH, _PER_CM = 3, 4
_MM100 = 100
# Two trays of one size differ by what their guides measure.
SAME_MM = 2.0

_PROCESSING, _STOPPED = 4, 5
_PENDING, _HELD, _AT_WORK, _WAITS = 3, 4, 5, 6
_ENDS = {7: Fate.CANCELLED, 8: Fate.FAILED, 9: Fate.PRINTED}
_NO_DOCUMENT_YET = {"job-incoming", "job-data-insufficient"}
# How a printer counts what it was given; any of them above nought means that it has a document.
_GIVEN = ("number-of-documents", "job-k-octets", "job-k-octets-processed", "job-impressions-completed")
# Nothing comes out of a printer that says so, be it as an error, a warning or a mere report: makers differ.
_STOPS = {
    "cover-open", "door-open", "input-tray-missing", "interlock-open", "media-jam", "media-needed", "offline",
    "paused", "shutdown",
}  # fmt: skip
# It prints on with them as a warning.
_STOPS_AS_ERROR = {
    "developer-empty", "fuser-over-temp", "marker-supply-empty", "marker-waste-full", "output-area-full",
    "output-tray-missing", "spool-area-full", "toner-empty",
}  # fmt: skip
_EMPTY = "media-empty"
_DULL = {
    "none", "job-completed-successfully", "job-incoming", "job-outgoing", "job-printing", "job-queued",
    "processing-to-stop-point",
}  # fmt: skip
# What a printer that needs somebody says all the same, of itself or of a job.
_SAYS_NOTHING = re.compile(
    r"(ready|idle|printing|processing|job (printing|pending|created|stopped))?\.?", re.IGNORECASE
)
_SUFFIX = re.compile("-(error|warning|report)$")


def one(said: Any, name: str) -> Any:
    """An attribute's first value; None where there is none, or where no collection is what should be one."""
    values = said.get(name) if isinstance(said, Mapping) else None
    return values[0] if values else None


def words(said: Attributes, name: str) -> list[str]:
    """An attribute's values as text."""
    return [str(value) for value in said.get(name, [])]


def _number(said: Attributes, name: str) -> int | None:
    value = one(said, name)
    return value if isinstance(value, int) else None


def makes_of(printer: Attributes) -> Makes:
    """What the printer is."""
    names = (one(printer, name) for name in ("printer-make-and-model", "printer-info", "printer-name"))
    formats = tuple(_formats(printer))
    return Makes(
        model=next((str(name) for name in names if name), ""),
        uuid=str(one(printer, "printer-uuid") or "").removeprefix("urn:uuid:"),
        formats=formats,
        dpi=_dpi(printer) if PWG in formats else 0,
        media=_media(printer),
    )


def _formats(printer: Attributes) -> Iterator[str]:
    taken = words(printer, "document-format-supported")
    if PDF in taken:
        yield PDF
    kinds = words(printer, "pwg-raster-document-type-supported")
    if PWG in taken and (_GREY in kinds or not kinds) and _dpi(printer):
        yield PWG


def _dpi(printer: Attributes) -> int:
    """The dots to the inch of rasters: 300, else the nearest above, else the most; 0 for too few."""
    said = printer.get("pwg-raster-document-resolution-supported") or [(_DPI_BEST, _DPI_BEST, _PER_INCH)]
    whole = [value for value in said if isinstance(value, tuple) and len(value) == len(("x", "y", "unit"))]
    dots = sorted(
        round(across * 2.54) if unit == _PER_CM else across
        for across, along, unit in whole
        if across == along
    )
    enough = [dpi for dpi in dots if dpi >= _DPI_LEAST]
    return next((dpi for dpi in enough if dpi >= _DPI_BEST), enough[-1] if enough else 0)


def ready(printer: Attributes) -> list[tuple[float, float]]:
    """Width and height in millimetres of everything that is loaded, as far as the printer says."""
    sizes = [one(tray, "media-size") for tray in printer.get("media-col-ready", [])]
    found = [(one(size, "x-dimension"), one(size, "y-dimension")) for size in sizes]
    # A range of sizes, as of a roll without a mark, is no size.
    exact = [(x / _MM100, y / _MM100) for x, y in found if isinstance(x, int) and isinstance(y, int)]
    return exact or [size for name in words(printer, "media-ready") if (size := _named(name))]


def _named(name: str) -> tuple[float, float] | None:
    """The size in a name like ``iso_a6_105x148mm`` or ``na_index-4x6_4x6in``."""
    found = re.search(r"_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)$", name)
    if not found:
        return None
    unit = 1.0 if found[3] == "mm" else 25.4
    return round(float(found[1]) * unit, 1), round(float(found[2]) * unit, 1)


def _media(printer: Attributes) -> tuple[float, float] | None:
    """The one size that is loaded; None for several, of which the job's own is taken."""
    sizes = ready(printer)
    if not sizes:
        return None
    width, height = sizes[0]
    same = all(abs(width - x) <= SAME_MM and abs(height - y) <= SAME_MM for x, y in sizes)
    return sizes[0] if same else None


def look_of(printer: Attributes) -> Look:
    """How the printer is; the words are its reasons as IPP names them, then its own sentence.

    Labels left are never told: trays answer with a guess, or with what they held when they were new.
    """
    state = _number(printer, "printer-state")
    if state is None:
        raise Unreachable("it does not say how it is")
    reasons = words(printer, "printer-state-reasons")
    accepts = one(printer, "printer-is-accepting-jobs") is not False
    trays = len(ready(printer))
    stopped = state == _STOPPED or not accepts or any(_stops(reason, trays) for reason in reasons)
    said = (*reasons, *(() if accepts else ("not-accepting-jobs",)))
    sentence = str(one(printer, "printer-state-message") or "")
    return Look(
        stopped=stopped,
        busy=state == _PROCESSING,
        words=_words(said, sentence if stopped else ""),
        media=_media(printer),
    )


def _stops(reason: str, trays: int) -> bool:
    """Whether a reason stops a printer with so many loaded trays: one of several may be empty."""
    plain = _SUFFIX.sub("", reason)
    mild = reason.endswith(("-warning", "-report"))
    if plain == _EMPTY:
        return trays <= 1 or not mild
    return plain in _STOPS or reason.endswith("-error") or (plain in _STOPS_AS_ERROR and not mild)


def _words(reasons: Iterable[str], *sentences: str) -> tuple[str, ...]:
    plain = [_SUFFIX.sub("", reason) for reason in reasons]
    said = (word.strip() for word in (*plain, *sentences))
    return tuple(
        dict.fromkeys(word for word in said if word not in _DULL and not _SAYS_NOTHING.fullmatch(word))
    )


def needs_printer(job: Attributes) -> bool:
    """Whether the job's fate depends on how its printer is."""
    return _number(job, "job-state") in {_PENDING, _HELD, _AT_WORK, _WAITS} and not is_empty(job)


def is_empty(job: Attributes) -> bool:
    """Whether the printer has the job and waits for its document.

    Only where it says so: a job that is held or at work for another reason is not given a second
    document. Some take a job to be at work from the start; they are believed if they count documents.
    """
    state = _number(job, "job-state")
    waits = bool(_NO_DOCUMENT_YET.intersection(words(job, "job-state-reasons")))
    counts = [_number(job, name) for name in _GIVEN]
    if not waits or any(counts):
        return False
    return state in {_PENDING, _HELD} or (state == _AT_WORK and counts[0] == 0)


def fate_of(job: Attributes, look: Look | None) -> Told:
    """What became of a job at a printer that is like this. Raises Unreachable for a job without a state."""
    state = _number(job, "job-state")
    reasons = words(job, "job-state-reasons")
    own = _words(reasons, str(one(job, "job-state-message") or ""))
    if state in _ENDS:
        return Told(_ENDS[state], _words(reasons) if _ENDS[state] == Fate.PRINTED else own)
    if is_empty(job):
        return Told(Fate.EMPTY)
    if state not in {_PENDING, _HELD, _AT_WORK, _WAITS}:
        raise Unreachable("it does not say how the job is")
    if state in {_HELD, _WAITS} or (look and look.stopped):
        return Told(Fate.STOPPED, tuple(dict.fromkeys((*(look.words if look else ()), *own))))
    return Told(Fate.PRINTING if state == _AT_WORK else Fate.WAITING, _words(reasons))
