"""Emoji as pixels: HarfBuzz paints the colour glyph, back ends place the picture."""

from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb
from PIL import Image

from badges.paper.fonts import UNITS, Face

# Fine enough at 300 dots to the inch for a sign of 15 mm.
_PIXELS_PER_EM = 160


class Emoji(NamedTuple):
    """A colour glyph: its picture in RGBA; ``box`` is left, bottom, width, height in thousandths."""

    picture: Image.Image
    box: tuple[float, float, float, float]


@lru_cache(maxsize=256)
def emoji_of(face: Face, number: int) -> Emoji:
    """A face's colour glyph, painted once for all that draw it; nobody may change its picture."""
    font = hb.Font(face.source)
    font.scale = (_PIXELS_PER_EM, _PIXELS_PER_EM)
    painter = hb.RasterPaint()
    painter.set_glyph_extents(font.get_glyph_extents(number))
    painter.paint_glyph(font, number)
    painted = painter.render()
    at = painted.extents
    # HarfBuzz counts rows upwards and multiplies colours by their opacity.
    size, pixels = (at.width, at.height), _rgba(bytes(painted.buffer))
    picture = Image.frombuffer("RGBa", size, pixels, "raw", "RGBa", at.stride, -1).convert("RGBA")
    unit = UNITS / _PIXELS_PER_EM
    box = (at.x_origin * unit, at.y_origin * unit, at.width * unit, at.height * unit)
    return Emoji(picture, box)


def _rgba(bgra: bytes) -> bytes:
    turned = bytearray(bgra)
    turned[0::4], turned[2::4] = bgra[2::4], bgra[0::4]
    return bytes(turned)
