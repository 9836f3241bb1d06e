"""The process that Apprise runs in: what it connects to is checked, whatever a service's answer says.

Apprise has a hundred services and makes its own requests. So it runs apart:
every connection of this process is looked at where it is made, by the very
address it goes to; redirects end the request; the parent ends the process
when it takes too long. It reads one line of JSON for each message and answers
one line: ``{"trouble": ""}`` when the message was taken. Without a ``body`` it
only says whether the address can be read.
"""

import json
import logging
import resource
import socket
import sys
from typing import Any

from badges.notices.outgoing import is_open

# A service's answer is read whole by Apprise; a process that grows beyond this ends.
MOST_MEMORY = 1024 * 1024 * 1024  # bytes of address space
PATIENCE = 8  # seconds for a connection and for each word of the service


def main() -> None:
    """Send what stands on standard input, a line each, until it ends."""
    private = "--private" in sys.argv
    answers = sys.stdout
    # Whatever a service's plugin prints is no answer of ours.
    sys.stdout = sys.stderr
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    if not private:
        _guard()
    _follow_nothing()
    for line in sys.stdin:
        answers.write(json.dumps({"trouble": _sent(json.loads(line))}) + "\n")
        answers.flush()


def _guard() -> None:
    connect = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> None:
        if self.family not in (socket.AF_INET, socket.AF_INET6) or not is_open(str(address[0])):
            raise PermissionError("it leads inside a private network, where we do not go")
        connect(self, address)

    socket.socket.connect = checked  # type: ignore[method-assign, assignment] # This process is for it.


def _follow_nothing() -> None:
    import requests  # noqa: PLC0415 - it comes with Apprise.

    # A session takes its limit from here when it is made, and Apprise makes one for each request.
    requests.sessions.DEFAULT_REDIRECT_LIMIT = 0


def _sent(message: dict[str, str]) -> str:
    import apprise  # noqa: PLC0415 - an extra; who asks has made sure of it.

    said = _listening()
    # A fresh object for each message: an old one sleeps for seconds between two.
    asset = apprise.AppriseAsset(async_mode=False, app_id="Last Badge", app_desc="Last Badge")
    to = apprise.Apprise(asset=asset)
    if not to.add(message["url"] + _bounded(message["url"])):
        return "This is no chat address that can be used."
    if "body" not in message:
        return ""
    taken = to.notify(body=message["body"], title=message["title"], body_format=apprise.NotifyFormat.TEXT)
    return "" if taken else (said.last or "the service did not take it")


def _bounded(url: str) -> str:
    return f"{'&' if '?' in url else '?'}redirect=no&cto={PATIENCE}&rto={PATIENCE}"


class _Said(logging.Handler):
    """Keeps the last thing Apprise complained about, which is all it tells."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.last = record.getMessage()


def _listening() -> _Said:
    said = _Said()
    log = logging.getLogger("apprise")
    log.handlers = [said]
    log.propagate = False
    return said


if __name__ == "__main__":
    main()
