"""A job in a station's hand: what the server holds of it, and what this program has done about it."""

from dataclasses import dataclass, replace

from badges.model import JobState
from badges.printing.printer import Told
from badges.printing.station.link import Job
from badges.printing.station.settle import Held

# The server's yes to a document is good for so many seconds: a program that slept longer asks again,
# because a person may have been asked meanwhile and have said that nothing came out.
FRESH = 10.0


@dataclass
class InHand:
    """One job; moments are those of the station's own clock.

    ``known`` is what the printer is known to say of it without being asked;
    ``busy_since`` since when it has refused it for being busy.
    ``sends`` counts how often the document went, ``faults`` how often the
    server could not draw it.
    """

    job: Job
    unwanted: bool = False
    known: Told | None = None
    document: bytes | None = None
    media_type: str = ""
    asked_at: float | None = None
    sent_at: float | None = None
    cancelled: bool = False
    busy_since: float | None = None
    sends: int = 0
    faults: int = 0

    def held(self, now: float) -> Held:
        """As the rules want it."""
        return Held(
            state=self.job.state,
            number=self.job.printer_job,
            words=self.job.words,
            unwanted=self.unwanted,
            asked=self.asked_at is not None and now - self.asked_at < FRESH,
            sent_for=None if self.sent_at is None else now - self.sent_at,
            cancelled=self.cancelled,
        )

    def is_now(self, state: JobState, *, number: str | None = None, words: str = "") -> None:
        """The server has kept this of it."""
        number = self.job.printer_job if number is None else number
        self.job = replace(self.job, state=state, printer_job=number, words=words)

    def as_told(self, job: Job) -> None:
        """What the server says of it when it is asked; words are only ours."""
        self.job = replace(job, words=self.job.words if job.state is self.job.state else "")
