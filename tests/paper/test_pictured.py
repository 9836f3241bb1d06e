"""Badges look as they looked to whoever looked at them: every design, and every script."""

import numpy as np
import pytest

from tests.paper.pictured import drawn, kept, pictures
from tests.paper.reading import bare

PICTURES = {name: (badges, stock, design) for name, badges, stock, design in pictures()}


def difference(one, other):
    """How many in a thousand dots differ by more than an edge's shade."""
    assert one.shape == other.shape
    apart = np.abs(one.astype(int) - other.astype(int))
    # Two rasterisers' edges lie beside one another; a letter that is not there leaves whole patches.
    patches = sum(apart[y : y - 2 or None, x : x - 2 or None] for x in range(2) for y in range(2)) / 4
    return float((patches > 70).mean() * 1000)


@pytest.mark.parametrize("name", PICTURES)
def test_badges_look_as_they_did_when_somebody_looked_at_them(name):
    badges, stock, design = PICTURES[name]

    assert difference(drawn(badges, stock, design), kept(name)) < 0.5


def test_a_lost_mark_and_an_unjoined_letter_would_be_seen():
    without_mark = drawn([bare("Mary")], "page-90x60", "plain")
    unjoined = drawn([bare("م\u200cح\u200cم\u200cد عبد الله")], "page-90x60", "plain")

    assert difference(without_mark, kept("script loose mark")) > 0.5
    assert difference(unjoined, kept("script Arabic")) > 0.5
