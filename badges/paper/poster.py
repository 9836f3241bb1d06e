"""The poster for the venue's wall: a badge on its lanyard, and its QR opens the event's page on a phone.

It is laid out by the badges' own engine, in millimetres of an A4 page, and scaled to the page it is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

import qrcode

from badges.errors import NotFound
from badges.paper.badge import Badge
from badges.paper.design import Design, Element, Fill, Inset, Stand, Text
from badges.paper.fonts import Weight
from badges.paper.label import Box, Code, Filled, Label, Side
from badges.paper.layout import Composer
from badges.paper.pdf.pen import Pen, open_canvas
from badges.paper.qr import QUIET_MODULES, Symbol
from badges.paper.sheet import Place
from badges.paper.stock import Stock
from badges.paper.template import Template
from badges.paper.type import Fit

# Width and height in millimetres.
POSTER_SIZES = {
    "a4": (210.0, 297.0), "a3": (297.0, 420.0), "letter": (215.9, 279.4), "tabloid": (279.4, 431.8),
}
_DOT = 25.4 / 300
# The side of the white square round the code on A4, its quiet zone included.
_CODE_MM = 106.0
_CODE_TOP = 99.5
# How far the rounded white goes beyond the code's quiet zone, which is drawn square.
_MORE_WHITE_MM = 2.5
_COLUMNS = 3

# Those of the pages in the light: accent, ink, quiet and the tinted paper.
_COLOURS = (("accent", "#7a1f58"), ("stitch", "#5c1742"), ("ink", "#2b1a26"), ("quiet", "#5f4d59"),
            ("paper", "#ffffff"), ("sheet", "#f8f0e6"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """What the poster says, in the event's language.

    ``address`` is what its code holds, ``steps`` three sentences. Where the language is written
    ``leftwards`` the steps begin on the right.
    """

    event: str
    headline: str
    steps: tuple[str, str, str]
    by_hand: str
    address: str
    help: str
    language: str = ""
    leftwards: bool = False


def draw_poster(poster: Poster, out: BinaryIO, *, size: str) -> None:
    """Draw the poster as a PDF of one page. Raises NotFound for a size we do not have, BadgeRefused."""
    label, stock = poster_label(poster, size=size), _stock(size)
    canvas = open_canvas(out, stock, poster.event)
    pen = Pen(canvas, stock, {})
    pen.side(label, label.front, stock.panels[0], Place(0, 0.0, 0.0))
    pen.flush()
    canvas.showPage()
    canvas.save()


def poster_label(poster: Poster, *, size: str) -> Label:
    """The poster laid out, for the preview too. Raises NotFound, and BadgeRefused for an impossible name."""
    stock = _stock(size)
    said = {f"step{n}": step for n, step in enumerate(poster.steps)}
    said |= {name: getattr(poster, name) for name in ("event", "headline", "by_hand", "address", "help")}
    badge = Badge(poster.event, "", "", said, poster.language)
    label = Composer(_Plan(stock.page_width, stock.page_height, leftwards=poster.leftwards).design, stock).of(
        badge)
    return replace(label, front=Side((*label.front.things, *_code(poster.address, stock))))


def _stock(size: str) -> Stock:
    if size not in POSTER_SIZES:
        raise NotFound(f"There is no poster of the size “{size[:20]}”; choose one of "
                       f"{', '.join(POSTER_SIZES)}.", size=size)
    width, height = POSTER_SIZES[size]
    return Stock(name=f"poster-{size}", page_width=width, page_height=height, columns=1, rows=1,
                 label_width=width, label_height=height, left=0.0, top=0.0, pitch_x=width, pitch_y=height,
                 source="ISO 216, ANSI Y14.1")


def _scale(width: float, height: float) -> float:
    return min(width / POSTER_SIZES["a4"][0], height / POSTER_SIZES["a4"][1])


def _code(address: str, stock: Stock) -> tuple[Filled, Code]:
    """The code in the middle of the badge, in modules of whole dots, on a white square of its own."""
    symbol, scale = _symbol(address), _scale(stock.page_width, stock.page_height)
    module = _CODE_MM * scale / (symbol.modules + 2 * QUIET_MODULES) // _DOT * _DOT
    side, middle = symbol.modules * module, (_CODE_TOP + _CODE_MM / 2) * scale
    code = Code("code", symbol, (stock.page_width - side) / 2, middle - side / 2, module)
    more, (left, top, right, bottom) = _MORE_WHITE_MM * scale, code.quiet
    white = Box(left - more, top - more, right + more, bottom + more)
    return Filled("white", white, "#ffffff", 2 * more), code


def _symbol(text: str) -> Symbol:
    """Any text as a symbol; of the levels the one that a thumb over a corner does not harm."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q)
    code.add_data(text)
    code.make(fit=True)
    modules = len(code.modules)
    filled = -(-modules // 8) * 8
    rows = ("".join("0" if dark else "1" for dark in row).ljust(filled, "1") for row in code.modules)
    return Symbol(modules, int("".join(rows), 2))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where everything is on a page of this size: boxes in millimetres of A4, in the middle of the page."""

    width: float
    height: float
    leftwards: bool

    @property
    def design(self) -> Design:
        """The poster as a design, but for its code."""
        return Design(key="poster", name="Poster", colours=_COLOURS,
                      front=(*self._badge(), *self._words(), *self._steps()))

    def _badge(self) -> Iterator[Element]:
        yield self._fill("card", "sheet", Box(15, 22, 195, 226), 9)
        yield self._fill("slot", "paper", Box(88, 28.5, 122, 34), 2.75)
        # The lanyard comes from above the page and goes through the slot.
        yield self._fill("lanyard", "accent", Box(99, -5, 111, 32), 0.8)
        yield self._fill("stitch left", "stitch", Box(101, -5, 101.5, 32))
        yield self._fill("stitch right", "stitch", Box(108.5, -5, 109, 32))

    def _words(self) -> Iterator[Element]:
        yield self._text("event", Box(24, 38, 186, 57), (24, 15, 9, 2), colour="accent", weight=Weight.BOLD)
        yield self._text("headline", Box(24, 57.5, 186, 92.5), (52, 40, 14, 2), weight=Weight.BOLD)
        yield self._text("by_hand", Box(24, 210.5, 186, 215.5), (13, 13, 7, 1), colour="quiet")
        yield self._text("address", Box(24, 215.5, 186, 222.5), (16, 16, 5, 1), weight=Weight.BOLD)
        yield self._text("help", Box(15, 278, 195, 287), (14, 14, 7, 2), colour="quiet")

    def _steps(self) -> Iterator[Element]:
        apart, wide = 8.0, (180.0 - (_COLUMNS - 1) * 8.0) / _COLUMNS
        for n in range(_COLUMNS):
            column = _COLUMNS - 1 - n if self.leftwards else n
            left = 15 + column * (wide + apart)
            middle = left + wide / 2
            disc = Box(middle - 6.5, 236, middle + 6.5, 249)
            yield self._fill(f"disc{n}", "accent", disc, 6.5)
            # A numeral is as tall as a capital: in the middle of the disc without the room for a g below it.
            yield self._text(f"number{n}", disc._replace(top=disc.top + 3.4), (21, 21, 8, 1), colour="paper",
                             weight=Weight.BOLD, stand="top", said=str(n + 1))
            yield self._text(f"step{n}", Box(left, 252.5, left + wide, 276), (16.5, 16.5, 8, 4), stand="top")

    def _fill(self, called: str, colour: str, box: Box, radius: float = 0.0) -> Fill:
        return Fill(id=called, inset=self._inset(box), colour=colour, radius=radius * self._k)

    def _text(
        self,
        called: str,
        box: Box,
        fit: tuple[float, float, float, int],
        *,
        colour: str = "ink",
        weight: Weight = Weight.REGULAR,
        stand: Stand = "middle",
        said: str = "",
    ) -> Text:
        size, wrap_below, floor, lines = fit
        k = self._k
        return Text(
            id=called, template=Template.read(said or f"{{{called}}}"), inset=self._inset(box),
            weight=weight, colour=colour, align="centre", stand=stand,
            fit=Fit(size=size * k, wrap_below=wrap_below * k, floor=floor * k, lines=lines))

    @property
    def _k(self) -> float:
        return _scale(self.width, self.height)

    def _inset(self, box: Box) -> Inset:
        k = self._k
        aside = (self.width - POSTER_SIZES["a4"][0] * k) / 2
        return Inset(left=aside + box.left * k, width=box.width * k, top=box.top * k, height=box.height * k)
