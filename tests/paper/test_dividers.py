"""Dividers between badges, and the sheet on which a printer shows how far off it prints."""

import io

import pypdfium2
import pytest

from badges.paper import Divider, draw_alignment, draw_pdf, stock_named, stock_names
from tests.paper.reading import a_badge, a_code, composer, words_on


def test_a_divider_takes_a_label_says_which_letter_begins_and_is_not_counted():
    out = io.BytesIO()
    badges = [Divider("O", 2, "Okafor", "Oyelaran"), a_badge(), a_badge("Ng", badge_code=a_code(1))]

    drawn = draw_pdf(badges, out, composer=composer("avery-5392"))
    said = words_on(out.getvalue())

    assert drawn.count == 2
    assert "Box 2" in said
    assert "Okafor – Oyelaran" in said
    assert said.split()[0] == "O"


def test_a_divider_never_carries_a_code():
    out = io.BytesIO()

    draw_pdf([Divider("O", 2, "Okafor", "Oyelaran"), a_badge()], out, composer=composer())
    first = pypdfium2.PdfDocument(out.getvalue())[0]

    assert list(first.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])) == []


@pytest.mark.parametrize("stock", stock_names())
def test_every_stock_has_an_alignment_sheet_of_one_page_with_what_to_do(stock):
    out = io.BytesIO()

    draw_alignment(stock_named(stock), out)
    pdf = pypdfium2.PdfDocument(out.getvalue())

    assert len(pdf) == 1
    assert "mm" in words_on(out.getvalue())


def test_an_alignment_sheet_with_an_offset_is_moved_by_it():
    def left_edge(offset):
        out = io.BytesIO()
        draw_alignment(stock_named("avery-5392"), out, offset=offset)
        page = pypdfium2.PdfDocument(out.getvalue())[0]
        return min(thing.get_bounds()[0] for thing in page.get_objects())

    assert left_edge((2.0, 0.0)) - left_edge((0.0, 0.0)) == pytest.approx(2 * 72 / 25.4, abs=0.01)
