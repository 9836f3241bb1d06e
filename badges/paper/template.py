"""Templates: what a text of a design says, written over the facts of a badge.

    {field}            what the list says there; field names are the list's headers, in any case
    {first|second}     the first of them that is written
    [ ... ]            left out unless every field in it is written
    {{ }} [[ ]]        the brackets themselves

There is nothing else, and what a badge says is never read as a template.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from unicodedata import category

from badges.paper.refusals import BadDesign

LONGEST_TEMPLATE = 200
LONGEST_FIELD = 80

Fact = Callable[[str], str]

_PIECE = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{[^{}\[\]]*\}|[{}\[\]]|[^{}\[\]]+")
# They turn what stands after them around, and nobody who reads the template sees them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class _Written:
    """The first of these fields that is written."""

    names: tuple[str, ...]

    def text(self, fact: Fact) -> str:
        return next((said for name in self.names if (said := fact(name)).strip()), "")


@dataclass(frozen=True, slots=True)
class _Together:
    """Words and fields of which none is drawn unless each field is written."""

    parts: tuple[str | _Written, ...]

    def text(self, fact: Fact) -> str:
        said = [part if isinstance(part, str) else part.text(fact) for part in self.parts]
        return "".join(said) if all(said) else ""


_Part = str | _Written | _Together


@dataclass(frozen=True, slots=True)
class Template:
    """A template as it was written, and ready to be filled; two are equal when they were written alike.

    ``fields`` are the fields it asks for, case-folded, in their order.
    """

    source: str
    fields: tuple[str, ...] = field(compare=False, repr=False)
    _parts: tuple[_Part, ...] = field(compare=False, repr=False)
    # Most templates are one field; a thousand badges of eight texts ask this eight thousand times.
    _only: str = field(compare=False, repr=False)

    @classmethod
    def read(cls, source: str) -> "Template":
        """The template in this text; BadDesign where a bracket is left alone, or it is too long."""
        _plain(source)
        parts = tuple(_parts(source))
        fields = tuple(dict.fromkeys(name for part in parts for name in _names(part)))
        alone = len(parts) == len(fields) == 1 and isinstance(parts[0], _Written)
        return cls(source, fields, parts, fields[0] if alone else "")

    def written(self, fact: Fact) -> str:
        """What it says of the badge whose facts these are; empty where that is nothing but spaces."""
        if self._only:
            said = fact(self._only)
        else:
            said = "".join(part if isinstance(part, str) else part.text(fact) for part in self._parts)
        return said if said.strip() else ""


def _plain(source: str) -> None:
    if len(source) > LONGEST_TEMPLATE:
        raise BadDesign(f"Its text has {len(source)} characters.",
                        f"A badge takes at most {LONGEST_TEMPLATE}; shorten it.")
    for letter in source:
        if category(letter) in {"Cc", "Cs"} or letter in _TURNING:
            raise BadDesign(f"Its text holds the invisible character U+{ord(letter):04X}.",
                            "Take it out; lines break by themselves.")


def _parts(source: str) -> Iterator[_Part]:
    pieces = iter(_PIECE.findall(source))
    for piece in pieces:
        if piece == "[":
            yield _together(pieces)
        elif piece == "]":
            raise _alone("]", "[")
        else:
            yield _one(piece)


def _together(pieces: Iterator[str]) -> _Together:
    """What stands until the closing bracket."""
    parts: list[str | _Written] = []
    for piece in pieces:
        if piece == "[":
            raise BadDesign("In its text a [ stands between [ and ].", "Close the first before the second.")
        if piece == "]":
            if all(isinstance(part, str) for part in parts):
                raise BadDesign("Between [ and ] its text has no field.",
                                "Write one, such as [Table {table}], or double the brackets to draw them.")
            return _Together(tuple(parts))
        parts.append(_one(piece))
    raise _alone("[", "]")


def _one(piece: str) -> str | _Written:
    """A field, or words as they are."""
    if piece in {"{", "}"}:
        raise _alone(piece, "}" if piece == "{" else "{")
    if piece in {"{{", "}}", "[[", "]]"}:
        return piece[0]
    if not piece.startswith("{"):
        return piece
    names = tuple(name.strip().casefold() for name in piece[1:-1].split("|"))
    if not all(0 < len(name) <= LONGEST_FIELD for name in names):
        raise BadDesign(f"In its text {piece[:LONGEST_FIELD]} names no field.",
                        "Write a header of the list there, such as {company}, "
                        "or double the braces to draw them.")
    return _Written(names)


def _alone(bracket: str, missing: str) -> BadDesign:
    return BadDesign(f"In its text a {bracket} has no {missing}.",
                     f"Write both, or {bracket * 2} to draw the bracket itself.")


def _names(part: _Part) -> Iterator[str]:
    if isinstance(part, _Written):
        yield from part.names
    elif isinstance(part, _Together):
        for inner in part.parts:
            yield from _names(inner)
