"""A whole evening of several tablets, at which everything goes wrong that can."""

import pytest

from tests.sync.checks import check
from tests.sync.playing import TROUBLE

# Half a minute of evenings, played by Node.
pytestmark = pytest.mark.process
MINUTE = 60_000
LIVE = 2


def a_scenario(evening, seed, **more):
    """One tablet's clock is ten minutes fast, one's ten minutes slow; two hear the live feed."""
    skews = (10 * MINUTE, -10 * MINUTE, 0, 700, -40_000, 0)
    tablets = [
        {"name": desk["name"], "key": desk["key"], "skew": skew, "live": place < LIVE}
        for place, (desk, skew) in enumerate(zip(evening.desks, skews, strict=False))
    ]
    return {
        "seed": seed,
        "start": evening.opens,
        "minutes": 15,
        "tablets": tablets,
        "trouble": TROUBLE,
        # Of a thousand things a tab waits for, so many are never answered, because somebody closed it.
        "deaths": 0.001,
        "restarts": 3,
        "burst": 0.6,
        "pause": 0.05 * MINUTE,
        **more,
    }


def test_after_an_evening_of_everything_going_wrong_all_know_the_same_and_nothing_is_lost(world, players):
    evening = world.evening(desks=6, people=150)

    report = players.play(evening, a_scenario(evening, seed=32))

    check(evening, report)
    made = sum(len(tablet["made"]) for tablet in report["tablets"])
    deaths = sum(tablet["deaths"] for tablet in report["tablets"])
    assert made > 1_500
    assert deaths > 25


def test_an_evening_is_played_the_same_way_twice(world, players):
    first, second = (
        players.play(evening, a_scenario(evening, seed=6, minutes=5, people=30))
        for evening in (world.evening(desks=2, people=30), world.evening(desks=2, people=30))
    )

    assert [what_was_made(tablet) for tablet in first["tablets"]] == [
        what_was_made(tablet) for tablet in second["tablets"]
    ]


def what_was_made(tablet):
    """Everything but the day it was made on."""
    made = [(one["kind"], one.get("n"), one.get("action")) for one in tablet["made"]]
    shown = [(beep["action"], beep["result"], beep["reason"], beep["review"]) for beep in tablet["beeps"]]
    return made, shown, tablet["deaths"]
