"""One table of a design document: its values, each checked, or refused with where it stands."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar
from unicodedata import category

from badges.paper.refusals import BadDesign

# A label is at most this long; what is larger is a mistake in the unit.
MOST_MM = 1000
LONGEST_WORDS = 200

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the document, and where in it that is, such as ``front, element 3 (company)``."""

    values: Mapping[str, object]
    where: str

    def refuse(self, why: str, fix: str) -> BadDesign:
        """The refusal to raise for something in this table."""
        return BadDesign(why, fix, self.where)

    def only(self, known: Collection[str]) -> None:
        """Refuse a key that nobody knows, with the nearest there is."""
        for key in self.values:
            if key not in known:
                raise self.refuse(f"There is no “{_short(key)}” here.", nearest(key, known))

    def has(self, key: str) -> bool:
        """Whether the key is there at all."""
        return key in self.values

    def words(self, key: str, default: str | None = None) -> str:
        """A text without invisible characters; without a default it must say something."""
        value = self.values.get(key, default)
        if value is None:
            raise self.refuse(f"“{key}” is missing.", f'Write a line such as {key} = "…".')
        if not isinstance(value, str):
            raise self.refuse(f"“{key}” is {_kind(value)}.", f'Write a text, such as {key} = "…".')
        if not clean(value):
            raise self.refuse(f"“{key}” is longer than {LONGEST_WORDS} characters, or has invisible ones.",
                              "Write it shorter, on one line.")
        if default is None and not value.strip():
            raise self.refuse(f"“{key}” is empty.", "Write something between the quotation marks.")
        return value

    def choice(self, key: str, choices: Sequence[_Word], default: _Word | None = None) -> _Word:
        """One of these words."""
        said = self.words(key, default)
        for word in choices:
            if word == said:
                return word
        raise self.refuse(f"“{key}” cannot be “{_short(said)}”.", nearest(said, choices))

    def number(self, key: str, least: float, most: float, default: float | None = None) -> float:
        """A number within these bounds."""
        value = self.values.get(key, default)
        if value is None:
            raise self.refuse(f"“{key}” is missing.", f"Write a number from {least:g} to {most:g}.")
        # The comparison also refuses what is not a number, and what is infinite.
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            raise self.refuse(f"“{key}” is {_kind(value)}.", f"Write a number from {least:g} to {most:g}.")
        return float(value)

    def length(self, key: str, least: float = 0, default: float | None = None) -> float:
        """A length in millimetres."""
        return self.number(key, least, MOST_MM, default)

    def whole(self, key: str, least: int, most: int, default: int) -> int:
        """A whole number within these bounds."""
        value = self.number(key, least, most, default)
        if not value.is_integer():
            raise self.refuse(f"“{key}” is {value:g}.", f"Write a whole number from {least} to {most}.")
        return int(value)

    def flag(self, key: str) -> bool:
        """True or false; false where it is not there."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(f"“{key}” is {_kind(value)}.", "Write true or false.")
        return value

    def hex_colour(self, key: str) -> str:
        """A colour as ``#rrggbb``, in small letters."""
        value = self.values.get(key)
        if not isinstance(value, str) or not _HEX.fullmatch(value):
            raise self.refuse(f"“{_short(key)}” is {_kind(value)}.", 'Write a colour such as "#b4532a".')
        return value.lower()

    def colour(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """A colour as ``#rrggbb``, or the name of one that the design has."""
        said = self.words(key, default)
        if said in known:
            return said
        if said.startswith("#"):
            return self.hex_colour(key)
        raise self.refuse(f"“{key}” names no colour of this design, “{_short(said)}”.", nearest(said, known))

    def table(self, key: str) -> "Table":
        """The table under this key, empty where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise self.refuse(f"“{_short(key)}” is {_kind(value)}.", "Write a table of names and values.")
        return Table(value, f"{self.where}, {_short(key)}" if self.where else _short(key))

    def list(self, key: str) -> Sequence[object]:
        """The list under this key, empty where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.refuse(f"“{_short(key)}” is {_kind(value)}.", "Write a list in brackets.")
        return value


def nearest(said: str, known: Collection[str]) -> str:
    """What may have been meant, as a sentence."""
    near = get_close_matches(said[:LONGEST_WORDS], known, n=1, cutoff=0.5)
    return f"Did you mean “{near[0]}”?" if near else f"It may be {', '.join(sorted(known))}."


def clean(text: str) -> bool:
    """Whether a text is short and has no control characters and no halves of characters."""
    return len(text) <= LONGEST_WORDS and not any(category(letter) in {"Cc", "Cs"} for letter in text)


def _kind(value: object) -> str:
    """What a value is, in words that stay short whatever it holds."""
    if value is None:
        return "missing"
    if isinstance(value, bool | int | float):
        return _short(f"{value}".lower())
    if isinstance(value, str):
        return f"“{_short(value)}”"
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, Mapping) else "a date or a time"


def _short(text: str) -> str:
    """The beginning of a text that somebody else wrote, fit to stand in a sentence."""
    seen = "".join(letter if category(letter) not in {"Cc", "Cs"} else "\ufffd" for letter in text[:41])
    return seen if len(seen) <= 40 else seen[:40] + "…"  # noqa: PLR2004
