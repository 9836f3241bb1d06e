"""Hypothesis looks for the few steps after which a scan is lost, doubled or forgotten."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.checks import check
from tests.sync.playing import QUIET, TROUBLE
from tests.sync.test_simulation import MINUTE

pytestmark = pytest.mark.process
DESKS = st.integers(0, 1)
PEOPLE = st.integers(0, 4)
# From between two awaits to longer than any pause between two tries.
WAITS = st.sampled_from([0, 1, 3, 10, 40, 150, 1_000, 6_000, 25_000, 90_000])
NAMES = st.sampled_from(["Ola Nordmann", "Mira Okafor"])


def a_step(do, **more):
    return st.fixed_dictionaries({"do": st.just(do), "wait": WAITS, **more})


ACTIONS = st.sampled_from(["arrive", "collect", "collect", "leave", "set_aside"])
STEPS = st.lists(
    st.one_of(
        a_step("scan", at=DESKS, person=PEOPLE, action=ACTIONS),
        a_step("scan", at=DESKS, person=st.just(0), action=ACTIONS),
        a_step("undo", at=DESKS, nth=st.integers(0, 3)),
        a_step("away", at=DESKS),
        a_step("back", at=DESKS),
        a_step("close", at=DESKS),
        a_step("open", at=DESKS),
        a_step("clock", at=DESKS, ms=st.sampled_from([0, 10 * MINUTE, -10 * MINUTE])),
        a_step("walk_in", at=DESKS, name=NAMES),
        a_step("correct", at=DESKS, person=PEOPLE, name=NAMES),
        a_step("sync", at=DESKS),
        a_step("restart"),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, seed=st.integers(0, 1_000), troubled=st.booleans())
def test_no_few_steps_lead_anywhere_else_than_to_the_truth(world, players, steps, seed, troubled):
    evening = world.evening(desks=2, people=5)
    tablets = [{"name": desk["name"], "key": desk["key"], "skew": 0} for desk in evening.desks]

    report = players.play(
        evening,
        {
            "seed": seed,
            "start": evening.opens,
            "tablets": tablets,
            "trouble": TROUBLE if troubled else QUIET,
            "steps": steps,
        },
    )

    check(evening, report)
