"""When somebody is expected: a moment, or a time of the event's night, as lists write them."""

import re
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from badges.errors import BadMoment
from badges.event_file import local_moment
from badges.rules.hours import DESK_AFTER_END, Hours

# A time this long before the doors is not early, it is after midnight.
_NOT_EARLY = timedelta(hours=6)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
# Who is expected more than days from the event is expected by a slip of the pen.
_FAR = timedelta(days=2)
_EXAMPLES = "write it like 2026-05-08 19:15 or 19:15"


@lru_cache(maxsize=4096)
def read_expected(text: str, hours: Hours, zone: ZoneInfo) -> datetime:
    """The moment in UTC that a cell means. Raises BadMoment; its fact ``fix`` says what to do.

    Without an offset it is local to the event; a time alone is of the day the
    event starts, or of the night after it where that is what it must mean.
    """
    clock = _CLOCK.fullmatch(text)
    try:
        if clock:
            hour, minute, second = (int(part or 0) for part in clock.groups())
            return _of_the_night(time(hour, minute, second), hours, zone)
        return _near_the_event(local_moment(_wall(text), zone), text, hours)
    except BadMoment as refusal:
        fix = refusal.facts.get("fix", "write the offset with it, such as 2026-05-08T19:15+02:00")
        raise BadMoment(refusal.message, fix=fix) from None
    except ValueError:
        raise BadMoment(f"“{text[:40]}” is not a time", fix=_EXAMPLES) from None


def _near_the_event(moment: datetime, text: str, hours: Hours) -> datetime:
    if not hours.doors - _FAR <= moment <= hours.end + _FAR:
        raise BadMoment(f"“{text[:40]}” is not a time of this event", fix="look at the date")
    return moment


def _wall(text: str) -> datetime:
    if ":" not in text:
        raise BadMoment(f"“{text[:40]}” has no time of day", fix=_EXAMPLES)
    return datetime.fromisoformat(text)


def _of_the_night(clock: time, hours: Hours, zone: ZoneInfo) -> datetime:
    day = hours.start.astimezone(zone).date()
    night = datetime.combine(day + timedelta(days=1), clock)
    evening = local_moment(datetime.combine(day, clock), zone)
    if hours.doors - evening <= _NOT_EARLY:
        return evening
    after_midnight = night.replace(tzinfo=zone).astimezone(UTC)
    return local_moment(night, zone) if after_midnight <= hours.end + DESK_AFTER_END else evening
