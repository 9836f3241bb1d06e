"""The link of a station that stands elsewhere: the server's interface, and its ring as an open line.

Everything goes out from here, so that the station needs no open port. The
key goes in a header alone. No answer may be large or take long.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from badges import errors
from badges.errors import BadInput, Refusal
from badges.model import JobState
from badges.printing.station.link import Broken, Ended, Job, Orders, Report, Unanswered
from badges.printing.station.wire import Json, job_from, orders_from, report_as_json

PATIENCE = 6.0  # seconds for one question and its answer
LARGEST_ANSWER = 1024 * 1024
LARGEST_DOCUMENT = 32 * 1024 * 1024
# The server says something on an open line every 15 seconds.
LINE_SILENT = 40.0
LONGEST_LINE = 64 * 1024
# Seconds until a line that broke is opened anew; it grows to the second while that fails.
AGAIN, LONGEST_AGAIN = 0.5, 5.0
_CHUNK = 64 * 1024
_KEY_ENDED = (
    "The server does not take this station’s key: the organiser has ended it, or it was never a print "
    "station’s. Ask the organiser to pair the station again."
)
_REFUSALS: Mapping[str, type[Refusal]] = {
    kind.code: kind
    for kind in (errors.LostLease, errors.PrinterTaken, errors.StationTaken, errors.UnknownJob)
}
Read = TypeVar("Read")


class HttpLink:
    """The way to a server at a distance, such as https://badges.example.org; ``patience`` in seconds."""

    def __init__(self, url: str, key: str, *, patience: float = PATIENCE) -> None:
        self._server = _Server(url, key)
        self._asking = _Asking(self._server, patience)
        self._ring = _Ring(self._server)

    def hello(self, report: Report) -> Orders:
        """As ``Link.hello``."""
        orders = self._asking.json("POST", "", report_as_json(report), orders_from)
        self._ring.listen()
        return orders

    def claim(self, instance: str) -> Job | None:
        """As ``Link.claim``."""
        return self._asking.json("POST", "/claim", {"instance": instance}, _job_or_none, twice=False)

    def document(self, job: Job, media_type: str, dpi: int) -> bytes:
        """As ``Link.document``."""
        query = urlencode({"media_type": media_type, "dpi": dpi})
        return self._asking.raw("GET", f"/jobs/{job.id}/document?{query}", LARGEST_DOCUMENT)

    def say(
        self, job: Job, state: JobState, *, instance: str, printer_job: str = "", words: str = ""
    ) -> None:
        """As ``Link.say``."""
        said = {"instance": instance, "attempt": job.attempt, "state": state, "printer_job": printer_job}
        self._asking.json("POST", f"/jobs/{job.id}", {**said, "words": words}, dict)

    def release(self, job: Job, instance: str) -> None:
        """As ``Link.release``."""
        said = {"instance": instance, "attempt": job.attempt}
        self._asking.json("POST", f"/jobs/{job.id}/release", said, dict)

    def wait(self, seconds: float) -> bool:
        """As ``Link.wait``."""
        return self._ring.wait(seconds)

    def close(self) -> None:
        """End both lines."""
        self._ring.close()
        self._asking.close()


class _Server:
    """Where the server is and what opens it. Raises BadInput for an address that is none."""

    def __init__(self, url: str, key: str) -> None:
        parts = _parts(url)
        self._secure = parts.scheme == "https"
        self._host, self._port = str(parts.hostname), parts.port
        self.path = quote(parts.path.rstrip("/"), safe="/%") + "/api/v1/station"
        if not key.isascii() or not key.isprintable() or " " in key:
            raise BadInput("A station’s key is one word, as the organiser’s page showed it.")
        self.headers = {"Authorization": f"Bearer {key}", "User-Agent": "Last-Badge-Station"}

    def connection(self, timeout: float) -> http.client.HTTPConnection:
        """A connection that is not open yet."""
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout)


