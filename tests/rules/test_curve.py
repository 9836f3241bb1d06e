"""The curve of arrivals: right with none, one and thousands, over midnight and over a change of clocks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from badges.curve import both, svg
from badges.curve_plot import NARROW, WIDE, plotted
from badges.rules.hours import Hours
from tests.builders import at, hours

BERLIN = ZoneInfo("Europe/Berlin")


def night(start, long=6):
    begin = datetime.fromisoformat(start).replace(tzinfo=BERLIN).astimezone(UTC)
    return Hours(begin - timedelta(minutes=30), begin, begin + timedelta(hours=long))


def labels(plot):
    return [(tick.says, tick.more) for tick in plot.hours]


@pytest.mark.parametrize("count", [0, 1, 3000])
def test_the_line_ends_at_the_number_that_came(count):
    arrivals = [at("18:10") + timedelta(seconds=3 * n) for n in range(count)]

    plot = plotted(arrivals, arrivals, hours(), ZoneInfo("UTC"), now=at("23:00"), width=WIDE)

    most = float(plot.counts[-1].says.replace(",", ""))
    assert plot.came[0] == (plot.left, plot.bottom)
    assert plot.came[-1].y == pytest.approx(plot.bottom - count / most * (plot.bottom - plot.top), abs=0.06)
    assert plot.legend[0] == f"Arrived: {count:,}"
    assert len(plot.came) < 3 * WIDE * 10
    assert [point.x for point in plot.came] == sorted(point.x for point in plot.came)


def test_while_it_goes_on_the_line_ends_now_and_knows_nobody_who_came_later():
    arrivals = [at("18:40"), at("19:40")]

    plot = plotted(arrivals, arrivals, hours(), ZoneInfo("UTC"), now=at("19:00"))

    assert plot.legend[0] == "Arrived: 1"
    assert plot.came[-1].x == next(mark.at for mark in plot.marks if mark.says == "now")


def test_after_midnight_the_new_day_stands_under_its_hour():
    plot = plotted([], [], night("2026-05-08T21:30"), BERLIN, now=at("23:00", 9), width=WIDE)

    assert ("00:00", "Sat 9 May") in labels(plot)


def test_an_hour_that_clocks_repeat_comes_twice_and_one_they_leave_out_never():
    back = plotted([], [], night("2026-10-24T23:00"), BERLIN, now=at("23:00"), width=WIDE)
    on = plotted([], [], night("2026-03-28T23:00"), BERLIN, now=at("23:00"), width=WIDE)

    assert [says for says, _ in labels(back)].count("02:00") == 2
    assert "CET" in [more for _, more in labels(back)]
    assert "02:00" not in [says for says, _ in labels(on)]
    # Hours are as long as they are, whatever clocks show.
    steps = {round(b.at - a.at) for a, b in zip(back.hours, back.hours[1:], strict=False)}
    assert len(steps) <= 2


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_no_two_words_of_an_axis_touch(width):
    for start, long in (("2026-10-24T23:00", 6), ("2026-03-28T09:00", 56), ("2026-05-08T18:30", 1)):
        plot = plotted([], [], night(start, long), BERLIN, now=at("23:00"), width=width)

        gaps = [b.at - a.at for a, b in pairwise(plot.hours)]
        days = [tick.at for tick in plot.hours if tick.more]
        assert min(gaps, default=99) > 45
        assert min((b - a for a, b in pairwise(days)), default=99) > 80


def test_it_is_one_picture_with_a_name_and_a_description_and_nothing_that_runs():
    zone, title = ZoneInfo("UTC"), "<b>Bo</b> & co"
    drawn = svg([at("18:40")], [at("18:30")], hours(), zone, now=at("23:00"), title=title)

    picture = ET.fromstring(drawn)
    texts = {one.tag.split("}")[1]: one.text for one in picture}
    assert texts["title"] == "<b>Bo</b> & co"
    assert texts["desc"] == "Of 1 expected, 1 had arrived at 23:00. They came at 18:40."
    assert picture.get("role") == "img"
    assert "script" not in drawn
    assert "style=" not in drawn
    # Readable without colours: one line is dashed.
    dashed = [one.get("class") for one in picture.iter() if one.get("stroke-dasharray")]
    assert "curve-awaited" in dashed
    assert "curve-came" not in dashed


def test_two_drawings_of_one_page_have_names_of_their_own():
    drawn = both([], [], hours(), ZoneInfo("UTC"), now=at("23:00"), title="Arrivals")

    ids = [one.get("id") for one in ET.fromstring(f"<p>{drawn}</p>").iter() if one.get("id")]
    assert len(ids) == len(set(ids)) == 4
