"""Cells of the files we write: one that a spreadsheet would run as a formula carries an apostrophe."""

import re

# A cell that begins like this is run; one that begins with our own apostrophe before it is marked
# once more, so that taking one away always gives back what was there.
_RUNS = re.compile(r"'*[=+\-@\t\r]")


def runs(cell: str) -> bool:
    """Whether a spreadsheet might take the cell for a formula, or our apostrophe before it for its own."""
    return _RUNS.match(cell) is not None


def armoured(cell: str) -> str:
    """The cell as it may stand in a CSV file."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def bared(cell: str) -> str:
    """The cell as it was before ``armoured``."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell
