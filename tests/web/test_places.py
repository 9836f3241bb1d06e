"""Where a badge lies: on the desk's card, on its answer, and in what devices are sent."""

import re

import pytest

from badges import badge_table
from badges.moments import now
from tests.builders import an_attendee


@pytest.fixture
def laid_out(evening):
    badge_table.lay_out(evening.store, evening.event.slug, now=now())
    return evening


def desk(evening):
    return evening.client(evening.links.device(evening.desk))


def place_in(text):
    """What stands large on the desk's page, as it is read aloud."""
    found = re.search(r'<p class="place">(.*?)</p>', text)
    return re.sub(r"<[^>]+>", "", found.group(1)) if found else None


def card_of(evening, person):
    return place_in(desk(evening).get(f"/desk/chums/plain?attendee={person.id}").text)


def act(evening, action, person):
    data = {"action": action, "attendee": person.id}
    return place_in(desk(evening).post("/desk/chums/plain/act", data=data).text)


def test_the_card_says_box_and_slot_of_a_badge_that_lies_on_the_table(laid_out):
    shown = [card_of(laid_out, one) for one in (laid_out.joanna, laid_out.mira, laid_out.noor)]

    assert shown == ["Box 1, slot 1", "Box 1, slot 2", "Box 1, slot 3"]


def test_a_card_without_a_place_is_as_it_always_was(evening):
    assert card_of(evening, evening.mira) is None
    assert act(evening, "collect", evening.mira) is None


def test_whoever_scans_a_badge_is_told_where_to_fetch_it_and_the_second_time_it_is_gone(laid_out):
    first = desk(laid_out).post("/desk/chums/plain", data={"text": laid_out.badge}).text
    second = desk(laid_out).post("/desk/chums/plain", data={"text": laid_out.badge}).text

    assert [place_in(text) for text in (first, second)] == ["Box 1, slot 2", None]
    assert card_of(laid_out, laid_out.mira) is None


def test_whoever_has_arrived_only_is_still_to_get_the_badge_and_whoever_leaves_is_not(laid_out):
    assert act(laid_out, "arrive", laid_out.mira) == "Box 1, slot 2"
    assert act(laid_out, "leave", laid_out.mira) is None


def test_a_badge_that_was_set_aside_does_not_lie_in_its_slot(laid_out):
    act(laid_out, "set_aside", laid_out.mira)

    assert (card_of(laid_out, laid_out.mira), act(laid_out, "arrive", laid_out.mira)) == (None, None)


def test_among_several_found_each_place_is_shown(evening):
    with evening.store.writing() as session:
        an_attendee(session, evening.event, "Mira Lund")
    badge_table.lay_out(evening.store, evening.event.slug, now=now())

    text = desk(evening).get("/desk/chums/plain?text=mira").text

    places = re.findall(r'<span class="lies">(.*?)</span>', text)
    assert sorted(places) == ["Box 1, slot 2", "Box 1, slot 3"]


@pytest.mark.parametrize("path", ["attendees", "copy", "report"])
def test_devices_are_sent_the_place_of_everybody(laid_out, path):
    sent = {one["name"]: one for one in laid_out.api(path).json["attendees"]}

    assert {name: (one["box"], one["slot"]) for name, one in sent.items()} == {
        "Mira Okafor": (1, 2),
        "Noor Haddad": (1, 3),
        "Joanna Wren": (1, 1),
    }
    described = laid_out.app.test_client().get("/api/v1/openapi.json").json
    assert {"box", "slot"} <= described["components"]["schemas"]["Person"]["properties"].keys()
