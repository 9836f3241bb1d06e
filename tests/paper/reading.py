"""Reading paper back: badges to draw, and the text and pixels of what was drawn."""

from io import BytesIO
from random import Random

import numpy as np
import pypdfium2
import zxingcpp

from badges.paper import Badge, Composer, Design, Setup, design_named, draw_pdf, stock_named
from badges.paper.label import Code, Words

DOTS_PER_MM = 300 / 25.4
CODE = "0123456789ABCDEF"


def a_badge(name="Mira Okafor", *, badge_code=CODE, language="en", **fields):
    said = {"company": "Lighthouse Labs", "event": "The chum parade", "kind": "speaker"}
    return Badge(name, badge_code, "7KW2MX", said | fields, language)


def bare(name, **more):
    """A badge with nothing on it but the name and the codes."""
    return a_badge(name, **({"company": "", "event": "", "kind": ""} | more))


def a_code(n):
    """The n-th of many different badge codes."""
    return "".join(Random(n).choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=16))


def composer(stock="page-90x60", design="plain", pictures=None):
    chosen = design if isinstance(design, Design) else design_named(design)
    return Composer(chosen, stock_named(stock) if isinstance(stock, str) else stock, pictures)


def laid(badge, stock="page-90x60", design="plain", pictures=None):
    """The badge's display list."""
    return composer(stock, design, pictures).of(badge)


def texts(label, side="front"):
    """The lines of type of one side."""
    return [thing for thing in getattr(label, side).things if isinstance(thing, Words)]


def code_of(label):
    """The QR of the front."""
    (found,) = [thing for thing in label.front.things if isinstance(thing, Code)]
    return found


def printed(badges, stock="page-90x60", design="plain", pictures=None, **setup):
    """The bytes of the file and what the drawing said."""
    out = BytesIO()
    drawn = draw_pdf(badges, out, composer=composer(stock, design, pictures), setup=Setup(**setup))
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


def spread(dots):
    """These dots and all that touch them."""
    padded = np.pad(dots, 1)
    height, width = dots.shape
    return np.logical_or.reduce([padded[y:y + height, x:x + width] for y in range(3) for x in range(3)])


def scanned(dots):
    """What a scanner reads, one code."""
    (found,) = zxingcpp.read_barcodes(np.ascontiguousarray(dots), formats=zxingcpp.BarcodeFormat.QRCode)
    return found
