"""PWG raster, PWG 5102.4: the dots of a badge for printers that take no PDF."""

import re
import struct
from itertools import groupby
from typing import Literal

from badges.paper import Bitmap

Kind = Literal["sgray_8", "black_1"]
_SYNC = b"RaS2"
_HEADER = 1796
_POINTS_PER_INCH, _MM_PER_INCH = 72, 25.4
_SAME_LINES = 256


def encode(bitmap: Bitmap, dpi: int, kind: Kind = "sgray_8") -> bytes:
    """A document of one page of exactly the bitmap's size.

    ``kind`` is as a printer's ``pwg-raster-document-type-supported`` has
    it. All printers of IPP Everywhere take ``sgray_8``, one byte a dot, which
    comes out no longer than ``black_1``, one bit a dot.
    """
    if kind == "sgray_8":
        # Pillow's 255 is white, and so is PWG's.
        line, dots, pack = bitmap.width, bitmap.to_pil().convert("L").tobytes(), _runs
        header = _header(bitmap, dpi, bits=8, space=18, line=line)
    else:
        line, dots, pack = bitmap.row_bytes, bitmap.rows, _packed
        header = _header(bitmap, dpi, bits=1, space=3, line=line)
    parts = [_SYNC, header]
    for row, same in groupby(dots[start : start + line] for start in range(0, len(dots), line)):
        parts += _lines(sum(1 for _ in same), pack(row))
    return b"".join(parts)


def _lines(count: int, packed: bytes) -> list[bytes]:
    """A line that is so many times the same."""
    whole, rest = divmod(count, _SAME_LINES)
    parts = [b"\xff" + packed] * whole
    return [*parts, bytes([rest - 1]) + packed] if rest else parts


# Every run of black or white dots there can be, and how it is written: its length less one, then the dot.
_RUNS = {dot * length: bytes([length - 1]) + dot for dot in (b"\0", b"\xff") for length in range(1, 129)}
_RUN = re.compile(rb"\x00{1,128}|\xff{1,128}")


def _runs(row: bytes) -> bytes:
    """A line that is black and white and nothing else."""
    return b"".join(map(_RUNS.__getitem__, _RUN.findall(row)))


# Three of a kind, or as much as there is before the next three of a kind.
_STRETCH = re.compile(rb"(.)\1{2,127}|(?:(?!(.)\2\2).){1,128}", re.DOTALL)


def _packed(row: bytes) -> bytes:
    """A line of any bytes."""
    return _STRETCH.sub(_stretch, row)


def _stretch(found: re.Match[bytes]) -> bytes:
    stretch = found[0]
    if found[1] or len(stretch) == 1:
        return bytes([len(stretch) - 1]) + stretch[:1]
    return bytes([257 - len(stretch)]) + stretch


def _header(bitmap: Bitmap, dpi: int, *, bits: int, space: int, line: int) -> bytes:
    """Of the page; what stands nowhere here is nought, which leaves it to the printer."""
    size = (bitmap.width, bitmap.height)
    numbers = {
        276: (dpi, dpi),
        # How often.
        340: (1,),
        352: [round(dots * _POINTS_PER_INCH / dpi) for dots in size],
        372: size,
        384: (bits, bits, line),
        # The colour space, and how many colours.
        400: (space,),
        420: (1,),
        # One page; neither fed nor printed backwards; all of it may have ink.
        452: (1, 1, 1, 0, 0, *size, 0xFFFFFF),
    }
    width, height = (f"{dots * _MM_PER_INCH / dpi:.4g}" for dots in size)
    header = bytearray(_HEADER)
    struct.pack_into("64s", header, 0, b"PwgRaster")
    struct.pack_into("64s", header, 1732, f"custom_badge_{width}x{height}mm".encode())
    for at, put in numbers.items():
        struct.pack_into(f">{len(put)}I", header, at, *put)
    return bytes(header)
