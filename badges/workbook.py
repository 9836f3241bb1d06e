"""Workbooks: the cells of an Excel or OpenDocument file as texts, read by a child process within bounds.

A workbook is a zip of XML and may unpack to anything: a bomb, a sheet of a
million columns, a file that only pretends. So a child reads it that can take
neither more memory nor more time than a large list needs; when it dies, the
service says so and goes on.
"""

import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from badges.errors import BadFile

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEMORY = 1536 * 1024 * 1024  # bytes of address space, of which a list of 100,000 rows takes a fifth
SECONDS = 30
_UNPACKED = 600 * 1024 * 1024  # bytes
_WHOLE_NUMBERS = 1e15  # Beyond them a number in a spreadsheet is no longer exact.
_HIDES_A_BOMB = (
    "This workbook would unpack to more than a list ever holds. Save the sheet with the list as CSV "
    "and try again."
)


@dataclass(frozen=True)
class Workbook:
    """The first sheet that holds anything: its rows by their numbers, and what else the file carries."""

    sheet: str
    rows: list[tuple[int, list[str]]]
    remarks: tuple[str, ...]


def is_workbook(data: bytes) -> bool:
    """Whether these bytes begin like a workbook."""
    return data.startswith((ZIP, OLD))


def read_workbook(data: bytes) -> Workbook:
    """The workbook's list. Raises BadFile with a sentence for a file that is none or cannot be read."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "badges.workbook"],
            input=data,
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadFile(_HIDES_A_BOMB) from None
    if done.returncode:
        raise BadFile(_HIDES_A_BOMB)
    first, *rows = done.stdout.splitlines()
    about = json.loads(first)
    if "refused" in about:
        raise BadFile(about["refused"])
    return Workbook(about["sheet"], [tuple(json.loads(row)) for row in rows], tuple(about["remarks"]))


def main() -> None:
    """The child: a workbook on standard input, its cells as lines of JSON on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        for line in _lines(sys.stdin.buffer.read()):
            sys.stdout.write(json.dumps(line) + "\n")
    except BadFile as refusal:
        sys.stdout.write(json.dumps({"refused": refusal.message}) + "\n")


def _lines(data: bytes) -> Iterator[Any]:
    # Here and not above: only the child shall carry it.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum  # noqa: PLC0415

    remarks = tuple(_looked_through(data)) if data.startswith(ZIP) else ()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        for name in shown or book.sheet_names:
            rows = [
                [number, _texts(row)]
                for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
                if any(cell != "" for cell in row)
            ]
            if rows:
                yield {"sheet": name, "remarks": remarks}
                yield from rows
                return
    except PasswordError:
        raise BadFile(_LOCKED) from None
    except CalamineError as trouble:
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d" in data:
            raise BadFile(_LOCKED) from None
        raise BadFile(
            f"This file looks like a workbook but cannot be read ({str(trouble)[:80]}). Open it, save the "
            "sheet with the list as .xlsx or CSV, and try again."
        ) from None
    raise BadFile("This workbook has no rows. Choose the file with the list and try again.")


_LOCKED = (
    "This workbook is protected with a password. Open it, save a copy without the password, "
    "and try again with the copy."
)


def _looked_through(data: bytes) -> Iterator[str]:
    """What the zip holds beside cells, in words. Raises BadFile for one that is no workbook or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            parts = zipped.infolist()
    except zipfile.BadZipFile:
        raise BadFile("This workbook is broken off or damaged. Save it once more and try again.") from None
    if sum(part.file_size for part in parts) > _UNPACKED:
        raise BadFile(_HIDES_A_BOMB)
    names = [part.filename for part in parts]
    if not any(name.startswith(("xl/", "content.xml")) for name in names):
        raise BadFile("This file is a zip and not a workbook. Unpack it and choose the list inside.")
    if any(name.endswith("vbaProject.bin") for name in names):
        yield "This workbook carries macros; they were not run, only its cells were read."
    if any(name.startswith("xl/externalLinks/") for name in names):
        yield "This workbook refers to other files; what stood in its cells was read, nothing was fetched."


def _texts(row: list[Any]) -> list[str]:
    """The cells up to the last that holds anything: every row of a sheet is as long as the longest."""
    texts = [_text(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: Any) -> str:
    """A cell as its owner sees it, as far as a cell without its format tells."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _WHOLE_NUMBERS:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() != time():
        return cell.isoformat(" ", "seconds").removesuffix(":00")
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, time):
        return cell.isoformat("seconds").removesuffix(":00")
    return str(cell)


if __name__ == "__main__":
    main()
