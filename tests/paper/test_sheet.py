"""Sheets: where each badge goes, on both sides, and what is drawn around labels to cut, fold and align."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from badges.paper.rulers import Words, alignment
from badges.paper.sheet import BadOffset, BadStart, Line, Sheet, crop_marks, fold_lines
from badges.paper.stock import stock_named, stock_names

every_stock = pytest.mark.parametrize("name", stock_names())
stocks = some.sampled_from(stock_names()).map(stock_named)
offsets = some.tuples(*[some.floats(-20, 20)] * 2)


def ends(line):
    return line.x1, line.y1, line.x2, line.y2


@every_stock
def test_badges_fill_a_sheet_row_by_row_and_then_the_next(name):
    stock = stock_named(name)

    places = [Sheet(stock).place(n) for n in range(2 * stock.labels + 1)]

    corners = [stock.place(n) for n in range(stock.labels)]
    assert [place[1:] for place in places] == [*corners, *corners, corners[0]]
    assert [place.page for place in places] == [0] * stock.labels + [1] * stock.labels + [2]


@given(stock=stocks, data=some.data(), badge=some.integers(0, 10_000))
def test_a_sheet_that_is_begun_is_filled_on_from_its_first_free_label(stock, data, badge):
    start = data.draw(some.integers(1, stock.labels))

    begun = Sheet(stock, start=start)

    assert begun.place(0) == (0, *stock.place(start - 1))
    assert begun.place(badge) == Sheet(stock).place(badge + start - 1)


@given(stock=stocks, offset=offsets, badge=some.integers(0, 10_000), two_sided=some.booleans())
def test_an_offset_moves_every_badge_and_its_back_by_as_much(stock, offset, badge, two_sided):
    straight, moved = Sheet(stock, two_sided=two_sided), Sheet(stock, offset=offset, two_sided=two_sided)
    fronts = straight.place(badge), moved.place(badge)

    backs = straight.back(fronts[0]), moved.back(fronts[1])

    for before, after in (fronts, backs):
        assert after.page == before.page
        assert after[1:] == pytest.approx((before.left + offset[0], before.top + offset[1]), abs=1e-9)


@given(stock=stocks, badge=some.integers(0, 10_000))
def test_the_back_of_a_badge_is_behind_it_on_the_next_page(stock, badge):
    sheet = Sheet(stock, two_sided=True)
    front = sheet.place(badge)

    back = sheet.back(front)

    # Seen from behind, what is on the left of the page is on the right of the sheet.
    right_edge_from_behind = stock.page_width - (back.left + stock.label_width)
    assert right_edge_from_behind == pytest.approx(front.left, abs=1e-9)
    assert back.top == front.top
    assert (front.page % 2, back.page) == (0, front.page + 1)


@pytest.mark.parametrize(("name", "edge"), [("avery-5392", "long"), ("a6-landscape-on-a4", "short")])
def test_sheets_are_turned_over_about_their_upright_middle(name, edge):
    sheet = Sheet(stock_named(name), two_sided=True)

    assert sheet.turned_over == edge
    assert f"“flip on {edge} edge”" in sheet.handling


@pytest.mark.parametrize(("name", "told"), [
    ("butterfly-82x203", "the dashed line"), ("a4-french-fold", "the dashed lines"), ("avery-5392", ""),
])
def test_whoever_folds_is_told_how_and_whoever_prints_one_side_nothing(name, told):
    handling = Sheet(stock_named(name)).handling

    assert told in handling
    assert bool(told) == bool(handling)


def test_whoever_prints_backs_on_a_roll_is_told_that_a_badge_is_two_labels():
    assert "two labels" in Sheet(stock_named("dymo-99014"), two_sided=True).handling


@pytest.mark.parametrize("start", [0, -1, 7, 10**9])
def test_a_sheet_cannot_begin_at_a_label_it_has_not(start):
    with pytest.raises(BadStart, match=r"page of avery-5392 has labels 1 to 6, row by row") as refused:
        Sheet(stock_named("avery-5392"), start=start)

    assert refused.value.code == "bad_start"
    assert refused.value.facts == {"start": start, "labels": 6}


def test_a_page_of_one_label_begins_at_that_label():
    with pytest.raises(BadStart, match=r"no label 2 to begin at: a page of cr80 has one label"):
        Sheet(stock_named("cr80"), start=2)


@pytest.mark.parametrize("offset", [(20.1, 0), (0, -21), (float("nan"), 0), (0, float("inf"))])
def test_an_offset_that_no_printer_needs_is_refused(offset):
    with pytest.raises(BadOffset, match="at most 20 mm each way") as refused:
        Sheet(stock_named("avery-5392"), offset=offset)

    assert refused.value.code == "bad_offset"


def touches(line, left, top, right, bottom):
    """Whether any of the line is over a box or on its edge."""
    return (min(line.x1, line.x2) <= right and max(line.x1, line.x2) >= left
            and min(line.y1, line.y2) <= bottom and max(line.y1, line.y2) >= top)


@settings(deadline=None)
@given(stock=stocks, bleed=some.floats(0, 25))
def test_crop_marks_stay_on_the_page_and_off_every_label_with_its_bleed(stock, bleed):
    bleed = min(bleed, stock.bleed)
    # Floats that say the same place are not always the same float.
    away = bleed - 1e-6 if bleed else 1e-6

    for mark in crop_marks(stock, bleed):
        assert not mark.dashed
        assert 0 <= min(mark.x1, mark.x2) <= max(mark.x1, mark.x2) <= stock.page_width
        assert 0 <= min(mark.y1, mark.y2) <= max(mark.y1, mark.y2) <= stock.page_height
        for left, top in map(stock.place, range(stock.labels)):
            assert not touches(mark, left - away, top - away,
                               left + stock.label_width + away, top + stock.label_height + away)


def test_labels_with_paper_between_them_have_marks_at_every_edge_in_margins_and_gaps():
    stock = stock_named("avery-l4785")

    upright = [mark for mark in crop_marks(stock) if mark.x1 == mark.x2]

    assert {mark.x1 for mark in upright} == {17.5, 97.5, 112.5, 192.5}
    down = sorted({(mark.y1, mark.y2) for mark in upright})
    assert down[0] == (8.5, 12.5)
    assert down[1:-1] == [(end + 1, end + 4) for end in (63.5, 118.5, 173.5, 228.5)]
    assert down[-1] == (284.5, 288.5)


def test_labels_that_touch_have_marks_in_the_margins_alone():
    stock = stock_named("avery-5392")

    marks = crop_marks(stock)

    assert sorted({mark.x1 for mark in marks if mark.x1 == mark.x2}) == pytest.approx([6.35, 107.95, 209.55])
    assert all(max(mark.y1, mark.y2) < 25.4 or min(mark.y1, mark.y2) > 254 for mark in marks
               if mark.x1 == mark.x2)
    assert all(max(mark.x1, mark.x2) < 6.35 or min(mark.x1, mark.x2) > 209.55 for mark in marks
               if mark.y1 == mark.y2)


def test_nothing_is_cut_at_the_papers_own_edge():
    marks = crop_marks(stock_named("lyreco-143-344"))

    assert {(mark.x1, mark.x2) for mark in marks} == {(70, 70), (140, 140)}


@pytest.mark.parametrize("name", ["page-90x60", "a6-on-a4", "a4-french-fold", "cr80", "brother-62x29"])
def test_where_labels_leave_no_paper_or_the_printer_cuts_there_is_no_mark(name):
    assert crop_marks(stock_named(name)) == ()


@every_stock
def test_fold_lines_are_dashed_and_part_the_panels(name):
    stock = stock_named(name)

    width, height = stock.page_width, stock.page_height
    level, upright = (0, height / 2, width, height / 2), (width / 2, 0, width / 2, height)

    lines = fold_lines(stock)

    assert all(line.dashed for line in lines)
    assert list(map(ends, lines)) == {"": [], "butterfly": [level], "french": [level, upright]}[stock.fold]


@every_stock
def test_everything_on_an_alignment_sheet_stands_on_the_page(name):
    stock = stock_named(name)

    for thing in alignment(stock):
        points = ends(thing) if isinstance(thing, Line) else (thing.x, thing.y)
        assert 0 <= min(points[0::2]) <= max(points[0::2]) <= stock.page_width
        assert 0 <= min(points[1::2]) <= max(points[1::2]) <= stock.page_height


@every_stock
def test_an_alignment_sheet_says_how_to_read_it(name):
    words = " ".join(thing.text for thing in alignment(stock_named(name)) if isinstance(thing, Words))

    assert "Print at 100 %" in words
    assert "right and down" in words


def test_the_rulers_count_millimetres_from_where_the_first_label_should_begin():
    drawn = alignment(stock_named("avery-l4785"))
    level = 13.5 + 14

    ticks = sorted(thing.x1 for thing in drawn if isinstance(thing, Line) and thing.x1 == thing.x2
                   and level - 3 < thing.y1 < level < thing.y2)

    assert ticks == [17.5 + tick for tick in range(-5, 6)]
    numbers = [(thing.text, thing.x) for thing in drawn
               if isinstance(thing, Words) and thing.y == level + 4.5]
    assert numbers == [("−5", 12.0), ("0", 17.0), ("5 mm", 22.0)]


def test_an_alignment_sheet_outlines_every_label_and_crosses_the_first_and_the_last():
    stock = stock_named("avery-l4785")

    lines = {ends(thing) for thing in alignment(stock) if isinstance(thing, Line)}

    for left, top in map(stock.place, range(10)):
        corners = [(left, top), (left + 80, top), (left + 80, top + 50), (left, top + 50), (left, top)]
        assert {(*one, *other) for one, other in pairwise(corners)} <= lines
    for x, y in ((57.5, 38.5), (152.5, 258.5)):
        assert {(x - 5, y, x + 5, y), (x, y - 5, x, y + 5)} <= lines


def test_a_page_that_is_one_badge_shows_a_frame_as_far_from_every_edge():
    drawn = alignment(stock_named("brother-62x29"))

    lines = {ends(thing) for thing in drawn if isinstance(thing, Line)}

    assert lines == {(6, 6, 56, 6), (56, 6, 56, 23), (56, 23, 6, 23), (6, 23, 6, 6)}
