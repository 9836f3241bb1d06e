"""A connection to a label printer's raw port that ends in time, whatever is at its other end.

What a program has handed to its machine goes on by itself when the program dies: a document of a dead
station would reach the printer after somebody asked whether it had. So every connection is set to be torn
down (SO_LINGER of 0) and not finished when its program ends. What was wholly received is proved by the
printer's answer to a question behind it, or by ``finish``.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from badges.printing.printer import Unreachable

RAW_PORT = 9100
CONNECTS = 2.0
# A status is a few hundred bytes; whoever says this much is no label printer.
_LONGEST = 1 << 16
_PIECE = 1 << 16
_TORN = struct.pack("ii", 1, 0)
_FINISHED = struct.pack("ii", 0, 0)

_Result = TypeVar("_Result")
Whole = Callable[[bytes], bool]


class Silent(Unreachable):
    """It took the question and said nothing, or nothing whole, in time."""


class Line:
    """One connection, kept open; ``with`` it is one thread's for as long as its questions belong together."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._lock = threading.RLock()
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        self._lock.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, where: TracebackType | None
    ) -> None:
        self._lock.release()

    def __del__(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def ask(self, question: bytes, whole: Whole, *, seconds: float) -> bytes:
        """What it answers, as soon as that is ``whole``. Raises Unreachable; Silent leaves the line open.

        A kept connection that has died is found out by using it: a question is asked once more on a new one.
        """
        until = time.monotonic() + seconds
        if self._socket is not None:
            try:
                return self._asked(question, whole, until)
            except Silent:
                raise
            except Unreachable:
                until = time.monotonic() + seconds
        return self._asked(question, whole, until)

    def give(self, document: bytes, *, seconds: float) -> None:
        """Hand over a document, once. Raises Unreachable, when some of it may have been received."""
        try:
            self._guarded(lambda line: self._written(line, document, time.monotonic() + seconds))
        except Unreachable:
            # Half of it is no document as long as the other half never follows.
            self.close()
            raise

    def hear(self, seconds: float) -> bytes:
        """What it says of itself within these seconds, or b"". Raises Unreachable where it hung up."""
        return self._guarded(lambda line: self._said(line, lambda _: False, time.monotonic() + seconds))

    def finish(self, seconds: float) -> None:
        """Let what was given arrive, and hang up; ends when the printer hangs up too, or in time."""
        def ended(line: socket.socket) -> None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _FINISHED)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(seconds)
            while line.recv(_PIECE):
                pass

        try:
            self._guarded(ended)
        except Silent:
            # Not every printer hangs up when it has everything.
            pass
        finally:
            self.close()

    def close(self) -> None:
        """Hang up; what has not arrived yet never will."""
        with self:
            if self._socket is not None:
                self._socket.close()
            self._socket = None

    def _asked(self, question: bytes, whole: Whole, until: float) -> bytes:
        def exchanged(line: socket.socket) -> bytes:
            self._drained(line)
            self._written(line, question, until)
            said = self._said(line, whole, until)
            if not whole(said):
                raise Unreachable("it answers nonsense") if said else Silent("it does not answer in time")
            return said

        return self._guarded(exchanged)

    def _guarded(self, use: Callable[[socket.socket], _Result]) -> _Result:
        with self:
            try:
                self._socket = self._socket or self._connected()
                return use(self._socket)
            except TimeoutError as trouble:
                if self._socket is None:
                    raise Unreachable("it cannot be reached: it does not answer") from trouble
                raise Silent("it does not answer in time") from trouble
            except OSError as trouble:
                self.close()
                raise Unreachable(f"it cannot be reached: {trouble.strerror or trouble}") from trouble

    def _connected(self) -> socket.socket:
        line = socket.create_connection(self._address, timeout=CONNECTS)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _TORN)
        return line

    @staticmethod
    def _drained(line: socket.socket) -> None:
        """Forget what it said too late to an earlier question."""
        line.settimeout(0)
        try:
            for _ in range(_LONGEST // _PIECE + 1):
                if not line.recv(_PIECE):
                    raise ConnectionResetError("it hung up")
        except BlockingIOError:
            pass

    @staticmethod
    def _written(line: socket.socket, data: bytes, until: float) -> None:
        view = memoryview(data)
        for start in range(0, len(view), _PIECE):
            line.settimeout(_left(until))
            line.sendall(view[start : start + _PIECE])

    @staticmethod
    def _said(line: socket.socket, whole: Whole, until: float) -> bytes:
        said = b""
        while not whole(said) and len(said) < _LONGEST and (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            try:
                piece = line.recv(_PIECE)
            except TimeoutError:
                break
            if not piece:
                raise ConnectionResetError("it hung up")
            said += piece
        return said


def _left(until: float) -> float:
    """The seconds that are left. Raises TimeoutError for none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
