"""The alignment sheet on paper: print it, hold it against a sheet of labels, read off how far it is off."""

from typing import BinaryIO

from badges.paper.fonts import Weight
from badges.paper.label import Box
from badges.paper.label import Words as Type
from badges.paper.pdf.pen import Pen, open_canvas
from badges.paper.rulers import Words, alignment
from badges.paper.shape import shaped
from badges.paper.sheet import Line
from badges.paper.stock import Stock

_INK = "#1c1917"


def draw_alignment(stock: Stock, out: BinaryIO, *, offset: tuple[float, float] = (0.0, 0.0)) -> None:
    """Draw the alignment sheet of a stock as a PDF of one page; with an offset, to see that it is right."""
    canvas = open_canvas(out, stock, f"Alignment · {stock.title}")
    pen = Pen(canvas, stock, {})
    things = alignment(stock)
    pen.lines([thing for thing in things if isinstance(thing, Line)], offset)
    for thing in things:
        if isinstance(thing, Words):
            pen.type(_set(thing, offset), 0.0, 0.0)
    pen.flush()
    canvas.showPage()
    canvas.save()


def _set(words: Words, offset: tuple[float, float]) -> Type:
    line = shaped(words.text, Weight.REGULAR, "")
    left, baseline = words.x + offset[0], words.y + offset[1]
    nowhere = Box(left, baseline, left, baseline)
    return Type("", words.text, line.runs, left, baseline, words.size, _INK, nowhere)
