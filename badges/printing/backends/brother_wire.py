"""Brother's raster commands for QL label printers, and the 32 bytes in which they say how they are.

Sources: Brother's raster command references for QL-700, QL-710W and 720NW, QL-800, 810W and 820NWB and
QL-1100, 1110NWB and 1115NWB.
"""

import re
from dataclasses import dataclass

from badges.errors import BadInput
from badges.paper import Bitmap

STATUS_BYTES = 32
ASK_STATUS = b"\x1biS"
# As many as the longest line that may have been begun.
INITIALISE = bytes(400) + b"\x1b@"

_HEAD = b"\x80\x20B"
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_PINS, _WIDE_PINS = 720, 1296
# The heads of wide printers begin further out.
_WIDE_PINS_FREE = 44
# By the width of the roll in millimetres: how many pins right of its printable part stay free.
_PINS_FREE = {12: 29, 29: 6, 38: 12, 50: 12, 54: 0, 60: 18, 62: 12, 102: 12, 103: 12}
_WIDE = re.compile(r"QL-1[01]\d\d")
_ENDLESS, _CUT_OUT = 0x0A, 0x0B
# What follows is told: kind, width and length of the roll; go for quality; go on after a trouble.
_TOLD = 0x02 | 0x04 | 0x08 | 0x40 | 0x80
_AUTO_CUT, _CUT_AT_END = 0x40, 0x08
_FEED_ENDLESS = 35

_MODELS = {
    0x31: "QL-560", 0x32: "QL-570", 0x33: "QL-580N", 0x34: "QL-1060N", 0x35: "QL-700", 0x36: "QL-710W",
    0x37: "QL-720NW", 0x38: "QL-800", 0x39: "QL-810W", 0x41: "QL-820NWB", 0x43: "QL-1100",
    0x44: "QL-1110NWB", 0x45: "QL-1115NWB", 0x4F: "QL-500", 0x50: "QL-1050", 0x51: "QL-650TD",
}
# By the bits of both bytes of error information, the second above the first.
_SAYS = {
    0x0001: "out of labels", 0x0002: "the roll is at its end", 0x0004: "the cutter is stuck",
    0x0080: "the fan does not turn", 0x0100: "the wrong roll is in it", 0x0200: "its memory is full",
    0x0400: "it did not understand what it was sent", 0x1000: "cover open", 0x2000: "too hot",
    0x4000: "the labels cannot be fed", 0x8000: "it has a fault",
}
# It is at work, or being switched off: neither waits for a person.
_NO_TROUBLE = 0x0010 | 0x0020
_COMPLETED, _PHASE_CHANGE, _PRINTING = 0x01, 0x06, 0x01


@dataclass(frozen=True)
class Status:
    """How a printer is. ``media`` is in millimetres, its length 0 on an endless roll; None for no roll.

    ``completed``: it says of itself that a label is done.
    """

    model: str
    words: tuple[str, ...]
    media: tuple[float, float] | None
    printing: bool
    completed: bool


def statuses(said: bytes) -> list[Status]:
    """Every whole status in an answer, in their order."""
    found = []
    at = said.find(_HEAD)
    while 0 <= at <= len(said) - STATUS_BYTES:
        found.append(_status(said[at : at + STATUS_BYTES]))
        at = said.find(_HEAD, at + STATUS_BYTES)
    return found


def is_status(said: bytes) -> bool:
    """Whether an answer holds a whole status."""
    return len(said) - said.find(_HEAD) >= STATUS_BYTES and _HEAD in said


def _status(said: bytes) -> Status:
    bits = (said[8] | said[9] << 8) & ~_NO_TROUBLE
    words = tuple(_SAYS.get(1 << n, f"error {1 << n:X}") for n in range(16) if bits >> n & 1)
    model = _MODELS.get(said[4], f"QL, {said[3]:X}{said[4]:X}")
    media = (float(said[10]), float(said[17])) if said[10] else None
    return Status(f"Brother {model}", words, media, said[19] == _PRINTING, said[18] == _COMPLETED)


@dataclass(frozen=True)
class Roll:
    """What is in the printer: millimetres across, and along where it has labels of its own."""

    width: float
    length: float
    endless: bool


def document(bitmap: Bitmap, roll: Roll, *, model: str = "", cut: bool = True) -> bytes:
    """One label of these dots, 300 to the inch, as it is fed.

    A QL has no darkness to set. Raises BadInput for a label that its head is too narrow for.
    """
    wide = bool(_WIDE.search(model))
    kind, length = (_ENDLESS, 0) if roll.endless else (_CUT_OUT, round(roll.length))
    return b"".join((
        INITIALISE,
        b"\x1bia\x01",
        b"\x1biz", bytes((_TOLD, kind, round(roll.width), length)),
        bitmap.height.to_bytes(4, "little"), b"\0\0",
        b"\x1biM", bytes((_AUTO_CUT if cut else 0,)),
        b"\x1biA\x01",
        b"\x1biK", bytes((_CUT_AT_END if cut else 0,)),
        b"\x1bid", (_FEED_ENDLESS if roll.endless else 0).to_bytes(2, "little"),
        _lines(bitmap, round(roll.width), _WIDE_PINS if wide else _PINS, _WIDE_PINS_FREE if wide else 0),
        b"\x1a",
    ))


def _lines(bitmap: Bitmap, width: int, pins: int, further: int) -> bytes:
    """The rows, each mirrored: the first pin prints the rightmost dot."""
    free = _PINS_FREE.get(width, max(0, (pins - further - bitmap.width) // 2)) + further
    spare = pins - free - bitmap.width
    if spare < 0:
        raise BadInput(f"This label is {bitmap.width} dots wide, and the printer prints {pins - free} on "
                       f"{width} mm. Choose the paper that is in it.")
    size = bitmap.row_bytes
    mirrored = bitmap.rows[::-1].translate(_REVERSED)
    line = pins // 8
    begin = b"g\0" + bytes((line,))
    return b"".join(
        begin + (int.from_bytes(mirrored[at : at + size]) << spare).to_bytes(line)
        for at in range(len(mirrored) - size, -1, -size)
    )
