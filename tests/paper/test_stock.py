"""Sheets and pages: every label stands where the stock's maker put it."""

import pypdfium2
import pytest

from badges.paper import UnknownDesign, UnknownStock, design_named, stock_named, stock_names
from tests.paper.reading import a_badge, a_code, edges_of_ink, part, pixels, printed, scanned

# name: page width and height, columns, rows, label width and height, left, top, pitch right and down
SHEETS = {
    "page-90x60": (90, 60, 1, 1, 90, 60, 0, 0, 90, 60),
    "avery-5392": (215.9, 279.4, 2, 3, 101.6, 76.2, 6.35, 25.4, 101.6, 76.2),
    "avery-l4785": (210, 297, 2, 5, 80, 50, 17.5, 13.5, 95, 55),
    "durable-1456-02": (210, 297, 2, 4, 90, 60, 15, 28.5, 90, 60),
}


def corners(sheet):
    _, _, columns, rows, _, _, left, top, right, down = SHEETS[sheet]
    return [(left + column * right, top + row * down) for row in range(rows) for column in range(columns)]


@pytest.fixture(scope="module", params=SHEETS)
def a_full_sheet(request):
    """One badge more than a sheet holds: the sheet's name, the file, and the first page's dots."""
    count = len(corners(request.param)) + 1
    pdf, _ = printed([a_badge("Ng", kind="", badge_code=a_code(n)) for n in range(count)], request.param)
    return request.param, pdf, pixels(pdf)


def test_every_sheet_of_the_table_can_be_ordered():
    assert stock_names() == tuple(SHEETS)


def test_pages_have_the_size_of_the_stock_and_the_last_badge_goes_onto_a_new_one(a_full_sheet):
    sheet, pdf, _ = a_full_sheet

    pages = pypdfium2.PdfDocument(pdf)

    assert len(pages) == 2
    for page in pages:
        assert [side * 25.4 / 72 for side in page.get_size()] == pytest.approx(SHEETS[sheet][:2], abs=0.05)


def test_each_badge_stands_in_its_own_label_to_three_tenths_of_a_millimetre(a_full_sheet):
    sheet, _, dots = a_full_sheet
    width, height = SHEETS[sheet][4:6]
    margin = width / 20

    found = [edges_of_ink(part(dots, left, top, width, height)) for left, top in corners(sheet)]

    for left, top, right, bottom in found:
        assert (left, right, bottom) == pytest.approx((margin, width - margin, height - margin), abs=0.3)
        assert margin - 0.3 < top < margin + 1


def test_every_code_of_a_sheet_is_read_from_its_dots(a_full_sheet):
    sheet, _, dots = a_full_sheet
    width, height = SHEETS[sheet][4:6]

    read = [scanned(part(dots, left, top, width, height)).text for left, top in corners(sheet)]

    assert read == ["LB1" + a_code(n) for n in range(len(read))]


def test_a_stock_nobody_sells_is_refused_with_those_there_are():
    with pytest.raises(UnknownStock, match="avery-5392, avery-l4785") as refused:
        stock_named("avery-9999")

    assert refused.value.code == "unknown_stock"
    assert refused.value.facts["known"] == stock_names()


def test_a_design_nobody_drew_is_refused_with_those_there_are():
    with pytest.raises(UnknownDesign, match="networking, plain"):
        design_named("baroque")
