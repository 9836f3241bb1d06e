"""Standing: where an attendee stands at a moment of the evening."""

import pytest

from badges.rules.fold import Facts, Mark
from badges.rules.standing import Said, expected_at, standing
from tests.builders import at, hours

EVENING = hours(doors="18:00", start="18:30", end="22:00")


def stands(clock, facts=None, **said):
    return standing(facts or Facts(), Said(**said), EVENING, at(clock)).value


def came(clock="18:42", left=None):
    return Facts(arrived=Mark(at(clock), 1), left=Mark(at(left), 1) if left else None)


@pytest.mark.parametrize(
    ("clock", "word"),
    [
        ("18:29", "expected"),
        ("18:30", "late"),
        ("18:59", "late"),
        ("19:00", "missing"),
        ("21:59", "missing"),
        ("22:00", "no_show"),
    ],
)
def test_who_does_not_come_is_expected_then_late_then_missing_then_a_no_show(clock, word):
    assert stands(clock) == word


def test_who_has_an_hour_of_their_own_is_expected_until_then():
    assert stands("19:30", expected=at("20:00")) == "expected"
    assert stands("20:29", expected=at("20:00")) == "late"
    assert stands("20:30", expected=at("20:00")) == "missing"


def test_who_said_they_would_be_late_is_late_from_then_on_and_missing_only_after_their_own_hour():
    assert stands("18:00", late_until=at("20:00")) == "late"
    assert stands("20:29", late_until=at("20:00")) == "late"
    assert stands("20:30", late_until=at("20:00")) == "missing"


def test_what_somebody_said_last_counts_before_their_hour_and_their_hour_before_the_start():
    assert expected_at(Said(expected=at("19:00"), late_until=at("20:00")), EVENING) == at("20:00")
    assert expected_at(Said(expected=at("19:00")), EVENING) == at("19:00")
    assert expected_at(Said(), EVENING) == at("18:30")


def test_who_cannot_come_is_excused_and_never_a_no_show():
    assert stands("19:30", excused=True) == stands("23:00", excused=True) == "excused"


def test_who_was_taken_off_the_list_is_cancelled():
    assert stands("19:30", cancelled=True, excused=True) == "cancelled"


def test_who_comes_although_they_could_not_is_here():
    assert stands("19:30", came(), excused=True) == "here"


def test_who_came_is_here_and_has_stayed_when_it_is_over():
    assert stands("21:59", came()) == "here"
    assert stands("22:00", came()) == "stayed"


def test_who_leaves_in_the_last_quarter_of_an_hour_has_stayed():
    assert stands("22:00", came(left="21:45")) == "stayed"
    assert stands("22:00", came(left="21:44")) == stands("21:50", came(left="21:44")) == "left_early"
