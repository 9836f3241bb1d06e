"""Label printers that speak ZPL over a socket: Zebra's, and others that imitate them.

They keep no list of jobs. What became of a label is told by their odometer, see ``counted``.
"""

from urllib.parse import urlsplit

from badges.printing.backends import zpl_wire as wire
from badges.printing.backends.counted import CountedPrinter, Patience, Seen
from badges.printing.backends.sockets import RAW_PORT, Line, Silent, Whole
from badges.printing.printer import ZPL, Fate, Look, Makes, Unreachable, Wanted

ANSWERS = 1.0
# A label is 30 KB; a slow one over a weak network still gets through.
TAKES = 5.0
_ODOMETER = "odometer.total_label_count"
_SERIAL = "device.unique_id"


class ZplPrinter(CountedPrinter):
    """A printer at ``zpl://host`` or ``zpl://host:port``; one program at a time."""

    def __init__(self, uri: str, patience: Patience | None = None) -> None:
        super().__init__(uri, patience or Patience())
        where = urlsplit(uri)
        self._line = Line(where.hostname or "localhost", where.port or RAW_PORT)
        # None: it was not asked yet.
        self._counts: bool | None = None
        self._begun = False

    def makes(self) -> Makes:
        """What it is. What paper is in it, it does not know."""
        with self._line:
            self._look()
            who = wire.identity(self._ask(wire.IDENTITY, lambda said: wire.identity(said) is not None))
            serial = self._value(_SERIAL)
        if who is None or not who.dpi:
            raise Unreachable("it answers nonsense: no ZPL printer has such a head")
        return Makes(who.model, f"zpl:{serial}" if serial else "", (ZPL,), who.dpi)

    def send(self, number: str, document: bytes, media_type: str, wanted: Wanted) -> None:  # noqa: ARG002
        """Send a label, and wait for an answer to what is asked behind it: that proves it was received."""
        with self._line:
            self._jobs.check(number)
            self._jobs.trying(number)
            self._line.give((wire.DROP_BEGUN if self._begun else b"") + document, seconds=TAKES)
            self._look()
            self._jobs.sent(number)

    def cancel(self, number: str) -> None:
        """Empty the printer's memory, where the label may wait; it has no way to name one of several."""
        if self._jobs.is_sent(number) and self._jobs.fate(number).fate in {Fate.PRINTING, Fate.STOPPED}:
            with self._line:
                self._line.give(wire.DROP_ALL, seconds=ANSWERS)
                self._look()
            self._jobs.cancelled(number)

    def _seen(self) -> Seen:
        with self._line:
            look, counter = self._look(), None
            if self._counts is not False:
                counter = self._odometer()
            if counter is None and self._counts and not look.stopped:
                raise Unreachable("it does not tell how many labels it has printed")
            return Seen(look, counter)

    def _look(self) -> Look:
        """By ~HS; and by ~HQES, which knows less, where a printer that waits for a person is silent to it."""
        try:
            said = self._ask(wire.HOST_STATUS, lambda said: wire.status(said) is not None)
        except Silent:
            return self._troubles()
        look = wire.status(said)
        self._begun = wire.has_begun(said)
        if look is None:
            raise Unreachable("it answers nonsense")
        return look

    def _troubles(self) -> Look:
        try:
            look = wire.errors(self._ask(wire.ERRORS, lambda said: wire.errors(said) is not None))
        except Silent:
            # It may have been switched off and on: it would know nothing of this connection.
            self._line.close()
            raise
        if look is None or not look.stopped:
            raise Unreachable("it does not tell how it is")
        return look

    def _odometer(self) -> int | None:
        """The labels of its life. A printer that never told them is not asked again."""
        said = self._value(_ODOMETER)
        counted = said is not None and said.isascii() and said.isdigit()
        self._counts = self._counts or counted
        return int(said) if said is not None and counted else None

    def _value(self, name: str) -> str | None:
        try:
            said = wire.value(self._ask(wire.variable(name), lambda said: wire.value(said) is not None))
        except Silent:
            return None
        return None if said in {"", "?"} else said

    def _ask(self, question: bytes, whole: Whole) -> bytes:
        try:
            return self._line.ask(question, whole, seconds=ANSWERS)
        except wire.NonsenseError as trouble:
            self._line.close()
            raise Unreachable(f"it answers nonsense: {trouble}") from trouble
