"""The badge table on the organiser's page: laid out, shown, and told to the desk."""


from badges import events, sheets
from tests.paper.reading import words_on


def test_an_organiser_lays_the_table_out_and_the_page_shows_its_boxes(evening):
    client = evening.client(evening.links.organiser(evening.organiser))
    before = client.get("/organiser/chums/badges").text

    answer = client.post("/organiser/chums/badges/boxes", data={"box_holds": "10"})
    after = client.get("/organiser/chums/badges").text

    assert "Lay the table out" in before
    assert answer.status_code == 302
    assert "Box 1" in after
    assert "3 badges" in after
    assert "Lay it out anew" in after


def test_a_box_that_no_table_has_is_refused_with_a_sentence(evening):
    client = evening.client(evening.links.organiser(evening.organiser))

    answers = [client.post("/organiser/chums/badges/boxes", data={"box_holds": said})
               for said in ("", "a few", "9", "1001", "9" * 50)]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert all("1,000" in answer.text for answer in answers)


def test_badges_print_in_the_order_they_lie_with_a_divider_before_each_letter(evening):
    client = evening.client(evening.links.organiser(evening.organiser))
    client.post("/organiser/chums/badges/boxes", data={"box_holds": "10"})
    out = evening.settings.data_dir / "all.pdf"

    with evening.store.reading() as session:
        event = events.event_named(session, "chums")
        drawn = sheets.draw(session, event, out=out, stock="page-90x60", design="plain", dividers=True)
        names = [badge.name for badge in sheets.badges_of(session, event)]
    pages = [words_on(out.read_bytes(), page) for page in range(6)]

    assert drawn.count == 3
    assert names == ["Joanna Wren", "Mira Okafor", "Noor Haddad"]
    assert [page.split()[0] for page in pages[::2]] == ["J", "M", "N"]
    assert all(name in page for name, page in zip(names, pages[1::2], strict=True))
    assert "1 · 2" in pages[3]
