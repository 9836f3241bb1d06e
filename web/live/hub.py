"""The hub: one thread a process writes what is new to all listeners' sockets.

A listener's request is parked in its thread, which costs some kilobytes, and
the hub writes to its socket without waiting. Whoever cannot take the bytes at
once is cut off and resumes from the last number it saw, so no queue grows.
"""

import contextlib
import json
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from badges import access, journal
from badges.printing.station.rings import concerns
from badges.store import Store

log = logging.getLogger(__name__)

HEARTBEAT = 15.0  # seconds between comments, so that proxies and phones know the line is open
LONGEST_WAIT = 0.25  # seconds: the net under a lost ring, and how soon a stop is noticed
LOOK_AT_KEYS = 1.0  # seconds until a device whose key has ended hears no more
COALESCE = 0.05  # seconds: several scans of one moment become one write
PAGE = 500
# A line of the journal and the hosts who may see it.
Seen = tuple[dict[str, Any], frozenset[int]]
# What a listener may have waiting while it reads its backlog, or where its socket is not ours.
WAITING_LIMIT = 256 * 1024


@dataclass(eq=False)
class Listener:
    """One open live page. ``host`` restricts it to what that host may see; it ends with its ``key_hash``.

    ``station`` is the print station that is rung on it, and is told nothing else.
    """

    event_id: int
    host: int | None
    station: int | None = None
    key_hash: str | None = None
    # What this reader has seen elsewhere, where that is more than this process has read.
    after: int = 0
    # The socket once it is ours to write to; until then bytes wait.
    sock: socket.socket | None = None
    chunked: bool = False
    waiting: bytearray = field(default_factory=bytearray)
    gone: bool = False
    changed: threading.Condition = field(default_factory=threading.Condition)

    def sees(self, line: dict[str, Any], hosts: frozenset[int]) -> bool:
        """Whether a line of the journal is for this reader."""
        if self.station is not None:
            return concerns(line, self.station)
        return self.host is None or self.host in hosts

    def leave(self) -> None:
        """End this page's stream; its reader resumes elsewhere or later."""
        with self.changed:
            if self.sock is not None:
                _shut(self.sock)
            self.gone = True
            self.changed.notify_all()

    def take(self, timeout: float) -> bytes:
        """Wait for bytes where the socket is not ours; empty when there are none or it is over."""
        with self.changed:
            self.changed.wait_for(lambda: self.waiting or self.gone, timeout)
            chunk = bytes(self.waiting)
            self.waiting.clear()
            return chunk

    def send(self, data: bytes) -> bool:
        """Hand over bytes without ever waiting; False when this reader is too slow."""
        with self.changed:
            if self.sock is None:
                self.waiting += data
                self.changed.notify_all()
                return len(self.waiting) <= WAITING_LIMIT
            return _write(self.sock, _chunk(data) if self.chunked else data)


