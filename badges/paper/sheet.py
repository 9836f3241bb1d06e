"""Sheets: where each badge goes, and where the sheet is cut and folded.

Pure geometry in millimetres from the page's top left corner; a back end draws it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

from badges.errors import BadInput
from badges.paper.stock import Stock

# A printer further off than this is mis-set; an offset would only hide it.
MOST_OFFSET_MM = 20.0
_MARK_MM = 4.0
_SHORTEST_MARK_MM = 1.0
# A mark keeps this far from what is cut, so that a cut a little aside leaves no line on the badge.
_CLEAR_MM = 1.0
_FOLDED = {
    "butterfly": "Fold each badge along the dashed line: its lower half goes up behind the upper one.",
    "french": "Print on one side and fold along the dashed lines: the left half goes behind the right one, "
              "then the upper half behind the lower one.",
}
# Labels touch where their edges are nearer than any cutter is exact.
_TOUCHING_MM = 0.01


class BadStart(BadInput):
    """A sheet cannot begin at this label; ``start`` and ``labels`` say which and how many there are."""

    code = "bad_start"


class BadOffset(BadInput):
    """No printer is this far off; ``right`` and ``down`` are what was given, in millimetres."""

    code = "bad_offset"


class Place(NamedTuple):
    """Where a label's corner is: the page, counted from 0, and its left and top edge in millimetres."""

    page: int
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Line:
    """A thin line from one point to another, in millimetres."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """The labels' edges along one side of the page, in millimetres."""

    spans: tuple[tuple[float, float], ...]
    length: float

    def cuts(self) -> list[float]:
        """Every edge within the page, once where two labels share it."""
        edges = sorted(edge for span in self.spans for edge in span)
        apart = [edge for n, edge in enumerate(edges) if n == 0 or edge - edges[n - 1] > _TOUCHING_MM]
        return [edge for edge in apart if 0 < edge < self.length]

    def free(self, clear: float) -> Iterator[tuple[float, float]]:
        """The stretches that no label covers and that have room for a mark, the mark's ends."""
        first, last = self.spans[0][0] - clear, self.spans[-1][1] + clear
        yield max(0.0, first - _MARK_MM), first
        yield last, min(self.length, last + _MARK_MM)
        for (_, end), (start, _) in zip(self.spans, self.spans[1:], strict=False):
            yield from _between(end + clear, start - clear)


class Sheet:
    """How one stock is filled.

    The first sheet begins at its label ``start``, counted from 1 and row by row, because those before
    are used up. ``offset`` is added to every place, right and down in millimetres, to make up for a
    printer that prints too far left and too high. ``two_sided`` keeps each second page for the backs.

    Raises BadStart and BadOffset.
    """

    def __init__(self, stock: Stock, *, start: int = 1, offset: tuple[float, float] = (0.0, 0.0),
                 two_sided: bool = False) -> None:
        _check_start(stock, start)
        _check_offset(*offset)
        self.stock = stock
        self._skipped = start - 1
        self._right, self._down = offset
        self._sides = 2 if two_sided else 1

    def place(self, n: int) -> Place:
        """Where the n-th badge goes, counted from 0; its front, where both sides are printed."""
        sheet, label = divmod(n + self._skipped, self.stock.labels)
        left, top = self.stock.place(label)
        return Place(sheet * self._sides, left + self._right, top + self._down)

    def back(self, front: Place) -> Place:
        """Where the back of the badge at ``front`` goes: behind it, on the page after it.

        The sheet is turned about its upright middle, like a badge on a chest: over the long edge of an
        upright page, over the short edge of a wide one. So columns change sides and the back stands
        upright. The offset is the printer's, not the sheet's: it is added the same way on both pages.
        """
        left = front.left - self._right
        mirrored = self.stock.page_width - left - self.stock.label_width
        return Place(front.page + 1, mirrored + self._right, front.top)

    @property
    def turned_over(self) -> str:
        """The edge that a two-sided printer must be told to turn the sheet over: "long" or "short"."""
        return "long" if self.stock.page_height >= self.stock.page_width else "short"

    @property
    def handling(self) -> str:
        """What to do with the printer and by hand so that backs come behind fronts, in words; or empty."""
        if self.stock.fold:
            return _FOLDED[self.stock.fold]
        if self._sides == 1:
            return ""
        if self.stock.roll:
            return "Each badge is two labels: its front, and after it its back."
        return (f"Print on both sides and choose “flip on {self.turned_over} edge”, so that each back comes "
                "behind its front.")


def crop_marks(stock: Stock, bleed: float = 0.0) -> tuple[Line, ...]:
    """Where to cut: short lines in line with the labels' edges and ``bleed`` away from them.

    They stand in the page's margins and between labels, never on one. There are none on a roll, which
    the printer cuts, and none where labels leave no paper.
    """
    if stock.roll:
        return ()
    across, down = _grids(stock)
    clear = max(_CLEAR_MM, bleed)
    upright = (Line(x, y1, x, y2) for y1, y2 in _marks(down, clear) for x in across.cuts())
    level = (Line(x1, y, x2, y) for x1, x2 in _marks(across, clear) for y in down.cuts())
    return (*upright, *level)


def fold_lines(stock: Stock) -> tuple[Line, ...]:
    """Where every label of the page is folded, dashed."""
    return tuple(line for n in range(stock.labels) for line in _folds(stock, *stock.place(n)))


def _check_start(stock: Stock, start: int) -> None:
    if not 1 <= start <= stock.labels:
        several = f"labels 1 to {stock.labels}, row by row from the top left"
        there = several if stock.labels > 1 else "one label"
        raise BadStart(f"There is no label {start} to begin at: a page of {stock.name} has {there}.",
                       start=start, labels=stock.labels)


def _check_offset(right: float, down: float) -> None:
    if not all(isfinite(way) and abs(way) <= MOST_OFFSET_MM for way in (right, down)):
        raise BadOffset(
            f"An offset of {right:g} mm right and {down:g} mm down is more than any printer needs: at most "
            f"{MOST_OFFSET_MM:g} mm each way. Check that it prints at 100 % and on the right paper.",
            right=right, down=down)


def _grids(stock: Stock) -> tuple[_Grid, _Grid]:
    columns = tuple((stock.left + n * stock.pitch_x, stock.left + n * stock.pitch_x + stock.label_width)
                    for n in range(stock.columns))
    rows = tuple((stock.top + n * stock.pitch_y, stock.top + n * stock.pitch_y + stock.label_height)
                 for n in range(stock.rows))
    return (_Grid(spans=columns, length=stock.page_width), _Grid(spans=rows, length=stock.page_height))


def _marks(grid: _Grid, clear: float) -> Iterable[tuple[float, float]]:
    return [(start, end) for start, end in grid.free(clear) if end - start >= _SHORTEST_MARK_MM]


def _between(start: float, end: float) -> Iterator[tuple[float, float]]:
    """Two marks where the gap is wide, and one for both labels where it is not."""
    if end - start > 2 * _MARK_MM:
        yield start, start + _MARK_MM
        yield end - _MARK_MM, end
    else:
        yield start, end


def _folds(stock: Stock, left: float, top: float) -> Iterator[Line]:
    if stock.fold:
        middle = top + stock.label_height / 2
        yield Line(left, middle, left + stock.label_width, middle, dashed=True)
    if stock.fold == "french":
        middle = left + stock.label_width / 2
        yield Line(middle, top, middle, top + stock.label_height, dashed=True)
