"""The agent: one loop that watches a printer, hears what the server wants, and carries badges through.

It asks the server every three seconds and whenever the printer stops or goes
on; for the rest it waits to be rung. While the server is silent, what was
sent goes on and nothing new is sent.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from badges.errors import Refusal
from badges.model import JobState
from badges.printing.printer import Printer, Refused, Unreachable
from badges.printing.station.carrying import Carrier
from badges.printing.station.eye import Eye
from badges.printing.station.in_hand import InHand
from badges.printing.station.link import Ended, Job, Link, Orders, Report, Unanswered, shortened
from badges.printing.station.place import Place
from badges.printing.station.settle import UNSENT

log = logging.getLogger(__name__)

# All in seconds. How often the server hears of a station to which nothing happens.
HELLO = 3.0
# How old a look at the printer may be: while it rests, while it prints, and before a document goes.
LOOK, LOOK_CLOSELY, LOOK_FIRST = 3.0, 1.0, 0.5
# How often a job at the printer is asked after.
POLL = 0.2
# How soon a station that waits sees that it is to end.
GLANCE = 0.25
# After trouble that nobody foresaw.
AFTER_TROUBLE = 1.0
# After the server was silent it is left alone for so long, and at most for so long when it stays so.
SILENCE, LONGEST_SILENCE = 0.5, 3.0


class Agent:
    """One station at its printer. ``say`` hears plain sentences for whoever looks after it."""

    def __init__(
        self,
        link: Link,
        printer: Printer,
        place: Place,
        say: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = link
        self._printer = printer
        self._place = place
        self._clock = clock
        self._eye = Eye(printer, clock)
        self._carrier = Carrier(link, printer, place, say, clock)
        self._sentences = _Sentences(say)
        self._jobs: dict[int, InHand] = {}
        self._orders: Orders | None = None
        self._leased_until = self._hello_at = self._quiet_until = clock()
        self._pause = SILENCE
        # Whether there may be a badge to take on.
        self._rung = True
        self._leaving = False

    def run(self, stop: threading.Event, *, once: bool = False, linger: float = 0.0) -> None:
        """Print until told to stop; with ``once`` until nothing waits. Raises Ended when its key has.

        Then what was sent has ``linger`` seconds to come out.
        """
        while not stop.is_set():
            try:
                self.go_round()
            except Ended:
                raise
            except Exception:
                # Whatever it was, the badges in hand are known to the server and to the printer.
                log.exception("the station met trouble and goes on in a second")
                stop.wait(AFTER_TROUBLE)
                continue
            if once and self._done:
                return
            self._rest(stop)
        self._leave(linger)

    def _leave(self, linger: float) -> None:
        self._leaving, until = True, self._clock() + linger
        while self._busy and self._clock() < until:
            self.go_round()
            time.sleep(POLL)

    def go_round(self) -> None:
        """Look, report, take on what waits, and carry on with what is in hand. Raises Ended."""
        self._eye.refresh(self._oldest_look)
        self._sentences.of_printer(self._eye)
        self._report()
        if self._leased and not self._eye.stopped:
            self._clear_orphans()
        if self._rung and not self._busy and not self._leaving:
            self._take_on()
        for mine in list(self._jobs.values()):
            self._carry(mine)

    @property
    def _leased(self) -> bool:
        return self._orders is not None and self._clock() < self._leased_until

    @property
    def _busy(self) -> bool:
        """Whether a badge is in hand; one that a person is asked about keeps nobody waiting."""
        return any(mine.job.state is not JobState.UNKNOWN for mine in self._jobs.values())

    @property
    def _oldest_look(self) -> float:
        if any(mine.job.state in UNSENT for mine in self._jobs.values()):
            return LOOK_FIRST
        return LOOK_CLOSELY if self._busy else LOOK

    @property
    def _done(self) -> bool:
        return self._leased and not self._busy and not self._rung

    def _report(self) -> None:
        if not self._may_ask or not (self._eye.changed or self._clock() >= self._hello_at):
            return
        began = self._clock()
        self._hello_at, self._eye.changed = began + HELLO, False
        report = Report(self._place.instance, self._printer.uri, self._eye.makes, self._eye.look)
        try:
            orders = self._link.hello(report)
        except Unanswered as silence:
            self._silent(silence)
        except Refusal as refusal:
            # Another has this printer, or runs this station: it waits for its turn.
            self._orders = None
            self._sentences.about("server", refusal.message)
        else:
            self._leased_until, self._pause = began + orders.lease, SILENCE
            self._hear(orders)

    def _hear(self, orders: Orders) -> None:
        self._orders = orders
        self._rung |= orders.waiting
        self._sentences.of_orders(orders)
        held = {job.id: job for job in orders.holds}
        for mine in list(self._jobs.values()):
            job = held.get(mine.job.id)
            if job is None or job.attempt != mine.job.attempt:
                self._let_go(mine)
            else:
                mine.as_told(job)
        for job in orders.holds:
            self._jobs.setdefault(job.id, InHand(job)).unwanted = job.id in orders.stop

    def _take_on(self) -> None:
        if not self._leased or not self._may_ask:
            return
        self._eye.refresh(LOOK_FIRST)
        if self._eye.stopped:
            return
        self._rung = False
        job = self._asked(partial(self._link.claim, self._place.instance))
        if job is not None:
            # There may be more behind it.
            self._rung = True
            self._jobs[job.id] = InHand(job)

    def _asked(self, claim: Callable[[], Job | None]) -> Job | None:
        try:
            return claim()
        except Unanswered as silence:
            # It may be ours all the same: the next hello says what we hold.
            self._silent(silence)
        except Refusal as refusal:
            self._sentences.about("claim", refusal.message)
        self._hello_at, self._rung = self._clock(), True
        return None

    def _carry(self, mine: InHand) -> None:
        if self._orders is None or not self._may_ask:
            return
        try:
            stays = self._carrier.carry(
                mine, self._eye, self._orders.wanted, leased=self._leased, leaving=self._leaving
            )
        except Refused as no:
            self._sentences.about("busy", f"The printer takes no badge now: {no}.")
        except Unreachable:
            self._eye.lost()
        except Unanswered as silence:
            self._silent(silence)
        except Refusal as refusal:
            self._sentences.about(f"badge {mine.job.id}", f"Badge {mine.job.id}: {refusal.message}")
            self._let_go(mine)
        else:
            if not stays:
                del self._jobs[mine.job.id]
                # A printer that says “printed” may say in the same breath that it has no more labels.
                self._eye.refresh(0.0)

    def _let_go(self, mine: InHand) -> None:
        """A job is another's now, or settled: what was sent of it goes on, what was not is taken back."""
        self._carrier.take_back(mine)
        del self._jobs[mine.job.id]

    def _clear_orphans(self) -> None:
        in_hand = {mine.job.name for mine in self._jobs.values()}
        try:
            for name in self._place.names:
                if name not in in_hand:
                    self._carrier.clear(name)
        except Unreachable:
            self._eye.lost()

    @property
    def _may_ask(self) -> bool:
        return self._clock() >= self._quiet_until

    def _silent(self, silence: Unanswered) -> None:
        self._quiet_until = self._hello_at = self._clock() + self._pause
        self._pause = min(2 * self._pause, LONGEST_SILENCE)
        self._sentences.about("server", f"The server does not answer: {silence}.")

    def _rest(self, stop: threading.Event) -> None:
        if self._busy:
            stop.wait(POLL)
            return
        while not stop.is_set() and not self._rung_now() and (left := self._hello_at - self._clock()) > 0:
            self._rung |= self._link.wait(min(left, GLANCE))

    def _rung_now(self) -> bool:
        # A ring is no use while nothing can be taken on; it is kept for when something can.
        return self._rung and self._leased and self._may_ask and not self._eye.stopped


class _Sentences:
    """Says how things stand, each thing once until it stands otherwise."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said: dict[str, str] = {}

    def about(self, what: str, sentence: str) -> None:
        """Say this of something, unless it is what was said last."""
        if self._said.get(what) != sentence:
            self._said[what] = sentence
            self._say(sentence)

    def of_printer(self, eye: Eye) -> None:
        """How the printer is."""
        if eye.look is None:
            self.about("printer", "The printer does not answer.")
        elif eye.look.stopped:
            words = shortened(eye.look.words) or "it does not say for what"
            self.about("printer", f"The printer waits for a person: {words}.")
        else:
            model = eye.makes.model if eye.makes else ""
            self.about("printer", f"The printer {model} is ready." if model else "The printer is ready.")

    def of_orders(self, orders: Orders) -> None:
        """What the server wants."""
        self.about("server", f"This is the station “{orders.name}” of {orders.event}; the server answers.")
        if orders.refuses:
            self.about("orders", orders.refuses)
        elif orders.held:
            self.about("orders", "The organiser holds this station; it prints no badges for now.")
        elif not orders.tested:
            self.about("orders", "It prints badges once its test badge was printed and confirmed.")
        else:
            self.about("orders", "It prints badges.")
