"""The organiser's page of invitations: whom it would invite, one button, and what became of each mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from badges.model import AskedPass, Attendee, Event
from badges.moments import now


@pytest.fixture
def organiser(evening):
    with evening.store.writing() as session:
        session.get_one(Attendee, evening.mira.id).email = "mira@example.test"
        session.get_one(Attendee, evening.noor.id).email = "noor@example.test"
    return evening.client(evening.links.organiser(evening.organiser))


def rows(evening):
    with evening.store.reading() as session:
        return session.scalars(select(AskedPass).order_by(AskedPass.id)).all()


def settle(evening, state, trouble=""):
    with evening.store.writing() as session:
        for one in session.scalars(select(AskedPass)):
            one.state, one.settled_at, one.trouble = state, now(), trouble


def test_one_button_invites_whoever_has_an_address_and_is_not_invited_yet(evening, organiser):
    before = organiser.get("/organiser/chums/invitations").text
    first = organiser.post("/organiser/chums/invitations", follow_redirects=True).text
    organiser.post("/organiser/chums/invitations")

    assert "Invite 2 people" in before
    assert "1 on the list has no mail address" in before
    assert "2 mails are on the way" in first
    assert "Everybody is invited" in first
    assert [one.why for one in rows(evening)] == ["invitation"] * 2


def test_what_did_not_arrive_is_shown_with_the_servers_words_and_tried_again(evening, organiser):
    organiser.post("/organiser/chums/invitations")
    settle(evening, "failed", "550 <no> such mailbox")
    page = organiser.get("/organiser/chums/invitations").text

    organiser.post("/organiser/chums/invitations/again")

    assert "2 invitations did not arrive" in page
    assert "550 &lt;no&gt; such mailbox" in page
    assert {one.state for one in rows(evening)} == {"asked"}


def test_after_the_evening_there_is_no_button_and_nobody_is_invited(evening, organiser):
    with evening.store.writing() as session:
        event = session.get_one(Event, evening.event.id)
        event.doors_at = event.start_at = now() - timedelta(hours=30)
        event.end_at = now() - timedelta(hours=24)

    page = organiser.get("/organiser/chums/invitations").text
    answer = organiser.post("/organiser/chums/invitations")

    assert "Send the invitations" not in page
    assert answer.status_code == 409
    assert "The evening is over, so nobody is invited any more." in answer.text
    assert rows(evening) == []


def test_the_wall_shows_the_passes_that_were_asked_for_and_no_invitation(evening, organiser):
    organiser.post("/organiser/chums/invitations")

    with evening.store.writing() as session:
        session.scalars(select(AskedPass)).first().why = "asked"

    page = organiser.get("/organiser/chums/poster").text

    assert [name for name in ("Mira Okafor", "Noor Haddad") if name in page] == ["Mira Okafor"]
