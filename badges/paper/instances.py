"""The static weights of Noto Sans, made once from the variable font and kept in the cache folder.

reportlab embeds one weight of a variable font only, so fontTools makes an instance of each.
"""

import os
import tempfile
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types.
from fontTools.varLib import instancer  # type: ignore[import-untyped]  # fontTools ships no types.

# Raised when the recipe below changes, so that a kept font of an older recipe is not used.
_RECIPE = 1
_PACKAGE = "fontpkg-noto-sans"
_FAMILY_FILE = "NotoSans[wdth,wght].ttf"
# Deleted unread: making an instance of them takes twice as long as all the rest, and PDF needs none.
_NOT_FOR_PDF = ("GSUB", "GPOS", "GDEF", "STAT", "HVAR", "MVAR")


class Weight(Enum):
    """The two weights of the badge, by their names in the typeface."""

    REGULAR = "Regular"
    BOLD = "Bold"

    @property
    def axis(self) -> int:
        """The place on the typeface's weight axis."""
        return 700 if self is Weight.BOLD else 400


def font_file(weight: Weight) -> bytes:
    """The static font: out of the cache folder, or made, and kept where the folder can be written."""
    folder = _cache_folder()
    if folder is None:
        return _made()[weight]
    kept = _kept(folder, weight)
    if kept is None:
        for each, data in _made().items():
            _keep(folder, each, data)
        return _made()[weight]
    return kept


def _cache_folder() -> Path | None:
    """Where the fonts are kept, or None where this account has no home to keep them in."""
    # An address that is not absolute is to be ignored (XDG base directory specification).
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():
        try:
            base = Path.home() / ".cache"
        except RuntimeError:
            return None
    return base / "last-badge" / "fonts" / f"noto-sans-{version(_PACKAGE)}-{_RECIPE}"


def _kept(folder: Path, weight: Weight) -> bytes | None:
    try:
        return (folder / f"{weight.value}.ttf").read_bytes()
    except OSError:
        return None


def _keep(folder: Path, weight: Weight, data: bytes) -> None:
    """Write beside and rename, for another process may be reading or making the same file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as beside:
            beside.write(data)
        Path(beside.name).replace(folder / f"{weight.value}.ttf")
    except OSError:
        # A folder that cannot be written costs three seconds at the next start, never a badge.
        return


@lru_cache(maxsize=1)
def _made() -> Mapping[Weight, bytes]:
    """Both weights; remembered for the case that they cannot be kept."""
    variable = (files("fontpkg_noto_sans") / "files" / _FAMILY_FILE).read_bytes()
    return {weight: _instanced(variable, weight) for weight in Weight}


def _instanced(variable: bytes, weight: Weight) -> bytes:
    font = TTFont(BytesIO(variable))
    for table in _NOT_FOR_PDF:
        del font[table]
    instancer.instantiateVariableFont(font, {"wght": weight.axis, "wdth": 100}, inplace=True)
    # Both would call themselves Regular, and reportlab takes fonts of one name for one font.
    font["name"].setName(f"NotoSans-{weight.value}", 6, 3, 1, 0x409)
    out = BytesIO()
    font.save(out)
    return out.getvalue()