class Hub:
    """All listeners of one process, by event, and how far each event's journal was read."""

    def __init__(self, store: Store, *, limit: int = 1000, heartbeat: float = HEARTBEAT) -> None:
        self._store = store
        self._limit = limit
        self._heartbeat = heartbeat
        self._lock = threading.Lock()
        self._rooms: dict[int, set[Listener]] = {}
        self._read_to: dict[int, int] = {}
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    @property
    def listeners(self) -> int:
        """How many live pages are open in this process."""
        return sum(len(room) for room in self._rooms.values())

    def join(
        self, event_id: int, host: int | None, *, station: int | None = None, key_hash: str | None = None
    ) -> tuple[Listener, int] | None:
        """A new listener and the number from which on it will be told; None when the house is full."""
        with self._store.reading() as session:
            seq = journal.seq(session, event_id)
        with self._lock:
            if self.listeners >= self._limit or self._stopping.is_set():
                return None
            listener = Listener(event_id, host, station, key_hash)
            self._rooms.setdefault(event_id, set()).add(listener)
            read_to = self._read_to.setdefault(event_id, seq)
            self._run()
        return listener, read_to

    def hand_over(self, listener: Listener, sock: socket.socket, *, chunked: bool) -> None:
        """From here on the hub writes to this socket itself; what waited goes first."""
        with listener.changed:
            waited = bytes(listener.waiting)
            listener.waiting.clear()
            listener.sock, listener.chunked = sock, chunked
            fits = not waited or listener.send(waited)
        if not fits:
            self.drop(listener)

    def drop(self, listener: Listener) -> None:
        """Forget a listener."""
        with self._lock:
            room = self._rooms.get(listener.event_id, set())
            room.discard(listener)
            if not room:
                self._rooms.pop(listener.event_id, None)
                self._read_to.pop(listener.event_id, None)
        listener.leave()

    def close(self) -> None:
        """End all streams, so that the process can stop."""
        self._stopping.set()
        with self._lock:
            everyone = [listener for room in self._rooms.values() for listener in room]
        for listener in everyone:
            self.drop(listener)

    def _run(self) -> None:
        # With the first listener and not before: gunicorn forks after the app may have been made.
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="hub", daemon=True)
            self._thread.start()

    def _loop(self) -> None:
        heard = 0
        beat = looked = time.monotonic()
        while not self._stopping.is_set():
            heard = self._store.bell.wait(heard, LONGEST_WAIT)
            try:
                if time.monotonic() - looked >= LOOK_AT_KEYS:
                    looked = time.monotonic()
                    self._show_out()
                self._tell_all()
                if time.monotonic() - beat >= self._heartbeat:
                    beat = time.monotonic()
                    self._send({listener: b":\n\n" for room in self._copy().values() for listener in room})
            except Exception:
                # Every live page of this process hangs on this thread, so nothing may end it.
                log.exception("live pages could not be told; they wait a second")
                self._stopping.wait(1)
            self._stopping.wait(COALESCE)

    def _show_out(self) -> None:
        """End the pages of devices whose key was revoked or rolled, by whichever process."""
        keyed = [
            (listener, listener.key_hash)
            for room in self._copy().values()
            for listener in room
            if listener.key_hash
        ]
        if not keyed:
            return
        with self._store.reading() as session:
            good = access.good_keys(session, {key_hash for _, key_hash in keyed})
        for listener, key_hash in keyed:
            if key_hash not in good:
                self.drop(listener)

    def _copy(self) -> dict[int, set[Listener]]:
        with self._lock:
            return {event_id: set(room) for event_id, room in self._rooms.items()}

    def _tell_all(self) -> None:
        rooms = self._copy()
        if not rooms:
            return
        with self._store.reading() as session:
            for event_id in rooms:
                after = self._read_to.get(event_id)
                if after is not None:
                    lines = journal.read_for_hosts(session, event_id, after=after, limit=PAGE)
                    self._tell(event_id, lines)

    def _tell(self, event_id: int, lines: list[Seen]) -> None:
        with self._lock:
            # Whoever joins from now on reads these lines from the journal. Whoever joined an empty
            # room while they were read has some of them already.
            room = set(self._rooms.get(event_id, ()))
            read_to = self._read_to.get(event_id, 0)
            lines = [(line, hosts) for line, hosts in lines if line["seq"] > read_to]
            if not lines or not room:
                return
            self._read_to[event_id] = lines[-1][0]["seq"]
        encoded = [(line, as_event(line), hosts) for line, hosts in lines]
        # One set of bytes for all who may see the same and have seen as much.
        made: dict[tuple[int | None, int | None, int], bytes] = {}
        messages: dict[Listener, bytes] = {}
        for listener in room:
            same = (listener.host, listener.station, max(listener.after, read_to))
            if same not in made:
                made[same] = b"".join(
                    data
                    for line, data, hosts in encoded
                    if line["seq"] > same[2] and listener.sees(line, hosts)
                )
            messages[listener] = made[same]
        self._send(messages)

    def _send(self, messages: dict[Listener, bytes]) -> None:
        for listener, data in messages.items():
            if data and not listener.send(data):
                self.drop(listener)


def as_event(line: dict[str, Any]) -> bytes:
    """A line of the journal as one server-sent event."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return f"id: {line['seq']}\nevent: {line['kind']}\ndata: {text}\n\n".encode()


def backlog(
    read: Callable[[int], list[Seen]],
    *,
    after: int,
    up_to: int,
    sees: Callable[[dict[str, Any], frozenset[int]], bool],
) -> Iterable[bytes]:
    """What a listener missed, page by page; ``read`` gives the lines after a number."""
    while after < up_to:
        lines = read(after)
        if not lines:
            return
        after = lines[-1][0]["seq"]
        seen = [line for line, hosts in lines if sees(line, hosts)]
        if seen:
            yield b"".join(as_event(line) for line in seen if line["seq"] <= up_to)


def _chunk(data: bytes) -> bytes:
    return b"%X\r\n%s\r\n" % (len(data), data)


def _write(sock: socket.socket, data: bytes) -> bool:
    try:
        sent = sock.send(data, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
    except OSError:
        sent = -1
    if sent != len(data):
        # Half an event is on its way; only a new connection mends that. What waits for this reader is
        # thrown away with the old one, or the system would keep it for minutes.
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    return True


def _shut(sock: socket.socket) -> None:
    """Close both directions of a socket that may be closed already."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
