"""What a station asks of the server, however it reaches it.

Every method may raise ``Unanswered`` (ask again later), ``Ended`` (this
station's key opens nothing any more) and the server's own refusals, of which
``LostLease`` says that a job is another's now.
"""

from dataclasses import dataclass, field
from typing import Protocol

from badges.model import JobState
from badges.printing.printer import Look, Makes, Wanted

# The longest text that the server keeps of what a station says.
LONGEST = 300


class Unanswered(Exception):  # noqa: N818 - it says how the server is.
    """The server did not answer in time; what was asked may have happened or not."""


class Broken(Unanswered):
    """The server answered that it met a fault of its own."""


class Ended(Exception):  # noqa: N818 - it says how the station is.
    """The key is no station's, or no longer; the message is a sentence for whoever stands there."""


@dataclass(frozen=True)
class Report:
    """What a station says of itself: who it is, where its printer is, what that is and how.

    ``makes`` is None where the printer was never reached, ``look`` where it
    does not answer now.
    """

    instance: str
    uri: str
    makes: Makes | None = None
    look: Look | None = None


@dataclass(frozen=True)
class Job:
    """One badge to be printed, as the server holds it; ``name`` is what it is called at the printer."""

    id: int
    attempt: int
    name: str
    state: JobState
    printer_job: str = ""
    words: str = ""


@dataclass(frozen=True)
class Orders:
    """What the server answers to a report.

    ``lease`` is for how many seconds it holds, ``held`` and ``tested`` whether
    the station is kept from printing and whether its test badge was confirmed,
    ``refuses`` why it gets no badges, ``holds`` the open jobs that are this
    station's, ``stop`` the ids of those that are to be taken back.
    """

    event: str
    station: int
    name: str
    lease: float
    wanted: Wanted
    held: bool = False
    tested: bool = False
    waiting: bool = False
    refuses: str = ""
    holds: tuple[Job, ...] = ()
    stop: frozenset[int] = field(default_factory=frozenset)


class Link(Protocol):
    """The way to the server."""

    def hello(self, report: Report) -> Orders:
        """Say how the printer is, keep its lease and those of the jobs in hand, and hear what is wanted."""
        ...

    def claim(self, instance: str) -> Job | None:
        """The next badge for this station, which is its own from now on; None for none."""
        ...

    def document(self, job: Job, media_type: str, dpi: int) -> bytes:
        """The badge as the printer takes it."""
        ...

    def say(
        self, job: Job, state: JobState, *, instance: str, printer_job: str = "", words: str = ""
    ) -> None:
        """Tell where a job is; it is kept when this returns. Raises LostLease where it is another's."""
        ...

    def release(self, job: Job, instance: str) -> None:
        """Give a job back of which nothing was sent. Raises LostLease where it is another's."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait for the server to ring, which means that there may be work; answers whether it did."""
        ...

    def close(self) -> None:
        """Let go of the server."""
        ...


def shortened(words: tuple[str, ...] | list[str]) -> str:
    """A printer's words as one line that fits where it is shown."""
    return "; ".join(" ".join(one.split()) for one in words if one.strip())[:LONGEST]
