"""The words of one event's people, laid out so that a typed word finds those it may mean."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from badges.folded import words
from badges.romanised import BARE

# Whose they are, the words they are found by, and the names of their hosts.
Sought = tuple[int, str, Sequence[str]]
# A word's place in a name and company, above the place in the list of whoever has it.
PLACE = 1 << 32
LAST_WHERE = 47
STEM = 4
# Comes after every letter, and is in no word.
_LAST = "\U0010ffff"


class Row:
    """Words in a row, in which a part of one is found as fast as in any text."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        # A line's end parts them, and nobody types it into a word.
        self._text = "\n".join(words)
        self._starts = [0, *accumulate(len(word) + 1 for word in words)]

    def holding(self, part: str) -> Iterator[tuple[str, int]]:
        """The words that have this inside, once for each time, and where in them it begins."""
        found = self._text.find(part)
        while found >= 0:
            at = bisect_right(self._starts, found) - 1
            yield self._words[at], found - self._starts[at]
            found = self._text.find(part, found + 1)


@dataclass
class Index:
    """Everything by its number in the list (a place) or by a word."""

    ids: list[int] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    hosts: list[tuple[str, ...]] = field(default_factory=list)
    # By word, who has it: where it stands times PLACE, and their place; in this order.
    own: dict[str, "array[int]"] = field(default_factory=dict)
    # By host, the places of those they invited; and the hosts by the words of their names.
    invited: dict[str, "array[int]"] = field(default_factory=dict)
    called: dict[str, list[str]] = field(default_factory=dict)
    # All these words in order, for what begins with what was typed; and those of them that may be misspelt.
    in_order: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    # The beginnings of plain words by what is left of them without one of their letters.
    stems: dict[str, list[str]] = field(default_factory=dict)
    # Plain words in rows; in one of plain letters alone their parts are found much faster.
    rows: tuple[Row, ...] = ()
    # What was found near to a word, for whoever types the next letter or the same name.
    near: dict[str, list[tuple[int, list[str]]]] = field(default_factory=dict)
    # Whom words meant, up to a limit: everybody begins with one of a few letters.
    answers: dict[tuple[tuple[str, ...], int], list[int]] = field(default_factory=dict)

    def beginning_with(self, word: str) -> list[str]:
        """The words that begin so, the word itself among them."""
        return _beginning_with(self.in_order, word)

    def of_stem(self, stem: str) -> list[str]:
        """The plain words that begin so."""
        return _beginning_with(self.plain, stem)

    def holding(self, part: str) -> Iterator[tuple[str, int]]:
        """The plain words that have this inside, and where in them it begins."""
        for row in self.rows:
            yield from row.holding(part)


def make_index(people: Iterable[Sought]) -> Index:
    """An index of people in list order."""
    index = Index()
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for place, (attendee_id, folded, hosts) in enumerate(people):
        index.ids.append(attendee_id)
        index.folded.append(folded)
        # A hundred thousand people have a few hosts: one tuple serves all who have the same.
        index.hosts.append(known.setdefault(tuple(hosts), tuple(hosts)))
        for host in hosts:
            index.invited.setdefault(host, array("q")).append(place)
    _enter(index)
    for host in index.invited:
        for word in dict.fromkeys(words(host)):
            index.called.setdefault(word, []).append(host)
    _put_in_order(index)
    return index


def less_one(word: str) -> set[str]:
    """What is left of a word without one of its letters."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _enter(index: Index) -> None:
    mixed: set[str] = set()
    for place, folded in enumerate(index.folded):
        for where, word in enumerate(folded.split()):
            entry = min(where, LAST_WHERE) * PLACE + place
            known = index.own.get(word)
            if known is None:
                index.own[word] = array("q", (entry,))
            # A word that somebody has twice counts where it stands first.
            elif known[-1] % PLACE != place:
                if known[-1] > entry:
                    mixed.add(word)
                known.append(entry)
    for word in mixed:
        index.own[word] = array("q", sorted(index.own[word]))


def _put_in_order(index: Index) -> None:
    index.in_order = sorted(index.own.keys() | index.called.keys())
    index.plain = [word for word in index.in_order if not word.startswith(BARE)]
    index.rows = tuple(Row([word for word in index.plain if word.isascii() == so]) for so in (True, False))
    for stem in dict.fromkeys(word[:STEM] for word in index.plain):
        for left in less_one(stem):
            index.stems.setdefault(left, []).append(stem)


def _beginning_with(in_order: list[str], word: str) -> list[str]:
    return in_order[bisect_left(in_order, word) : bisect_right(in_order, word + _LAST)]
