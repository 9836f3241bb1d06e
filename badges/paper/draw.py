"""The back end that draws laid-out badges as a PDF, on sheets or one to a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from badges.paper import qr
from badges.paper.badge import Badge
from badges.paper.design import Design
from badges.paper.fonts import face
from badges.paper.instances import Weight
from badges.paper.layout import DOT_MM, Code, Filled, Label, Text
from badges.paper.preflight import Problem, laid_out
from badges.paper.stock import Stock


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many badges are in the file, and which are not."""

    count: int
    refused: tuple[Problem, ...]


def draw_pdf(badges: Iterable[Badge], out: BinaryIO, *, stock: Stock, design: Design) -> Drawn:
    """Draw the badges into ``out`` as a PDF, in order, filling each sheet row by row.

    A badge that cannot be drawn takes no place and is named in ``refused``; where none can be drawn
    ``out`` stays as it was. The same badges make the same bytes.
    """
    sheets = _Sheets(out, stock)
    refused: list[Problem] = []
    for laid in laid_out(badges, stock=stock, design=design):
        if isinstance(laid, Problem):
            refused.append(laid)
        else:
            sheets.put(laid)
    sheets.close()
    return Drawn(sheets.count, tuple(refused))


class _Sheets:
    """The open PDF and how many labels of its sheets are taken."""

    def __init__(self, out: BinaryIO, stock: Stock) -> None:
        self.count = 0
        self._stock = stock
        # Without a first font of ours each page would name Helvetica, which no file of ours embeds.
        self._canvas = Canvas(
            out, pagesize=(stock.page_width * mm, stock.page_height * mm), pageCompression=1, invariant=1,
            initialFontName=face(Weight.REGULAR).name,  # type: ignore[arg-type]  # The stubs say a number.
        )
        self._canvas.setTitle("Badges")
        self._canvas.setCreator("Last Badge")

    def put(self, label: Label) -> None:
        """Draw the label in the next free place, on a new page where this one is full."""
        place = self.count % self._stock.labels
        if self.count and place == 0:
            self._canvas.showPage()
        _Pen(self._canvas, self._stock.page_height, *self._stock.place(place)).draw(label)
        self.count += 1

    def close(self) -> None:
        """Write the file, unless nothing was drawn."""
        if self.count:
            self._canvas.save()


class _Pen:
    """Draws at one label's place: millimetres down from its corner become points up from the page's."""

    def __init__(self, canvas: Canvas, page_height: float, left: float, top: float) -> None:
        self._canvas = canvas
        self._page_height = page_height
        self._left = left
        self._top = top

    def draw(self, label: Label) -> None:
        for filled in label.filled:
            self._fill(filled)
        for text in label.texts:
            self._write(text)
        self._stamp(label.code)

    def _fill(self, filled: Filled) -> None:
        box = filled.box
        self._canvas.setFillColor(_colour(filled.colour))
        self._canvas.rect(self._x(box.left), self._y(box.bottom), box.width * mm, box.height * mm,
                          stroke=0, fill=1)

    def _write(self, text: Text) -> None:
        self._canvas.setFillColor(_colour(text.colour))
        self._canvas.setFont(face(text.weight).name, text.size_points)
        self._canvas.drawString(self._x(text.left), self._y(text.baseline), text.text)

    def _stamp(self, code: Code) -> None:
        """The symbol as a 1-bit image: vector modules get grey edges wherever a dot is not whole.

        Its corner moves to the nearest printer dot of the page, at most 0.05 mm.
        """
        left = _to_dot(self._left + code.left) * mm
        bottom = _to_dot(self._top + code.top) + code.symbol.modules * code.module
        side = code.symbol.modules * code.module * mm
        self._canvas.addLiteral(
            f"q {side:.4f} 0 0 {side:.4f} {left:.4f} {(self._page_height - bottom) * mm:.4f} cm "
            f"BI /W {code.symbol.modules} /H {code.symbol.modules} /BPC 1 /CS /G /F /AHx ID\n"
            f"{_hexadecimal(code.symbol)}>\nEI Q")

    def _x(self, left: float) -> float:
        return (self._left + left) * mm

    def _y(self, top: float) -> float:
        return (self._page_height - self._top - top) * mm


def _to_dot(position: float) -> float:
    return round(position / DOT_MM) * DOT_MM


def _hexadecimal(symbol: qr.Symbol) -> str:
    """The rows as PDF wants them: whole bytes each, the leftmost module first, 0 for dark."""
    return "".join(_row(row) for row in symbol.rows)


def _row(row: tuple[bool, ...]) -> str:
    bits = "".join("0" if dark else "1" for dark in row).ljust(-(-len(row) // 8) * 8, "1")
    return f"{int(bits, 2):0{len(bits) // 4}x}"


@lru_cache(maxsize=64)
def _colour(hexadecimal: str) -> Color:
    return HexColor(hexadecimal)
