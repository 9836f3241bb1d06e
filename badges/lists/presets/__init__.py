"""The exports we know by sight: one TOML file each, named after the system that made it.

A preset is recognised when each slot of its ``signature`` is met by one of
the header texts named there, in any order and case. What columns mean stands
under ``columns``; those it names nowhere are kept as fields. CONTRIBUTING
shows how to add one.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from badges.errors import BadInput
from badges.lists.titles import BADGE, MEANINGS, bare

_WORDS = frozenset(
    {"title", "source", "signature", "columns", "leave_out", "not_coming"}
    | {"code_after", "keeps_last", "armoured"}
)
ANYTHING = "*"


@dataclass(frozen=True)
class NotComing:
    """Who is not coming, told by what stands in one column, under whichever of its titles it is there."""

    columns: tuple[str, ...]
    # What the cell says, bare, and how we say it; ANYTHING stands for all that is not empty.
    why: Mapping[str, str]

    def reason(self, cell: str) -> str | None:
        """Why a row with this cell is of somebody who is not coming; None where they are."""
        said = bare(cell)
        return (self.why.get(said) or self.why.get(ANYTHING)) if said else None


@dataclass(frozen=True)
class Preset:
    """What we know of one system's export. All header texts in it are bare (see ``titles.bare``)."""

    name: str
    title: str
    signature: tuple[frozenset[str], ...]
    # Per meaning the header texts that carry it, the best first; of "a + b" the cells are joined by a dash.
    columns: Mapping[str, tuple[str, ...]]
    # Housekeeping that no badge and no desk needs, such as prices and addresses of computers.
    leave_out: frozenset[str] = frozenset()
    not_coming: tuple[NotComing, ...] = ()
    # What stands before the code in its cell, such as the address in a QR code.
    code_after: str = ""
    # Where one person may stand in several rows, the last of them holds.
    keeps_last: bool = False
    # Cells that begin like a formula carry an apostrophe that is not part of them.
    armoured: bool = False

    def fits(self, header: Iterable[str]) -> bool:
        """Whether this header is one of this system's."""
        titles = {bare(title) for title in header}
        return all(slot & titles for slot in self.signature)


@cache
def presets() -> Mapping[str, Preset]:
    """All of them by name, those that ask for the most first."""
    read = [
        read_preset(file.name.removesuffix(".toml"), file.read_text("utf-8"))
        for file in files(__name__).iterdir()
        if file.name.endswith(".toml")
    ]
    return {one.name: one for one in sorted(read, key=lambda one: (-len(one.signature), one.name))}


def preset_named(name: str) -> Preset:
    """The preset of this name. Raises BadInput, which names all there are."""
    if name not in presets():
        raise BadInput(f"There is no preset “{name}”; there are {', '.join(sorted(presets()))}.", preset=name)
    return presets()[name]


def recognised(header: Iterable[str]) -> Preset | None:
    """The preset this header fits best, if any."""
    titles = list(header)
    return next((one for one in presets().values() if one.fits(titles)), None)


def read_preset(name: str, text: str) -> Preset:
    """One preset from its file. Raises ValueError for a word that presets do not know."""
    raw = tomllib.loads(text)
    columns = raw.get("columns", {})
    unknown = (raw.keys() - _WORDS) | (columns.keys() - {*MEANINGS, BADGE})
    if unknown:
        raise ValueError(f"the preset {name} says {', '.join(sorted(unknown))}, which presets do not know")
    return Preset(
        name=name,
        title=raw["title"],
        signature=tuple(frozenset(map(bare, _several(slot))) for slot in raw["signature"]),
        columns={what: tuple(map(_joined, _several(titles))) for what, titles in columns.items()},
        leave_out=frozenset(map(bare, raw.get("leave_out", ()))),
        not_coming=tuple(map(_not_coming, raw.get("not_coming", ()))),
        code_after=raw.get("code_after", ""),
        keeps_last=raw.get("keeps_last", False),
        armoured=raw.get("armoured", False),
    )


def _several(one_or_more: str | list[str]) -> list[str]:
    return [one_or_more] if isinstance(one_or_more, str) else one_or_more


def _joined(title: str) -> str:
    return " + ".join(map(bare, title.split(" + ")))


def _not_coming(rule: Mapping[str, Any]) -> NotComing:
    why = {said if said == ANYTHING else bare(said): reason for said, reason in rule["why"].items()}
    return NotComing(tuple(map(bare, _several(rule["column"]))), why)
