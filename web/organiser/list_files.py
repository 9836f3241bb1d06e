"""Files with guest lists, kept until they are taken in, and the child process that looks at them."""

import json
import logging
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

from badges import lists
from badges.errors import BadFile, NotFound, Refusal
from badges.lists.clean import clean
from badges.model import Event
from badges.settings import Settings

log = logging.getLogger(__name__)

A_DAY = 24 * 60 * 60  # seconds
LONGEST_LOOK = 120  # seconds
_TOKEN = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Upload:
    """One file in its folder, with what was said of it and what it would change."""

    folder: Path

    @property
    def token(self) -> str:
        """What names it in addresses."""
        return self.folder.name

    @property
    def about(self) -> dict[str, Any]:
        """Whose list it is and how its owner calls it: ``event`` (the slug) and ``name``."""
        return _object(self.folder / "about.json")

    @property
    def report(self) -> dict[str, Any]:
        """What it would change, as it was last looked at."""
        return _object(self.folder / "report.json")

    @property
    def choices(self) -> lists.Choices:
        """What was said of it."""
        return lists.read_choices(_text(self.folder / "choices.json") or "{}")

    @property
    def apart(self) -> Path:
        """The rows set apart, as a file; empty where there are none."""
        return self.folder / "apart.csv"

    def raw(self) -> bytes:
        """The file itself."""
        return (self.folder / "list").read_bytes()

    def taken_in_as(self) -> int | None:
        """The number of the import it became, if it did."""
        number = _text(self.folder / "import")
        return int(number) if number.isdecimal() else None

    def note_import(self, number: int | None) -> None:
        """Keep the number of the import it becomes; None: it became none."""
        (self.folder / "import").write_text(str(number or ""), "utf-8")


def keep(settings: Settings, event: Event, file: FileStorage) -> Upload:
    """Keep an upload until it is taken in; what nobody came back for goes after a day."""
    folder = uploads(settings)
    _clear(folder)
    upload = Upload(folder / secrets.token_hex(16))
    upload.folder.mkdir(mode=0o700)
    file.save(upload.folder / "list")
    about = {"event": event.slug, "name": shown_name(file.filename or "")}
    (upload.folder / "about.json").write_text(json.dumps(about), "utf-8")
    return upload


def kept(settings: Settings, event: Event, token: str) -> Upload:
    """The upload of this token, if it is one of this event. Raises NotFound."""
    upload = Upload(uploads(settings) / token)
    if not _TOKEN.fullmatch(token) or upload.about.get("event") != event.slug or not upload.report:
        raise NotFound("This file is no longer here. Please choose it once more on the guest list.")
    return upload


def still_there(settings: Settings, event: Event, token: str) -> Upload | None:
    """The upload of this token, where it is still kept."""
    try:
        return kept(settings, event, token)
    except NotFound:
        return None


def look(settings: Settings, event: Event, upload: Upload) -> None:
    """Find out what the file would change, in a child that gives way to the desk. Raises Refusal."""
    try:
        done = child(settings, ["list", "look", event.slug, str(upload.folder)])
    except subprocess.TimeoutExpired:
        raise BadFile(
            "Reading this list took more than two minutes, so it was stopped. Divide it into several files."
        ) from None
    if done.returncode == 0:
        return
    if not done.stderr.startswith("Error: "):
        log.error("looking at a list ended with %s: %s", done.returncode, done.stderr)
        raise Refusal(
            "This list could not be read, and that is our fault. Save it as CSV UTF-8 and try again."
        )
    raise BadFile(done.stderr.removeprefix("Error: ").strip())


def child(settings: Settings, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Our own command, run with these words in a process that gives way. Raises TimeoutExpired."""
    return subprocess.run(  # noqa: S603 - our own interpreter, no shell, names we made.
        ["nice", "-n", "10", sys.executable, "-m", "web.command", *words],  # noqa: S607
        env={**os.environ, **settings.environment()},
        capture_output=True,
        text=True,
        timeout=LONGEST_LOOK,
        check=False,
    )


def look_again(settings: Settings, event: Event, upload: Upload, choices: lists.Choices) -> None:
    """Look with other choices; ones the list cannot be read by are not kept. Raises Refusal."""
    path = upload.folder / "choices.json"
    before = _text(path) or "{}"
    path.write_text(lists.write_choices(choices), "utf-8")
    try:
        look(settings, event, upload)
    except Refusal:
        path.write_text(before, "utf-8")
        raise


def throw_away(upload: Upload) -> None:
    """Keep a file no longer that is no list."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def uploads(settings: Settings) -> Path:
    """Where uploads lie, which nobody else may read."""
    folder = settings.data_dir / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def shown_name(name: str) -> str:
    """The file's name as its owner wrote it, without the folders it lay in."""
    bare = clean(re.split(r"[/\\]", name)[-1])
    return "".join(char for char in bare if char.isprintable())[:_LONGEST_NAME] or "list"


def _clear(folder: Path) -> None:
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > A_DAY:
            shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink(missing_ok=True)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""


def _object(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_text(path) or "{}")
    return found
