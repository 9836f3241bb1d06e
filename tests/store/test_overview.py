"""The evening at a glance, counted by the database and told by the rules: the same numbers."""

from datetime import timedelta

import pytest

from badges.overview import overview
from badges.people import badge_is, cards
from tests.builders import START, a_device, an_attendee, an_event, at


@pytest.mark.parametrize("now", [at("17:00"), at("18:10"), at("19:05"), at("19:45"), at("22:00")])
def test_the_numbers_are_those_of_the_cards_whatever_the_hour(store, now):
    with store.writing() as session:
        event = an_event(session)
        desk = a_device(session, event)
        came = {"arrived_at": at("18:05"), "arrived_by": desk.id}
        has_it = {"collected_at": at("18:05"), "collected_by": desk.id}
        for n, facts in enumerate(
            [
                {},
                {"expected_at": at("17:10")},
                {"late_until": START + timedelta(minutes=50)},
                {"excused_at": at("12:00")},
                {"cancelled_at": at("12:00")},
                {"set_aside_at": at("18:06")},
                came,
                came | has_it,
                came | has_it | {"left_at": at("18:07")},
                came | {"left_at": at("18:07")},
                came | {"cancelled_at": at("12:00")},
            ]
        ):
            an_attendee(session, event, f"Attendee {n}", **facts)

    with store.reading() as session:
        everybody = cards(session, event, now=now)
        seen = overview(session, event, now=now)

    standings = [card.standing for card in everybody]
    gone = [card for card in everybody if card.standing in {"missing", "no_show"}]
    lies = [card for card in everybody if badge_is(card) in {"uncollected_here", "on_the_table"}]
    assert seen.counts.missing == len(gone)
    assert seen.counts.expected == sum(s in {"expected", "late"} for s in standings)
    assert seen.counts.excused == standings.count("excused")
    assert seen.counts.here == sum(card.arrived_at is not None and card.left_at is None for card in everybody)
    assert {card.id for card in seen.missing} == {card.id for card in gone}
    assert seen.counts.on_table == len([card for card in lies if card.standing != "cancelled"])


def test_of_a_crowd_the_first_are_shown_and_all_are_counted(store):
    with store.writing() as session:
        event = an_event(session)
        for n in range(60):
            an_attendee(session, event, f"Attendee {n}")

    with store.reading() as session:
        seen = overview(session, event, now=at("19:05"), shown=50)

    assert (seen.counts.missing, len(seen.missing), seen.counts.on_table) == (60, 50, 60)
