"""The event's devices as the organiser looks after them: what each says of itself, and which need a look."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from badges import access
from badges.model import Device, Event

# A device that is in step says so every twenty seconds.
IN_STEP = timedelta(seconds=50)
# Silent for so long during the evening, it is asleep, out of reach or gone.
SILENT = timedelta(minutes=3)
# Scans are sent within seconds; one that waits for longer is stuck.
STUCK = timedelta(minutes=1)
CLOCK_MAY_BE_OFF = timedelta(seconds=30)
_MILLISECOND = timedelta(milliseconds=1)


class Worry(StrEnum):
    """Why somebody should look at a device, the gravest first."""

    UNSENT = "unsent"
    CLOCK = "clock"
    SILENT = "silent"


@dataclass(frozen=True)
class Seen:
    """A device, when it was last heard of, how many scans it made, how far its clock is ahead.

    ``unsent_since`` is when the oldest scan that it holds was made, by our clock.
    """

    device: Device
    at: datetime | None
    scans: int
    ahead: timedelta | None
    unsent_since: datetime | None
    worries: tuple[Worry, ...]


def seen(session: Session, event: Event, *, now: datetime) -> list[Seen]:
    """The event's devices: those that need a look first, the revoked ones last."""
    during = event.doors_at <= now <= event.end_at
    found = [
        _seen(device, scanned, count, now, during=during)
        for device, scanned, count in access.devices_of(session, event)
    ]
    return sorted(found, key=_order)


def in_step(at: datetime | None, now: datetime) -> bool:
    """Whether a device that was last heard of then is there now."""
    return at is not None and now - at <= IN_STEP


def _seen(device: Device, scanned: datetime | None, scans: int, now: datetime, *, during: bool) -> Seen:
    at = max((moment for moment in (device.last_seen_at, scanned) if moment), default=None)
    ahead = None if device.clock_off is None else device.clock_off * _MILLISECOND
    since = device.oldest_unsent_at if device.unsent else None
    # It named that moment by its own clock.
    since = since - (ahead or timedelta(0)) if since else None
    worries = {
        Worry.UNSENT: device.unsent > 0 and (since is None or now - since > STUCK),
        Worry.CLOCK: ahead is not None and abs(ahead) > CLOCK_MAY_BE_OFF,
        # Only what used to be in step can fall out of it: a program scans when it likes.
        Worry.SILENT: during and device.last_seen_at is not None and at is not None and now - at > SILENT,
    }
    true = () if device.revoked_at else tuple(worry for worry, applies in worries.items() if applies)
    return Seen(device, at, scans, ahead, since, true)


def _order(one: Seen) -> tuple[bool, bool, bool, str]:
    worries = one.worries
    return (one.device.revoked_at is not None, not worries, Worry.UNSENT not in worries, one.device.name)
