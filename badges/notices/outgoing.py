"""Outgoing requests that cannot be turned against the inside of the network.

Whoever gives us an address (a browser's push endpoint, a webhook, a chat)
could name the router, the database or the cloud's own key store. So a name is
resolved once, every address it leads to is looked at, and the connection goes
to the very address that was looked at; redirects are not followed, and no
answer may take long or be large.
"""

import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Protocol, cast
from urllib.parse import SplitResult, urlsplit

from badges.notices.carrying import Delayed, Refused

PATIENCE = 10.0  # seconds for the whole of it: name, connection, question and answer
LARGEST = 64 * 1024  # bytes of an answer that are read
# Where clouds answer machines that run in them; this one stands among public addresses.
CLOUDS_OWN = frozenset({ip_address("168.63.129.16")})
# Addresses of the one kind written inside the other: what counts is where they lead.
_NAT64 = IPv6Network("64:ff9b::/96")
# For protocols and not for servers; Python calls most of it public.
_PROTOCOLS = IPv4Network("192.0.0.0/24")

AnyAddress = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Answer:
    """What the other side said: a status, the beginning of the body, the headers."""

    status: int
    body: bytes
    headers: Message = field(default_factory=Message)

    @property
    def well(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's yes.


def is_open(address: str) -> bool:
    """Whether an IP address is one of the public network, whatever form it is written in."""
    found = _innermost(ip_address(address.partition("%")[0]))
    closed = found.is_multicast or found.is_reserved or found in _PROTOCOLS or found in CLOUDS_OWN
    return found.is_global and not closed


def _innermost(found: AnyAddress) -> AnyAddress:
    if isinstance(found, IPv4Address):
        return found
    inside: IPv4Address | None = found.ipv4_mapped or found.sixtofour
    if found in _NAT64:
        inside = IPv4Address(int(found) & 0xFFFFFFFF)
    if found.teredo:
        inside = found.teredo[1]
    return inside or found


def checked(url: str, *, private: bool = False) -> SplitResult:
    """The parts of an address we may ask at all, without looking the name up. Raises Refused with a sentence.

    It is HTTPS; plain HTTP only where private addresses are allowed too.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise Refused("This is no address of a web server.") from None
    if parts.scheme not in (("https", "http") if private else ("https",)):
        raise Refused("The address must begin with https://.")
    odd = not url.isascii() or any(c <= " " for c in url)
    if odd or not host or parts.username is not None or port == 0:
        raise Refused("This is no address of a web server.")
    return parts


def resolved(host: str, port: int, *, private: bool = False, patience: float = PATIENCE) -> list[str]:
    """The IP addresses of a name, each of which may be connected to. Raises Refused, Delayed.

    One closed address among them is enough to refuse: a name that leads
    outside and inside is made to mislead.
    """
    found = _looked_up(host, port, patience)
    closed = [one for one in found if not is_open(one)]
    if closed and not private:
        raise Refused(f"{host} leads to {closed[0]}, inside a private network, where we do not go.")
    return found


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    private: bool = False,
    patience: float = PATIENCE,
) -> Answer:
    """Send one request and read its answer, bounded in time and size. Raises Refused, Delayed.

    ``private`` lets it go to private addresses and over plain HTTP. A
    redirect is an answer like any other.
    """
    parts, end = checked(url, private=private), time.monotonic() + patience
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    addresses = resolved(host, port, private=private, patience=patience)
    try:
        with (
            _connected(addresses, port, end) as plain,
            _secured(plain, host) if parts.scheme == "https" else plain as line,
        ):
            return _asked(line, parts, body, headers, end)
    except (OSError, http.client.HTTPException) as trouble:
        raise Delayed(f"{host}: {_in_words(trouble)}") from trouble


class Asked(Protocol):
    """What is sent: where to, what, and with which headers."""

    @property
    def url(self) -> str:
        """Where to."""

    @property
    def body(self) -> bytes:
        """What."""

    @property
    def headers(self) -> Mapping[str, str]:
        """With which headers."""


@dataclass(frozen=True)
class Out:
    """The way outside, with this installation's bounds."""

    private: bool = False
    patience: float = PATIENCE

    def send(self, message: Asked) -> None:
        """Send one and ask for nothing but a yes. Raises Refused, Delayed."""
        if not (answer := self.post(message)).well:
            raise Delayed(f"It answered {answer.status}.")

    def post(self, message: Asked) -> Answer:
        """Send one and read its answer. Raises Refused, Delayed."""
        return post(
            message.url, message.body, message.headers, private=self.private, patience=self.patience
        )

    def close(self) -> None:
        """Nothing stays open."""


def _asked(
    line: socket.socket, parts: SplitResult, body: bytes, headers: Mapping[str, str], end: float
) -> Answer:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line.settimeout(_left(end))
    talk = http.client.HTTPConnection(parts.netloc)
    talk.sock = line
    talk.request("POST", path, body, {"User-Agent": "Last-Badge", "Connection": "close", **headers})
    answer = http.client.HTTPResponse(cast("socket.socket", _Socket(line, end)), method="POST")
    answer.begin()
    read = answer.read(LARGEST + 1)
    if len(read) > LARGEST:
        raise http.client.HTTPException("it answered more than anybody reads")
    return Answer(answer.status, read, answer.headers)


def _looked_up(host: str, port: int, patience: float) -> list[str]:
    # A resolver may take half a minute to say no, and nothing interrupts it.
    found: list[str] = []
    trouble: list[Exception] = []

    def look() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(address[0]) for *_, address in answers))
        except (OSError, UnicodeError) as no:
            trouble.append(no)

    thread = threading.Thread(target=look, name="looking up a name", daemon=True)
    thread.start()
    thread.join(patience)
    if not found:
        why = _in_words(trouble[0]) if trouble else "nobody said in time where it is"
        raise Delayed(f"{host}: {why}")
    return list(found)


def _connected(addresses: Iterable[str], port: int, end: float) -> socket.socket:
    trouble: OSError = TimeoutError()
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=_left(end))
        except OSError as no:
            trouble = no
    raise trouble


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    return _careful().wrap_socket(plain, server_hostname=host)


@cache
def _careful() -> ssl.SSLContext:
    return ssl.create_default_context()


def _left(end: float) -> float:
    if (left := end - time.monotonic()) <= 0:
        raise TimeoutError
    return left


class _Within(io.RawIOBase):
    """Reads a socket until a moment: a server that drips a byte a second is not waited for byte by byte."""

    def __init__(self, line: socket.socket, end: float) -> None:
        self._line = line
        self._end = end

    def readable(self) -> bool:
        """It only reads."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Up to a buffer's size; raises TimeoutError when the time is over."""
        self._line.settimeout(_left(self._end))
        return self._line.recv_into(buffer)


class _Socket:
    """What HTTPResponse asks a socket for."""

    def __init__(self, line: socket.socket, end: float) -> None:
        self._line = line
        self._end = end

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        """The answer as a file."""
        return io.BufferedReader(_Within(self._line, self._end))


def _in_words(trouble: Exception) -> str:
    if isinstance(trouble, TimeoutError):
        return "it took too long"
    if isinstance(trouble, socket.gaierror):
        return "there is no such name"
    return str(trouble) or type(trouble).__name__
