"""How a typed word meets the words of a list."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from badges.romanised import BARE, bare
from badges.search.index import LAST_WHERE, PLACE, STEM, Index, less_one
from badges.search.nicknames import forms

# The same, begins with it, stands for it, has it inside; one letter off and its beginning one letter off, the
# same with two; begins with the same consonants.
SAME, BEGINS, ALSO, INSIDE, OFF, SOUNDS = 1, 2, 3, 4, 5, 9
# A letter off in two is another word, and a beginning of three begins too much; a long word has room for two.
_SHORTEST, _SHORTEST_BEGUN, _LONG = 3, 4, 7
# Fewer consonants than three say too little.
_SURE = len(BARE) + 3
_MOST_KEPT = 1000
# Scripts that write no blanks between words.
_UNPARTED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)


@dataclass
class Asked:
    """One typed word: how words meet it, and where those stand that are it when put together, by place."""

    word: str
    meets: dict[str, int] = field(default_factory=dict)
    together: dict[int, int] = field(default_factory=dict)

    def meet(self, words: Iterable[str], how: int) -> None:
        """These words meet it in this way, unless they do in a better one."""
        for word in words:
            if self.meets.get(word, how + 1) > how:
                self.meets[word] = how


def as_typed(index: Index, word: str) -> Asked:
    """The words that are this one, begin with it or stand for it."""
    asked = Asked(word)
    asked.meets = dict.fromkeys(index.beginning_with(word), BEGINS)
    sounds = bare(word)
    others = [*forms().get(word, ()), *([sounds] if len(sounds) >= _SURE else [])]
    asked.meet((one for one in others if one in index.own or one in index.called), ALSO)
    if word in asked.meets:
        asked.meets[word] = SAME
    if _UNPARTED.search(word):
        asked.meet((one for one in index.in_order if word in one), ALSO)
    return asked


def put_together(index: Index, asked: Asked) -> None:
    """Whose neighbouring words are the typed one when they are put together: “sorenaero”, “jsmith”."""
    for length in range(1, len(asked.word)):
        first = asked.word[:length]
        for entry in index.own.get(first, ()):
            place = entry % PLACE
            folded = index.folded[place]
            # Most are passed over by the first of these questions, which costs the least.
            if asked.word not in folded.replace(" ", ""):
                continue
            where = _where_in_row(folded.split(), first, asked.word[length:])
            if where is not None:
                asked.together[place] = min(where, asked.together.get(place, where))


def _where_in_row(theirs: list[str], first: str, rest: str) -> int | None:
    for where, word in enumerate(theirs):
        if word == first and _are_behind(theirs[where + 1 :], rest):
            return min(where, LAST_WHERE)
    return None


def _are_behind(theirs: list[str], rest: str) -> bool:
    for word in theirs:
        if word.startswith(rest):
            return True
        if not rest.startswith(word):
            return False
        rest = rest.removeprefix(word)
    return False


def misspell(index: Index, asked: Asked) -> None:
    """The words that are, or of which a beginning is, a letter or two off; without vowels, what sounds so."""
    near = index.near.get(asked.word)
    if near is None:
        if len(index.near) >= _MOST_KEPT:
            index.near.clear()
        near = index.near[asked.word] = list(_near(index, asked.word))
    for off, words in near:
        asked.meet(words, off)
    consonants = bare(asked.word)
    if consonants:
        asked.meet(index.beginning_with(consonants), SOUNDS)


def look_inside(index: Index, asked: Asked) -> None:
    """The words that have it inside; a single Latin letter is inside of everybody."""
    if len(asked.word) > 1 or not asked.word.isascii():
        asked.meet((one for one, _ in index.holding(asked.word)), INSIDE)


def letters_off(length: int) -> int:
    """How many mistakes a word has room for."""
    if length < _SHORTEST:
        return 0
    return 1 if length < _LONG else 2


def _near(index: Index, word: str) -> Iterator[tuple[int, list[str]]]:
    length, most = len(word), letters_off(len(word))
    if not most:
        return
    known = _candidates(index, word, most)
    whole = [one for one in known if abs(len(one) - length) <= most]
    yield from _graded(word, whole, whole, most, OFF)
    if length < _SHORTEST_BEGUN:
        return
    for at in range(length - most, length + most + 1):
        longer = [one for one in known if len(one) > at]
        yield from _graded(word, longer, [one[:at] for one in longer], most, OFF + 1)


def _candidates(index: Index, word: str, most: int) -> list[str]:
    """All words that may be near this one, and a few that are not."""
    known = _alike_at_first(index, word[:STEM])
    if most > 1:
        # Else both mistakes are in there and the rest is right; or its first letter changed places, too.
        for rest in {word[STEM:], word[STEM] + word[STEM - 1] + word[STEM + 1 :]}:
            known += (one for one, at in index.holding(rest) if abs(at - STEM) <= most)
    # As long as what was typed, they are at most twice as far off as the beginning that is near.
    known = list(dict.fromkeys(known))
    begun = [one[: len(word)] for one in known]
    return [known[at] for _, _, at in _within(word, begun, 2 * most)]


def _alike_at_first(index: Index, begun: str) -> list[str]:
    """The words with at most one mistake before the fifth letter."""
    # Whatever the mistake was, without one letter on both sides, or on one, they are the same.
    lefts = less_one(begun)
    known = [
        word for left in (begun, *lefts) for stem in index.stems.get(left, ()) for word in index.of_stem(stem)
    ]
    if len(begun) < STEM:
        return known + [left for left in lefts if left in index.own or left in index.called]
    return known + [word for left in lefts for word in index.of_stem(left)]


def _graded(
    word: str, words: list[str], compared: list[str], most: int, off: int
) -> Iterator[tuple[int, list[str]]]:
    by_distance: dict[int, list[str]] = {}
    for _, distance, at in _within(word, compared, most):
        by_distance.setdefault(int(distance), []).append(words[at])
    # Nought off is a beginning of a word that was met already.
    for distance, found in by_distance.items():
        if distance:
            yield off + 2 * (distance - 1), found


def _within(word: str, compared: list[str], most: int) -> list[tuple[str, int, int]]:
    """Those at most so many letters off, with how many, and where they stand."""
    return process.extract(word, compared, scorer=OSA.distance, score_cutoff=most, limit=None)
