"""The pen: draws a side of a badge at a place of a page."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from badges.paper.label import Code, Filled, Label, Picture, Side, Words
from badges.paper.pdf.fonts import Fonts
from badges.paper.pictures import EventPicture
from badges.paper.sheet import Line, Place
from badges.paper.stock import Panel, Stock

_WHITE = "#ffffff"


class _Canvas(Canvas):
    """A canvas whose pages name no font until one of ours is written."""

    def _make_preamble(self) -> None:
        # reportlab's own names Helvetica on each page, which no file of ours embeds.
        self._preamble = ""


def open_canvas(out: BinaryIO, stock: Stock, title: str) -> Canvas:
    """A PDF with pages of the stock's size."""
    # Pages as bytes and not as text: PDF is read by machines, and this is a fifth smaller and faster.
    rl_config.useA85 = 0
    size = (stock.page_width * mm, stock.page_height * mm)
    boxes: dict[str, Any] = {}
    if stock.bleed and stock.labels == 1:
        left, top = stock.left, stock.top
        right, bottom = left + stock.label_width, top + stock.label_height
        boxes["trimBox"] = (left * mm, size[1] - bottom * mm, right * mm, size[1] - top * mm)
    canvas = _Canvas(out, pagesize=size, pageCompression=1, invariant=1, **boxes)
    canvas.setTitle(title)
    canvas.setCreator("Last Badge")
    return canvas


@dataclass(slots=True)
class Pen:
    """Draws at a place of the page: millimetres down from its corner become points up from the page's."""

    canvas: Canvas
    stock: Stock
    pictures: Mapping[str, EventPicture]
    fonts: Fonts = field(default_factory=Fonts)
    _written: list[str] = field(default_factory=list)
    _readers: dict[str, ImageReader] = field(default_factory=dict)

    def __post_init__(self) -> None:
        document: Any = self.canvas
        document._doc.delayedFonts.append(self.fonts)  # noqa: SLF001 - there is no public way in.

    def panels(self, label: Label, place: Place) -> None:
        """The front, and on a folded stock the back beside it, or the front again where there is none."""
        front, *rest = self.stock.panels
        self.side(label, label.front, front, place)
        for panel in rest:
            self.side(label, label.back or label.front, panel, place)

    def side(self, label: Label, side: Side, panel: Panel, place: Place) -> None:
        """One side in its panel, the other way up where the panel is folded over."""
        left, top = place.left + panel.left, place.top + panel.top
        if panel.turned:
            across = (2 * left + label.width) * mm
            up = (2 * (self.stock.page_height - top) - label.height) * mm
            self._written.append(f"q -1 0 0 -1 {across:.3f} {up:.3f} cm")
        self._things(side, left, top)
        if panel.turned:
            self._written.append("Q")

    def _things(self, side: Side, left: float, top: float) -> None:
        x, y = left * mm, (self.stock.page_height - top) * mm
        for thing in side.as_drawn:
            if isinstance(thing, Words):
                self.type(thing, left, top)
            elif isinstance(thing, Filled):
                self._fill(thing, x, y)
            elif isinstance(thing, Code):
                self._stamp(thing, left, top)
            else:
                self._picture(thing, x, y)

    def type(self, words: Words, left: float, top: float) -> None:
        """A line of type on a panel whose corner is at (left, top) of the page, in millimetres."""
        x, y = (left + words.left) * mm, (self.stock.page_height - top - words.baseline) * mm
        self._written.append(f"{_ink(words.colour)} {self.fonts.written(words, x, y)}")

    def _fill(self, filled: Filled, x: float, y: float) -> None:
        left, top, right, bottom = (edge * mm for edge in filled.box)
        if filled.radius:
            self.flush()
            self.canvas.setFillColor(_colour(filled.colour))
            radius = min(filled.radius * mm, (right - left) / 2, (bottom - top) / 2)
            self.canvas.roundRect(x + left, y - bottom, right - left, bottom - top, radius, stroke=0, fill=1)
        else:
            self._written.append(f"{_ink(filled.colour)} {x + left:.3f} {y - bottom:.3f} "
                                 f"{right - left:.3f} {bottom - top:.3f} re f")

    def _stamp(self, code: Code, left: float, top: float) -> None:
        """The symbol as a 1-bit image: vector modules get grey edges wherever a dot is not whole.

        Its corner moves to the nearest printer dot of the page, at most 0.07 mm.
        """
        dot = self.stock.dot
        modules = code.symbol.modules
        side = modules * code.module * mm
        x = round((left + code.left) / dot) * dot * mm
        y = (self.stock.page_height - round((top + code.top) / dot) * dot) * mm - side
        self._fill(Filled(code.element, code.quiet, _WHITE), left * mm, (self.stock.page_height - top) * mm)
        self._written.append(
            f"q {side:.4f} 0 0 {side:.4f} {x:.4f} {y:.4f} cm "
            f"BI /W {modules} /H {modules} /BPC 1 /CS /G /F /AHx ID\n{code.symbol.packed().hex()}>\nEI Q")

    def _picture(self, picture: Picture, x: float, y: float) -> None:
        self.flush()
        reader = self._readers.get(picture.name)
        if reader is None:
            reader = self._readers[picture.name] = ImageReader(io.BytesIO(self.pictures[picture.name].png))
        box = picture.box
        self.canvas.drawImage(reader, x + box.left * mm, y - box.bottom * mm, box.width * mm, box.height * mm,
                              mask="auto")

    def lines(self, lines: Sequence[Line], offset: tuple[float, float]) -> None:
        """Thin lines of the page, such as crop marks, moved by the printer's offset in millimetres."""
        right, down = offset
        for line in lines:
            x1, x2 = (line.x1 + right) * mm, (line.x2 + right) * mm
            y1, y2 = ((self.stock.page_height - y - down) * mm for y in (line.y1, line.y2))
            dash = "[3 2]" if line.dashed else "[]"
            self._written.append(f"0.6 G 0.25 w {dash} 0 d {x1:.3f} {y1:.3f} m {x2:.3f} {y2:.3f} l S")

    def flush(self) -> None:
        """Hand what is written to the page; before anything that reportlab draws itself."""
        if self._written:
            self.canvas.addLiteral("\n".join(self._written))
            self._written.clear()


@lru_cache(maxsize=64)
def _colour(hexadecimal: str) -> Color:
    return HexColor(hexadecimal)


@lru_cache(maxsize=64)
def _ink(hexadecimal: str) -> str:
    red, green, blue = (int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return f"{red:.3g} {green:.3g} {blue:.3g} rg"
