"""Cells of the files we write: one that a spreadsheet would run as a formula carries an apostrophe."""

import re

# A cell that begins like this is run; one that begins with our own apostrophe before it is marked
# once more, so that taking one away always gives back what was there.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
# Looked at first: nearly no cell begins so, and a list has a million of them.
_MAY_RUN = frozenset("'=+-@\t\r")


def runs(cell: str) -> bool:
    """Whether a spreadsheet might run the cell, or take an apostrophe before what it runs for its own."""
    return cell[:1] in _MAY_RUN and _RUNS.match(cell) is not None


def armoured(cell: str) -> str:
    """The cell as it may stand in a CSV file."""
    return f"'{cell}" if runs(cell) else cell


def bared(cell: str) -> str:
    """The cell as it was before ``armoured``."""
    return cell[1:] if cell.startswith("'") and runs(cell) else cell
