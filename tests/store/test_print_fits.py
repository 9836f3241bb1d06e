"""Whether the paper that lies in a printer is the one that its badges are for."""

import pytest

from badges.model import Event
from badges.printing import stations
from tests.prints import Prints, Station

CHOSEN = {"offset_id": None, "darkness": 0, "cut": True, "labels_left": None, "warn_at": 20}


@pytest.fixture
def evening(store):
    return Prints(store)


@pytest.mark.parametrize(
    ("media", "fits"),
    [
        (None, True),
        ((90.0, 60.0), True),
        ((60.0, 90.0), True),
        ((91.5, 58.5), True),
        ((92.5, 60.0), False),
        ((62.0, 100.0), False),
        # An endless roll: as high as each badge wants it.
        ((60.0, 0.0), True),
        ((62.5, 0.0), False),
    ],
)
def test_paper_fits_either_way_round_within_two_millimetres(evening, media, fits):
    station = Station(evening)

    orders = station.hello("18:42", media=media)

    assert (orders.refuses == "") is fits


@pytest.mark.parametrize(
    ("stock", "fits"), [("brother-62-endless-100", True), ("brother-dk-11202", False)]
)
def test_an_endless_roll_is_for_badges_that_are_cut_and_not_for_labels(evening, stock, fits):
    station = Station(evening)
    evening.writes(stations.change, station.id, **{**CHOSEN, "stock": stock})

    assert (station.hello("18:42", media=(62.0, 0.0)).refuses == "") is fits
    assert station.hello("18:42:03", media=(62.0, 100.0)).refuses == ""


def test_paper_that_does_not_fit_is_named_beside_what_is_wanted(evening):
    refuses = Station(evening).hello("18:42", media=(50.0, 0.0)).refuses

    assert "a roll of 50 mm" in refuses
    assert "90 × 60 mm" in refuses


def test_a_stock_that_we_no_longer_have_is_refused_in_a_sentence_and_not_in_silence(evening):
    station = Station(evening)
    with evening.store.writing() as session:
        session.get_one(Event, evening.event.id).badge_stock = "sheet-of-1999"

    orders = station.hello("18:42")

    assert "sheet-of-1999" in orders.refuses
