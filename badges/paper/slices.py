"""Slices of fonts: what a page's browser fetches of a font, and only when the page has letters of it.

A font of Chinese is ten megabytes and a name has three of its letters: large fonts are cut, small ones whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from badges.paper.font_files import Family, FontFile, families, file_of

# Characters in a slice of a large font: about 100 KB of Han letters.
_PART = 512
_LARGE = 4096
# Beyond the basic plane our fonts have few letters, which are one slice.
_BASIC = 0x10000

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a font file: the characters of ``ranges``, each from its first to its last.

    It is for ``bold`` text or for the other; a family of one weight is for both.
    """

    file: FontFile
    bold: bool
    ranges: Ranges

    @property
    def name(self) -> str:
        """Its ranges in hexadecimal, such as 4e00-4fff."""
        return ",".join(f"{first:04x}-{last:04x}" for first, last in self.ranges)


@cache
def slices_of(family: Family) -> tuple[Slice, ...]:
    """The slices of a family for both weights; none where its files are not there."""
    files = {bold: file_of(family.key, bold=bold) for bold in (False, True)}
    return tuple(
        Slice(file, bold, ranges) for bold, file in files.items() if file for ranges in _parts(family.letters)
    )


def slice_named(family: str, weight_name: str, name: str) -> Slice | None:
    """The slice of that name; None for any that no page asks for."""
    asked = (family, weight_name, name)
    known = (each for one in families() if one.key == family for each in slices_of(one))
    return next((each for each in known if (family, each.file.weight_name, each.name) == asked), None)


def slices_for(language: str) -> Iterator[Slice]:
    """The slices for a page in a language (BCP 47); where two have a character, the later one draws it.

    The usual Han letters come in the forms of the language, else in the first we have; not in all, which
    would only make every page longer. The rare ones come from all: no font has every one of them.
    """
    han = [family for family in families() if "Hani" in family.scripts and slices_of(family)]
    spoken = next((family for family in han if family.speaks(language)), None)
    for family in sorted(families(), key=lambda family: family == spoken):
        for each in slices_of(family):
            if family not in han[1:] or family == spoken or not _usual(each, han[0]):
                yield each


def _usual(each: Slice, han: Family) -> bool:
    return any(first <= each.ranges[0][0] <= last < _BASIC for first, last in han.letters)


def _parts(letters: Ranges) -> Iterator[Ranges]:
    if sum(last - first + 1 for first, last in letters) < _LARGE:
        yield from [letters] if letters else []
        return
    for first, last in letters:
        step = _PART if last < _BASIC else last - first + 1
        for begin in range(first, last + 1, step):
            yield ((begin, min(begin + step - 1, last)),)
