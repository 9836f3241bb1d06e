"""The badge's typeface: Noto Sans Regular and Bold, registered with reportlab when a badge needs them."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from threading import Lock

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types.
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

from badges.paper.instances import Weight, font_file

_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character's advance and ink, in thousandths of the type size; ``down`` is below the baseline."""

    advance: float
    left: float
    right: float
    up: float
    down: float


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One weight, registered with reportlab under ``name``."""

    name: str
    glyphs: Mapping[str, Glyph]

    def has(self, character: str) -> bool:
        """Whether the face draws this character."""
        return character in self.glyphs

    def blackens(self, character: str) -> bool:
        """Whether the character leaves ink; spaces of all kinds do not."""
        return self.glyphs[character].right > self.glyphs[character].left


def face(weight: Weight) -> Face:
    """The face of that weight, made and registered at the first call (three seconds on an empty cache)."""
    with _ONE_AT_A_TIME:
        return _registered(weight)


@lru_cache(maxsize=len(Weight))
def _registered(weight: Weight) -> Face:
    data = font_file(weight)
    name = f"LastBadge-{weight.value}"
    pdfmetrics.registerFont(EmbeddedFont(name, BytesIO(data)))
    return Face(name, _glyphs(data))


def _glyphs(data: bytes) -> dict[str, Glyph]:
    """Advance and ink of every character, read from the glyphs' headers without their outlines."""
    font = TTFont(BytesIO(data), lazy=True)
    scale = 1000 / font["head"].unitsPerEm
    outlines, starts = font.reader["glyf"], font["loca"]
    advances = {name: advance for name, (advance, _) in font["hmtx"].metrics.items()}
    found = {}
    for code, name in font.getBestCmap().items():
        number = font.getGlyphID(name)
        ink = _ink(outlines[starts[number]:starts[number + 1]])
        left, down, right, up = (scale * edge for edge in ink)
        found[chr(code)] = Glyph(scale * advances[name], left, right, up, -down)
    return found


def _ink(outline: bytes) -> tuple[int, int, int, int]:
    """Left, bottom, right and top of a glyph in font units; nothing but zeros for a space."""
    if not outline:
        return 0, 0, 0, 0
    _, left, bottom, right, top = struct.unpack(">5h", outline[:10])
    return left, bottom, right, top
