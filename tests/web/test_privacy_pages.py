"""Privacy on pages and in the command: what is held, asking to be erased, the organiser's page."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from badges import erasing, readings, replies
from badges.model import Attendee, Event, Reply
from badges.moments import now
from tests.builders import pass_of
from web.command import main


@pytest.fixture
def mira(evening):
    return evening.client(f"/P/{pass_of(evening.mira)}")


@pytest.fixture
def organiser(evening):
    return evening.client(evening.links.organiser(evening.organiser))


def get(evening, model, key):
    with evening.store.reading() as session:
        return session.get_one(model, key)


def asks(evening):
    with evening.store.writing() as session:
        erasing.ask(session, evening.event, evening.mira.id, now=now())


def test_an_attendee_sees_what_is_held_and_takes_it_along(evening, mira):
    with evening.store.writing() as session:
        replies.cannot_come(session, evening.event, evening.mira.id, words="A <late> flight", now=now())
    facts = ("host", evening.ramit.id, "Ramit", [evening.mira.id], "page", now())
    readings.note_new(evening.store, evening.event, *facts)

    page = mira.get("/pass/chums/held").text
    file = mira.get("/pass/chums/held.json")

    assert "A &lt;late&gt; flight" in page
    assert "Who has read your words" in page
    assert "Ramit" in page
    told = json.loads(file.data)
    assert told["attendee"]["name"] == "Mira Okafor"
    assert [one["words"] for one in told["reply"]] == ["A <late> flight"]
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"


def test_the_pass_leads_to_what_is_held(evening, mira):
    assert 'href="/pass/chums/held"' in mira.get("/pass/chums/").text


def test_who_asks_to_be_erased_is_told_how_it_goes_on_and_may_change_their_mind(evening, mira):
    mira.post("/pass/chums/erase")
    asked = mira.get("/pass/chums/held").text
    waits = get(evening, Attendee, evening.mira.id).erase_asked_at
    mira.post("/pass/chums/stay")

    assert "to be erased." in asked
    assert "Keep me on the list after all" in asked
    assert waits is not None
    assert get(evening, Attendee, evening.mira.id).erase_asked_at is None
    assert "Please erase me" in mira.get("/pass/chums/held").text


def test_the_organiser_sees_who_asked_and_erases_them(evening, mira, organiser):
    asks(evening)
    page = organiser.get("/organiser/chums/privacy").text

    answer = organiser.post(f"/organiser/chums/privacy/{evening.mira.id}/erase")
    after = organiser.get("/organiser/chums/privacy").text

    assert "Mira Okafor" in page
    assert answer.status_code == 302
    assert "Mira Okafor" not in after
    assert "Attendee " in after
    # The pass that was open in a browser is closed with the rest.
    assert mira.get("/pass/chums/held").status_code == 403
    assert evening.app.test_client().get(f"/P/{pass_of(evening.mira)}").status_code == 404


def test_erasing_twice_says_so(evening, organiser):
    organiser.post(f"/organiser/chums/privacy/{evening.mira.id}/erase")

    answer = organiser.post(f"/organiser/chums/privacy/{evening.mira.id}/erase")

    assert answer.status_code == 409
    assert "was erased already" in answer.text


def test_the_organiser_says_how_long_things_are_kept(evening, organiser):
    answer = organiser.post("/organiser/chums/privacy", data={"reasons_days": "7", "times_days": "400"})

    event = get(evening, Event, evening.event.id)
    assert answer.status_code == 302
    assert (event.reasons_kept, event.times_kept) == (7, 400)


@pytest.mark.parametrize("days", ["", "-1", "soon", "99999", "1.5", "٣"])
def test_days_that_cannot_be_change_nothing_and_say_what_can(evening, organiser, days):
    answer = organiser.post("/organiser/chums/privacy", data={"reasons_days": days, "times_days": "90"})

    assert answer.status_code == 422
    assert "whole number of days from 0 to 3,650" in answer.text
    assert get(evening, Event, evening.event.id).reasons_kept == 30


def test_the_organiser_finds_somebody_who_wrote_or_called(organiser):
    page = organiser.get("/organiser/chums/privacy?q=okafor").text

    assert "Yes, erase Mira Okafor for good" in page


def test_the_trail_says_who_read_whose_words(evening, organiser):
    facts = ("host", evening.ramit.id, "Ramit", [evening.mira.id], "no_show_report", now())
    readings.note_new(evening.store, evening.event, *facts)

    page = organiser.get("/organiser/chums/privacy").text

    assert "no show report" in page
    assert "Ramit" in page.split("no show report")[0].rsplit("<tr>", 1)[1]


def test_an_organiser_erases_nobody_of_another_event(evening, organiser):
    answer = organiser.post(f"/organiser/chums/privacy/{evening.stranger.id}/erase")

    assert answer.status_code == 404
    assert get(evening, Attendee, evening.stranger.id).name != "Attendee 1"


@pytest.fixture
def run(evening, monkeypatch):
    url = str(evening.store.engine.url)
    monkeypatch.setenv("LAST_BADGE_DATABASE_URL", url)
    monkeypatch.setenv("LAST_BADGE_DATA_DIR", str(evening.settings.data_dir))
    return lambda *words: CliRunner().invoke(main, ["person", *words])


def test_the_command_prints_what_is_held_and_erases(evening, run):
    exported = run("export", "chums", "Mira Okafor")
    erased = run("erase", "chums", "Mira Okafor", "--yes")
    again = run("export", "chums", "Mira Okafor")

    assert json.loads(exported.output)["attendee"]["id"] == evening.mira.id
    assert erased.exit_code == 0
    assert erased.output.startswith("Mira Okafor is gone; what is left is called Attendee ")
    assert again.exit_code == 1
    assert "Nobody at The chum parade is “Mira Okafor”; try the mail address." in again.output


def test_opening_i_cannot_come_says_nothing_and_its_button_does(evening, mira):
    link = f"/P/{pass_of(evening.mira)}/no"
    scanner = evening.app.test_client()

    opened = [scanner.get(link, follow_redirects=True), scanner.head(link)]
    untouched = get(evening, Attendee, evening.mira.id).excused_at
    mira.post("/pass/chums/cannot-come", data={"reason": ""})

    assert opened[0].request.path == "/pass/chums/cannot-come"
    assert opened[0].text.count("<form") == 1
    assert untouched is None
    assert get(evening, Attendee, evening.mira.id).excused_at is not None
    # Whoever said it already sees their pass, where they may change their mind.
    assert mira.get("/pass/chums/cannot-come").headers["Location"] == "/pass/chums/"
    with evening.store.reading() as session:
        assert session.scalars(select(Reply.kind)).all() == ["cannot_come"]
