"""What a station does next with one job: a pure function of what the server holds and what the printer says.

A badge may come out from the first byte of its document on. So the document
goes only to a job that the printer says is empty, only after the server has
kept that it goes, and only while that answer is fresh; and whatever the
printer no longer knows is a question for a person.
"""

from dataclasses import dataclass
from enum import StrEnum

from badges.model import JobState
from badges.printing.printer import Fate, Look, Told
from badges.printing.station.link import shortened

UNSENT = frozenset({JobState.CLAIMED, JobState.CREATED})
SENT = frozenset({JobState.SENDING, JobState.PRINTING, JobState.BLOCKED, JobState.UNKNOWN})
# For so many seconds after the document went, a printer may still say that it has none.
SLOW_TO_SEE = 15.0
LOST = "The printer does not know this badge any more."


class Do(StrEnum):
    """One thing a station does with a job."""

    WAIT = "wait"
    # Find its job at the printer or make one, and have its number kept.
    MAKE = "make"
    # Have it kept that the document goes now.
    ASK = "ask"
    SEND = "send"
    # Say where it is.
    SAY = "say"
    # Nothing was sent: take the empty job from the printer and give the badge to others.
    GIVE_BACK = "give back"
    # Ask the printer to throw away what it has.
    CANCEL = "cancel"
    # There is nothing more that this station can do about it.
    FORGET = "forget"


@dataclass(frozen=True)
class Step:
    """What is done next; ``state`` and ``words`` are what is said of it."""

    do: Do
    state: JobState | None = None
    words: str = ""


@dataclass(frozen=True)
class Held:
    """One job: what the server holds of it, and what this program has done about it.

    ``unwanted``: the server wants it stopped. ``asked``: it has just kept that
    the document goes. ``sent_for``: seconds since this program sent the
    document, None where it did not. ``cancelled``: the printer was asked to
    throw it away.
    """

    state: JobState
    number: str = ""
    words: str = ""
    unwanted: bool = False
    asked: bool = False
    sent_for: float | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class Here:
    """How things stand around it.

    ``told`` is what the printer says of the job and ``look`` how it is, both
    None where it does not answer. ``leased``: the server's last word still
    holds. ``impatient``: the printer has been out of order for so long that
    others should have what was not sent.
    """

    told: Told | None = None
    look: Look | None = None
    leased: bool = True
    impatient: bool = False

    @property
    def ready(self) -> bool:
        """Whether a document may go."""
        return self.leased and self.look is not None and not self.look.stopped


def next_step(held: Held, here: Here) -> Step:
    """What this station does next with a job."""
    if held.state in UNSENT:
        return _unsent(held, here)
    if held.state in SENT:
        return _sent(held, here)
    return Step(Do.FORGET)


def _unsent(held: Held, here: Here) -> Step:
    if held.unwanted or here.impatient:
        return Step(Do.GIVE_BACK)
    if not here.ready:
        return Step(Do.WAIT)
    # Its number may be ours and not yet kept: looking for it by name has that made good.
    if held.state is JobState.CLAIMED:
        return Step(Do.MAKE)
    if here.told is None:
        return Step(Do.WAIT)
    # It threw an empty job away, which nothing has come of; another one takes its place.
    if here.told.fate in {Fate.GONE, Fate.CANCELLED, Fate.FAILED}:
        return Step(Do.MAKE)
    return Step(Do.ASK)


def _sent(held: Held, here: Here) -> Step:
    if here.told is None:
        return Step(Do.WAIT)
    if here.told.fate is Fate.EMPTY:
        return _empty(held, here)
    if end := _end(held, here.told):
        return end
    if held.unwanted and not held.cancelled:
        return Step(Do.CANCEL)
    return _under_way(held, here, here.told)


def _empty(held: Held, here: Here) -> Step:
    """The printer says that it has no document, of a job whose document went or was about to."""
    if held.sent_for is not None and held.sent_for < SLOW_TO_SEE:
        return Step(Do.WAIT) if held.state is JobState.PRINTING else Step(Do.SAY, JobState.PRINTING)
    if held.unwanted and not held.cancelled:
        return Step(Do.CANCEL)
    if held.state is not JobState.SENDING or held.sent_for is not None:
        return _ask_a_person(held)
    if not here.ready:
        return Step(Do.WAIT)
    return Step(Do.SEND) if held.asked else Step(Do.ASK)


def _end(held: Held, told: Told) -> Step | None:
    """What has come of it, once the printer is done with it."""
    words = shortened(told.words)
    if told.fate is Fate.PRINTED:
        return Step(Do.SAY, JobState.PRINTED)
    if told.fate is Fate.FAILED:
        return Step(Do.SAY, JobState.FAILED, words or "The printer gave this badge up.")
    if told.fate is Fate.CANCELLED:
        state = JobState.CANCELLED if held.unwanted else JobState.FAILED
        return Step(Do.SAY, state, words or "The printer threw this badge away.")
    return _ask_a_person(held) if told.fate is Fate.GONE else None


def _ask_a_person(held: Held) -> Step:
    return Step(Do.FORGET) if held.state is JobState.UNKNOWN else Step(Do.SAY, JobState.UNKNOWN, LOST)


def _under_way(held: Held, here: Here, told: Told) -> Step:
    look = here.look
    stopped = told.fate is Fate.STOPPED or (look is not None and look.stopped)
    state = JobState.BLOCKED if stopped else JobState.PRINTING
    words = shortened(told.words or (look.words if look else ())) if stopped else ""
    if (state, words) == (held.state, held.words):
        return Step(Do.WAIT)
    return Step(Do.SAY, state, words)
