"""The bell: wakes whoever reads the journal, after the commit; a lost ring costs a second, never a fact."""

import logging
import threading
import time
from typing import Any

import psycopg
from sqlalchemy import Engine

log = logging.getLogger(__name__)

CHANNEL = "last_badge"
# PostgreSQL's NOTIFY takes a lock of the whole cluster, so rings are gathered.
GATHER = 0.05


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


class PostgresBell(Bell):
    """A bell between the processes that share a PostgreSQL database.

    NOTIFY is sent after the commit on a connection of its own, at most once
    in 50 ms: inside the transaction it halves the commits of the cluster.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        url = engine.url.set(drivername="postgresql")
        self._address = url.render_as_string(hide_password=False)
        self._outgoing = threading.Event()
        self._closed = threading.Event()
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()

    def ring(self, event_id: int) -> None:
        """Wake this process at once and the others within 50 ms."""
        super().ring(event_id)
        self._start()
        self._outgoing.set()

    def wait(self, heard: int, timeout: float) -> int:
        """As Bell.wait; the first wait begins to listen to the other processes."""
        self._start()
        return super().wait(heard, timeout)

    def close(self) -> None:
        """End both threads and their connections."""
        self._closed.set()
        self._outgoing.set()
        for thread in self._threads:
            thread.join(timeout=2)

    def _start(self) -> None:
        # On first use and not before: gunicorn forks after the store may have been opened.
        if self._threads:
            return
        with self._starting:
            if not self._threads:
                self._threads = [
                    threading.Thread(target=self._keep, args=(work,), name=f"bell-{name}", daemon=True)
                    for name, work in (("out", self._send), ("in", self._listen))
                ]
                for thread in self._threads:
                    thread.start()

    def _keep(self, work: Any) -> None:
        while not self._closed.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as connection:
                    work(connection)
            except psycopg.Error as trouble:
                log.warning("the bell lost its database and rings again in a second: %s", trouble)
                self._closed.wait(1)

    def _send(self, connection: psycopg.Connection[Any]) -> None:
        while not self._closed.is_set():
            self._outgoing.wait()
            self._outgoing.clear()
            connection.execute(f"NOTIFY {CHANNEL}")
            time.sleep(GATHER)

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        while not self._closed.is_set():
            for _ in connection.notifies(timeout=0.5):
                self.ring_here()


def open_bell(engine: Engine) -> Bell:
    """The bell that reaches every process on this database."""
    return PostgresBell(engine) if engine.dialect.name == "postgresql" else Bell()
