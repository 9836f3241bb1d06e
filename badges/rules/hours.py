"""The hours of an evening: when its doors are open, and to whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A desk may start before the doors, because speakers and crew do, and goes on a little after the end.
DESK_BEFORE_DOORS = timedelta(minutes=60)
DESK_AFTER_END = timedelta(minutes=60)
# Who goes within the last minutes has stayed.
LEAVING_IS_EARLY = timedelta(minutes=15)


@dataclass(frozen=True)
class Hours:
    """When an event opens, begins and ends, and the event's graces. Moments are aware."""

    doors: datetime
    start: datetime
    end: datetime
    missing_after: timedelta = timedelta(minutes=30)
    uncollected_after: timedelta = timedelta(minutes=10)
    set_aside_after: timedelta = timedelta(minutes=90)

    @property
    def set_aside_at(self) -> datetime:
        """When the last badges leave the table."""
        return self.start + self.set_aside_after

    def over(self, now: datetime) -> bool:
        """Whether the evening has ended."""
        return now >= self.end


def desk_refusal(hours: Hours, at: datetime) -> str | None:
    """Why a device may not let anybody in at this moment: ``not_open``, ``closed``, or None."""
    if at < hours.doors - DESK_BEFORE_DOORS:
        return "not_open"
    if at > hours.end + DESK_AFTER_END:
        return "closed"
    return None


def self_refusal(hours: Hours, at: datetime) -> str | None:
    """Why attendees may not check themselves in at this moment: open when the doors are."""
    if at < hours.doors:
        return "not_open"
    if at >= hours.end:
        return "closed"
    return None
