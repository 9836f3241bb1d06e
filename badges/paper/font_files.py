"""Where font files are: in the folder of LAST_BADGE_FONTS, among what ``make`` brought, in a package."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from badges.settings import fonts_folder

# Where npm puts the fonts of package-lock.json, beside the code they were fetched for.
_BROUGHT = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts"
_ALWAYS = "noto-sans"
# NotoSansThai_700Bold.ttf, NotoSansThai-Bold.ttf, and NotoSansThai[wdth,wght].ttf for both weights
_NAMED = re.compile(
    r"(?P<family>\w+?)(?:[-_](?:\d00)?(?P<weight>Regular|Bold)|\[(?P<axes>\w+(?:,\w+)*)\])\.ttf",
    re.IGNORECASE,
)
# How a file of TrueType outlines begins; those of PostScript ("OTTO") cannot go into our PDF.
_BEGINNINGS = (b"\0\1\0\0", b"true")
_WEIGHTS = {"Regular": 400.0, "Bold": 700.0}


@dataclass(frozen=True, slots=True)
class FontFile:
    """One weight of a family in a file; ``axes`` are where a variable font is to be pinned."""

    family: str
    weight_name: str
    path: Path
    axes: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A family, and the scripts (ISO 15924) and languages (BCP 47) it is for.

    In ``colour`` its glyphs are pictures; what is not ``brought`` is used where an installation has it.
    ``letters`` are the first and last of each range of characters that pages take from it.
    """

    key: str
    scripts: tuple[str, ...]
    languages: tuple[str, ...] = ()
    colour: bool = False
    brought: bool = True
    letters: tuple[tuple[int, int], ...] = ()

    @property
    def package(self) -> str:
        """Its package at npm."""
        return f"@expo-google-fonts/{self.key}"

    def speaks(self, language: str) -> bool:
        """Whether its forms are those of a language (BCP 47)."""
        spoken = language.casefold()
        return any(spoken == one or spoken.startswith(one + "-") for one in self.languages)


@cache
def families() -> tuple[Family, ...]:
    """All families that badges know, the more usual first."""
    said = tomllib.loads(files(__package__).joinpath("faces.toml").read_text("utf-8"))
    return tuple(_family(key, one) for key, one in said.items())


def _family(key: str, said: Mapping[str, Any]) -> Family:
    ranges = (each.split("-") for each in said.get("letters", "").split())
    return Family(
        key, tuple(said["scripts"]), tuple(said.get("languages", ())), said.get("colour", False),
        said.get("brought", True), tuple((int(first, 16), int(last, 16)) for first, last in ranges),
    )


def file_of(family: str, *, bold: bool) -> FontFile | None:
    """The family's file of this weight, or of its only one; None where it is nowhere."""
    found = _own().get(family) or _brought(family) or _packaged(family)
    if not found:
        return None
    return found.get("Bold" if bold else "Regular") or next(iter(found.values()))


def missing_fonts() -> tuple[Family, ...]:
    """The families that this installation lacks: names in their scripts cannot be printed."""
    return tuple(one for one in families() if one.brought and file_of(one.key, bold=False) is None)


@cache
def _own() -> Mapping[str, Mapping[str, FontFile]]:
    """What lies in the folder of LAST_BADGE_FONTS, by family and weight."""
    folder = fonts_folder()
    found: dict[str, dict[str, FontFile]] = {}
    for path in sorted(folder.rglob("*.[Tt][Tt][Ff]")) if folder else ():
        for file in _read_name(path):
            found.setdefault(file.family, {})[file.weight_name] = file
    return found


def _read_name(path: Path) -> Iterator[FontFile]:
    """The weights of a family that we know by the file's name; nothing for all other files."""
    named = _NAMED.fullmatch(path.name)
    if named is None or not _has_outlines(path):
        return
    weights = [named["weight"].capitalize()] if named["weight"] else list(_WEIGHTS)
    for family in families():
        if family.key.replace("-", "") == named["family"].lower():
            for weight in weights:
                yield FontFile(family.key, weight, path, _pins(weight, (named["axes"] or "").split(",")))


def _has_outlines(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _BEGINNINGS


def _pins(weight: str, axes: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Where a variable font with these axes is this weight."""
    places = {"wdth": 100.0, "wght": _WEIGHTS[weight]}
    return tuple((axis, places[axis]) for axis in axes if axis in places)


@cache
def _brought(family: str) -> Mapping[str, FontFile]:
    folders = {weight: _BROUGHT / family / f"{wght:.0f}{weight}" for weight, wght in _WEIGHTS.items()}
    found = {weight: sorted(folder.glob("*.ttf")) for weight, folder in folders.items()}
    return {weight: FontFile(family, weight, paths[0]) for weight, paths in found.items() if paths}


@cache
def _packaged(family: str) -> Mapping[str, FontFile]:
    """Noto Sans, a variable font, which is a dependency."""
    package = find_spec("fontpkg_noto_sans") if family == _ALWAYS else None
    if package is None or not package.submodule_search_locations:
        return {}
    path = Path(package.submodule_search_locations[0]) / "files" / "NotoSans[wdth,wght].ttf"
    return {weight: FontFile(family, weight, path, _pins(weight, ("wdth", "wght"))) for weight in _WEIGHTS}
