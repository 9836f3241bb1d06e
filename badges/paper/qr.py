"""The badge's QR: ``LB1`` and the badge code as a square of bits, the same way every time."""

import re
from dataclasses import dataclass
from functools import lru_cache

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from badges.paper.refusals import BadCode

PREFIX = "LB1"
QUIET_MODULES = 4

# Choosing the mask anew for each symbol takes three quarters of the time and reads no better.
_MASK = 3
_BADGE_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol: one tuple of booleans per row, True for dark, without its quiet zone."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def modules(self) -> int:
        """The modules along one side."""
        return len(self.rows)


def symbol(badge_code: str) -> Symbol:
    """The symbol worn for this badge code; BadCode when it is none.

    Source: ISO/IEC 18004, alphanumeric mode. Nineteen characters make 21 by 21 modules at level M.
    """
    if not _BADGE_CODE.fullmatch(badge_code):
        raise BadCode(f"Its badge code {badge_code!r} is not sixteen of 0-9 and A-Z without I, L, O, U.",
                      "Give this attendee a new badge code, then print again.")
    payload = PREFIX + badge_code
    version, level = size_and_level(len(payload))
    return Symbol(_encoded(payload, version, level))


@lru_cache(maxsize=8)
def size_and_level(length: int) -> tuple[int, int]:
    """The version for so many alphanumeric characters at level M, and the best level it still holds."""
    version = (len(_encoded("A" * length, None, ERROR_CORRECT_M)) - 17) // 4
    best = ERROR_CORRECT_M
    for level in (ERROR_CORRECT_Q, ERROR_CORRECT_H):
        if _holds(length, version, level):
            best = level
    return version, best


def _holds(length: int, version: int, level: int) -> bool:
    try:
        _encoded("A" * length, version, level)
    except DataOverflowError:
        return False
    return True


def _encoded(payload: str, version: int | None, level: int) -> tuple[tuple[bool, ...], ...]:
    """The rows of modules; the library takes the alphanumeric mode by itself for such a payload."""
    code = QRCode(version=version, error_correction=level, border=QUIET_MODULES, mask_pattern=_MASK)
    code.add_data(payload, optimize=0)
    code.make(fit=version is None)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)
