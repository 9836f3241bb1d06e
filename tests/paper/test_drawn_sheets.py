"""Sheets read back: every badge is drawn within its own label, on every stock, and moved as it was told."""

from dataclasses import replace

import pypdfium2
import pytest

from badges.paper.design import design_named
from badges.paper.label import Code, Words
from badges.paper.stock import stock_named, stock_names
from tests.paper.reading import a_code, bare, edges_of_ink, laid, part, pixels, printed, scanned

# The one design that the smallest labels hold too.
DESIGN = "label"
# Fold lines are thin and grey, and stand on the panels' edges.
EDGE_MM = 0.4


def badges(count):
    return [bare("Ng", badge_code=a_code(n)) for n in range(count)]


def places_of(stock, panel):
    """Where this panel of each label is on the page."""
    return [(stock.left + column * stock.pitch_x + panel.left, stock.top + row * stock.pitch_y + panel.top)
            for row in range(stock.rows) for column in range(stock.columns)]


def ink_of(side):
    """Left, top, right and bottom of all that is drawn on a side, in millimetres."""
    boxes = [thing.ink if isinstance(thing, Words)
             else (thing.left, thing.top, *(edge + thing.symbol.modules * thing.module
                                            for edge in (thing.left, thing.top)))
             if isinstance(thing, Code) else thing.box
             for thing in side.things]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def on_panel(ink, panel):
    """The same on a panel that may be turned."""
    left, top, right, bottom = ink
    if panel.turned:
        return panel.width - right, panel.height - bottom, panel.width - left, panel.height - top
    return ink


def seen(dots, left, top, panel):
    """The edges of the ink on a panel of the page, in millimetres from its corner."""
    inside = part(dots, left + EDGE_MM, top + EDGE_MM, panel.width - 2 * EDGE_MM, panel.height - 2 * EDGE_MM)
    return tuple(edge + EDGE_MM for edge in edges_of_ink(inside))


@pytest.fixture(scope="module", params=stock_names())
def a_full_sheet(request):
    """One badge more than a sheet holds: the stock, the file, and the first page's dots."""
    stock = stock_named(request.param)
    pdf, _ = printed(badges(stock.labels + 1), request.param, DESIGN)
    return stock, pdf, pixels(pdf)


def test_pages_have_the_size_of_the_stock_and_the_last_badge_goes_onto_a_new_one(a_full_sheet):
    stock, pdf, _ = a_full_sheet

    pages = pypdfium2.PdfDocument(pdf)

    assert len(pages) == 2
    for page in pages:
        size = [side * 25.4 / 72 for side in page.get_size()]
        assert size == pytest.approx((stock.page_width, stock.page_height), abs=0.05)


def test_each_badge_stands_in_its_own_label_to_two_tenths_of_a_millimetre(a_full_sheet):
    stock, _, dots = a_full_sheet
    label = laid(badges(1)[0], stock, DESIGN)
    sides = [label.front, label.back or label.front]

    for side, panel in zip(sides, stock.panels, strict=False):
        expected = on_panel(ink_of(side), panel)
        for left, top in places_of(stock, panel):
            assert seen(dots, left, top, panel) == pytest.approx(expected, abs=0.2)


def test_every_code_of_a_sheet_is_read_from_its_dots(a_full_sheet):
    stock, _, dots = a_full_sheet
    front = stock.panels[0]

    read = [scanned(part(dots, left, top, front.width, front.height)).text
            for left, top in places_of(stock, front)]

    assert read == ["LB1" + a_code(n) for n in range(len(read))]


def pages_of(count, stock, design, **setup):
    """The dots of each page of a file drawn as it was set up."""
    pdf, _ = printed(badges(count), stock, design, **setup)
    return [pixels(pdf, page) for page in range(len(pypdfium2.PdfDocument(pdf)))]


def test_badges_begin_at_the_label_they_are_told_to_and_move_by_the_printers_offset():
    stock = stock_named("avery-l4785")
    panel, ink = stock.panels[0], ink_of(laid(badges(1)[0], stock, DESIGN).front)

    first, second = pages_of(2, stock, DESIGN, start=10, offset=(1.2, -0.8))

    assert seen(first, 112.5 + 1.2, 233.5 - 0.8, panel) == pytest.approx(ink, abs=0.2)
    assert seen(second, 17.5 + 1.2, 13.5 - 0.8, panel) == pytest.approx(ink, abs=0.2)
    assert part(first, 0, 0, 210, 230).min() == 255


def test_the_back_is_drawn_behind_its_front():
    stock, design = stock_named("avery-5361"), design_named(DESIGN)
    panel, ink = stock.panels[0], ink_of(laid(badges(1)[0], stock, DESIGN).front)

    front, back = pages_of(1, stock, replace(design, back=design.front))

    # The column is right of the middle; with the sheet turned over it is left of it.
    assert seen(front, 109.54, 21.17, panel) == pytest.approx(ink, abs=0.2)
    assert seen(back, 215.9 - 109.54 - 82.55, 21.17, panel) == pytest.approx(ink, abs=0.2)


def test_crop_marks_and_badges_move_together():
    stock = stock_named("avery-l4785")

    (dots,) = pages_of(1, stock, DESIGN, crop_marks=True, offset=(2, 0))

    # The mark over the first label's left edge, half a millimetre either side of where it should be.
    assert part(dots, 19, 9, 1, 3).min() < 200
    assert part(dots, 17, 9, 1, 3).min() == 255
