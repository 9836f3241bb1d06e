"""Limits on guessing: everything that takes a code, a link or a password counts its failures."""

from flask import request
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from badges.errors import Refusal


class TooOften(Refusal):
    """Tried more often than a person does."""

    code = "too_often"


_SENTENCE = "That was tried too often from here. Please wait a minute and try again."

# Per address. A venue's tablets and phones share one, so these bound guessing and not the evening.
ALLOWED: dict[str, RateLimitItem] = {
    "password": parse("20/minute"),
    "link": parse("60/minute"),
    "key": parse("120/minute"),
    "code": parse("60/minute"),
    # At one kiosk, names with a second fact that does not go with them; and for one name, at all kiosks.
    "name": parse("12/minute"),
    "person": parse("5/10 minute"),
    "pin": parse("6/5 minute"),
    "pairing": parse("60/minute"),
    "asked pass": parse("60/minute"),
}


class Limits:
    """Counts tries by the address they come from: in memory, or in Redis for several processes."""

    def __init__(self, redis_url: str = "") -> None:
        self._storage = storage_from_string(redis_url or "memory://")
        self._limiter = FixedWindowRateLimiter(self._storage)

    def check(self, what: str, who: str) -> None:
        """Refuse with TooOften whoever has failed too often; asking does not count."""
        if not self._limiter.test(ALLOWED[what], what, who):
            raise TooOften(_SENTENCE)

    def failed(self, what: str, who: str = "") -> None:
        """Count a failure of somebody, or of this address, and refuse with TooOften when there are too many.

        A venue shares one address, so a key, a pass or a link that is right
        opens its door however often others there were wrong.
        """
        if not self._limiter.hit(ALLOWED[what], what, who or request.remote_addr or ""):
            raise TooOften(_SENTENCE)
