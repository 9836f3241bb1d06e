"""Carrying one job through: each step of the rules, done at the printer and told to the server."""

from collections.abc import Callable
from contextlib import suppress

from badges.errors import LostLease, Refusal, UnknownJob
from badges.model import JobState
from badges.printing.printer import (
    BROTHER,
    PDF,
    PWG,
    ZPL,
    Fate,
    Printer,
    Refused,
    Told,
    Unreachable,
    Wanted,
)
from badges.printing.station.eye import Eye
from badges.printing.station.in_hand import InHand
from badges.printing.station.link import LONGEST, Broken, Link
from badges.printing.station.place import Place
from badges.printing.station.settle import Do, Here, Step, next_step

# What a badge can be drawn as.
DRAWN = frozenset({PDF, PWG, ZPL, BROTHER})
# Where a station is done with a job; one that is unknown is a person's to settle.
ENDS = frozenset({JobState.PRINTED, JobState.FAILED, JobState.CANCELLED, JobState.UNKNOWN})
# Seconds for which a badge that was not sent waits for its printer until others may have it.
PATIENCE = 5.0
# A printer that takes a job and no document of it, so often in a row, will not take the next.
MOST_SENDS = 5
# Faults of the server in drawing one badge, after which it is called undrawable.
MOST_FAULTS = 3
# What is said at the station. Why a badge failed may name its attendee, so only the desk reads it.
_SENTENCES = {
    JobState.PRINTING: "Badge {0} is at the printer.",
    JobState.BLOCKED: "Badge {0} waits in the printer: {1}.",
    JobState.PRINTED: "Badge {0} is printed.",
    JobState.FAILED: "Badge {0} has failed; the desk and the organiser’s page say why.",
    JobState.UNKNOWN: "Badge {0} is lost from sight; a person is asked whether it came out.",
    JobState.CANCELLED: "Badge {0} was taken back.",
}
# From a job to its badge are five steps; many more at once would be a circle.
_MOST_STEPS = 10
_EMPTY = Told(Fate.EMPTY)


