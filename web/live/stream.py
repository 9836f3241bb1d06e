"""One live page's response: what it missed, then parked while the hub writes."""

import socket
from collections.abc import Iterator
from typing import Any

from flask import Response, abort, request

from badges import journal
from web.context import Context, context
from web.live.hub import PAGE, Listener, backlog


def stream(
    event_id: int, *, host: int | None = None, station: int | None = None, key_hash: str | None = None
) -> Response:
    """Server-sent events of one event's journal, resuming after the number the reader names.

    ``host`` restricts it to lines about that host's own attendees, ``station``
    to those that ring that print station. It ends with the key of the device
    that reads it. Without a number it begins now.
    """
    here = context()
    joined = here.hub.join(event_id, host, station=station, key_hash=key_hash)
    if joined is None:
        abort(503)
    listener, read_to = joined
    after = _after(read_to)
    listener.after = after
    response = Response(
        _Parked(here, listener, after, read_to, request.environ), content_type="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    # nginx would keep the events until its buffer is full.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _after(read_to: int) -> int:
    text = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 12 else read_to  # noqa: PLR2004


class _Parked:
    """The response's body. The server closes it when the reader leaves, which drops the listener."""

    def __init__(
        self, here: Context, listener: Listener, after: int, read_to: int, environ: dict[str, Any]
    ) -> None:
        self._here = here
        self._listener = listener
        self._after = after
        self._read_to = read_to
        self._environ = environ

    def __iter__(self) -> Iterator[bytes]:
        # First bytes at once, or proxies keep the page waiting.
        yield b"retry: 1000\n: here\n\n"
        yield from backlog(
            self._read, after=self._after, up_to=self._read_to, sees=self._listener.sees
        )
        sock = self._environ.get("gunicorn.socket")
        if type(sock) is socket.socket and self._environ.get("wsgi.url_scheme") == "http":
            chunked = self._environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
            self._here.hub.hand_over(self._listener, sock, chunked=chunked)
            with self._listener.changed:
                self._listener.changed.wait_for(lambda: self._listener.gone)
            return
        # Another server, or TLS in this process: the bytes go the ordinary way.
        while not self._listener.gone:
            if chunk := self._listener.take(timeout=1.0):
                yield chunk

    def close(self) -> None:
        """The server is done with this response."""
        self._here.hub.drop(self._listener)

    def _read(self, after: int) -> list[tuple[dict[str, Any], frozenset[int]]]:
        with self._here.store.reading() as session:
            return journal.read_for_hosts(session, self._listener.event_id, after=after, limit=PAGE)
