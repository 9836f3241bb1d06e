"""The bell between the processes that share a PostgreSQL database."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import Engine

from badges.bell import Bell

log = logging.getLogger(__name__)

CHANNEL = "last_badge"
# PostgreSQL's NOTIFY takes a lock of the whole cluster, so rings are gathered.
GATHER = 0.05


class PostgresBell(Bell):
    """Rings here at once, and in the other processes within 50 ms.

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

    def _keep(self, work: Callable[[psycopg.Connection[Any]], None]) -> None:
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
            self._closed.wait(GATHER)
        # A last one, so that our own listening ends at once.
        connection.execute(f"NOTIFY {CHANNEL}")

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        while not self._closed.is_set():
            for _ in connection.notifies(timeout=1.0):
                self.ring_here()
                if self._closed.is_set():
                    return
