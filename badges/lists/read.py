"""Reading one list: its encoding, its delimiter, its header and its rows, within bounds."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from badges.errors import BadFile
from badges.lists.clean import clean, has_hostile, said_of
from badges.lists.columns import Columns, meaning, read_header
from badges.lists.text import LARGEST_FILE, decode

DELIMITERS = ",;\t|"
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
# A header further down than this is not looked for.
_EMPTY_ROWS_BEFORE = 20


@dataclass(frozen=True)
class Taken:
    """What was taken out of one cell."""

    row: int
    column: str
    why: str


@dataclass(frozen=True)
class Reading:
    """A list as it was read. Rows carry the number a spreadsheet shows for them; cells are clean."""

    encoding: str
    delimiter: str
    columns: Columns
    rows: Sequence[tuple[int, list[str]]]
    taken: tuple[Taken, ...]


def read_list(data: bytes, *, largest: int = LARGEST_FILE) -> Reading:
    """Read a list of attendees. Raises BadFile with a sentence for a file that is none."""
    decoded = decode(data, largest)
    delimiter = _delimiter(decoded.text)
    records = (record for record in _records(decoded.text, delimiter) if any(map(str.strip, record[1])))
    first = next(records, None)
    if first is None:
        raise BadFile("This file has no rows. Choose the file with the list and try again.")
    columns = read_header([clean(title) for title in first[1]])
    rows = list(islice(records, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise BadFile(
            f"This list has more than {MOST_ROWS:,} rows. Divide it into several files.", most=MOST_ROWS
        )
    taken = tuple(_taken(rows, columns)) if has_hostile(decoded.text) else ()
    return Reading(decoded.encoding, delimiter, columns, _cleaned(rows, careful=bool(taken)), taken)


def _delimiter(text: str) -> str:
    """The delimiter by which the first line names the most columns we know, else the most columns."""

    def known(delimiter: str) -> tuple[int, int]:
        try:
            rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _EMPTY_ROWS_BEFORE)
            header = next((row for row in rows if any(map(str.strip, row))), [])
        except csv.Error:
            return (0, 0)
        return (len({meaning(clean(title)) for title in header} - {None}), len(header))

    return max(DELIMITERS, key=known)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    # Strict: a quotation mark that is not closed would swallow the rows after it without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, line = 0, 1
    try:
        for number, row in enumerate(reader, start=1):
            _within_bounds(number, row)
            yield number, row
            line = reader.line_num + 1
    except csv.Error as trouble:
        if "limit" in str(trouble):
            raise _too_long(number + 1) from None
        raise BadFile(
            f"From line {line} on (row {number + 1}) this list cannot be read: a quotation mark is opened "
            "and not closed, or text follows a closed one. Write quotation marks inside a cell twice.",
            row=number + 1,
            line=line,
        ) from None


def _within_bounds(number: int, row: Sequence[str]) -> None:
    if len(row) > MOST_COLUMNS:
        raise BadFile(
            f"Row {number} has {len(row)} columns; a list may have {MOST_COLUMNS}. Leave out what no badge "
            "and no desk needs.",
            row=number,
        )
    if max(map(len, row), default=0) > LONGEST_CELL:
        raise _too_long(number)


def _too_long(number: int) -> BadFile:
    return BadFile(
        f"Row {number} has a cell of more than {LONGEST_CELL:,} characters; perhaps a quotation mark "
        "before it is not closed. Shorten the cell or close the mark.",
        row=number,
    )


def _taken(rows: Sequence[tuple[int, list[str]]], columns: Columns) -> Iterator[Taken]:
    for number, row in rows:
        for place, cell in enumerate(row):
            if why := said_of(cell):
                title = columns.header[place] if place < len(columns.header) else f"column {place + 1}"
                yield Taken(number, title, f"{why} taken out")


def _cleaned(rows: Sequence[tuple[int, list[str]]], *, careful: bool) -> list[tuple[int, list[str]]]:
    take = clean if careful else str.strip
    cleaned = [(number, [take(cell) for cell in row]) for number, row in rows]
    return [(number, row) for number, row in cleaned if any(row)]
