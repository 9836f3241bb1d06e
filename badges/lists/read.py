"""Reading one list: text or workbook, its header wherever that stands, and its rows, within bounds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from badges import workbook
from badges.armour import bared
from badges.errors import BadFile
from badges.lists.bounds import LOOKED_THROUGH, MOST_ROWS, too_many, within_bounds
from badges.lists.choices import NOTHING_SAID, Choices
from badges.lists.clean import clean, has_hostile, said_of
from badges.lists.columns import Columns, is_part, key_of, read_header, refuse_nameless
from badges.lists.delimited import delimiter_of, rows_of
from badges.lists.presets import Preset, preset_named, recognised
from badges.lists.text import LARGEST_FILE, decode
from badges.lists.titles import EMAIL, FIRST, LAST, NAME, known_of, meaning, named, told_apart

Rows = Sequence[tuple[int, list[str]]]


# What columns of earlier files were said to mean, by title, under what identifies their header.
Remembered = Mapping[str, Mapping[str, str]]


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
    rows: Rows
    taken: tuple[Taken, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Table:
    encoding: str
    delimiter: str
    rows: Iterator[tuple[int, Sequence[str]]]
    hostile: bool
    remarks: tuple[str, ...] = ()


def read_list(
    data: bytes,
    choices: Choices = NOTHING_SAID,
    remembered: Remembered | None = None,
    *,
    largest: int = LARGEST_FILE,
    nameless: bool = False,
) -> Reading:
    """Read a list of attendees.

    Raises BadFile with a sentence for a file that is none; also for one
    without a column for names, unless it may be ``nameless`` because somebody
    is about to say which column that is.
    """
    table = _table(data, choices, largest)
    rows = ((number, row) for number, row in table.rows if any(map(str.strip, row)))
    above = list(islice(rows, LOOKED_THROUGH))
    if not above:
        raise BadFile("This file has no rows. Choose the file with the list and try again.")
    at = _header_at([row for _, row in above])
    header = [clean(title) for title in above[at][1]]
    columns = _columns(header, choices, remembered or {}, is_text=bool(table.delimiter))
    if not nameless:
        refuse_nameless(columns)
    found = [*above[at + 1 :], *islice(rows, MOST_ROWS + 1)]
    if len(found) > MOST_ROWS:
        raise too_many()
    if not found:
        raise BadFile(
            "This list has titles and nobody under them. Choose the file with the list and try again."
        )
    taken = tuple(_taken(found, columns)) if table.hostile else ()
    # In a workbook a cell says itself that it is text, and no apostrophe of ours is before it.
    armoured = columns.armoured and bool(table.delimiter)
    cleaned = _cleaned(found, careful=bool(taken), armoured=armoured)
    return Reading(table.encoding, table.delimiter, columns, cleaned, taken, table.remarks)


def _table(data: bytes, choices: Choices, largest: int) -> _Table:
    if workbook.is_workbook(data) and len(data) <= largest:
        book = workbook.read_workbook(data)
        remarks = (*book.remarks, f"The sheet “{book.sheet}” was read.")
        return _Table("", "", _bounded(book.rows), hostile=True, remarks=remarks)
    decoded = decode(data, largest, choices.encoding)
    delimiter = delimiter_of(decoded.text)
    rows = rows_of(decoded.text, delimiter)
    guess = f"Its encoding is {decoded.encoding} by the look of it; if names look wrong, name another."
    remarks = (guess,) if decoded.guessed else ()
    return _Table(decoded.encoding, delimiter, rows, has_hostile(decoded.text), remarks)


def _bounded(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    for number, row in rows:
        within_bounds(number, row)
        yield number, row


def _header_at(rows: Sequence[Sequence[str]]) -> int:
    """Where the header stands: titles of the list may stand above it."""
    people = {NAME, FIRST, LAST, EMAIL}
    for at, row in enumerate(rows):
        titles = [clean(cell) for cell in row]
        if recognised(titles) or (len(titles) > 1 and people & {meaning(title) for title in titles}):
            return at
    known = [known_of(map(clean, row)) for row in rows]
    return known.index(max(known))


def _columns(header: Sequence[str], choices: Choices, remembered: Remembered, *, is_text: bool) -> Columns:
    preset = _preset(header, choices.preset)
    if is_text and (is_part(header) or (preset and preset.armoured)):
        header = [clean(bared(title)) for title in header]
    titles = named(header)
    mapped = remembered.get(preset.name if preset else key_of(titles), {})
    # What was said of an earlier file holds where this one has that column.
    there = set(told_apart(titles))
    before = {title: what for title, what in mapped.items() if title in there}
    return read_header(titles, preset=preset, told={**before, **choices.columns})


def _preset(header: Sequence[str], name: str) -> Preset | None:
    if name == "none":
        return None
    return preset_named(name) if name else recognised(header)


def _taken(rows: Iterable[tuple[int, Sequence[str]]], columns: Columns) -> Iterator[Taken]:
    for number, row in rows:
        for place, cell in enumerate(row):
            if why := said_of(cell):
                title = columns.header[place] if place < len(columns.header) else f"column {place + 1}"
                yield Taken(number, title, f"{why} taken out")


def _cleaned(rows: Iterable[tuple[int, Sequence[str]]], *, careful: bool, armoured: bool) -> Rows:
    take = clean if careful else str.strip
    cleaned = [(number, [take(cell) for cell in row]) for number, row in rows]
    if armoured:
        cleaned = [(number, [take(bared(cell)) for cell in row]) for number, row in cleaned]
    return [(number, row) for number, row in cleaned if any(row)]
