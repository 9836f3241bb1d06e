"""The bell: wakes whoever reads the journal, after the commit; a lost ring costs a second, never a fact."""

import threading

from sqlalchemy import Engine


class Bell:
    """A bell within one process: rings are counted, so that none is missed between two waits."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    def ring(self, event_id: int) -> None:  # noqa: ARG002 - the bell of several processes names the event.
        """Tell the readers of this process that an event's journal grew."""
        self.ring_here()

    def ring_here(self) -> None:
        """Wake the listeners of this process."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    @property
    def count(self) -> int:
        """How often it has rung; give it to ``wait``."""
        return self._count

    def wait(self, heard: int, timeout: float) -> int:
        """Wait until it has rung more than ``heard`` times or ``timeout`` seconds are over."""
        with self._rung:
            self._rung.wait_for(lambda: self._count != heard, timeout)
            return self._count

    def close(self) -> None:
        """Stop carrying rings between processes."""


def open_bell(engine: Engine) -> Bell:
    """The bell that reaches every process on this database."""
    if engine.dialect.name != "postgresql":
        return Bell()
    # Only where it is needed: psycopg is a tenth of a small server's memory.
    from badges.bell_postgres import PostgresBell  # noqa: PLC0415

    return PostgresBell(engine)
