"""Badges on paper, beside reportlab drawing a page with two lines of plain text."""

import io
import time

from reportlab.pdfgen.canvas import Canvas

from badges import codes
from badges.paper import Badge, design_named, draw_pdf, stock_named

COUNT = 1000


def badges():
    """A thousand badges, one per page and on sheets, as a share of the floor's rate."""
    made = [
        Badge(
            f"Attendee Number {n}", "Company", "The chum parade", "", codes.new_code(), codes.new_short_code()
        )
        for n in range(COUNT)
    ]
    design = design_named("networking")
    draw_pdf(made[:1], io.BytesIO(), stock=stock_named("page-90x60"), design=design)
    print(f"\n{COUNT} badges, one core")
    floor = _seconds(_two_lines)
    print(f"  a page and two lines of text   {COUNT / floor:8.0f}/s")
    for stock in ("page-90x60", "avery-5392"):
        out = io.BytesIO()
        seconds = _seconds(
            lambda out=out, stock=stock: draw_pdf(made, out, stock=stock_named(stock), design=design)
        )
        size = len(out.getvalue()) / COUNT
        print(
            f"  {stock:30} {COUNT / seconds:8.0f}/s   {floor / seconds:5.2f} of that   {size:5.0f} bytes each"
        )


def _seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _two_lines():
    canvas = Canvas(io.BytesIO())
    for n in range(COUNT):
        canvas.drawString(100, 700, f"Attendee Number {n}")
        canvas.drawString(100, 680, "Company")
        canvas.showPage()
    canvas.save()
