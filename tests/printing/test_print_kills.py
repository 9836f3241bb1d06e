"""kill -9 of the server and of the stations; the whole proof is `python -m tests.printing.kills`."""

import pytest

from tests.printing.kills import STEPS, siege

pytestmark = [pytest.mark.process, pytest.mark.crash]

# A plan in which each named step has its turn, the server dies twice, and nobody lies there for long.
KILLS, BADGES, SEED = 9, 24, 156


def test_whoever_is_killed_and_whenever_each_badge_comes_out_once(tmp_path):
    with siege(tmp_path, SEED) as one:
        figures = one.play(KILLS, BADGES)

    assert figures.doubled == []
    assert figures.lost == []
    assert figures.states == {"printed": BADGES}
    assert set(figures.at_step) == set(STEPS)
    assert figures.kills["server"] > 0
    assert figures.kills["stations"] > 0
