"""Codes: how passes and badges are named, made, derived and read back.

A badge code is public and stands on paper. A pass code is private: it is not
stored but derived from the attendee's seed and the installation's secret, so
that a stolen database opens nobody's pass; what is stored is its SHA-256,
which is enough to recognise it when it is scanned.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U
LENGTH = 16
SHORT_LENGTH = 6
BADGE_PREFIX = "LB1"

_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_MISREAD = str.maketrans("ILO", "110")
_OURS = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_SHORT = re.compile(f"[{ALPHABET}]{{{SHORT_LENGTH}}}")


@dataclass(frozen=True)
class Reading:
    """What a scanned or typed text may be: one of our codes, a short code, or somebody else's code."""

    ours: str | None
    short: str | None
    foreign: str
    # What a ticket's QR wraps round the code its system exports: an address, or a signature behind it.
    within: tuple[str, ...] = ()


def new_code() -> str:
    """80 random bits as 16 characters."""
    return _spelt(secrets.token_bytes(10))


def new_short_code() -> str:
    """Six characters, to be unique within one event."""
    return _spelt(secrets.token_bytes(5))[:SHORT_LENGTH]


def new_seed() -> bytes:
    """What an attendee's pass code is derived from; a new seed is a new pass."""
    return secrets.token_bytes(16)


def pass_code(secret_key: str, seed: bytes) -> str:
    """The attendee's pass code: 80 bits of HMAC-SHA256, so that it need not be kept."""
    digest = hmac.new(secret_key.encode(), b"pass" + seed, hashlib.sha256).digest()
    return _spelt(digest[:10])


def letter_code(secret_key: str, seed: bytes) -> str:
    """The code in a letter's link: made like a pass code, and it opens the answer page alone."""
    digest = hmac.new(secret_key.encode(), b"letter" + seed, hashlib.sha256).digest()
    return _spelt(digest[:10])


def letter_url(public_url: str, code: str) -> str:
    """The address of the page that answers a letter."""
    return f"{public_url}/l/{code}"


def fingerprint(code: str) -> str:
    """What is kept of a pass code. Plain SHA-256 suffices for 80 random bits."""
    return hashlib.sha256(code.encode()).hexdigest()


def pass_url(public_url: str, code: str) -> str:
    """What the pass's QR holds, so that a phone's own camera opens self check-in."""
    return f"{public_url}/P/{code}"


def read(text: str) -> Reading:
    """What a scanner or a volunteer gave us.

    Accepts a bare code, ``LB1`` and a code, the address form of either, lower
    case, I, L, O for 1, 1, 0, and blanks or dashes that people add when typing.
    """
    # What no database can look up, half a surrogate pair and NUL, is in no code.
    raw = text.encode(errors="ignore").decode().replace("\0", "").strip()
    bare = _last_of_path(raw) if "://" in raw else raw
    tidy = tidied(bare)
    if len(tidy) == LENGTH + len(BADGE_PREFIX) and tidy.startswith(BADGE_PREFIX.translate(_MISREAD)):
        tidy = tidy[len(BADGE_PREFIX) :]
    return Reading(
        ours=tidy if _OURS.fullmatch(tidy) else None,
        short=tidy if _SHORT.fullmatch(tidy) else None,
        foreign=raw,
        within=tuple(_wrapped(raw)),
    )


def tidied(text: str) -> str:
    """A code as we write it, out of what somebody typed: blanks and dashes, small letters, I, L and O."""
    return re.sub(r"[\s-]", "", text).upper().translate(_MISREAD)


def _wrapped(raw: str) -> Iterator[str]:
    try:
        parts = urlsplit(raw)
    except ValueError:  # half an address, such as http://[
        return
    if parts.netloc:
        yield from (value for _, value in parse_qsl(parts.query))
        yield parts.path.rstrip("/").rpartition("/")[2]
    elif "/" in raw:
        yield raw.partition("/")[0]


def _spelt(some: bytes) -> str:
    """A multiple of five bytes in our alphabet, five bits a character, two characters at a time."""
    bits = int.from_bytes(some)
    return "".join([_PAIRS[bits >> shift & 1023] for shift in range(len(some) * 8 - 10, -10, -10)])


def _last_of_path(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/").rpartition("/")[2]
    except ValueError:  # half an address, such as http://[
        return address
