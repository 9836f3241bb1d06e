"""Printers that keep no jobs, but tell how many labels they have printed: what has become of one label.

A job's number is what the counter said before its document went, and a random part that tells two of them
apart: ``4711-9f3a01``. It is kept before the document is sent, so after any death the counter answers:

    died before sending        the counter has not moved, nothing waits    EMPTY: it may be sent
    died while sending         as above: half a document prints nothing    EMPTY
    died after sending         something waits, or the counter moved       PRINTING, then PRINTED
    printer switched off       not moved, nothing waits                    EMPTY; FAILED where it was received
    label by label by others   moved by more than one, and we did not      GONE: a person is asked
                               see ours received

Where the printer has no counter, only the program that sent a document knows what became of it, and only
while the printer stays reachable; any other program says GONE.
"""

import secrets
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from badges.printing.printer import Fate, Look, Refused, Told, Unreachable, Wanted

# Jobs are one at a time; this only bounds what a station that runs for days remembers.
_REMEMBERS = 64
_GLANCE = 0.25


@dataclass(frozen=True)
class Seen:
    """How a printer is; ``counter`` is how many labels it has printed in its life, None for not told."""

    look: Look
    counter: int | None


@dataclass(frozen=True)
class Patience:
    """How long, in seconds, nothing must happen before it means something.

    ``settles``: a printer that seems idle is, for some seem so while they print their last label.
    ``gives_up``: a document that was received and not printed will not be. ``shows_work``: it is always
    seen at work, so one that was not did nothing.
    """

    settles: float = 4.0
    gives_up: float = 15.0
    shows_work: bool = False


@dataclass
class _Known:
    """What this program has done about a job; ``quiet_since`` by the monotonic clock."""

    sent: bool = False
    cancelled: bool = False
    worked: bool = False
    # The printer was not reachable since: it may have lost it, and others may have printed.
    doubtful: bool = False
    quiet_since: float = 0.0


