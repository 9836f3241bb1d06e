"""The watch: what hosts ought to hear about an attendee, and when it is next worth looking."""

from dataclasses import dataclass
from datetime import datetime

from badges.rules.fold import Facts
from badges.rules.hours import Hours
from badges.rules.standing import Said, left_early, missing_at

MISSING, UNCOLLECTED, NO_SHOW = "missing", "uncollected", "no_show"
LEFT_EARLY, VIP_HERE = "left_early", "vip_here"
_STAYS_TRUE = frozenset({NO_SHOW, LEFT_EARLY})


@dataclass(frozen=True)
class Told:
    """When the hosts were told what; each is told once."""

    missing: datetime | None = None
    uncollected: datetime | None = None
    no_show: datetime | None = None
    left_early: datetime | None = None
    vip_here: datetime | None = None


def calendar(facts: Facts, said: Said, told: Told, hours: Hours, now: datetime) -> dict[str, datetime]:
    """What is still to be told of this attendee if nothing changes, and from when on it is true.

    After the end nobody is told that somebody is missing: they are a no-show.
    That somebody left early stays worth hearing.
    """
    if said.cancelled:
        return {}
    if facts.arrived is not None:
        moments = _of_somebody_here(facts, said, told, hours)
    else:
        moments = {} if said.excused else _of_somebody_away(facts, said, told, hours)
    return {what: at for what, at in moments.items() if what in _STAYS_TRUE or not hours.over(now)}


def due(facts: Facts, said: Said, told: Told, hours: Hours, now: datetime) -> tuple[str, ...]:
    """What has become true and was not told, in the order it became true."""
    moments = calendar(facts, said, told, hours, now)
    return tuple(sorted((what for what, at in moments.items() if at <= now), key=moments.__getitem__))


def next_look(facts: Facts, said: Said, told: Told, hours: Hours, now: datetime) -> datetime | None:
    """When the clock should look at this attendee again, or None when nothing can become due."""
    return min(calendar(facts, said, told, hours, now).values(), default=None)


def _of_somebody_here(facts: Facts, said: Said, told: Told, hours: Hours) -> dict[str, datetime]:
    assert facts.arrived is not None
    if facts.left is not None:
        early = left_early(facts, hours) and not told.left_early
        return {LEFT_EARLY: facts.left.at} if early else {}
    moments = {VIP_HERE: facts.arrived.at} if said.vip and not told.vip_here else {}
    lies = said.has_badge and facts.collected is None
    at = _lies_since(facts.arrived.at, said) + hours.uncollected_after
    if lies and not told.uncollected and at < hours.end:
        moments[UNCOLLECTED] = at
    return moments


def _lies_since(arrived: datetime, said: Said) -> datetime:
    # Nobody can take a badge that is still being printed.
    return max(arrived, said.badge_since or arrived)


def _of_somebody_away(facts: Facts, said: Said, told: Told, hours: Hours) -> dict[str, datetime]:
    moments = {
        MISSING: (told.missing, missing_at(said, hours)),
        UNCOLLECTED: (told.uncollected or not _lies_there(facts, said), _table_cleared(said, hours)),
        NO_SHOW: (told.no_show, hours.end),
    }
    return {what: at for what, (was_told, at) in moments.items() if not was_told and at <= hours.end}


def _lies_there(facts: Facts, said: Said) -> bool:
    return said.has_badge and facts.set_aside is None


def _table_cleared(said: Said, hours: Hours) -> datetime:
    # A badge is not called left behind before its owner is missed: who said 21:00 has until 21:00.
    return max(hours.set_aside_at, missing_at(said, hours))
