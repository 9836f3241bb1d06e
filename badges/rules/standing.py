"""Standing: where an attendee stands, said of the facts, the event's hours and ``now``; never stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from badges.rules.fold import Facts
from badges.rules.hours import LEAVING_IS_EARLY, Hours


class Standing(StrEnum):
    """Where an attendee stands."""

    EXPECTED = "expected"
    LATE = "late"
    MISSING = "missing"
    HERE = "here"
    LEFT_EARLY = "left_early"
    STAYED = "stayed"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Said:
    """What is known of an attendee besides their scans.

    ``expected`` is their own hour where they have one, ``late_until`` when
    they said they would come instead; ``excused`` that they said they cannot
    come; ``cancelled`` that the organiser took them off the list. ``grace``
    is how long they are waited for where it is not as long as the others;
    ``vip`` that their hosts want to hear of their arrival at once.
    ``has_badge`` is False until a badge lies there for them, where badges are
    printed when people come; ``badge_since`` is when it was printed.
    """

    expected: datetime | None = None
    late_until: datetime | None = None
    excused: bool = False
    cancelled: bool = False
    grace: timedelta | None = None
    vip: bool = False
    badge_since: datetime | None = None
    has_badge: bool = True


def expected_at(said: Said, hours: Hours) -> datetime:
    """When this attendee is expected: what they said last, their own hour, else the start."""
    return said.late_until or said.expected or hours.start


def missing_at(said: Said, hours: Hours) -> datetime:
    """When their hosts should hear that they have not come; never before the doors were open."""
    grace = hours.missing_after if said.grace is None else said.grace
    return max(expected_at(said, hours) + grace, hours.doors)


def left_early(facts: Facts, hours: Hours) -> bool:
    """Whether they went before the last minutes, and did not come back."""
    return facts.left is not None and facts.left.at < hours.end - LEAVING_IS_EARLY


def standing(facts: Facts, said: Said, hours: Hours, now: datetime) -> Standing:
    """Where the attendee stands at this moment."""
    if facts.arrived is not None:
        return _of_somebody_who_came(facts, hours, now)
    if said.cancelled or said.excused:
        return Standing.CANCELLED if said.cancelled else Standing.EXCUSED
    return _of_somebody_away(said, hours, now)


def _of_somebody_away(said: Said, hours: Hours, now: datetime) -> Standing:
    if hours.over(now):
        return Standing.NO_SHOW
    if now >= missing_at(said, hours):
        return Standing.MISSING
    if said.late_until is not None or now >= expected_at(said, hours):
        return Standing.LATE
    return Standing.EXPECTED


def _of_somebody_who_came(facts: Facts, hours: Hours, now: datetime) -> Standing:
    if left_early(facts, hours):
        return Standing.LEFT_EARLY
    return Standing.STAYED if hours.over(now) else Standing.HERE
