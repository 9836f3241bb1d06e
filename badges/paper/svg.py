"""The back end that draws one side of a badge as SVG, for the preview in a page.

Its letters are the outlines that paper gets, so what is seen is what is printed, whatever fonts the
reader has. It names nothing outside itself and carries no style, which the pages' policy would refuse.
"""

import io
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, reduce
from itertools import groupby
from typing import Literal
from xml.sax.saxutils import quoteattr

from PIL import Image

from badges.paper.emoji import emoji_of
from badges.paper.fonts import UNITS, Face
from badges.paper.label import Box, Code, Filled, Label, Picture, Run, Thing, Words
from badges.paper.pictures import EventPicture
from badges.paper.type import MM_PER_POINT

# As fine as paper at 300 dots to the inch; a larger picture would only make the page heavy.
_PIXELS_PER_MM = 12
_WHITE = 'fill="#ffffff"'
# What XML 1.0 has no way to write, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_Point = tuple[float, float]


def draw_svg(
    label: Label,
    side: Literal["front", "back"] = "front",
    *,
    pictures: Mapping[str, EventPicture],
    title: str,
) -> str:
    """One side as an ``<svg>`` element, in millimetres and cut at the label's edge.

    Everything drawn for an element of the design stands in a ``<g data-element="ID">`` with an invisible
    box around it that can be grabbed. ``title`` is what it is called to those who do not see it. A label
    without a back gives a blank one. Raises KeyError for a picture that ``pictures`` does not have.
    """
    width, height = f"{label.width:g}", f"{label.height:g}"
    groups = (_group(element, tuple(same), pictures)
              for element, same in groupby(label.side(side).as_drawn, key=lambda thing: thing.element))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}mm" '
            f'height="{height}mm" role="img" aria-label={_quoted(title)}>'
            f'{_rect(Box(0, 0, label.width, label.height), _WHITE)}{"".join(groups)}</svg>')


def _group(element: str, things: Iterable[Thing], pictures: Mapping[str, EventPicture]) -> str:
    drawn = "".join(_drawn(thing, pictures) for thing in things)
    extent = reduce(Box.joined, (thing.quiet if isinstance(thing, Code) else thing.ink for thing in things))
    handle = _rect(extent, 'fill="none" pointer-events="all"')
    return f"<g data-element={_quoted(element)}>{handle}{drawn}</g>"


def _drawn(thing: Thing, pictures: Mapping[str, EventPicture]) -> str:
    if isinstance(thing, Words):
        return "".join(_words(thing))
    if isinstance(thing, Filled):
        rounded = f' rx="{thing.radius:g}"' if thing.radius else ""
        return _rect(thing.box, f"fill={_quoted(thing.colour)}{rounded}")
    if isinstance(thing, Picture):
        return _image(thing.box, _shown(pictures[thing.name], round(thing.box.width * _PIXELS_PER_MM)))
    return _code(thing)


def _words(words: Words) -> Iterator[str]:
    unit = words.size_points * MM_PER_POINT / UNITS
    pen = words.left
    for run in words.runs:
        if run.face.colour:
            yield from _emoji(run, pen, words.baseline, unit)
        else:
            yield (f'<path fill={_quoted(words.colour)} d="{_outlines(run)}" '
                   f'transform="translate({pen:.3f} {words.baseline:.3f}) scale({unit:.7f} -{unit:.7f})"/>')
        pen += run.advance * unit


@lru_cache(maxsize=1024)
def _outlines(run: Run) -> str:
    """All outlines of a run from the start of its baseline, upwards, in thousandths of the type size."""
    pen, parts = 0.0, []
    for number, advance, dx, dy, _ in run.glyphs:
        outline = _outline(run.face, number)
        if outline:
            parts.append(f"M{pen + dx:g} {dy:g}{outline}")
        pen += advance
    return "".join(parts)


@lru_cache(maxsize=8192)
def _outline(face: Face, number: int) -> str:
    pen = _Pen()
    face.font.draw_glyph_with_pen(number, pen)
    return "".join(pen.parts)


class _Pen:
    """Writes down an outline in whole thousandths, each step from the point before, which is shortest."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._at = (0, 0)

    def moveTo(self, point: _Point) -> None:  # noqa: N802 - the names HarfBuzz calls.
        self._step("m", point)

    def lineTo(self, point: _Point) -> None:  # noqa: N802
        self._step("l", point)

    def qCurveTo(self, *points: _Point) -> None:  # noqa: N802
        self._step("q", *points)

    def curveTo(self, *points: _Point) -> None:  # noqa: N802
        self._step("c", *points)

    def closePath(self) -> None:  # noqa: N802
        # HarfBuzz has drawn the line back to where the contour began.
        self.parts.append("z")

    def _step(self, command: str, *points: _Point) -> None:
        # Rounded before it is subtracted, so that an outline closes where it began.
        whole = [(round(x), round(y)) for x, y in points]
        steps = " ".join(f"{x - self._at[0]} {y - self._at[1]}" for x, y in whole)
        self.parts.append(command + steps.replace(" -", "-"))
        self._at = whole[-1]


def _emoji(run: Run, pen: float, baseline: float, unit: float) -> Iterator[str]:
    for number, advance, dx, dy, _ in run.glyphs:
        left, bottom, width, height = emoji_of(run.face, number).box
        x, y = pen + (dx + left) * unit, baseline - (dy + bottom + height) * unit
        yield _image(Box(x, y, x + width * unit, y + height * unit), _emoji_png(run.face, number))
        pen += advance * unit


@lru_cache(maxsize=256)
def _emoji_png(face: Face, number: int) -> str:
    return _png(emoji_of(face, number).picture)


@lru_cache(maxsize=32)
def _shown(picture: EventPicture, across: int) -> str:
    """The picture at most so many pixels wide."""
    with Image.open(io.BytesIO(picture.png), formats=("PNG",)) as opened:
        if opened.width <= across:
            return b64encode(picture.png).decode()
        down = max(1, round(opened.height * across / opened.width))
        return _png(opened.convert("RGBA").resize((max(1, across), down), Image.Resampling.LANCZOS))


def _png(picture: Image.Image) -> str:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return b64encode(out.getvalue()).decode()


def _code(code: Code) -> str:
    """The symbol as one path of all its runs of dark modules, on the white it needs around it."""
    runs = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(code.symbol.rows)
                   for x, length in _dark(row))
    place = f"translate({code.left:.3f} {code.top:.3f}) scale({code.module:.6f})"
    return (f'{_rect(code.quiet, _WHITE)}<path fill="#000000" shape-rendering="crispEdges" '
            f'transform="{place}" d="{runs}"/>')


def _dark(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules begins and how long it is."""
    at = 0
    for dark, same in groupby(row):
        length = sum(1 for _ in same)
        if dark:
            yield at, length
        at += length


def _rect(box: Box, more: str) -> str:
    return f'<rect x="{box.left:.3f}" y="{box.top:.3f}" {_size(box.width, box.height)} {more}/>'


def _image(box: Box, png: str) -> str:
    return (f'<image x="{box.left:.3f}" y="{box.top:.3f}" {_size(box.width, box.height)} '
            f'preserveAspectRatio="none" href="data:image/png;base64,{png}"/>')


def _size(width: float, height: float) -> str:
    return f'width="{width:.3f}" height="{height:.3f}"'


def _quoted(text: str) -> str:
    """An attribute's value with its quotation marks, whatever the text holds."""
    return quoteattr(_UNWRITABLE.sub("\ufffd", text))
