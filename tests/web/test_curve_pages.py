"""The curve of the whole event on the organiser's page."""

from datetime import timedelta

from badges.attendance import moments_of
from badges.curve import curves_of
from badges.moments import now
from badges.people import cards


def test_the_organiser_sees_how_everybody_came_once_the_doors_are_open(evening):
    client = evening.client(evening.links.organiser(evening.organiser))
    after = client.get("/organiser/chums/").text
    with evening.store.writing() as session:
        event = session.merge(evening.event)
        event.doors_at = event.start_at = now() + timedelta(hours=1)

    before = client.get("/organiser/chums/").text

    assert '<svg class="curve"' in after
    assert '<svg class="curve"' not in before


def test_the_whole_events_curve_is_that_of_its_cards(evening):
    with evening.store.reading() as session:
        assert moments_of(session, evening.event) == curves_of(cards(session, evening.event, now=now()))
