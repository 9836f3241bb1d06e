"""Printers that print beside the labels: what the alignment sheet said is kept and moves what is printed."""

import io

import pypdfium2
import pytest

from badges import printers
from tests.badge_pages import BADGES


def test_a_printers_reading_is_kept_offered_and_moves_what_it_prints(page):
    page.send("/printers", name="Foyer", right="2,5", down="-1")
    assert "2.5 mm to the right, 1 mm up" in page.see()

    page.send("/make")
    plain = page.pdf()[0].get_textpage().get_charbox(0)
    page.send("/make", printer="Foyer")
    moved = page.pdf()[0].get_textpage().get_charbox(0)

    assert "<option selected>Foyer</option>" in page.see()
    millimetres = [(after - before) / 72 * 25.4 for before, after in zip(plain, moved, strict=True)]
    assert millimetres[0] == pytest.approx(2.5, abs=0.1)
    assert millimetres[1] == pytest.approx(1, abs=0.1)


def test_a_printer_is_forgotten(page):
    page.send("/printers", name="Foyer", right="1", down="")
    with page.evening.store.reading() as session:
        (one,) = printers.printers(session)

    page.send(f"/printers/{one.id}/remove")
    page.send(f"/printers/{one.id}/remove")

    assert "mm to the right" not in page.see()
    assert page.send("/make", printer="Foyer").status_code == 404


@pytest.mark.parametrize("right", ["far", "21", "nan", "1e400"])
def test_a_reading_that_cannot_be_is_refused_in_a_sentence(page, right):
    answer = page.send("/printers", name="Foyer", right=right, down="0")

    assert answer.status_code == 422
    assert "millimetres" in answer.text or "20 mm" in answer.text


def test_the_alignment_sheet_is_of_the_events_paper_and_can_be_tried_with_a_reading(page):
    page.send("/printers", name="Foyer", right="1", down="1")
    page.keep(stock="avery-l4785")

    asked = ({}, {"printer": "Foyer"}, {"printer": "Cellar"})
    sheets = [page.client.get(f"{BADGES}/alignment.pdf", query_string=query) for query in asked]

    assert [sheet.status_code for sheet in sheets] == [200, 200, 404]
    page_size = pypdfium2.PdfDocument(io.BytesIO(sheets[0].data))[0].get_size()
    assert page_size == pytest.approx((595.28, 841.89), abs=0.1)
    assert sheets[0].data != sheets[1].data
