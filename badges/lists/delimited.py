"""Lists as text: the delimiter and the rows, within bounds."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from badges.errors import BadFile
from badges.lists.bounds import LOOKED_THROUGH, too_long, within_bounds
from badges.lists.titles import known_of

DELIMITERS = ",;\t|"


def delimiter_of(text: str) -> str:
    """The delimiter by which some line at the top names the most columns we know, else the most columns."""

    def known(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(
                islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), LOOKED_THROUGH)
            )
        except csv.Error:
            return (0, 0)
        # One column is no table; title rows above the header have one cell.
        counts = [(known_of(row), len(row)) for row in rows if any(map(str.strip, row))]
        return max(counts, default=(0, 0))

    return max(DELIMITERS, key=known)


def rows_of(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows with the numbers a spreadsheet shows for them. Raises BadFile."""
    # Strict: a quotation mark that is not closed would swallow the rows after it without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, line = 0, 1
    try:
        for number, row in enumerate(reader, start=1):
            within_bounds(number, row)
            yield number, row
            line = reader.line_num + 1
    except csv.Error as trouble:
        if "limit" in str(trouble):
            raise too_long(number + 1) from None
        raise BadFile(
            f"From line {line} on (row {number + 1}) this list cannot be read: a quotation mark is opened "
            "and not closed, or text follows a closed one. Write quotation marks inside a cell twice.",
            row=number + 1,
            line=line,
        ) from None
