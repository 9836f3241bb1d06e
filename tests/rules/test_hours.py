"""The hours of an evening, and whom its doors are open to."""

from datetime import timedelta

import pytest

from badges.rules.hours import desk_refusal, self_refusal
from tests.builders import at, hours


@pytest.mark.parametrize(
    ("clock", "reason"),
    [("16:59", "not_open"), ("17:00", None), ("22:30", None), ("23:00", None), ("23:01", "closed")],
)
def test_a_desk_lets_people_in_from_an_hour_before_the_doors_to_an_hour_after_the_end(clock, reason):
    assert desk_refusal(hours(doors="18:00", end="22:00"), at(clock)) == reason


@pytest.mark.parametrize(
    ("clock", "reason"), [("17:59", "not_open"), ("18:00", None), ("21:59", None), ("22:00", "closed")]
)
def test_attendees_let_themselves_in_between_the_doors_and_the_end(clock, reason):
    assert self_refusal(hours(doors="18:00", end="22:00"), at(clock)) == reason


def test_the_last_badges_leave_the_table_the_grace_after_the_start():
    assert hours(start="18:30", set_aside_after=timedelta(minutes=90)).set_aside_at == at("20:00")


def test_an_evening_is_over_at_its_end_and_not_before():
    evening = hours(end="22:00")

    assert not evening.over(at("21:59:59"))
    assert evening.over(at("22:00"))
