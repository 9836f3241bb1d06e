"""Setting type: where lines break and the largest size at which they fit a box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import icu

from badges.paper.fonts import Weight
from badges.paper.shape import Shaped, shaped
from badges.paper.stock import MM_PER_INCH

MM_PER_POINT = MM_PER_INCH / 72

# All in thousandths of the type size. Every first line is at least as tall as a capital and every
# last one as deep as a g, so that the baselines of all badges in a pile stand at one height.
_CAPITAL = 714.0
_DESCENDER = 240.0
_LEADING = 1120.0
_GAP = 60.0
# One more line must make the type a tenth larger, or the badge is calmer without it.
_WORTH_A_LINE = 0.9
# By how many words: the widest line, the unevenness, and where each line begins.
_Ways = dict[int, tuple[float, float, tuple[int, ...]]]
# More words than this are a book; it is refused before anybody measures them all.
_MOST_WORDS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How a text may give way, its sizes in points.

    One line shrinks from ``size`` to ``wrap_below``; from there on it takes as many of ``lines`` as
    let it be largest; below ``floor`` it is refused.
    """

    size: float
    wrap_below: float
    floor: float
    lines: int


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be set: the words between which lines may break, each with what stands before it."""

    words: tuple[str, ...]
    glue: tuple[str, ...]
    weight: Weight
    language: str

    def line(self, since: int, until: int) -> str:
        """Some of the words as one line."""
        return self.words[since] + "".join(self.glue[n] + self.words[n] for n in range(since + 1, until))


@dataclass(frozen=True, slots=True)
class Room:
    """The millimetres that a text has; ``hang`` of the width is for hooks that hang left of the lines."""

    width: float
    height: float
    hang: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Lines at one size in points; ``baselines`` are below the block's top, all in thousandths of it."""

    size: float
    lines: tuple[Shaped, ...]
    baselines: tuple[float, ...]
    height: float


def writing(words: Sequence[str], weight: Weight, language: str, *, is_a_name: bool) -> Writing:
    """The words of a text that is a name, or of one that may also break where no space is written.

    Chinese, Japanese, Thai, Lao, Khmer and Burmese write sentences without spaces; ICU's dictionaries
    know their words. A name in them is one word, for no dictionary knows names.
    """
    if is_a_name or all(word.isascii() for word in words):
        return Writing(tuple(words), (" ",) * len(words), weight, language)
    pieces = [(piece, " " if first else "") for word in words for first, piece in _pieces(word, language)]
    return Writing(tuple(piece for piece, _ in pieces), tuple(glue for _, glue in pieces), weight, language)


def _pieces(word: str, language: str) -> Iterator[tuple[bool, str]]:
    breaks = icu.BreakIterator.createLineInstance(icu.Locale(language))
    breaks.setText(word)
    units, start = word.encode("utf-16-le"), 0
    for end in breaks:
        yield start == 0, units[2 * start : 2 * end].decode("utf-16-le")
        start = end


# The event, the types and most companies stand on many badges of one evening.
@lru_cache(maxsize=2048)
def fit(text: Writing, how: Fit, room: Room) -> Block | None:
    """The words at the largest size that ``how`` allows in the room; None where even the floor overflows."""
    if sum(map(len, text.words)) > _most_letters(how, room.width):
        return None
    whole = len(text.words)
    one = _block([text.line(0, whole)], text, how, room)
    if one.size >= how.wrap_below or how.lines == 1 or whole == 1:
        return one if one.size >= how.floor else None
    if whole > _MOST_WORDS:
        return None
    wrapped = range(2, min(how.lines, whole) + 1)
    blocks = [one, *(_block(_broken(text, lines), text, how, room) for lines in wrapped)]
    legible = [block for block in blocks if block.size >= how.floor]
    return max(legible, key=lambda block: block.size * _WORTH_A_LINE ** len(block.lines), default=None)


def _block(texts: Sequence[str], text: Writing, how: Fit, room: Room) -> Block:
    lines = tuple(shaped(line, text.weight, text.language) for line in texts)
    pitches = (max(_LEADING, above.down + _GAP + below.up) for above, below in pairwise(lines))
    baselines = tuple(accumulate(pitches, initial=max(_CAPITAL, lines[0].up)))
    height = baselines[-1] + max(_DESCENDER, lines[-1].down)
    size = min(
        how.size,
        _points(room.height, height),
        _points(room.width, max(line.right - line.left for line in lines)),
        _points(room.width - room.hang, max(line.right - line.flush for line in lines)),
    )
    return Block(size, lines, baselines, height)


def _points(room_mm: float, needed: float) -> float:
    """The size in points at which so many thousandths of it fill the room."""
    return room_mm / MM_PER_POINT * 1000 / max(needed, 1.0)


def _most_letters(how: Fit, width_mm: float) -> float:
    """More letters than could stand in all lines at the floor; keeps a book pasted as a name cheap.

    Marks and joiners have no width, so a letter may count a few times over.
    """
    narrowest = 60.0
    return how.lines * _points(width_mm, narrowest) / how.floor


def _broken(text: Writing, lines: int) -> list[str]:
    """The words in so many lines, the widest as narrow as can be, then all as even as can be."""
    count = len(text.words)
    ends = [0.0, *accumulate(_advances(text))]

    def width(since: int, until: int) -> float:
        return ends[until] - ends[since]

    # The best way to set the first n words in one line, then in two, and so on.
    best: _Ways = {n: (width(0, n), width(0, n) ** 2, (0,)) for n in range(1, count + 1)}
    for line in range(2, lines + 1):
        best = {
            n: min(
                (max(best[m][0], width(m, n)), best[m][1] + width(m, n) ** 2, (*best[m][2], m))
                for m in range(line - 1, n)
            )
            for n in range(line, count + 1)
        }
    return [text.line(since, until) for since, until in pairwise((*best[count][2], count))]


def _advances(text: Writing) -> Iterator[float]:
    space = shaped(" ", text.weight, text.language).advance
    for word, glue in zip(text.words, text.glue, strict=True):
        yield shaped(word, text.weight, text.language).advance + (space if glue else 0.0)
