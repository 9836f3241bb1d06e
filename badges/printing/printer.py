"""What every printer can do for a station, whatever it speaks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

PDF = "application/pdf"
PWG = "image/pwg-raster"
ZPL = "application/vnd.zebra-zpl"
BROTHER = "application/x-brother-raster"


class Fate(StrEnum):
    """What a printer says of a job."""

    # It has the job, and no document of it yet.
    EMPTY = "empty"
    WAITING = "waiting"
    PRINTING = "printing"
    # It has it, and waits for a person.
    STOPPED = "stopped"
    PRINTED = "printed"
    # It took the job back, or threw it away: nothing more of it will come.
    CANCELLED = "cancelled"
    FAILED = "failed"
    # It does not know the job.
    GONE = "gone"


@dataclass(frozen=True)
class Makes:
    """What a printer is: its name for people, its own number, what it takes, and the paper in it.

    ``formats`` are media types, the one it does best first. ``media`` is
    width and height in millimetres of what is loaded, None where it does
    not say. ``dpi`` is 0 where it takes pages and not dots.
    """

    model: str
    uuid: str
    formats: tuple[str, ...]
    dpi: int = 0
    media: tuple[float, float] | None = None


@dataclass(frozen=True)
class Look:
    """How a printer is now. ``stopped`` means that it waits for a person; ``words`` are its own."""

    stopped: bool
    busy: bool
    words: tuple[str, ...] = ()
    media: tuple[float, float] | None = None
    labels_left: int | None = None


@dataclass(frozen=True)
class Told:
    """What became of one job, with the printer's own words."""

    fate: Fate
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a document is printed on and how: millimetres, darkness from -10 to 10, whether it is cut."""

    width: float
    height: float
    darkness: int = 0
    cut: bool = True


class Unreachable(Exception):  # noqa: N818 - it says how the printer is.
    """The printer did not answer, or answered nonsense; what was asked may have happened or not."""


class Refused(Unreachable):
    """The printer answered, and said no: what was asked has not happened. ``busy``: it may say yes later."""

    def __init__(self, words: str, *, busy: bool = False) -> None:
        super().__init__(words)
        self.busy = busy


class Printer(Protocol):
    """A printer that prints a document once.

    ``create`` before ``send``: whoever keeps the number that ``create``
    answers before anything is sent can ask for the job's fate after any
    death. Every method may raise ``Unreachable``; none waits longer than a
    few seconds.
    """

    uri: str

    def makes(self) -> Makes:
        """What it is."""
        ...

    def look(self) -> Look:
        """How it is."""
        ...

    def find(self, name: str) -> str | None:
        """The number of a job of this name that it still has, from before somebody died; None for none."""
        ...

    def create(self, name: str, wanted: Wanted) -> str:
        """Make a job without a document; answers its number."""
        ...

    def send(self, number: str, document: bytes, media_type: str, wanted: Wanted) -> None:
        """Give a job that is empty its one document; from the first byte on a badge may come out."""
        ...

    def fate(self, number: str) -> Told:
        """What became of a job."""
        ...

    def cancel(self, number: str) -> None:
        """Ask for a job to be taken back; what is printing may come out all the same."""
        ...
