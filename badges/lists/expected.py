"""When somebody is expected: a moment, or a time of the event's night, as lists write them."""

import re
from datetime import UTC, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil import parser

from badges.errors import BadMoment
from badges.event_file import local_moment
from badges.rules.hours import DESK_AFTER_END, Hours

# A time this long before the doors is not early, it is after midnight.
_NOT_EARLY = timedelta(hours=6)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::(\d{2}))?(?: ?(?:([ap])\.?m\.?|Uhr))?", re.IGNORECASE)
_HAS_CLOCK = re.compile(r"\d[:h]\d\d|\d ?[ap]\.?m\b|\s\d{1,2}\.\d\d$", re.IGNORECASE)
_UHR = re.compile(r",|\bUhr\b|\bum\b", re.IGNORECASE)
_NOON = 12
# Who is expected more than days from the event is expected by a slip of the pen.
_FAR = timedelta(days=2)
_EXAMPLES = "write it like 2026-05-08 19:15 or 19:15"


@lru_cache(maxsize=4096)
def read_expected(text: str, hours: Hours, zone: ZoneInfo) -> datetime:
    """The moment in UTC that a cell means. Raises BadMoment; its fact ``fix`` says what to do.

    Without an offset it is local to the event; a time alone is of the day the
    event starts, or of the night after it where that is what it must mean.
    """
    try:
        if clock := _CLOCK.fullmatch(text):
            return _of_the_night(_clock(*clock.groups()), hours, zone)
        return _near_the_event(_walls(text, hours, zone), text, hours, zone)
    except BadMoment as refusal:
        fix = refusal.facts.get("fix", "write the offset with it, such as 2026-05-08T19:15+02:00")
        raise BadMoment(refusal.message, fix=fix) from None
    except (ValueError, OverflowError):
        raise BadMoment(f"“{text[:40]}” is not a time", fix=_EXAMPLES) from None


def _clock(hour: str, minute: str, second: str | None, half: str | None) -> time:
    if not half:
        return time(int(hour), int(minute), int(second or 0))
    if not 1 <= int(hour) <= _NOON:
        raise ValueError
    return time(int(hour) % _NOON + _NOON * (half.lower() == "p"), int(minute), int(second or 0))


def _near_the_event(walls: list[datetime], text: str, hours: Hours, zone: ZoneInfo) -> datetime:
    """Of the days and months that the text may mean the one that is near the event."""
    for wall in walls:
        moment = local_moment(wall, zone)
        if hours.doors - _FAR <= moment <= hours.end + _FAR:
            return moment
    raise BadMoment(f"“{text[:40]}” is not a time of this event", fix="look at the date")


def _walls(text: str, hours: Hours, zone: ZoneInfo) -> list[datetime]:
    """The times the text may show: 05/08 is the fifth of August here and the eighth of May there."""
    if not _HAS_CLOCK.search(text):
        raise BadMoment(f"“{text[:40]}” has no time of day", fix=_EXAMPLES)
    try:
        return [datetime.fromisoformat(text)]
    except ValueError:
        plain, day = _UHR.sub(" ", text), hours.start.astimezone(zone).replace(hour=0, minute=0, tzinfo=None)
        return [
            parser.parse(plain, dayfirst=first, default=day, tzinfos=_zone_named_by_letters)
            for first in (True, False)
        ]


def _zone_named_by_letters(name: str | None, offset: int | None) -> timezone | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name:
        raise ValueError(f"{name} may be several zones")
    return None


def _of_the_night(clock: time, hours: Hours, zone: ZoneInfo) -> datetime:
    day = hours.start.astimezone(zone).date()
    night = datetime.combine(day + timedelta(days=1), clock)
    evening = local_moment(datetime.combine(day, clock), zone)
    if hours.doors - evening <= _NOT_EARLY:
        return evening
    after_midnight = night.replace(tzinfo=zone).astimezone(UTC)
    return local_moment(night, zone) if after_midnight <= hours.end + DESK_AFTER_END else evening
