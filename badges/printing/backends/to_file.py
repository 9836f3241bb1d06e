"""A folder for those who have no printer: each badge becomes a PDF in it, whole or not at all."""

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from badges.printing.printer import PDF, Fate, Look, Makes, Told, Unreachable, Wanted

_STRANGE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 120
_UNFINISHED = ".unfinished"


class FilePrinter:
    """The folder of ``file:/folder``; a job's number is the name of its file."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._folder = Path(unquote(urlsplit(uri).path))
        # Those that were taken back before anything was written.
        self._cancelled: set[str] = set()

    def makes(self) -> Makes:
        """A printer named as its folder."""
        self._check()
        return Makes(f"Files in {self._folder.name}", f"file:{self._folder.resolve()}", (PDF,))

    def look(self) -> Look:
        """Always ready, as long as the folder is there."""
        self._check()
        return Look(stopped=False, busy=False)

    def find(self, name: str) -> str | None:
        """The file of this name, where it is written."""
        number = _named(name)
        return number if (self._folder / number).exists() else None

    def create(self, name: str, wanted: Wanted) -> str:  # noqa: ARG002 - a page has its size in itself.
        """The name of the file that will be."""
        self._check()
        number = _named(name)
        self._cancelled.discard(number)
        return number

    def send(self, number: str, document: bytes, media_type: str, wanted: Wanted) -> None:  # noqa: ARG002
        """Write the file: under another name first, so that nobody ever sees half of it."""
        unfinished = self._folder / (_named(number) + _UNFINISHED)
        try:
            with unfinished.open("wb") as file:
                file.write(document)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._folder / _named(number))
        except OSError as trouble:
            raise Unreachable(f"the file cannot be written: {trouble.strerror or trouble}") from trouble

    def fate(self, number: str) -> Told:
        """Printed where the file is there."""
        self._check()
        if (self._folder / _named(number)).exists():
            return Told(Fate.PRINTED)
        return Told(Fate.CANCELLED if number in self._cancelled else Fate.EMPTY)

    def cancel(self, number: str) -> None:
        """What is not written yet never will be; what is stays, for somebody may have printed it."""
        if not (self._folder / _named(number)).exists():
            self._cancelled.add(number)

    def _check(self) -> None:
        if not self._folder.is_dir():
            raise Unreachable(f"there is no folder {self._folder}")
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise Unreachable(f"nothing may be written into {self._folder}")


def _named(name: str) -> str:
    """A name that stays within the folder, on every file system."""
    plain = _STRANGE.sub("-", name.removesuffix(".pdf")).lstrip(".")[:_LONGEST_NAME]
    return f"{plain or 'badge'}.pdf"