class _Asking:
    """Questions one after another over one connection that is kept open."""

    def __init__(self, server: _Server, patience: float) -> None:
        self._server = server
        self._patience = patience
        self._connection: http.client.HTTPConnection | None = None

    def json(
        self, method: str, path: str, sent: Json, read: Callable[[Json], Read], *, twice: bool = True
    ) -> Read:
        """Ask and read the answer. Raises Unanswered, Ended and the server's refusals."""
        body = json.dumps(sent).encode()
        answer = self._asked(method, path, body, LARGEST_ANSWER, twice=twice)
        try:
            return read(_object(answer))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unanswered("what answers there is no Last Badge of this version") from None

    def raw(self, method: str, path: str, largest: int) -> bytes:
        """Ask for a document."""
        return self._asked(method, path, b"", largest, twice=True)

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _asked(self, method: str, path: str, body: bytes, largest: int, *, twice: bool) -> bytes:
        used = self._connection is not None
        try:
            status, answer = self._once(method, path, body, largest)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as trouble:
            self.close()
            # A server that was started anew has closed the connection that we kept.
            if not (used and twice):
                raise Unanswered(_in_words(trouble)) from None
            return self._asked(method, path, body, largest, twice=False)
        except (OSError, http.client.HTTPException) as trouble:
            self.close()
            raise Unanswered(_in_words(trouble)) from None
        return _judged(status, answer)

    def _once(self, method: str, path: str, body: bytes, largest: int) -> tuple[int, bytes]:
        until = time.monotonic() + self._patience
        if self._connection is None:
            self._connection = self._server.connection(self._patience)
        headers = {**self._server.headers, **({"Content-Type": "application/json"} if body else {})}
        self._connection.request(method, self._server.path + path, body or None, headers)
        response = self._connection.getresponse()
        answer = bytearray()
        while chunk := response.read1(_CHUNK):
            answer += chunk
            if len(answer) > largest:
                raise http.client.HTTPException("it answered more than anybody reads")
            if time.monotonic() > until:
                raise TimeoutError
        # Read to its end, it lets go of the connection, which the next question uses.
        response.close()
        return response.status, bytes(answer)


class _Ring:
    """The open line on which the server rings, read by a thread of its own."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._rung = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._line: socket.socket | None = None

    def listen(self) -> None:
        """Open the line, unless it was."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._keep, name="station's ring", daemon=True)
            self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether it rang until then, or since it was last waited for."""
        rung = self._rung.wait(seconds)
        # A ring that comes just after the time was up is for the next who waits.
        if rung:
            self._rung.clear()
        return rung

    def close(self) -> None:
        """Listen no more."""
        self._closed.set()
        if self._line is not None:
            # Its thread waits for the next word, which may be many seconds away.
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
        if self._thread is not None:
            self._thread.join(timeout=1.0)

    def _keep(self) -> None:
        pause = AGAIN
        while not self._closed.is_set():
            with suppress(OSError, http.client.HTTPException):
                if self._read(self._server.connection(LINE_SILENT)):
                    pause = AGAIN
            self._closed.wait(pause)
            pause = min(2 * pause, LONGEST_AGAIN)

    def _read(self, connection: http.client.HTTPConnection) -> bool:
        """Hear until the line breaks; answers whether it was ever open."""
        try:
            connection.connect()
            self._line = connection.sock
            headers = {**self._server.headers, "Accept": "text/event-stream"}
            connection.request("GET", self._server.path + "/live", headers=headers)
            response = connection.getresponse()
            if response.status != http.HTTPStatus.OK:
                return False
            # What was said while the line was broken is not repeated.
            self._rung.set()
            while not self._closed.is_set() and (line := response.readline(LONGEST_LINE)):
                if line.startswith(b"data:"):
                    self._rung.set()
        finally:
            connection.close()
        return True


def _parts(url: str) -> Any:
    sentence = "The server’s address looks like https://badges.example.org; a key is not part of it."
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what raises for a port that is none.
    except ValueError:
        raise BadInput(sentence) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise BadInput(sentence)
    return parts


def _judged(status: int, answer: bytes) -> bytes:
    if status == http.HTTPStatus.OK:
        return answer
    if status == http.HTTPStatus.UNAUTHORIZED:
        raise Ended(_KEY_ENDED)
    error = _error(answer)
    message = str(error.get("message") or "")[:1000]
    if status == http.HTTPStatus.FORBIDDEN:
        raise Ended(message or _KEY_ENDED)
    if status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Broken("it met a fault")
    client_error = 400 <= status < 500 and status != http.HTTPStatus.TOO_MANY_REQUESTS  # noqa: PLR2004
    if client_error and message:
        raise _REFUSALS.get(str(error.get("code")), Refusal)(message)
    raise Unanswered(message or f"it answers {status}")


def _error(answer: bytes) -> Json:
    try:
        error = _object(answer)["error"]
    except (ValueError, KeyError):
        return {}
    return error if isinstance(error, dict) else {}


def _object(answer: bytes) -> Json:
    try:
        found = json.loads(answer)
    except RecursionError:
        raise ValueError from None
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004 - one error for all that is not ours.
    return found


def _job_or_none(answer: Json) -> Job | None:
    return None if answer["job"] is None else job_from(answer["job"])


def _in_words(trouble: Exception) -> str:
    if isinstance(trouble, TimeoutError):
        return "it took too long"
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return f"its certificate is not good ({trouble.verify_message})"
    words = getattr(trouble, "strerror", None) or str(trouble) or type(trouble).__name__
    return str(words)
