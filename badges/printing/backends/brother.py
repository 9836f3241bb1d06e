"""Brother's QL label printers over a socket.

In a network they print what comes over port 9100 and are silent there; how they are is told by SNMP, in
the same 32 bytes that they say over USB, and so is how many labels they have printed. One that hangs on
another machine's USB port, which passes everything on, has no SNMP and says the 32 bytes on the line. We
ask by SNMP first, and keep to what answered.
"""

import time
from urllib.parse import parse_qs, urlsplit

from badges.printing.backends import brother_wire as wire
from badges.printing.backends import snmp
from badges.printing.backends.counted import CountedPrinter, Patience, Seen
from badges.printing.backends.sockets import RAW_PORT, Line, Silent
from badges.printing.printer import BROTHER, Fate, Look, Makes, Unreachable, Wanted

DPI = 300
ANSWERS = 1.0
TAKES = 5.0
# A label of 100 mm takes a second; whoever has not begun by then does not print it.
BEGINS = 3.0
# For so long a printer that has a label to print is not asked how it is.
WORKS = 20.0
_GLANCE = 0.1
_STATUS = "1.3.6.1.4.1.2435.3.3.9.1.6.1.0"
_SERIAL = "1.3.6.1.2.1.43.5.1.1.17.1"
_LABELS = "1.3.6.1.2.1.43.10.2.1.4.1.1"


class BrotherPrinter(CountedPrinter):
    """A printer at ``brother://host``, with ``:port`` and ``?snmp=port`` where they are unusual."""

    def __init__(self, uri: str, patience: Patience | None = None) -> None:
        super().__init__(uri, patience or Patience(shows_work=True))
        where = urlsplit(uri)
        self._host = where.hostname or "localhost"
        self._snmp = int(parse_qs(where.query).get("snmp", [str(snmp.PORT)])[0])
        self._line = Line(self._host, where.port or RAW_PORT)
        # Whether it tells how it is by SNMP; None: nobody knows yet.
        self._by_snmp: bool | None = None
        # On the line: what it said last, and until when it has a label to print and speaks by itself.
        self._last: wire.Status | None = None
        self._works_until = 0.0
        self._done = False

    def makes(self) -> Makes:
        """What it is."""
        with self._line:
            now = self._status()
            serial = self._get(_SERIAL) if self._by_snmp else None
        known = serial.decode("ascii", "replace")[:80] if isinstance(serial, bytes) else ""
        return Makes(now.model, f"brother:{known}" if known else "", (BROTHER,), DPI, now.media)

    def send(self, number: str, document: bytes, media_type: str, wanted: Wanted) -> None:  # noqa: ARG002
        """Send a label, and see it begun: over the network nothing else proves that it was received."""
        with self._line:
            before = self._jobs.check(number)
            self._jobs.trying(number)
            self._line.give(document, seconds=TAKES)
            if self._by_snmp:
                self._line.finish(ANSWERS)
            else:
                self._works_until, self._done = time.monotonic() + WORKS, False
            if not self._begins(before):
                raise Unreachable("it does not begin to print")
            self._jobs.sent(number, worked=True)

    def cancel(self, number: str) -> None:
        """Empty the printer's memory, where the label may wait."""
        if self._jobs.is_sent(number) and self._jobs.fate(number).fate in {Fate.PRINTING, Fate.STOPPED}:
            with self._line:
                self._line.give(wire.INITIALISE, seconds=ANSWERS)
                if self._by_snmp:
                    self._line.finish(ANSWERS)
                self._works_until = 0.0
            self._jobs.cancelled(number)

    def _begins(self, before: Seen) -> bool:
        """Whether it is seen at work, or done with it, or stopped by it."""
        until = time.monotonic() + BEGINS
        while time.monotonic() < until:
            now = self._jobs.seen()
            if now.look.busy or now.look.stopped or now.counter != before.counter or self._done:
                return True
            time.sleep(_GLANCE)
        return False

    @property
    def _at_work(self) -> bool:
        return time.monotonic() < self._works_until

    def _seen(self) -> Seen:
        with self._line:
            now = self._status()
            labels = self._get(_LABELS) if self._by_snmp else None
        look = Look(bool(now.words), now.printing or self._at_work, now.words, now.media)
        return Seen(look, labels if isinstance(labels, int) else None)

    def _status(self) -> wire.Status:
        if self._by_snmp is False:
            return self._on_line()
        try:
            return self._told_by_snmp()
        except Unreachable:
            if self._by_snmp:
                raise
        now = self._on_line()
        self._by_snmp = False
        return now

    def _told_by_snmp(self) -> wire.Status:
        said = self._get(_STATUS)
        found = wire.statuses(said) if isinstance(said, bytes) else []
        if not found:
            raise Unreachable("it does not tell by SNMP how it is")
        self._by_snmp = True
        return found[-1]

    def _get(self, oid: str) -> int | bytes | None:
        return snmp.get(self._host, self._snmp, oid, seconds=ANSWERS)

    def _on_line(self) -> wire.Status:
        """What it says when asked; while it has a label to print it must not be asked, and speaks itself."""
        try:
            if self._at_work:
                said = self._line.hear(_GLANCE)
            else:
                said = self._line.ask(wire.ASK_STATUS, wire.is_status, seconds=ANSWERS)
        except Silent as trouble:
            self._line.close()
            raise Unreachable("it does not tell how it is; its SNMP must be switched on") from trouble
        except Unreachable:
            self._works_until = 0.0
            raise
        for one in wire.statuses(said):
            self._last = one
            self._done |= one.completed
            if one.completed or one.words:
                self._works_until = 0.0
        if self._last is None:
            raise Unreachable("it does not tell how it is")
        return self._last
