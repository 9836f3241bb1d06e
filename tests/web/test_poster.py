"""The poster for the wall: what is printed in every size and direction, and that its code opens the event."""

import io

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from badges.model import Event
from badges.paper import POSTER_SIZES, Poster, draw_poster


@pytest.fixture
def organiser(evening):
    return evening.client(evening.links.organiser(evening.organiser))


def rename(evening, name):
    with evening.store.writing() as session:
        session.get_one(Event, evening.event.id).name = name


def test_the_organisers_page_leads_to_the_poster_and_shows_it(organiser):
    overview = organiser.get("/organiser/chums/").text

    page = organiser.get("/organiser/chums/poster").text

    assert 'href="/organiser/chums/poster"' in overview
    assert 'aria-label="The poster of The chum parade"' in page
    assert all(f"poster.pdf?size={size}" in page for size in POSTER_SIZES)


@pytest.mark.parametrize("size", POSTER_SIZES)
def test_the_printed_poster_has_its_size_its_words_and_a_code_that_opens_the_event(evening, organiser, size):
    answer = organiser.get("/organiser/chums/poster.pdf", query_string={"size": size})

    page = only_page(answer.data)
    address = f"{evening.settings.public_url}/e/chums"
    assert answer.mimetype == "application/pdf"
    assert tuple(round(side * 25.4 / 72, 1) for side in page.get_size()) == POSTER_SIZES[size]
    assert codes_on(page) == [address]
    text = words_on(page)
    for said in ("The chum parade", "Check in on your phone", "Scan the code", "Write your name", address):
        assert said in text


def test_the_code_is_read_from_a_poster_that_is_small_and_dirty(organiser):
    page = only_page(organiser.get("/organiser/chums/poster.pdf").data)
    dots = page.render(scale=0.7, grayscale=True).to_numpy().squeeze().copy()
    # A hand has been on it, as large as a twelfth of the code's side.
    dots[300:330, 240:270] = 128

    [found] = zxingcpp.read_barcodes(np.ascontiguousarray(dots))
    assert found.text.endswith("/e/chums")


def test_a_size_that_nobody_sells_is_not_found(organiser):
    answer = organiser.get("/organiser/chums/poster.pdf", query_string={"size": "a0" * 300})

    assert answer.status_code == 404
    assert "choose one of a4, a3, letter, tabloid" in answer.text


def test_a_poster_from_right_to_left_begins_on_the_right():
    steps = ("وجّه كاميرا هاتفك إلى الرمز", "اكتب اسمك وعنوان بريدك", "افتح الرابط في الرسالة")
    said = {"headline": "سجّل وصولك", "steps": steps, "by_hand": "أو افتح:", "help": "الاستقبال"}
    poster = Poster(event="حفل", address="https://b.test/e/x", language="ar", leftwards=True, **said)
    out = io.BytesIO()

    draw_poster(poster, out, size="a4")

    page = only_page(out.getvalue())
    text = page.get_textpage()
    places = {n: text.get_charbox(index)[0] for n in "123" if (index := text.get_text_range().find(n)) >= 0}
    assert places["1"] > places["2"] > places["3"]
    assert codes_on(page) == ["https://b.test/e/x"]


def test_a_name_that_no_poster_holds_is_said_and_spoils_no_page(evening, organiser):
    rename(evening, "x\u202egnp")

    page = organiser.get("/organiser/chums/poster")
    pdf = organiser.get("/organiser/chums/poster.pdf")

    assert page.status_code == 200
    assert "It carries a hidden mark that turns letters round" in page.text
    assert pdf.status_code == 422


def test_a_poster_of_a_very_long_name_keeps_within_its_badge(evening, organiser):
    rename(evening, "The hundred and twentieth anniversary gala dinner of the" + " Friends" * 10)

    page = only_page(organiser.get("/organiser/chums/poster.pdf").data)

    assert codes_on(page) == [f"{evening.settings.public_url}/e/chums"]
    assert "Friends" in words_on(page)


@pytest.mark.parametrize("path", ["/organiser/chums/poster", "/organiser/chums/poster.pdf"])
def test_the_poster_is_the_organisers(evening, path):
    for client in (evening.app.test_client(), evening.client(evening.links.host(evening.ramit))):
        answer = client.get(path)

        assert answer.status_code == 302
        assert "/organiser/sign-in" in answer.headers["Location"]


def only_page(pdf):
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return document[0]


def codes_on(page):
    dots = page.render(scale=150 / 72, grayscale=True).to_numpy().squeeze()
    return [one.text for one in zxingcpp.read_barcodes(np.ascontiguousarray(dots))]


def words_on(page):
    return " ".join(page.get_textpage().get_text_range().split())
