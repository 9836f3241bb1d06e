"""A visit: whom a kiosk has found, carried from step to step in the page itself, and signed.

So nothing of somebody who goes away stays behind.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeTimedSerializer

from badges.moments import read_moment, write_moment
from badges.settings import Settings

# Longer than the page waits for anybody who reads slowly.
LASTS = 10 * 60  # seconds


@dataclass(frozen=True)
class Visit:
    """Who stands there and how they were found; ``scan`` is the id their arrival will have.

    The id is made when they are found, so that a confirmation whose answer
    was lost can be sent again and is still one arrival. ``written`` is the
    name and company as they corrected them.
    """

    device: int
    attendee: int
    via: str
    scan: UUID
    written: tuple[str, str] | None = None

    def correcting(self, name: str, company: str) -> "Visit":
        """The same visit with another text for the badge."""
        return replace(self, written=(name, company))


@dataclass(frozen=True)
class Wait:
    """Somebody who has checked in and stands there until their badge is out; ``since`` is when that began."""

    device: int
    attendee: int
    since: datetime
    again: bool = False


def begin(device: int, attendee: int, via: str) -> Visit:
    """Somebody was found."""
    return Visit(device, attendee, via, uuid4())


def sealed(visit: Visit, settings: Settings) -> str:
    """The visit as a page carries it."""
    said = [visit.device, visit.attendee, visit.via, visit.scan.hex, visit.written]
    return _seal(settings).dumps(said)


def opened(token: str, settings: Settings, device: int) -> Visit | None:
    """The visit a page sent back; None where it is another kiosk's, too old, or not of our making."""
    try:
        said: list[Any] = _seal(settings).loads(token, max_age=LASTS)
    except BadSignature:
        return None
    written = tuple(said[4]) if said[4] else None
    return Visit(said[0], said[1], said[2], UUID(said[3]), written) if said[0] == device else None


def sealed_wait(wait: Wait, settings: Settings) -> str:
    """The same of somebody who waits for their badge."""
    said = [wait.device, wait.attendee, write_moment(wait.since), wait.again]
    return _seal(settings, "kiosk wait").dumps(said)


def opened_wait(token: str, settings: Settings, device: int) -> Wait | None:
    """Who waits, as ``opened`` reads a visit."""
    try:
        said: list[Any] = _seal(settings, "kiosk wait").loads(token, max_age=LASTS)
    except BadSignature:
        return None
    return Wait(said[0], said[1], read_moment(said[2]), said[3]) if said[0] == device else None


def _seal(settings: Settings, salt: str = "kiosk") -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt=salt)
