"""The watch: what hosts ought to hear about an attendee, and when it is next worth looking."""

from dataclasses import dataclass
from datetime import datetime

from badges.rules.fold import Facts
from badges.rules.hours import Hours
from badges.rules.standing import Said, missing_at

MISSING, UNCOLLECTED, NO_SHOW = "missing", "uncollected", "no_show"


@dataclass(frozen=True)
class Told:
    """When the hosts were told what; each is told once."""

    missing: datetime | None = None
    uncollected: datetime | None = None
    no_show: datetime | None = None


def calendar(facts: Facts, said: Said, told: Told, hours: Hours, now: datetime) -> dict[str, datetime]:
    """What is still to be told of this attendee if nothing changes, and from when on it is true.

    After the end nobody is told that somebody is missing: they are a no-show.
    """
    if said.cancelled:
        return {}
    if facts.arrived is not None:
        moments = _of_somebody_here(facts, told, hours)
    else:
        moments = {} if said.excused else _of_somebody_away(facts, said, told, hours)
    return {what: at for what, at in moments.items() if what == NO_SHOW or not hours.over(now)}


def due(facts: Facts, said: Said, told: Told, hours: Hours, now: datetime) -> tuple[str, ...]:
    """What has become true and was not told, in the order it became true."""
    moments = calendar(facts, said, told, hours, now)
    return tuple(sorted((what for what, at in moments.items() if at <= now), key=moments.__getitem__))


def next_look(facts: Facts, said: Said, told: Told, hours: Hours, now: datetime) -> datetime | None:
    """When the clock should look at this attendee again, or None when nothing can become due."""
    return min(calendar(facts, said, told, hours, now).values(), default=None)


def _of_somebody_here(facts: Facts, told: Told, hours: Hours) -> dict[str, datetime]:
    waits = facts.arrived is not None and facts.collected is None and facts.left is None
    if not waits or told.uncollected:
        return {}
    assert facts.arrived is not None
    at = facts.arrived.at + hours.uncollected_after
    return {UNCOLLECTED: at} if at < hours.end else {}


def _of_somebody_away(facts: Facts, said: Said, told: Told, hours: Hours) -> dict[str, datetime]:
    moments = {
        MISSING: (told.missing, missing_at(said, hours)),
        UNCOLLECTED: (told.uncollected or facts.set_aside is not None, _table_cleared(said, hours)),
        NO_SHOW: (told.no_show, hours.end),
    }
    return {what: at for what, (was_told, at) in moments.items() if not was_told and at <= hours.end}


def _table_cleared(said: Said, hours: Hours) -> datetime:
    # A badge is not called left behind before its owner is missed: who said 21:00 has until 21:00.
    return max(hours.set_aside_at, missing_at(said, hours))
