"""The watch: what hosts ought to hear, when, and once."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from badges.rules.fold import Facts, Mark
from badges.rules.standing import Said
from badges.rules.watch import Told, due, next_look
from tests.builders import START, at, hours

EVENING = hours(doors="18:00", start="18:30", end="22:00")
AWAY, HERE = Facts(), Facts(arrived=Mark(at("18:42"), 1))
MOMENTS = st.integers(-60, 300).map(lambda minutes: START + timedelta(minutes=minutes))


def is_due(clock, facts=AWAY, told=None, **said):
    return due(facts, Said(**said), told or Told(), EVENING, at(clock))


def look(clock, facts=AWAY, told=None, **said):
    return next_look(facts, Said(**said), told or Told(), EVENING, at(clock))


def test_hosts_hear_that_somebody_is_missing_when_the_grace_has_run_out():
    assert look("18:00") == at("19:00")
    assert (is_due("18:59"), is_due("19:00")) == ((), ("missing",))


def test_hosts_hear_of_the_badge_on_the_table_when_the_last_badges_leave_it():
    told = Told(missing=at("19:00"))

    assert look("19:00", told=told) == at("20:00")
    assert is_due("20:00", told=told) == ("uncollected",)


def test_a_badge_that_was_set_aside_is_nobodys_news():
    told = Told(missing=at("19:00"))

    assert look("19:30", replace(AWAY, set_aside=Mark(at("19:30"), 1)), told) == at("22:00")


def test_a_badge_is_not_called_left_behind_before_its_owner_is_missed():
    assert look("20:00", late_until=at("21:00")) == at("21:30")
    assert is_due("21:30", late_until=at("21:00")) == ("missing", "uncollected")


def test_hosts_hear_of_somebody_who_is_here_without_a_badge():
    assert look("18:42", HERE) == at("18:52")
    assert is_due("18:52", HERE) == ("uncollected",)


def test_nobody_hears_of_a_badge_that_is_yet_to_be_printed():
    told = Told(missing=at("19:00"))

    assert look("18:42", HERE, has_badge=False) is None
    assert look("19:00", told=told, has_badge=False) == at("22:00")
    assert is_due("22:00", told=told, has_badge=False) == ("no_show",)


def test_the_grace_of_somebody_here_begins_when_their_badge_lies_there():
    assert look("18:42", HERE, badge_since=at("18:45")) == at("18:55")
    assert is_due("18:54", HERE, badge_since=at("18:45")) == ()
    assert look("18:42", HERE, badge_since=at("18:30")) == at("18:52")


def test_who_has_a_badge_or_stayed_until_the_last_minutes_needs_no_watching():
    assert look("18:43", replace(HERE, collected=Mark(at("18:43"), 1))) is None
    assert look("21:50", replace(HERE, left=Mark(at("21:50"), 1))) is None


def test_hosts_hear_at_once_that_somebody_left_early_and_still_after_the_end():
    gone = replace(HERE, left=Mark(at("19:10"), 1))

    assert look("19:10", gone) == at("19:10")
    assert is_due("19:10", gone) == is_due("23:00", gone) == ("left_early",)
    assert is_due("19:11", gone, Told(left_early=at("19:10"))) == ()


def test_hosts_hear_at_once_that_a_vip_has_come():
    assert look("18:42", HERE, vip=True) == at("18:42")
    assert is_due("18:42", HERE, vip=True) == ("vip_here",)
    assert is_due("18:43", HERE, Told(vip_here=at("18:42")), vip=True) == ()
    assert is_due("18:42", HERE) == ()


def test_somebody_is_waited_for_as_long_as_is_their_own():
    assert look("18:00", grace=timedelta(minutes=10)) == at("18:40")
    assert look("18:00", grace=timedelta(0), expected=at("17:30")) == at("18:00")
    assert look("18:00", grace=timedelta(minutes=10), late_until=at("20:00")) == at("20:10")


def test_after_the_end_somebody_missing_is_a_no_show_and_nothing_else():
    assert is_due("22:00") == ("no_show",)
    assert is_due("22:00", HERE) == ()


def test_the_excused_and_the_cancelled_are_left_in_peace():
    assert look("18:00", excused=True) is None
    assert look("18:00", cancelled=True) is None
    assert look("18:42", HERE, cancelled=True) is None


def test_what_was_told_is_not_told_again_even_when_the_clock_is_set_back():
    told = Told(missing=at("19:00"))

    assert is_due("18:00", told=told) == is_due("19:05", told=told) == ()


@settings(max_examples=40)
@given(MOMENTS, MOMENTS, st.sampled_from([AWAY, HERE]), st.none() | MOMENTS, st.none() | MOMENTS)
def test_looking_only_when_it_is_time_tells_the_same_as_looking_all_the_time(
    begin, end, facts, expected, late_until
):
    said = Said(expected=expected, late_until=late_until)

    def evening_of(moments):
        told, heard, now = Told(), [], begin
        while now is not None and now <= end:
            for what in due(facts, said, told, EVENING, now):
                told = replace(told, **{what: now})
                heard.append((what, now))
            now = moments(told, now)
        return heard

    watched = evening_of(lambda told, now: next_look(facts, said, told, EVENING, now))
    minute_by_minute = evening_of(lambda _, now: now + timedelta(minutes=1))

    assert watched == minute_by_minute
