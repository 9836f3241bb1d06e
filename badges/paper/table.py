"""A table's columns and rows in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from badges.paper.blocks import Table
from badges.paper.lines import Line

PAD = 1.6  # above and below a row
_BETWEEN = 3.0  # between columns


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column's text stands, in millimetres; ``right`` for numbers, ``first`` for what rows are of."""

    left: float
    width: float
    right: bool
    first: bool


def columns_of(table: Table, left: float, right: float) -> list[Column]:
    """Its columns between two edges of the page."""
    whole = right - left - _BETWEEN * (len(table.widths) - 1)
    unit, x = whole / sum(table.widths), left
    columns = []
    for n, share in enumerate(table.widths):
        columns.append(Column(x, share * unit, n in table.numbers, n == 0))
        x += share * unit + _BETWEEN
    return columns


@dataclass(frozen=True)
class Row:
    """A row's cells as lines; a slot is one line of each."""

    cells: tuple[list[Line], ...]

    @property
    def slots(self) -> int:
        """How many lines the longest cell has."""
        return max(map(len, self.cells))

    @cached_property
    def measures(self) -> list[tuple[float, float]]:
        """How far each slot reaches above and below its baseline, in millimetres."""
        return [_reach([cell[n] for cell in self.cells if n < len(cell)]) for n in range(self.slots)]

    @property
    def height(self) -> float:
        """Millimetres from the rule above to the rule below."""
        return sum(up + down for up, down in self.measures) + 2 * PAD

    def until(self, since: int, room: float) -> int:
        """The slot after the last that fits in the millimetres."""
        used = 2 * PAD
        for slot in range(since, self.slots):
            used += sum(self.measures[slot])
            if used > room:
                return slot
        return self.slots


def _reach(lines: Sequence[Line]) -> tuple[float, float]:
    return max(line.up for line in lines), max(line.down for line in lines)
