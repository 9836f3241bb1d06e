"""PWG raster read back to dots, written from PWG 5102.4 and from nothing of ours."""

import struct
from dataclasses import dataclass

import numpy as np

SGRAY, BLACK = 18, 3


@dataclass(frozen=True)
class Page:
    dpi: int
    points: tuple
    bits: int
    space: int
    name: str
    dots: np.ndarray  # One byte a dot, 0 for black and 255 for white.


def pages(document):
    """All pages of a document; anything that does not come out even fails."""
    assert document[:4] == b"RaS2", "no PWG raster"
    at, found = 4, []
    while at < len(document):
        page, at = _page(document, at)
        found.append(page)
    assert at == len(document), "bytes are left over"
    return found


def _page(document, at):
    header = document[at : at + 1796]
    assert header[:64].rstrip(b"\0") == b"PwgRaster"

    def numbers(offset, count=1):
        return struct.unpack_from(f">{count}I", header, offset)

    (across, along), (width, height) = numbers(276, 2), numbers(372, 2)
    bits, a_pixel, a_line = numbers(384, 3)
    assert across == along
    assert bits == a_pixel
    assert a_line == (width * bits + 7) // 8
    assert numbers(396) == (0,), "chunky is the only order there is"
    raw, at = _lines(document, at + 1796, a_line, height, max(1, bits // 8))
    dots = raw.reshape(height, a_line)
    if bits == 1:
        dots = np.unpackbits(dots, axis=1)[:, :width] * 255
    (space,) = numbers(400)
    light = dots if space == SGRAY else 255 - dots
    name = header[1732:1796].rstrip(b"\0").decode()
    return Page(across, numbers(352, 2), bits, space, name, light.astype("uint8")), at


def _lines(document, at, length, height, unit):
    lines = []
    while len(lines) < height:
        again, at = document[at] + 1, at + 1
        line = bytearray()
        while len(line) < length:
            code, at = document[at], at + 1
            if code == 128:
                raise AssertionError("nothing of ours clears to the end of a line")
            count = 257 - code if code > 128 else 1
            stretch = document[at : at + count * unit]
            at += count * unit
            line += stretch if code > 128 else stretch * (code + 1)
        assert len(line) == length, "a line runs over"
        lines += [bytes(line)] * again
    assert len(lines) == height, "a line is repeated beyond the page"
    return np.frombuffer(b"".join(lines), "uint8"), at
