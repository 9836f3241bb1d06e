"""The file of badges: made in a child of its own, watched, stopped, downloaded, and by nobody else."""

import os
import signal
import time

import pytest

from badges import designs, events
from badges.moments import now
from tests.badge_pages import BADGES, Pages
from web.app import create_app


def settled(page, what, word="done"):
    """Wait until a real child has come to its end."""
    for _ in range(600):
        if page.work[what].state().word != "going":
            break
        time.sleep(0.02)
    assert page.work[what].state().word == word, page.work[what].state()


def words_of(pdf):
    return [sheet.get_textpage().get_text_range() for sheet in pdf]


def test_the_file_is_made_with_what_was_chosen_and_downloaded(page):
    page.see()

    made = page.send("/make", stock="avery-l4785", design="plain", start="9", crop_marks="on")

    assert made.headers["Location"] == f"{BADGES}#file"
    assert page.event().badge_stock == "avery-l4785"
    text = page.see()
    assert "3 badges are in the file." in text
    assert "Plain on Avery L4785" in text
    assert 'name="crop_marks" checked' in text
    # Two labels were left of the first sheet.
    everybody = ("Mira Okafor", "Noor Haddad", "Joanna Wren")
    assert [sum(name in words for name in everybody) for words in words_of(page.pdf())] == [2, 1]


def test_whoever_prints_a_folded_badge_is_told_how_to_fold_it(page):
    page.send("/make", stock="avery-l4785")
    flat = page.see(part="file")

    page.send("/make", stock="a4-french-fold")

    assert "fold" not in flat
    assert "the left half goes behind the right one" in page.see(part="file")


def test_whoever_is_left_out_of_the_file_is_named(page):
    page.add("W" * 120)

    page.send("/make")

    text = page.see(part="file")
    assert "3 badges are in the file." in text
    assert "One is left out" in text
    assert "W" * 120 in text
    assert "<h2" not in text


def test_a_file_says_when_it_is_no_longer_what_would_be_printed(page):
    page.send("/make")
    fresh = page.see(part="file")
    page.keep(design="gala")
    other = page.see(part="file")
    page.keep(design="networking")
    back = page.see(part="file")
    with page.evening.store.writing() as session:
        event = session.merge(page.evening.event)
        designs.save_design(session, event, designs.document_of(session, event, "plain"), now=now())
        events.change_event(session, session.merge(page.evening.event), now=now(), badge_design="networking")

    older = page.see(part="file")

    assert "since" not in fresh + back
    assert "You have chosen another paper or design since." in other
    assert "The list or the design has changed since." in older


def test_where_nothing_can_be_printed_the_page_says_why(page):
    with page.evening.store.writing() as session:
        for one in (page.evening.mira, page.evening.noor, page.evening.joanna):
            session.merge(one).name = "W" * 120

    page.send("/make")

    assert "There is no badge to print" in page.see(part="file")
    assert page.client.get(f"{BADGES}.pdf").status_code == 404


@pytest.mark.parametrize("start", ["0", "11", "-1", "half", "9" * 5000])
def test_a_label_that_the_paper_does_not_have_is_no_place_to_begin(page, start):
    answer = page.send("/make", stock="avery-l4785", start=start)

    assert answer.status_code == 422
    assert "labels 1 to 10" in answer.text
    assert page.work["file"].state().word == "none"


def test_there_is_no_file_before_one_is_made(page):
    answer = page.client.get(f"{BADGES}.pdf")

    assert answer.status_code == 404
    assert "Make it on the page of badges" in answer.text


def test_the_file_is_the_organisers_alone(page):
    page.send("/make")
    others = [
        page.evening.client(page.evening.links.host(page.evening.ramit)),
        page.evening.client(page.evening.links.device(page.evening.desk)),
    ]

    for other in others:
        assert "/organiser/sign-in" in other.get(f"{BADGES}.pdf").headers["Location"]


def test_making_needs_the_forms_token(evening, page):
    evening.app.config["WTF_CSRF_ENABLED"] = True

    for path in ("", "/make", "/stop", "/printers", "/design", "/design/try", "/picture", "/picture/remove"):
        assert page.send(path).status_code == 400, path


# With a child of its own


@pytest.mark.process
def test_a_child_makes_the_file_while_the_page_waits_and_another_process_sees_it(slow_page):
    slow_page.add(*(f"Guest Number {number}" for number in range(200)))

    slow_page.send("/make", stock="avery-l4785")
    begun = slow_page.see(part="file")
    again = slow_page.send("/make", stock="avery-l4785", design="gala")
    elsewhere = create_app(slow_page.evening.settings, slow_page.evening.store)
    other = Pages(slow_page.evening)
    other.client = elsewhere.test_client()
    other.client.get(slow_page.evening.links.organiser(slow_page.evening.organiser).partition("8000")[2])
    seen = other.see(part="file")
    settled(slow_page, "file")

    assert "data-going" in begun
    assert "data-going" in seen
    assert again.status_code == 302
    state = slow_page.work["file"].state()
    assert (state.told["count"], state.total, state.asked["design"]) == (203, 203, "networking")
    assert len(slow_page.pdf()) == 21


@pytest.mark.process
def test_a_file_is_stopped_half_way_and_made_again(slow_page):
    slow_page.add(*(f"Guest Number {number}" for number in range(50)))
    slow_page.send("/make")

    stopped = slow_page.send("/stop")
    text = slow_page.see(part="file")
    slow_page.send("/stop")
    slow_page.send("/make")
    settled(slow_page, "file")

    assert stopped.headers["Location"] == f"{BADGES}#file"
    assert "You stopped it, and no file was made." in text
    assert slow_page.work["file"].state().told["count"] == 53


@pytest.mark.process
def test_whoever_stops_too_late_leaves_alone_what_another_page_has_begun_since(slow_page, monkeypatch):
    slow_page.send("/make")
    kill = os.killpg

    def another_page_is_first(process, sign):
        monkeypatch.setattr(os, "killpg", kill)
        slow_page.send("/stop")
        slow_page.send("/make", design="gala")
        kill(process, sign)

    monkeypatch.setattr(os, "killpg", another_page_is_first)
    late = slow_page.send("/stop")
    state = slow_page.work["file"].state()
    settled(slow_page, "file")

    assert late.status_code == 302
    assert (state.word, state.asked["design"]) == ("going", "gala")


@pytest.mark.process
def test_a_child_that_is_killed_is_said_to_have_broken_off(slow_page):
    slow_page.send("/make")
    process = slow_page.work["file"].state().asked["process"]

    os.killpg(process, signal.SIGKILL)
    settled(slow_page, "file", "broke off")

    assert "Drawing broke off before the file was there." in slow_page.see(part="file")


@pytest.mark.process
def test_another_choice_ends_the_look_at_the_first_one(slow_page):
    slow_page.see()
    first = slow_page.work["check"].state()

    slow_page.keep(design="gala")
    slow_page.see()
    second = slow_page.work["check"].state()
    settled(slow_page, "check")

    assert (first.word, second.word) == ("going", "going")
    assert (first.asked["design"], second.asked["design"]) == ("networking", "gala")
    assert slow_page.work["check"].state().asked["design"] == "gala"
