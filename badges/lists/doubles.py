"""Likely doubles: who a row may be, without our knowing it. They are asked about, never decided."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from rapidfuzz.distance import OSA

from badges.folded import words
from badges.lists.entries import Entry
from badges.lists.known import Known

# An assistant's mail may stand beside a whole company; a question names one of the first of them.
_LOOKED_AT = 20
_One = TypeVar("_One")


@dataclass(frozen=True)
class Question:
    """A row that may be somebody on the list, or the attendee of an earlier row (then ``known`` is None)."""

    row: int
    name: str
    known: int | None
    other_row: int
    other_name: str
    why: str


@dataclass
class Doubles:
    """Those a new row is held against: by mail address, and by name where an address is missing."""

    codes: frozenset[str] = frozenset()
    _by_mail: dict[str, list[Known | Entry]] = field(default_factory=dict)
    _by_name: dict[str, list[Known]] = field(default_factory=dict)

    def know(self, one: Known) -> None:
        """Somebody on the list whom no row of this file is for certain."""
        if one.email:
            _add(self._by_mail, _mailbox(one.email), one)
        _add(self._by_name, _in_any_order(one.name), one)

    def remember(self, entry: Entry) -> None:
        """A row of this file, for those after it."""
        if entry.email:
            _add(self._by_mail, _mailbox(entry.email), entry)

    def of(self, entry: Entry) -> Question | None:
        """Whom this row may be, if anybody."""
        for one, why in self._candidates(entry):
            if not self._are_two_tickets(one, entry):
                known = one.id if isinstance(one, Known) else None
                row = one.row if isinstance(one, Entry) else 0
                return Question(entry.row, entry.name, known, row, one.name, why)
        return None

    def _candidates(self, entry: Entry) -> Iterator[tuple[Known | Entry, str]]:
        if entry.email:
            for one in self._by_mail.get(_mailbox(entry.email), ()):
                if alike(one.name, entry.name):
                    yield one, "they share a mail address and nearly the name"
        # Two who have each a mail address of their own are namesakes. A first list is held against nobody.
        for other in self._by_name.get(_in_any_order(entry.name), ()) if self._by_name else ():
            if not (other.email and entry.email):
                yield other, "they have the same name, and no mail address says whether they are one"

    def _are_two_tickets(self, one: Known | Entry, entry: Entry) -> bool:
        """Two codes in one file are two tickets; a code that is gone from the file was perhaps replaced."""
        return bool(one.code and entry.code and one.code in self.codes)


def alike(one: str, other: str) -> bool:
    """Whether two names under one mail address may be one person's: Jon and John, O'Brien and O’Brien."""
    first, second = words(one), words(other)
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    left, right = " ".join(sorted(first)), " ".join(sorted(second))
    return OSA.distance(left, right) <= _letters_off(min(len(left), len(right)))


def _letters_off(length: int) -> int:
    """How many letters a name of this length may be off and still be the same one, misspelt."""
    return next(most for most, longest in ((0, 3), (1, 6), (2, length)) if length <= longest)


def _in_any_order(name: str) -> str:
    return " ".join(sorted(words(name)))


def _mailbox(email: str) -> str:
    name, _, domain = email.casefold().partition("@")
    return f"{name}@{'gmail.com' if domain == 'googlemail.com' else domain}"


def _add(index: dict[str, list[_One]], key: str, one: _One) -> None:
    found = index.setdefault(key, [])
    if key and len(found) < _LOOKED_AT:
        found.append(one)
