"""The outbox: where letters lie as files while no mail server is set."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

# Nobody reads more of one letter, or of the folder, on a page.
LARGEST = 256 * 1024  # bytes
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{32}\.eml")


@dataclass(frozen=True)
class Kept:
    """One letter in the outbox."""

    name: str
    to: str
    subject: str
    at: datetime
    text: str


class Outbox:
    """Carries mail to a folder, for everybody who has not set a mail server yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: EmailMessage) -> None:
        """Keep the mail as a file that is whole or not there; the same mail is kept once."""
        # Letters hold links that open a host's page, so they are their owner's alone.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = mail["Message-ID"].strip("<>").partition("@")[0]
        if any(self._folder.glob(f"*-{known}.eml")):
            return
        at = parsedate_to_datetime(mail["Date"]).astimezone(UTC)
        path = self._folder / f"{at:%Y%m%dT%H%M%S}-{known}.eml"
        _write(path, mail.as_bytes())

    def close(self) -> None:
        """Nothing stays open."""


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".unfinished")
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def kept(folder: Path, limit: int) -> list[Kept]:
    """The newest letters in the outbox, newest first."""
    if not folder.is_dir():
        return []
    letters = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    # The name holds the second, the file which of two within one second came later.
    letters.sort(key=lambda path: (path.name[:15], path.stat().st_mtime_ns), reverse=True)
    return [one for path in letters[:limit] if (one := read(folder, path.name))]


def read(folder: Path, name: str) -> Kept | None:
    """One letter by its name, or None where no letter has it."""
    if not _NAME.fullmatch(name):
        return None
    try:
        with (folder / name).open("rb") as file:
            mail = message_from_bytes(file.read(LARGEST), policy=default)
    except FileNotFoundError:
        return None
    assert isinstance(mail, EmailMessage)
    return _parsed(name, mail)


def _parsed(name: str, mail: EmailMessage) -> Kept:
    plain = mail.get_body(("plain",))
    return Kept(
        name=name,
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        at=datetime.strptime(name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC),
        text=plain.get_content() if plain else "",
    )
