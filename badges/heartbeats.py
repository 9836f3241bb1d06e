"""Heartbeats: what a device says of itself each time it is in step."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from badges.errors import BadInput
from badges.model import Device

LONGEST = 60
MOST_UNSENT = 1_000_000
_MS_PER_SECOND = 1000
_A_DAY = 24 * 60 * 60 * _MS_PER_SECOND


def heard_from(
    session: Session,
    device_id: int,
    *,
    unsent: int,
    oldest: datetime | None,
    clock: datetime | None,
    shift: str,
    version: str,
    now: datetime,
) -> None:
    """Keep what the device said: scans it holds and since when, its clock, who stands there.

    Raises BadInput for a number of scans that cannot be. A device that was
    seen later than ``now``, by a request that overtook this one, stays so.
    """
    if not 0 <= unsent <= MOST_UNSENT:
        raise BadInput(f"A device holds 0 to {MOST_UNSENT:,} scans, not {unsent}.", key="unsent")
    said = {
        "last_seen_at": now,
        "unsent": unsent,
        "oldest_unsent_at": oldest if unsent else None,
        "clock_off": _off(clock, now),
        "shift": _tidy(shift),
        "version": _tidy(version),
    }
    mine = (Device.id == device_id, Device.last_seen_at.is_(None) | (Device.last_seen_at <= now))
    session.execute(update(Device).where(*mine).values(said))


def _off(clock: datetime | None, now: datetime) -> int | None:
    """How far the device's clock is ahead, in milliseconds; a day stands for all that is beyond it."""
    if clock is None:
        return None
    ahead = round((clock - now).total_seconds() * _MS_PER_SECOND)
    return max(-_A_DAY, min(_A_DAY, ahead))


def _tidy(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:LONGEST]
