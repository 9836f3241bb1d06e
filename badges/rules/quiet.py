"""Quiet hours: when a message may come that is not about this very moment."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from badges.rules.hours import Hours

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(8)


def next_allowed(
    moment: datetime, zone: str, begins: time = NIGHT_BEGINS, ends: time = NIGHT_ENDS
) -> datetime:
    """The moment itself, or when the night is over in that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    if not (local.time() >= begins or local.time() < ends):
        return moment
    day = local.date() + timedelta(days=1) if local.time() >= begins else local.date()
    return datetime.combine(day, ends, ZoneInfo(zone)).astimezone(UTC)


def may_be_told(moment: datetime, zone: str, hours: Hours) -> datetime:
    """From when on a host may hear of an event: at any hour while it runs, and otherwise not by night."""
    return moment if hours.doors <= moment < hours.end else next_allowed(moment, zone)
