"""Type gives way in a stated order: smaller, then broken where it pays, then not at all."""

import pytest

from badges.paper.fonts import Weight
from badges.paper.shape import shaped
from badges.paper.type import MM_PER_POINT, Fit, Room, fit, writing


def the_width(text, points):
    line = shaped(text, Weight.BOLD, "")
    return (line.right - line.left) * points * MM_PER_POINT / 1000


def set_in(width, name, *, lines=3, floor=10, height=100, size=30):
    how = Fit(size=size, wrap_below=20, floor=floor, lines=lines)
    return fit(writing(name.split(), Weight.BOLD, "", is_a_name=True), how, Room(width, height))


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


@pytest.mark.parametrize(("name", "lines"), [
    ("Pablo Diego José Francisco de Paula", ["Pablo Diego José", "Francisco de Paula"]),
    ("Anna Maria Luise von Hohenlohe", ["Anna Maria Luise", "von Hohenlohe"]),
])
def test_lines_are_balanced_and_no_word_is_left_alone(name, lines):
    block = set_in(the_width(name, 14), name, lines=2)

    assert [line.text for line in block.lines] == lines


def test_what_is_written_without_spaces_breaks_at_its_words_unless_it_is_a_name():
    company = "สำนักงานพัฒนาธุรกรรมทางอิเล็กทรอนิกส์"
    how, room = Fit(size=20, wrap_below=20, floor=6, lines=3), Room(40, 100)

    broken = fit(writing([company], Weight.BOLD, "th", is_a_name=False), how, room)
    whole = fit(writing([company], Weight.BOLD, "th", is_a_name=True), how, room)

    assert len(broken.lines) > 1
    assert "".join(line.text for line in broken.lines) == company
    assert whole is None or len(whole.lines) == 1


def test_a_book_pasted_as_a_name_is_refused_at_once():
    assert set_in(90, "word " * 20_000) is None
