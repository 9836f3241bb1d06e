"""What a station says at each hello, and what it is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badges.model import PrinterState
from badges.printing.printer import Look, Makes


@dataclass(frozen=True)
class Report:
    """What a station says at each hello: which program it is, its printer, and how that is.

    ``instance`` names the running program, made anew at each start. ``media``
    is width and height in millimetres, ``labels_left`` the printer's own
    figure; None where it does not say.
    """

    instance: str
    uri: str
    model: str = ""
    printer_uuid: str = ""
    formats: tuple[str, ...] = ()
    dpi: int = 0
    media: tuple[float, float] | None = None
    state: str = PrinterState.IDLE
    words: tuple[str, ...] = ()
    labels_left: int | None = None

    @classmethod
    def of(cls, instance: str, uri: str, makes: Makes | None, look: Look | None) -> "Report":
        """The report of a printer that was looked at; without a look it could not be reached."""
        report = cls(instance, uri, state=PrinterState.OFFLINE)
        if makes is not None:
            what = {"model": makes.model, "printer_uuid": makes.uuid, "formats": makes.formats}
            report = cls(**{**vars(report), **what, "dpi": makes.dpi, "media": makes.media})
        if look is not None:
            how = {"state": _state(look), "words": look.words, "labels_left": look.labels_left}
            report = cls(**{**vars(report), **how, "media": look.media or report.media})
        return report


@dataclass(frozen=True)
class Orders:
    """What a station is told at each hello.

    ``lease`` is how many seconds it has its printer and jobs for from now on,
    ``lease_until`` the same by our clock. ``stock`` is a name of
    ``badges.paper``, ``width`` and ``height`` are its page in millimetres.
    ``holds`` are its open jobs as ``told.job`` gives them, ``stop`` the ids of those that
    it is to take back from its printer. ``waiting``: there is a job for it to
    claim. ``refuses`` is a sentence where the paper does not fit, else empty.
    """

    lease_until: datetime
    lease: float
    event: str
    station: int
    stock: str
    width: float
    height: float
    darkness: int
    cut: bool
    # How far all must move to the right and down, in millimetres.
    offset: tuple[float, float]
    held: bool
    tested: bool
    holds: tuple[dict[str, Any], ...]
    waiting: bool
    stop: tuple[int, ...]
    refuses: str


def _state(look: Look) -> PrinterState:
    if look.stopped:
        return PrinterState.BLOCKED
    return PrinterState.PRINTING if look.busy else PrinterState.IDLE
