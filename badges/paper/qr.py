"""The badge's QR: ``LB1`` and the badge code as a square of bits, the same way every time.

A badge's symbol is not encoded but looked up. python-qrcode encodes one base and one symbol for each bit
of the payload, once; every badge's symbol is then the base XOR the table entries of its letters.

That is exact and no approximation. For one prefix, length, version, level and mask every step from the
payload's bits to the modules is affine over GF(2): mode, length, terminator and padding are the same bits
each time; Reed and Solomon's check words are linear in the data over GF(256), hence over GF(2); the blocks
are interleaved and laid out in one fixed order; mask, patterns and the format's bits are XORed or added as
constants. What is not linear is how letters become bits: two become the eleven bits of 45 a + b, a sum
with carries. So no table is made for a single letter of a pair: each place of a pair has a table with an
entry for each pair, and that entry is the XOR of the images of those eleven bits. An odd last letter is
six bits by itself. Numbers of one bit, 1 to 1024 and 1 to 32, are pairs and letters that can be written
(the last ones are 2024 and 44), so that the image of each bit is seen in one encoding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Literal

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import ALPHA_NUM, QRData

from badges.paper.refusals import BadCode

PREFIX = "LB1"
QUIET_MODULES = 4

# Choosing the mask anew for each symbol takes three quarters of the time and reads no better.
_MASK = 3
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 16
# ISO/IEC 18004, table 5: a letter's place here is its value.
_VALUED = ALPHA_NUM.decode()
# MODE_ALPHA_NUM, which the library's stubs call any number.
_ALPHANUMERIC: Literal[2] = 2
# The bits that no letter, one and two are packed in.
_BITS = (0, 6, 11)
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol without its quiet zone: so many modules along a side, row by row from the top left.

    ``bits`` has one bit a module, the first the most significant, 0 for dark, and each row filled up with
    1 to whole bytes, so that it is what a 1-bit image of black and white wants.
    """

    modules: int
    bits: int

    def packed(self) -> bytes:
        """The rows as whole bytes, the leftmost module in the highest bit, 0 for dark, filled up with 1."""
        return self.bits.to_bytes(self.modules * _row_bytes(self.modules))

    @property
    def rows(self) -> tuple[tuple[bool, ...], ...]:
        """One tuple of booleans per row, True for dark; made anew each time."""
        stride = 8 * _row_bytes(self.modules)
        written = f"{self.bits:0{self.modules * stride}b}"
        return tuple(tuple(bit == "0" for bit in written[at:at + self.modules])
                     for at in range(0, len(written), stride))


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What makes the symbols of all payloads of one length that begin alike.

    ``pieces`` are the pairs of letters that differ, each as where it stands in the payload and what
    each pair changes in ``base``.
    """

    modules: int
    base: int
    pieces: tuple[tuple[slice, Mapping[str, int]], ...]

    def symbol(self, payload: str) -> Symbol:
        """The payload's symbol; LookupError when its length or a letter behind the prefix is not theirs."""
        bits = self.base
        for place, changes in self.pieces:
            bits ^= changes[payload[place]]
        return Symbol(self.modules, bits)


def symbol(badge_code: str) -> Symbol:
    """The symbol worn for this badge code; BadCode when it is none.

    Source: ISO/IEC 18004, alphanumeric mode. Nineteen characters make 21 by 21 modules at level M.
    """
    made = tables(PREFIX, len(PREFIX) + _CODE_LENGTH)
    try:
        return made.symbol(PREFIX + badge_code)
    except LookupError:
        raise BadCode(
            f"Its badge code {badge_code!r} is not sixteen of 0-9 and A-Z without I, L, O, U.",
            "Give this attendee a new badge code, then print again.") from None


@lru_cache(maxsize=8)
def tables(prefix: str, length: int) -> Tables:
    """The tables for payloads of ``length`` letters: the prefix, in QR's 45 letters, and a badge code's.

    Made at the first call, 95 encodings for a badge's, in some 30 ms; whoever asks meanwhile waits for them.
    """
    # The cache alone would let each of several first callers make them.
    with _ONE_AT_A_TIME:
        return _made(prefix, length)


@lru_cache(maxsize=8)
def _made(prefix: str, length: int) -> Tables:
    version, level = size_and_level(length)
    alike = len(prefix) // 2 * 2
    # Whole pairs of the prefix stay as they are; behind them all of the payload's bits are 0.
    zero = prefix[:alike].ljust(length, _VALUED[0])
    base = _bits(zero, version, level)
    letters = [*prefix, *[_CODE_LETTERS] * (length - len(prefix))]
    pieces = []
    for at in range(alike, length, 2):
        end = min(at + 2, length)
        images = [_bits(zero[:at] + piece + zero[end:], version, level) ^ base
                  for piece in _one_bit_pieces(end - at)]
        # The last place is open to its end, so that a longer payload is found in no table.
        place = slice(at, end if end < length else None)
        pieces.append((place, _changes(letters[at:end], images)))
    return Tables(4 * version + 17, base, tuple(pieces))


def _one_bit_pieces(size: int) -> Iterator[str]:
    """The letters, one or two, whose number has one bit set, from the lowest bit to the highest."""
    for bit in range(_BITS[size]):
        first, second = divmod(1 << bit, len(_VALUED))
        yield (_VALUED[first] + _VALUED[second])[-size:]


def _changes(letters: Sequence[str], images: Sequence[int]) -> dict[str, int]:
    """What each piece of these letters changes, from what each bit of its number changes."""
    of_number = [0]
    for image in images:
        of_number += [known ^ image for known in of_number]
    pieces = {"": 0}
    for choice in letters:
        pieces = {piece + letter: number * len(_VALUED) + _VALUED.index(letter)
                  for piece, number in pieces.items() for letter in choice}
    return {piece: of_number[number] for piece, number in pieces.items()}


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


def _bits(payload: str, version: int, level: int) -> int:
    """A Symbol's bits, from the library's rows of modules."""
    rows = _encoded(payload, version, level)
    light = ("".join("0" if dark else "1" for dark in row) for row in rows)
    return int("".join(row.ljust(8 * _row_bytes(len(rows)), "1") for row in light), 2)


def _encoded(payload: str, version: int | None, level: int) -> Sequence[Sequence[bool | None]]:
    """The rows of modules by python-qrcode, True for dark."""
    code = QRCode(version=version, error_correction=level, mask_pattern=_MASK)
    # Left to itself the library packs a payload of nothing but digits in another way.
    code.add_data(QRData(payload, _ALPHANUMERIC))
    code.make(fit=version is None)
    return code.modules


def _row_bytes(modules: int) -> int:
    return -(-modules // 8)
