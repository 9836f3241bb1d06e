"""A document on A4: headings, sentences, a bar, a curve and long tables, set by the badges' own type.

Nothing is cut: what is too long wraps at its words, and a word too long shrinks or breaks between letters.
Tables begin each page with their header, and pages say which of how many they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from badges.curve_plot import Plot
from badges.paper.blocks import HAIR, INK, QUIET, Bar, Block, Curve, Paragraph, Table
from badges.paper.curve import Drawing, Stroke
from badges.paper.fonts import Weight
from badges.paper.label import Box, Filled, Label, Side, Words
from badges.paper.lines import Line, set_lines, written
from badges.paper.pdf.pen import Pen, open_canvas
from badges.paper.sheet import Place
from badges.paper.stock import Stock
from badges.paper.table import PAD, Column, Row, columns_of

WIDTH, HEIGHT = 210.0, 297.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 18.0, 192.0, 18.0, 275.0
_FOOT = 284.0
_BODY, _SMALL = 8.5, 7.5


def draw_report(blocks: Iterable[Block], out: BinaryIO, *, title: str, foot: str, language: str) -> int:
    """Draw the blocks into ``out`` as a PDF; answers how many pages they are."""
    flow = _Flow(language)
    for block in blocks:
        flow.put(block)
    stock = Stock(name="report", page_width=WIDTH, page_height=HEIGHT, columns=1, rows=1, label_width=WIDTH,
                  label_height=HEIGHT, left=0.0, top=0.0, pitch_x=WIDTH, pitch_y=HEIGHT, source="ISO 216")
    canvas = open_canvas(out, stock, title)
    pen = Pen(canvas, stock, {})
    for number, page in enumerate(flow.pages, 1):
        flow.number(page, foot, f"Page {number} of {len(flow.pages)}")
        _draw(pen, page)
    canvas.save()
    return len(flow.pages)


@dataclass
class _Page:
    """What stands on one page, and how it is drawn: fills, then strokes, then words."""

    fills: list[Filled]
    strokes: list[Stroke]
    words: list[Words]


def _draw(pen: Pen, page: _Page) -> None:
    _things(pen, page.fills)
    for stroke in page.strokes:
        _stroke(pen.canvas, stroke)
    _things(pen, page.words)
    pen.canvas.showPage()


def _things(pen: Pen, things: Sequence[Any]) -> None:
    side = Side(tuple(things))
    label = Label(WIDTH, HEIGHT, 0.0, side, None, ())
    pen.side(label, side, pen.stock.panels[0], Place(0, 0.0, 0.0))
    pen.flush()


def _stroke(canvas: Any, stroke: Stroke) -> None:
    path = canvas.beginPath()
    first, *rest = stroke.points
    path.moveTo(first.x * mm, (HEIGHT - first.y) * mm)
    for point in rest:
        path.lineTo(point.x * mm, (HEIGHT - point.y) * mm)
    if not stroke.width:
        canvas.setFillColor(HexColor(stroke.colour))
        canvas.drawPath(path, stroke=0, fill=1)
        return
    canvas.setStrokeColor(HexColor(stroke.colour))
    canvas.setLineWidth(stroke.width * mm)
    canvas.setLineJoin(1)
    canvas.setDash([length * mm for length in stroke.dashes])
    canvas.drawPath(path, stroke=1, fill=0)


class _Flow:
    """Pages that are filled from above; ``y`` is how far down the last of them is full, in millimetres."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.pages = [_Page([], [], [])]
        self.y = _TOP

    def put(self, block: Block) -> None:
        """Put the block below what is there, on a new page where it needs one."""
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Bar):
            self._bar(block)
        elif isinstance(block, Curve):
            self._curve(block.plot)
        else:
            self._table(block)

    def number(self, page: _Page, foot: str, number: str) -> None:
        """Write a page's foot."""
        shown = Line.of(number, Weight.REGULAR, _SMALL, self._language)
        said = self._lines(foot, _SMALL, _RIGHT - _LEFT - shown.width - 6.0)
        page.fills.append(Filled("foot", Box(_LEFT, _FOOT - 5.0, _RIGHT, _FOOT - 4.85), HAIR))
        page.words.append(written(shown, _RIGHT - shown.width, _FOOT, QUIET))
        for n, line in enumerate(said):
            page.words.append(written(line, _LEFT, _FOOT + n * line.pitch, QUIET))

    def _room(self, height: float) -> None:
        if self.y + height > _BOTTOM and self.y > _TOP:
            self.pages.append(_Page([], [], []))
            self.y = _TOP

    def _lines(self, text: str, size: float, width: float, *, bold: bool = False, name: bool = False
               ) -> list[Line]:
        weight = Weight.BOLD if bold else Weight.REGULAR
        return set_lines(text, weight, size, width, self._language, is_a_name=name)

    def _paragraph(self, block: Paragraph) -> None:
        lines = self._lines(block.text, block.size, _RIGHT - _LEFT, bold=block.bold)
        self._room(block.above + sum(line.pitch for line in lines) + block.keep)
        self.y += block.above if self.y > _TOP else 0.0
        for line in lines:
            self._room(line.pitch)
            self.y += line.up
            self.pages[-1].words.append(written(line, _LEFT, self.y, block.colour))
            self.y += line.down

    def _bar(self, bar: Bar) -> None:
        """The bar and below it each part's number, in the same order."""
        self._room(27.0)
        self.y += 4.0
        total, x, gap = sum(count for _, count, _ in bar.parts) or 1, _LEFT, 0.6
        for _, count, colour in bar.parts:
            wide = (_RIGHT - _LEFT) * count / total
            if count:
                box = Box(x, self.y, x + max(wide - gap, 0.3), self.y + 6.0)
                self.pages[-1].fills.append(Filled("bar", box, colour))
            x += wide
        self.y += 9.0
        each = (_RIGHT - _LEFT) / max(len(bar.parts), 5)
        for n, (name, count, colour) in enumerate(bar.parts):
            self._numbered(_LEFT + n * each, each, name, f"{count:,}", colour)
        self.y += 14.0

    def _numbered(self, x: float, width: float, name: str, number: str, colour: str) -> None:
        page = self.pages[-1]
        large = self._lines(number, 18.0, width - 2.0, bold=True)[0]
        page.words.append(written(large, x, self.y + 6.0, INK))
        page.fills.append(Filled("key", Box(x, self.y + 9.0, x + 2.6, self.y + 11.6), colour))
        page.words.append(written(self._lines(name, _BODY, width - 6.0)[0], x + 4.0, self.y + 11.4, QUIET))

    def _curve(self, plot: Plot) -> None:
        scale = (_RIGHT - _LEFT) / plot.width
        height = plot.height * scale
        self._room(height + 4.0)
        drawing = Drawing(plot, _LEFT, self.y + 4.0, scale, self._language)
        self.pages[-1].strokes += drawing.strokes()
        self.pages[-1].words += drawing.words()
        self.y += height + 4.0

    def _table(self, table: Table) -> None:
        columns = columns_of(table, _LEFT, _RIGHT)
        header = Row(tuple(self._cell(title, column, small=True) for title, column in
                            zip(table.titles, columns, strict=True)))
        self._room(header.height + 14.0)
        self.y += 2.0
        self._header(header, columns)
        for cells in table.rows:
            row = Row(tuple(self._cell(cell, column) for cell, column in zip(cells, columns, strict=True)))
            self._put_row(row, header, columns)

    def _cell(self, text: str, column: Column, *, small: bool = False) -> list[Line]:
        # A name is not broken where only a dictionary sees two words.
        bold = column.first and not small
        return self._lines(text, _SMALL if small else _BODY, column.width, bold=bold, name=column.first)

    def _header(self, header: Row, columns: Sequence[Column]) -> None:
        self._slots(header, 0, header.slots, columns, QUIET)
        self._hair(INK, 0.3)

    def _put_row(self, row: Row, header: Row, columns: Sequence[Column]) -> None:
        """A row whole on one page where any page has room for it, else as much as each page holds."""
        since, pages = 0, len(self.pages)
        if header.height + row.height <= _BOTTOM - _TOP:
            self._room(row.height)
        while since < row.slots:
            if len(self.pages) > pages:
                self._header(header, columns)
                pages = len(self.pages)
            until = row.until(since, _BOTTOM - self.y)
            if until == since and self.y > _TOP + header.height + 2 * PAD:
                self._room(_BOTTOM)
                continue
            self._slots(row, since, max(until, since + 1), columns, INK)
            since = max(until, since + 1)
        self._hair(HAIR, 0.15)

    def _slots(self, row: Row, since: int, until: int, columns: Sequence[Column], colour: str) -> None:
        """Some of a row's lines, all cells' at one height; cell by cell, as they are read and copied."""
        baselines, y = [], self.y + PAD
        for up, down in row.measures[since:until]:
            baselines.append(y + up)
            y += up + down
        for cell, column in zip(row.cells, columns, strict=True):
            for line, baseline in zip(cell[since:until], baselines, strict=False):
                x = column.left + (column.width - line.width if column.right else 0.0)
                self.pages[-1].words.append(written(line, x, baseline, colour))
        self.y = y + PAD

    def _hair(self, colour: str, thick: float) -> None:
        self.pages[-1].fills.append(Filled("rule", Box(_LEFT, self.y, _RIGHT, self.y + thick), colour))