class Carrier:
    """Does what the rules say at one printer and one server.

    Every method may raise ``Unreachable`` and what a Link raises; whatever
    happened until then stands, and the next call goes on from there.
    """

    def __init__(
        self,
        link: Link,
        printer: Printer,
        place: Place,
        say: Callable[[str], None],
        clock: Callable[[], float],
    ) -> None:
        self._link = link
        self._printer = printer
        self._place = place
        self._say = say
        self._clock = clock

    def carry(self, mine: InHand, eye: Eye, wanted: Wanted, *, leased: bool, leaving: bool = False) -> bool:
        """Take a job as far as it goes without waiting; answers whether it stays in hand.

        ``leaving``: the program is to end, and gives back what it has not sent.
        """
        mine.known = None
        for _ in range(_MOST_STEPS):
            here = self._here(mine, eye, leased=leased, leaving=leaving)
            step = next_step(mine.held(self._clock()), here)
            if step.do is Do.WAIT:
                break
            self._do(step, mine, eye, wanted)
            # What was said or asked is true until the printer is asked again.
            if step.do is Do.CANCEL or (step.do is Do.SAY and mine.job.state not in ENDS):
                break
            if step.do in {Do.FORGET, Do.GIVE_BACK} or mine.job.state in ENDS:
                return False
        return True

    def take_back(self, mine: InHand) -> None:
        """Take a job of which nothing was sent from the printer; one that does not answer is asked later."""
        if mine.sent_at is None:
            with suppress(Unreachable):
                self.clear(mine.job.name)

    def clear(self, name: str) -> None:
        """Take an empty job of ours from the printer, which it would hold up. Raises Unreachable."""
        number = self._printer.find(name)
        if number is not None and self._printer.fate(number).fate is Fate.EMPTY:
            self._printer.cancel(number)
        self._place.forget(name)

    def _here(self, mine: InHand, eye: Eye, *, leased: bool, leaving: bool) -> Here:
        told = mine.known
        asks = mine.job.printer_job and mine.job.state is not JobState.CLAIMED and eye.look is not None
        if told is None and asks:
            told = self._printer.fate(mine.job.printer_job)
        busy_for = 0.0 if mine.busy_since is None else self._clock() - mine.busy_since
        impatient = leaving or max(eye.out_for, busy_for) > PATIENCE
        return Here(told=told, look=eye.look, leased=leased, impatient=impatient)

    def _do(self, step: Step, mine: InHand, eye: Eye, wanted: Wanted) -> None:
        if step.do is Do.MAKE:
            self._make(mine, eye, wanted)
        elif step.do is Do.ASK:
            self._ask(mine, eye)
        elif step.do is Do.SEND:
            self._send(mine, wanted)
        elif step.do is Do.CANCEL:
            self._printer.cancel(mine.job.printer_job)
            mine.cancelled = True
        elif step.do is Do.FORGET:
            self.clear(mine.job.name)
        elif step.do is Do.GIVE_BACK:
            self._give_back(mine)
        elif step.do is Do.SAY and step.state is not None:
            self._tell(mine, step.state, words=step.words)

    def _make(self, mine: InHand, eye: Eye, wanted: Wanted) -> None:
        if not self._draw(mine, eye):
            return
        name = mine.job.name
        self._place.note(name)
        number = self._printer.find(name)
        if number is None:
            try:
                number, mine.known = self._printer.create(name, wanted), _EMPTY
            except Refused as no:
                self._refused(mine, no)
                return
        self._tell(mine, JobState.CREATED, number=number)

    def _ask(self, mine: InHand, eye: Eye) -> None:
        if not self._draw(mine, eye):
            return
        # Before the question, so that a slow answer is an old one.
        asked_at = self._clock()
        self._tell(mine, JobState.SENDING)
        mine.asked_at = asked_at

    def _send(self, mine: InHand, wanted: Wanted) -> None:
        mine.sends += 1
        if mine.sends > MOST_SENDS:
            self._give_up(mine, "The printer takes no document of this badge.")
            return
        # A document that is gone was of a program before this one; asking anew brings it.
        if mine.document is None:
            mine.asked_at = None
            return
        mine.known = None
        try:
            self._printer.send(mine.job.printer_job, mine.document, mine.media_type, wanted)
        except Refused as no:
            # It may refuse a second document of the same job because it has the first.
            mine.known = self._printer.fate(mine.job.printer_job)
            if mine.known.fate is Fate.EMPTY:
                self._refused(mine, no)
            return
        mine.sent_at, mine.known = self._clock(), _EMPTY

    def _refused(self, mine: InHand, no: Refused) -> None:
        """The printer said no before anything came out: it is busy with others, or cannot print this."""
        if no.busy:
            mine.busy_since = mine.busy_since or self._clock()
            raise no
        self._give_up(mine, str(no) or "The printer does not take this badge.")

    def _give_back(self, mine: InHand) -> None:
        self.take_back(mine)
        self._link.release(mine.job, self._place.instance)
        self._say(f"Badge {mine.job.id} was not sent, and goes to whoever can print it.")

    def _draw(self, mine: InHand, eye: Eye) -> bool:
        """Have its document here; one that cannot be drawn has failed, and the answer is no."""
        if mine.document is None:
            try:
                mine.media_type, mine.document = self._drawn(mine, eye)
            except (LostLease, UnknownJob):
                raise
            except Refusal as refusal:
                self._give_up(mine, refusal.message)
        return mine.document is not None

    def _drawn(self, mine: InHand, eye: Eye) -> tuple[str, bytes]:
        makes = eye.makes
        media_type = next((one for one in makes.formats if one in DRAWN), "") if makes else ""
        if makes is None or not media_type:
            raise Refusal("This printer takes neither PDF nor PWG raster, nor is it a label printer we know.")
        try:
            return media_type, self._link.document(mine.job, media_type, makes.dpi)
        except Broken as fault:
            mine.faults += 1
            if mine.faults < MOST_FAULTS:
                raise
            raise Refusal("The server could not draw this badge.") from fault

    def _give_up(self, mine: InHand, words: str) -> None:
        with suppress(Unreachable):
            self.clear(mine.job.name)
        self._tell(mine, JobState.FAILED, words=words)

    def _tell(self, mine: InHand, state: JobState, *, number: str | None = None, words: str = "") -> None:
        words, kept = words[:LONGEST], mine.job.printer_job if number is None else number
        self._link.say(
            mine.job, state, instance=self._place.instance, printer_job=kept, words=words
        )
        mine.is_now(state, number=kept, words=words)
        if state is JobState.PRINTED:
            self._place.forget(mine.job.name)
        if sentence := _SENTENCES.get(state):
            self._say(sentence.format(mine.job.id, words or "it does not say for what"))
