"""The time of a scan: the device's, corrected, and held between its last contact and the receipt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from badges.desk.asked import Asked
from badges.model import Scan

# A clock further ahead than this is not off, it is wrong.
WRONG_CLOCK = timedelta(hours=24)
# Below this a scan's age is the way to us and not a time without a network.
JUST_NOW = timedelta(seconds=5)
# Nobody waits longer for a batch to arrive, and no clock jumps by less than this between two looks at it.
LONGEST_WAY = timedelta(minutes=2)
ROUNDING = timedelta(seconds=1)


@dataclass(frozen=True)
class Clock:
    """A device's clock: what it read as it sent, and how far ahead of ours it was measured to be."""

    reads: datetime
    measured: timedelta | None = None

    def ahead(self, now: datetime) -> timedelta:
        """How far it is ahead of ours.

        What it reads makes every batch later by its own time on the way, and
        so a slow batch and a fast one can change places. The device's measure
        does not, and holds where the way to us explains the rest.
        """
        way = now - (self.reads - self.measured) if self.measured is not None else None
        if self.measured is not None and way is not None and -ROUNDING <= way <= LONGEST_WAY:
            return self.measured
        return self.reads - now


class Times:
    """Corrects the times of one batch. ``clock`` is the device's as it sent them."""

    def __init__(self, session: Session, device: int, now: datetime, clock: Clock | None) -> None:
        self._session = session
        self._device = device
        self._now = now
        self._ahead = clock.ahead(now) if clock else timedelta(0)
        self._asked = False
        self._contact: datetime | None = None

    def of(self, scan: Asked) -> datetime | None:
        """The corrected time, or None when the device's clock is not off but wrong."""
        if scan.at is None:
            return self._now
        try:
            at = scan.at - self._ahead
        except OverflowError:
            return None
        if at > self._now + WRONG_CLOCK:
            return None
        if at < self._now - JUST_NOW:
            at = max(at, self._last_contact() or at)
        return min(at, self._now)

    def _last_contact(self) -> datetime | None:
        # What an offline tablet uploads in several batches was made before the first of them came,
        # so only what was scanned in contact counts as contact.
        if self._device and not self._asked:
            self._asked = True
            self._contact = self._session.scalar(
                select(func.max(Scan.received_at)).where(Scan.device_id == self._device, ~Scan.offline)
            )
        return self._contact
