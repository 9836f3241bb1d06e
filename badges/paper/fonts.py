"""Faces: one font file at one weight, as HarfBuzz reads it; which face draws a cluster of letters."""

from collections.abc import Iterator
from enum import Enum
from functools import cache
from threading import Lock
from typing import NamedTuple

import uharfbuzz as hb

from badges.paper import font_files
from badges.paper.font_files import FontFile

# Everything is measured in thousandths of the type size, which is PDF's own unit for glyphs.
UNITS = 1000
_ONE_AT_A_TIME = Lock()


class Weight(Enum):
    """The two weights of the badge, by their names in the typeface."""

    REGULAR = "Regular"
    BOLD = "Bold"


class Ink(NamedTuple):
    """The black of a glyph in thousandths of the type size; ``down`` is below the baseline."""

    left: float
    right: float
    up: float
    down: float


class Face:
    """One font file at one weight. ``colour`` faces are drawn as pictures, all others as outlines."""

    def __init__(self, family: str, file: FontFile, *, colour: bool) -> None:
        self.key = f"{family}-{file.weight_name}"
        self.file = file
        self.colour = colour
        self.source = hb.Face(hb.Blob.from_file_path(str(file.path)))
        self.font = hb.Font(self.source)
        self.font.scale = (UNITS, UNITS)
        if file.axes:
            self.font.set_variations(dict(file.axes))
        self._numbers: dict[str, int] = {}
        self._inks: dict[int, Ink] = {}

    def number(self, character: str) -> int:
        """The glyph this character has by itself; 0 for none."""
        found = self._numbers.get(character)
        if found is None:
            # The font answers None for what it lacks; surrogates are no characters at all.
            found = self.font.get_nominal_glyph(ord(character)) or 0
            self._numbers[character] = found
        return found

    def ink(self, number: int) -> Ink:
        """Where this glyph's black begins and ends, from its origin."""
        found = self._inks.get(number)
        if found is None:
            extents = self.font.get_glyph_extents(number)
            up, down = (extents.y_bearing, -extents.y_bearing - extents.height) if extents else (0, 0)
            left, width = (extents.x_bearing, extents.width) if extents else (0, 0)
            found = Ink(left, left + width, up, down)
            self._inks[number] = found
        return found


def first_face(weight: Weight) -> Face:
    """The face of Latin, Greek and Cyrillic, which is a dependency and so is always there."""
    return next(faces("Latn", "", weight))


def faces(script: str, language: str, weight: Weight) -> Iterator[Face]:
    """The faces for a script (ISO 15924) in a language (BCP 47), the best first, then all others."""
    for family in _in_order(script, language):
        found = _face(family, weight)
        if found is not None:
            yield found


def emoji_face() -> Face | None:
    """The face of pictures in colour, if this installation has it."""
    for family in font_files.families():
        if family.colour:
            return _face(family.key, Weight.REGULAR)
    return None


@cache
def _in_order(script: str, language: str) -> tuple[str, ...]:
    """Those that serve the script, those of the language before others; after them all the rest."""
    plain = [family for family in font_files.families() if not family.colour]

    def distance(family: font_files.Family) -> tuple[bool, bool]:
        return script not in family.scripts, not family.speaks(language)

    return tuple(family.key for family in sorted(plain, key=distance))


def _face(family: str, weight: Weight) -> Face | None:
    # Under a lock: two threads that draw at once shall not both read ten megabytes.
    with _ONE_AT_A_TIME:
        return _loaded(family, weight)


@cache
def _loaded(family: str, weight: Weight) -> Face | None:
    file = font_files.file_of(family, bold=weight is Weight.BOLD)
    if file is None:
        return None
    if file.weight_name != weight.value:
        # One weight for both: the same face object, so that it is embedded once.
        return _loaded(family, Weight(file.weight_name))
    colour = any(one.key == family and one.colour for one in font_files.families())
    return Face(family, file, colour=colour)
