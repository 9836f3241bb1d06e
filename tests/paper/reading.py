"""Reading paper back: badges to draw, and the text and pixels of what was drawn."""

from io import BytesIO
from random import Random

import numpy as np
import pypdfium2
import zxingcpp

from badges.paper import Badge, design_named, draw_pdf, stock_named

DOTS_PER_MM = 300 / 25.4
CODE = "0123456789ABCDEF"


def a_badge(name="Mira Okafor", **more):
    said = {"line": "Lighthouse Labs", "event": "The chum parade", "kind": "speaker",
            "badge_code": CODE, "short_code": "7KW2MX"}
    return Badge(name=name, **(said | more))


def a_code(n):
    """The n-th of many different badge codes."""
    return "".join(Random(n).choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=16))


def printed(badges, stock="page-90x60", design="networking"):
    """The bytes of the file and what the drawing said."""
    out = BytesIO()
    drawn = draw_pdf(badges, out, stock=stock_named(stock), design=design_named(design))
    return out.getvalue(), drawn


def words_on(pdf, page=0):
    """All words of a page in the order they were drawn, with single spaces between."""
    return " ".join(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_range().split())


def pixels(pdf, page=0):
    """The page at 300 dots to the inch, one byte a dot, 0 for black."""
    return pypdfium2.PdfDocument(pdf)[page].render(scale=300 / 72, grayscale=True).to_numpy().squeeze()


def part(dots, left, top, width, height):
    """What stands in a box given in millimetres."""
    rows = slice(round(top * DOTS_PER_MM), round((top + height) * DOTS_PER_MM))
    columns = slice(round(left * DOTS_PER_MM), round((left + width) * DOTS_PER_MM))
    return dots[rows, columns]


def edges_of_ink(dots):
    """Left, top, right and bottom of everything dark, in millimetres."""
    rows, columns = np.nonzero(dots < 160)
    return tuple(edge / DOTS_PER_MM for edge in
                 (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))


def scanned(dots):
    """What a scanner reads, one code."""
    (found,) = zxingcpp.read_barcodes(np.ascontiguousarray(dots), formats=zxingcpp.BarcodeFormat.QRCode)
    return found
