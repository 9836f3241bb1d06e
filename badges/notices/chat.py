"""Chat: everything that Apprise carries, by an address that the organiser allowed; an optional extra."""

import contextlib
import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from badges.errors import BadInput
from badges.model import Host
from badges.notices import channels, outgoing, words
from badges.notices.carrying import Delayed, Refused
from badges.notices.channels import CHAT, Address
from badges.notices.message import BadAddress
from badges.notices.news import Checked
from badges.settings import Settings

# Longer than one connection and one word of a service take together.
PATIENCE = 20.0  # seconds
LONGEST = 1_500
# The schemes whose address begins with a server that somebody runs; of the others it is a token.
SELF_RUN = frozenset(
    {"json", "jsons", "form", "forms", "matrix", "matrixs", "ntfy", "ntfys", "signal", "signals"}
)

# How services call themselves, where the scheme does not say it.
NAMES = {
    "tgram": "Telegram",
    "slack": "Slack",
    "workflow": "Teams",
    "workflows": "Teams",
    "discord": "Discord",
    "gchat": "Google Chat",
    "matrix": "Matrix",
    "matrixs": "Matrix",
    "ntfy": "ntfy",
    "ntfys": "ntfy",
    "signal": "Signal",
    "signals": "Signal",
    "threema": "Threema",
    "twilio": "Twilio",
}


@dataclass(frozen=True)
class Chatted:
    """One message for all chats of one host."""

    to: tuple[Address, ...]
    title: str
    body: str


def is_there() -> bool:
    """Whether the extra ``chat`` is installed."""
    return importlib.util.find_spec("apprise") is not None


def named(url: str) -> str:
    """What a page may say of a chat address: the service, and nothing of its tokens."""
    scheme = urlsplit(url.strip()).scheme.lower()
    return NAMES.get(scheme, scheme.capitalize() or "Chat")


def checked(url: str, settings: Settings) -> str:
    """A chat address as it may be kept. Raises BadInput with what is wrong with it."""
    url = url.strip()
    scheme, allowed = urlsplit(url).scheme.lower(), settings.chat_schemes.split(",")
    if not is_there():
        raise BadInput("Chats are not set up here. The organiser can install last-badge[chat].")
    if scheme not in allowed:
        raise BadInput(f"A chat address begins with one of {', '.join(f'{one}://' for one in allowed)}.")
    if len(url) > LONGEST or any(c <= " " for c in url) or not _understood(url, settings):
        raise BadInput(f"{named(url)} does not know this address. Please look at it once more.")
    if scheme in SELF_RUN:
        _is_outside(url, settings)
    return url


def _is_outside(url: str, settings: Settings) -> None:
    host = urlsplit(url).hostname or ""
    try:
        outgoing.resolved(host, 443, private=settings.allow_private_addresses, patience=5)
    except Refused as no:
        raise BadInput(str(no)) from None
    except Delayed:
        # A server that is away today may be there tonight; each message looks again.
        return


def _understood(url: str, settings: Settings) -> bool:
    # Asked of a process of its own too: Apprise brings 34 MB that no web process needs.
    chats = Chats(settings)
    try:
        return chats.knows(url)
    finally:
        chats.close()


class ByChat:
    """Writes what a host reads in their chats, and carries it there."""

    channel = CHAT

    def __init__(self, settings: Settings, link_of: Callable[[Host], str]) -> None:
        self._settings = settings
        self._link_of = link_of

    def open_way(self) -> "Chats":
        """What carries a burst; the process behind it begins with the first message."""
        return Chats(self._settings)

    def written(self, session: Session, checked: Checked, now: datetime) -> Chatted:  # noqa: ARG002 - others date it.
        """The message to all of a host's chats. Raises BadAddress where they have none any more."""
        to = channels.addresses(session, checked.host.id, CHAT, secret_key=self._settings.secret_key)
        if not to:
            raise BadAddress("No chat of theirs may be written to any more.")
        said = []
        for block in words.blocks(checked.news, words.isolated):
            names = "".join(f"\n· {name}{f', {detail}' if detail else ''}" for name, detail in block.names)
            said.append(f"{block.sentence}{names}")
        link = f"{words.link_words(checked.news)}: {self._link_of(checked.host)}"
        body = "\n\n".join(said)
        cut = body if len(body) <= LONGEST else f"{body[:LONGEST]}…"
        return Chatted(tuple(to), words.subject(checked.news), f"{cut}\n\n{link}")


class Chats:
    """Apprise in a process of its own, kept for a burst and ended when it is silent too long."""

    def __init__(self, settings: Settings, patience: float = PATIENCE) -> None:
        self._private = settings.allow_private_addresses
        self._patience = patience
        self._child: subprocess.Popen[str] | None = None

    def send(self, message: Chatted) -> None:
        """To each of a host's chats; one that takes it is enough. Raises Delayed or Refused."""
        if not is_there():
            raise Delayed("Chats need the extra last-badge[chat], which is not installed.")
        said = {"title": message.title, "body": message.body}
        troubles = [self._asked({"url": one.text, **said}) for one in message.to]
        if all(troubles):
            raise Delayed("; ".join(troubles))

    def knows(self, url: str) -> bool:
        """Whether the service can read this address; nothing is sent."""
        return not self._asked({"url": url})

    def close(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr] # We asked for both.

    def _asked(self, message: dict[str, str]) -> str:
        said: queue.Queue[str] = queue.Queue()
        self._child = self._child or self._begun()
        asked = json.dumps(message) + "\n"
        threading.Thread(target=_ask, args=(self._child, asked, said), daemon=True).start()
        try:
            line = said.get(timeout=self._patience)
        except queue.Empty:
            self.close()
            return "it took too long"
        if not line:
            self.close()
            return "it broke off"
        return str(json.loads(line)["trouble"])

    def _begun(self) -> subprocess.Popen[str]:
        private = ["--private"] if self._private else []
        return subprocess.Popen(  # noqa: S603 - our own module.
            [sys.executable, "-m", "badges.notices.chat_child", *private],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=_plain(),
        )


def _ask(child: "subprocess.Popen[str]", asked: str, said: "queue.Queue[str]") -> None:
    pipes: Any = child
    try:
        pipes.stdin.write(asked)
        pipes.stdin.flush()
        said.put(pipes.stdout.readline())
    except (OSError, ValueError):
        said.put("")


def _plain() -> dict[str, str]:
    """An environment without our secrets, and without a proxy that would connect in our place."""
    kept = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR", "VIRTUAL_ENV", "HOME")
    return {name: os.environ[name] for name in kept if name in os.environ}
