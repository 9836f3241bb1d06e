"""A connection to an IPP printer that ends in time, whatever is at its other end.

A printer's certificate is made by the printer itself, once, for no name
that a certificate authority would know. So ``ipps`` here keeps those who
listen on the wire from reading names; it does not prove which printer
answers. Whoever stands in the same network can pretend to be one, as they
can with every ``ipp`` printer.
"""

import http.client
import io
import selectors
import socket
import ssl
import time
from functools import cache
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlsplit

from badges.printing.printer import Unreachable

PORT = 631
CONNECTS = 2.0
# Printers close a connection in silence after some seconds; ours is younger than most of them allow.
_STALE = 8.0
# A printer with many trays and media says 100 KB of itself.
_LONGEST = 1 << 20
_PIECE = 1 << 16


class Line:
    """One connection, kept while it is fresh; for one thread at a time.

    ``uri`` is ipp or ipps; a port left out is 631 for both, a path left
    out is that of IPP Everywhere.
    """

    def __init__(self, uri: str) -> None:
        self._open: http.client.HTTPConnection | None = None
        parts = urlsplit(uri)
        self._host = parts.hostname or "localhost"
        self._port = parts.port or PORT
        self._path = parts.path if len(parts.path) > 1 else "/ipp/print"
        self._secure = parts.scheme == "ipps"
        self._sock: _InTime
        self._used = 0.0

    @property
    def printer_uri(self) -> str:
        """The address that questions name their printer by."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'ipps' if self._secure else 'ipp'}://{host}:{self._port}{self._path}"

    def post(self, body: bytes, *, seconds: float, harmless: bool) -> bytes:
        """The body of the answer, within these seconds. Raises Unreachable.

        That a connection has gone stale is at times found out only by using
        it: what is ``harmless`` is asked once more on a new one, anything
        else goes out once and no more.
        """
        until = time.monotonic() + seconds
        kept = self._fresh()
        try:
            return self._exchange(body, until)
        except _BROKEN as trouble:
            self.close()
            if not (kept and harmless) or isinstance(trouble, TimeoutError):
                raise Unreachable(_why(trouble)) from trouble
        try:
            return self._exchange(body, until)
        except _BROKEN as trouble:
            self.close()
            raise Unreachable(_why(trouble)) from trouble

    def close(self) -> None:
        """Hang up."""
        if self._open:
            self._open.close()
        self._open = None

    def __del__(self) -> None:
        self.close()

    def _fresh(self) -> bool:
        """Whether a connection that was used before is used again."""
        if self._open and (time.monotonic() - self._used > _STALE or self._sock.is_over()):
            self.close()
        return self._open is not None

    def _exchange(self, body: bytes, until: float) -> bytes:
        if not self._open:
            self._open = http.client.HTTPConnection(self._host, self._port)
            self._sock = self._open.sock = self._connected(until)
        self._sock.until = until
        self._open.request("POST", self._path, body, {"Content-Type": "application/ipp"})
        answer = self._open.getresponse()
        said = answer.read(_LONGEST + 1)
        self._used = time.monotonic()
        whole = len(said) <= _LONGEST and not answer.length
        if not answer.isclosed() or answer.will_close:
            self.close()
        if answer.status != HTTPStatus.OK or not whole:
            raise Unreachable(f"it answers {answer.status} {answer.reason}, and no whole IPP")
        return said

    def _connected(self, until: float) -> "_InTime":
        plain = socket.create_connection((self._host, self._port), timeout=min(CONNECTS, _left(until)))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            plain.settimeout(_left(until))
            sock = _unverified().wrap_socket(plain, server_hostname=self._host) if self._secure else plain
        except OSError:
            plain.close()
            raise
        return _InTime(sock, until)


# What sockets, TLS and http.client raise at those who speak nonsense, or nothing.
_BROKEN = (OSError, http.client.HTTPException, ValueError)


def _why(trouble: BaseException) -> str:
    if isinstance(trouble, TimeoutError):
        return "it does not answer in time"
    if isinstance(trouble, OSError):
        return f"it cannot be reached: {trouble.strerror or trouble}"
    return f"it answers nonsense: {trouble!r}"


def _left(until: float) -> float:
    """The seconds that are left. Raises TimeoutError for none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@cache
def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # Printers keep the key of 1024 bits that they were born with.
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return context


class _InTime:
    """A socket for http.client that has until one moment for all its bytes; a timeout is for each of them."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock = sock
        self._held = 1
        self.until = until

    def sendall(self, data: bytes) -> None:
        """All of it, or TimeoutError."""
        view = memoryview(data)
        for start in range(0, len(view), _PIECE):
            self._sock.settimeout(_left(self.until))
            self._sock.sendall(view[start : start + _PIECE])

    def is_over(self) -> bool:
        """Whether the other end has hung up, or speaks without being asked."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._sock, selectors.EVENT_READ)
            return bool(waiting.select(0))

    def makefile(self, _mode: Literal["rb"]) -> io.BufferedReader:
        """The answer as http.client reads it, which may hang up before it has read to the end."""
        self._held += 1
        return io.BufferedReader(_Reading(self))

    def read_into(self, buffer: Any) -> int:
        """What has come."""
        self._sock.settimeout(_left(self.until))
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        """Let go of it; the last of the connection and its answers closes it."""
        self._held -= 1
        if not self._held:
            self._sock.close()


class _Reading(io.RawIOBase):
    def __init__(self, sock: _InTime) -> None:
        super().__init__()
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._sock.read_into(buffer)

    def close(self) -> None:
        if not self.closed:
            self._sock.close()
        super().close()
