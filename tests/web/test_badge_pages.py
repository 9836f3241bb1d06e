"""The organiser's page of badges: a design and a paper chosen, every badge looked at before printing."""

import re

import pytest

from badges import journal
from badges.moments import now


def test_every_design_is_shown_on_a_real_badge_and_every_paper_by_its_number(page):
    text = page.see()

    assert re.findall(r'aria-label="(.+?), front"', text) == ["Mira Okafor"] * 5
    for paper in ("Avery L4785", "10 on a page, each 80 × 50 mm", "Brother DK-11202", "CR80"):
        assert paper in text
    assert "avery l4786" in text, "found by the number of a paper of the same sizes"


def test_a_choice_is_kept_with_the_event(page):
    page.keep(stock="Avery L4786", design="gala")

    event = page.event()
    assert (event.badge_stock, event.badge_design) == ("avery-l4785", "gala")
    assert re.search(r'value="gala" checked', page.see())


@pytest.mark.parametrize(("what", "key"), [("stock", "papyrus"), ("design", "baroque"), ("design", "own")])
def test_what_is_not_there_cannot_be_chosen(page, what, key):
    answers = [page.send("", **{what: key}), page.send("/make", **{what: key})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (page.event().badge_stock, page.event().badge_design) == ("page-90x60", "networking")
    assert page.work["file"].state().word == "none"


def test_a_design_that_this_paper_is_too_small_for_says_so_on_its_card(page):
    page.keep(stock="dymo-s0722540", design="plain")

    assert "Choose a stock with larger labels" in page.see()


def test_an_event_whose_paper_we_no_longer_have_still_has_its_page(page):
    with page.evening.store.writing() as session:
        session.merge(page.evening.event).badge_stock = "papyrus"

    assert "Page of 90 × 60 mm" in page.see()


def test_an_empty_list_shows_the_designs_on_nobodys_badge_and_nothing_to_print(evening, page):
    path = "/organiser/gala/badges"
    with evening.store.writing() as session:
        session.merge(evening.stranger).cancelled_at = now()

    text = page.see(path)

    assert 'aria-label="Mira Okafor, front"' in text
    assert "Nobody is on the list yet" in text
    assert "Make the PDF" not in text


# Looking before printing


def test_the_page_looks_at_everybody_by_itself_and_says_that_all_is_well(page):
    text = page.see()

    assert "All 3 badges can be printed." in text
    assert "data-going" not in text


def test_who_cannot_be_printed_stands_first_and_whoever_needs_a_look_below_by_what_there_is_to_see(page):
    page.add("W" * 120)
    page.add("Noor Haddad", company="Elsewhere")
    page.add("Pablo Diego José Francisco de Paula Juan Nepomuceno", company="Ruiz")

    text = page.see()

    assert text.index("One badge cannot be printed as it is.") < text.index("Worth a look before:")
    assert f'<a href="/organiser/chums/list?q={"W" * 120}">' in text
    assert 'Namesakes <span class="count">2</span>' in text
    assert "On more than one line <span" in text
    assert "this one is of Elsewhere" in text


def test_the_badges_are_looked_at_once_until_something_changes(page):
    def looked():
        page.see()
        return page.work["check"].told_file.stat().st_mtime_ns

    first, again = looked(), looked()
    page.add("Ada Ng")
    with page.evening.store.writing() as session:
        journal.write(session, page.evening.event.id, [journal.Line("added", now())])

    assert first == again
    assert looked() > again
    assert "All 4 badges" in page.see()
    page.keep(design="gala")
    assert page.work["check"].state().asked["design"] == "networking"
    page.see()
    assert page.work["check"].state().asked["design"] == "gala"


def test_a_look_that_broke_off_is_taken_again_by_whoever_comes_and_not_by_the_page_that_waits(page):
    page.see()
    page.work["check"].told_file.unlink()

    waits = page.see(part="check")
    comes = page.see()

    assert "could not be looked at" in waits
    assert "<h2" not in waits
    assert "All 3 badges can be printed." in comes