class Counted:
    """The jobs of one printer; ``seen`` asks it how it is and may raise Unreachable."""

    def __init__(self, seen: Callable[[], Seen], patience: Patience) -> None:
        self._seen = seen
        self._patience = patience
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def seen(self) -> Seen:
        """How it is now. Raises Unreachable, after which nothing that was not counted is known."""
        try:
            return self._seen()
        except Unreachable:
            # It may have been switched off, which empties its memory.
            for number in [one for one in self._known if _counted_from(one) is None]:
                del self._known[number]
            for known in self._known.values():
                known.doubtful = True
            raise

    def make(self) -> str:
        """A number for a job."""
        counter = self.seen().counter
        number = f"{'' if counter is None else counter}-{secrets.token_hex(4)}"
        self._remember(number, _Known())
        return number

    def check(self, number: str) -> Seen:
        """How it is now, before a document goes. Raises Refused where a label was printed since ``make``."""
        seen = self.seen()
        since = _counted_from(number)
        if since is not None and seen.counter not in {since, None}:
            raise Refused("it has printed another label meanwhile")
        return seen

    def trying(self, number: str) -> None:
        """Its document goes now: until it is received, this program knows no more than any other."""
        self._known.pop(number, None)

    def sent(self, number: str, *, worked: bool = False) -> None:
        """Its document was received wholly; ``worked``: and was seen being printed."""
        self._remember(number, _Known(sent=True, worked=worked, quiet_since=time.monotonic()))

    def cancelled(self, number: str) -> None:
        """The printer was told to throw it away."""
        if number in self._known:
            self._known[number].cancelled = True

    def is_sent(self, number: str) -> bool:
        """Whether something of it may be at the printer, as far as this program knows."""
        known = self._known.get(number)
        return known is None or known.sent

    def fate(self, number: str) -> Told:
        """What became of it. Raises Unreachable."""
        seen = self.seen()
        known, since = self._known.get(number), _counted_from(number)
        if known and not known.sent:
            moved = None not in {since, seen.counter} and since != seen.counter
            return Told(Fate.CANCELLED if moved else Fate.EMPTY)
        if known and (seen.look.busy or seen.look.stopped):
            known.quiet_since = time.monotonic()
            # What it does after a trouble may be nothing, so it must be seen at work once more.
            known.worked = seen.look.busy and not seen.look.stopped
        if since is None:
            return self._uncounted(known, seen.look)
        if seen.counter is None:
            return self._not_told(seen.look)
        return self._by_counter(known, seen, seen.counter - since)

    def _by_counter(self, known: _Known | None, seen: Seen, came: int) -> Told:
        if came < 0:
            return Told(Fate.GONE, ("it has printed fewer labels than before: it is another printer",))
        if seen.look.busy:
            return _under_way(seen.look)
        if not came:
            return self._not_moved(known, seen)
        if came == 1 or (known and not known.doubtful):
            return Told(Fate.PRINTED, seen.look.words)
        return Told(Fate.GONE, (f"it has printed {came} labels since",))

    def _not_moved(self, known: _Known | None, seen: Seen) -> Told:
        if seen.look.stopped:
            return _under_way(seen.look)
        if known is None:
            return Told(Fate.EMPTY if self._stays_quiet(seen) else Fate.PRINTING)
        return self._received(known, Told(Fate.FAILED, ("it has printed nothing of it, and nothing waits",)))

    def _uncounted(self, known: _Known | None, look: Look) -> Told:
        if known is None:
            return Told(Fate.GONE, ("it does not tell what it has printed",))
        if look.busy or look.stopped:
            return _under_way(look)
        if self._patience.shows_work and not known.worked:
            return self._received(known, Told(Fate.GONE, ("it was not seen printing it",)))
        done = Told(Fate.CANCELLED if known.cancelled else Fate.PRINTED)
        return done if _quiet_for(known) > self._patience.settles else Told(Fate.PRINTING)

    def _received(self, known: _Known, otherwise: Told) -> Told:
        """It is idle and was given the document: it may only just have begun."""
        if known.cancelled and _quiet_for(known) > self._patience.settles:
            return Told(Fate.CANCELLED)
        return otherwise if _quiet_for(known) > self._patience.gives_up else Told(Fate.PRINTING)

    @staticmethod
    def _not_told(look: Look) -> Told:
        """A printer that waits for a person does not always answer all questions."""
        if look.stopped:
            return _under_way(look)
        raise Unreachable("it does not tell how many labels it has printed")

    def _stays_quiet(self, before: Seen) -> bool:
        """Whether nothing happens at an idle printer for a while: what a dead program sent arrives late."""
        until = time.monotonic() + self._patience.settles
        while time.monotonic() < until:
            time.sleep(_GLANCE)
            now = self.seen()
            if now.look.busy or now.look.stopped or now.counter != before.counter:
                return False
        return True

    def _remember(self, number: str, known: _Known) -> None:
        self._known[number] = known
        while len(self._known) > _REMEMBERS:
            self._known.popitem(last=False)


class CountedPrinter(ABC):
    """A printer that keeps no jobs, and prints what it is given: its fate is read off what it counts."""

    def __init__(self, uri: str, patience: Patience) -> None:
        self.uri = uri
        self._jobs = Counted(self._seen, patience)

    @abstractmethod
    def _seen(self) -> Seen:
        """Ask it how it is. Raises Unreachable."""

    def look(self) -> Look:
        """How it is."""
        return self._jobs.seen().look

    def find(self, name: str) -> str | None:  # noqa: ARG002 - it keeps no names.
        """None: it keeps no jobs."""
        return None

    def create(self, name: str, wanted: Wanted) -> str:  # noqa: ARG002 - as above; its document says all.
        """A number for a job, in which its counter is kept."""
        return self._jobs.make()

    def fate(self, number: str) -> Told:
        """What became of a label."""
        return self._jobs.fate(number)


def _under_way(look: Look) -> Told:
    return Told(Fate.STOPPED, look.words) if look.stopped else Told(Fate.PRINTING)


def _quiet_for(known: _Known) -> float:
    return time.monotonic() - known.quiet_since


def _counted_from(number: str) -> int | None:
    """What the counter said when this number was made; None where it said nothing."""
    digits = number.partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else None
