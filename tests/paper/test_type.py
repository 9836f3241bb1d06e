"""Type gives way in a stated order: smaller, then broken where it pays, then not at all."""

import pytest

from badges.paper.fonts import face
from badges.paper.instances import Weight
from badges.paper.type import MM_PER_POINT, Fit, Room, fit, measured


def the_width(text, points):
    line = measured(text, face(Weight.BOLD))
    return (line.right - line.left) * points * MM_PER_POINT / 1000


def set_in(width, name, *, lines=3, floor=10, height=100, size=30):
    how = Fit(size=size, wrap_below=20, floor=floor, lines=lines)
    return fit(tuple(name.split()), face(Weight.BOLD), how, Room(width, height))


def test_one_line_shrinks_exactly_to_its_room():
    block = set_in(the_width("Mira Okafor", 25), "Mira Okafor")

    assert block.size == pytest.approx(25)
    assert len(block.lines) == 1


@pytest.mark.parametrize(("name", "lines"), [
    ("Wolfeschlegel i", ["Wolfeschlegel i"]),
    ("Wolfeschlegel Bo", ["Wolfeschlegel", "Bo"]),
])
def test_a_second_line_is_taken_only_where_it_makes_the_type_a_tenth_larger(name, lines):
    block = set_in(the_width(name, 19), name)

    assert [line.text for line in block.lines] == lines


@pytest.mark.parametrize(("points", "fits"), [(10.01, True), (9.99, False)])
def test_the_floor_is_where_it_is_said_to_be(points, fits):
    block = set_in(the_width("Wolfeschlegel", points), "Wolfeschlegel")

    assert (block is not None) is fits


def test_a_low_room_makes_the_type_smaller_too():
    assert set_in(500, "Ng", height=5).size == pytest.approx(5 / MM_PER_POINT * 1000 / (714 + 240))


def test_a_hook_that_has_no_room_to_hang_counts_as_width():
    block = set_in(the_width("Jo", 25), "Jo")

    assert block.size == pytest.approx(25)


def test_stacked_marks_push_the_lines_apart():
    room = the_width("Ano Ng", 12)

    plain, stacked = (set_in(room, name, floor=5, lines=2) for name in ("Ng Ano", "Ng Ấno"))

    assert stacked.baselines[1] - stacked.baselines[0] > plain.baselines[1] - plain.baselines[0]
