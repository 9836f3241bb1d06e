"""The sheet on which a printer shows how far off it prints: outlines, crosses, rulers and what to do.

Pure geometry in millimetres from the page's top left corner; a back end draws it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from badges.paper.sheet import Line
from badges.paper.stock import Stock
from badges.paper.type import MM_PER_POINT

_CROSS_MM = 5.0
_RULER_MM = 5
# Where the rulers stand in the first label.
_RULER_IN_MM = 14.0
_MARGIN_MM = 2.0
# Further in than any roll printer leaves unprinted, so that the whole frame is seen.
_FRAME_IN_MM = 6.0
_NUMBERS_PT = 5.0
_SMALL_PT, _LARGE_PT = 6.0, 8.0
_ROOMY_MM = (60.0, 40.0)
# Wider than the letters of any humanist sans are on average, so that lines broken by it fit.
_LETTER_EMS = 0.6
_LEADING_EMS = 1.2


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words: it begins at ``x`` with its baseline at ``y``, both in mm; ``size`` is in points."""

    x: float
    y: float
    text: str
    size: float


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    width: float
    height: float

    def inside(self, by: float) -> "_Box":
        return _Box(self.left + by, self.top + by, self.width - 2 * by, self.height - 2 * by)


def alignment(stock: Stock) -> tuple[Line | Words, ...]:
    """What a printer draws so that a person can read off by how much it is to be moved, right and down.

    On a sheet: the outline of every label, a cross in the first and in the last, and two rulers on the
    first, where its own edges show the offset. On a page that is one badge, a frame that is to stand as
    far from every edge. Print it without an offset to find it, and with it to see that it is right.
    """
    if stock.labels == 1:
        frame = _Box(0.0, 0.0, stock.page_width, stock.page_height).inside(_FRAME_IN_MM)
        return (*_outline(frame), *_written(_for_pages(stock), frame.inside(_MARGIN_MM)))
    outlines = (side for n in range(stock.labels) for side in _outline(_label(stock, n)))
    crosses = (arm for n in (0, stock.labels - 1) for arm in _cross(_label(stock, n)))
    return (*outlines, *crosses, *_level_ruler(stock), *_upright_ruler(stock),
            *_written(_for_sheets(stock), _room(stock)))


def _label(stock: Stock, n: int) -> _Box:
    return _Box(*stock.place(n), stock.label_width, stock.label_height)


def _outline(box: _Box) -> Iterator[Line]:
    right, bottom = box.left + box.width, box.top + box.height
    yield Line(box.left, box.top, right, box.top)
    yield Line(right, box.top, right, bottom)
    yield Line(right, bottom, box.left, bottom)
    yield Line(box.left, bottom, box.left, box.top)


def _cross(box: _Box) -> Iterator[Line]:
    x, y = box.left + box.width / 2, box.top + box.height / 2
    yield Line(x - _CROSS_MM, y, x + _CROSS_MM, y)
    yield Line(x, y - _CROSS_MM, x, y + _CROSS_MM)


def _level_ruler(stock: Stock) -> Iterator[Line | Words]:
    """Over the first label's left edge."""
    y = stock.top + min(_RULER_IN_MM, stock.label_height / 2)
    ticks = list(_ticks(stock.left))
    yield Line(stock.left + ticks[0][0], y, stock.left + _RULER_MM, y)
    for tick, half, number in ticks:
        yield Line(stock.left + tick, y - half, stock.left + tick, y + half)
        if number:
            yield Words(max(0.5, stock.left + tick - 0.5), y + 4.5, number, _NUMBERS_PT)
    yield Words(stock.left + 1.0, y - 3.0, "right", _NUMBERS_PT)


def _upright_ruler(stock: Stock) -> Iterator[Line | Words]:
    """Over the first label's top edge."""
    x = stock.left + _RULER_IN_MM
    ticks = list(_ticks(stock.top))
    yield Line(x, stock.top + ticks[0][0], x, stock.top + _RULER_MM)
    for tick, half, number in ticks:
        yield Line(x - half, stock.top + tick, x + half, stock.top + tick)
        if number:
            yield Words(x + 3.0, max(1.5, stock.top + tick + 0.6), number, _NUMBERS_PT)
    yield Words(x - 6.5, stock.top + 4.0, "down", _NUMBERS_PT)


def _ticks(edge: float) -> Iterator[tuple[int, float, str]]:
    """Each millimetre that is still on the paper: how far from the edge, half its length, its number."""
    said = {-_RULER_MM: f"−{_RULER_MM}", 0: "0", _RULER_MM: f"{_RULER_MM} mm"}
    for tick in range(-_RULER_MM, _RULER_MM + 1):
        if edge + tick >= 0:
            yield tick, 2.5 if tick == 0 else 1.75 if tick in said else 1.0, said.get(tick, "")


def _written(sentences: Iterator[str], room: _Box) -> Iterator[Words]:
    """As many of the sentences as there is room for, in the order of their weight."""
    roomy = room.width > _ROOMY_MM[0] and room.height > _ROOMY_MM[1]
    size = _LARGE_PT if roomy else _SMALL_PT
    leading = size * MM_PER_POINT * _LEADING_EMS
    lines: list[str] = []
    for sentence in sentences:
        lines += wrap(sentence, int(room.width / (size * MM_PER_POINT * _LETTER_EMS)))
        if len(lines) * leading > room.height:
            return
        while lines:
            room = _Box(room.left, room.top + leading, room.width, room.height - leading)
            yield Words(room.left, room.top, lines.pop(0), size)


def _room(stock: Stock) -> _Box:
    """The box for words: the second label, and what is above its cross where it is the last too."""
    inner = _label(stock, 1).inside(_MARGIN_MM)
    height = inner.height / 2 - _CROSS_MM if stock.place(1) == stock.place(stock.labels - 1) else inner.height
    return _Box(inner.left, inner.top, inner.width, height)


def _for_pages(stock: Stock) -> Iterator[str]:
    yield (f"Print at 100 %. The frame belongs {_FRAME_IN_MM:g} mm from each edge. What it lacks at the left "
           "and the top is the offset, right and down; what is too much has a minus.")
    yield f"{stock.title or stock.name}."


def _for_sheets(stock: Stock) -> Iterator[str]:
    yield ("Print at 100 %, not fitted to the page, on plain paper, and hold it against the light with a "
           "real sheet.")
    yield ("On each ruler read where the label's own edge lies. Both numbers are this printer's offset, "
           "right and down.")
    if not min(stock.left, stock.top):
        yield "Where a 0 stands inside the paper, its distance from the edge is the number, with a minus."
    yield ("The crosses belong in the middle of the first and of the last label. If only the first is "
           "right, the page was made larger or smaller.")
    yield f"{stock.title or stock.name}."
