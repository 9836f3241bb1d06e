"""How large a list may be, and what is said of one that is larger."""

from collections.abc import Sequence

from badges.armour import bared
from badges.errors import BadFile

MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
# A header further down than this is not looked for.
LOOKED_THROUGH = 20


def within_bounds(number: int, row: Sequence[str]) -> None:
    """Refuse a row that no list of people has. Raises BadFile."""
    if len(row) > MOST_COLUMNS:
        raise BadFile(
            f"Row {number} has {len(row):,} columns; a list may have {MOST_COLUMNS}. Leave out what no badge "
            "and no desk needs.",
            row=number,
        )
    # The apostrophe that keeps a cell of ours from being run is not part of it.
    if max(map(len, row), default=0) > LONGEST_CELL and any(len(bared(cell)) > LONGEST_CELL for cell in row):
        raise too_long(number)


def too_long(number: int) -> BadFile:
    """The refusal of a row with a cell that is no cell."""
    return BadFile(
        f"Row {number} has a cell of more than {LONGEST_CELL:,} characters; perhaps a quotation mark "
        "before it is not closed. Shorten the cell or close the mark.",
        row=number,
    )


def too_many() -> BadFile:
    """The refusal of a list that is longer than any evening's."""
    return BadFile(
        f"This list has more than {MOST_ROWS:,} rows. Divide it into several files.", most=MOST_ROWS
    )
