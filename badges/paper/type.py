"""Setting type: how wide words are, where lines break, and the largest size that fits a box."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations, pairwise

from badges.paper.fonts import Face

MM_PER_POINT = 25.4 / 72

# All in thousandths of the type size. Every first line is at least as tall as a capital and every
# last one as deep as a g, so that the baselines of all badges in a pile stand at one height.
_CAPITAL = 714.0
_DESCENDER = 240.0
_LEADING = 1120.0
_GAP = 60.0
_SPACE = 260.0
# What overhangs by less than this is a rounding of the outline, and no hook.
_HOOK = 30.0
# One more line must make the type a tenth larger, or the badge is calmer without it.
_WORTH_A_LINE = 0.9


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
class Line:
    """One line and its ink, in thousandths of the type size from the start of its baseline.

    ``flush`` is where it seems to begin: its ink, but the stem of a letter whose hook hangs left.
    """

    text: str
    flush: float
    left: float
    right: float
    up: float
    down: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines at one size in points; ``baselines`` are below the block's top, all in thousandths of it."""

    size: float
    lines: tuple[Line, ...]
    baselines: tuple[float, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Room:
    """The millimetres that a text has; ``hang`` of the width is for hooks that hang left of the lines."""

    width: float
    height: float
    hang: float = 0.0


# The event, the types and most companies stand on many badges of one evening.
@lru_cache(maxsize=1024)
def fit(words: tuple[str, ...], face: Face, how: Fit, room: Room) -> Block | None:
    """The words at the largest size that ``how`` allows in the room; None where even the floor overflows."""
    one = _block([" ".join(words)], face, how, room)
    if one.size >= how.wrap_below:
        return one
    if len(" ".join(words)) > _most_letters(how, room.width):
        return None
    widths = [_advance(word, face) for word in words]
    blocks = [one]
    for lines in range(2, min(how.lines, len(words)) + 1):
        broken = _broken(words, _balanced(widths, lines))
        blocks.append(_block(broken, face, how, room))
    legible = [block for block in blocks if block.size >= how.floor]
    return max(legible, key=lambda block: block.size * _WORTH_A_LINE ** len(block.lines), default=None)


def measured(text: str, face: Face) -> Line:
    """The text as one line; every character of it must be in the face."""
    glyphs = [face.glyphs[character] for character in text]
    ends = accumulate(glyph.advance for glyph in glyphs)
    placed = [(end - glyph.advance, glyph) for end, glyph in zip(ends, glyphs, strict=True)]
    left = min(pen + glyph.left for pen, glyph in placed)
    right = max(pen + glyph.right for pen, glyph in placed)
    flush = left if left > -_HOOK else face.glyphs["H"].left
    return Line(text, flush, left, right, max(glyph.up for glyph in glyphs),
                max(glyph.down for glyph in glyphs))


def _block(texts: Sequence[str], face: Face, how: Fit, room: Room) -> Block:
    lines = tuple(measured(text, face) for text in texts)
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


def _advance(text: str, face: Face) -> float:
    return sum(face.glyphs[character].advance for character in text)


def _most_letters(how: Fit, width_mm: float) -> float:
    """More letters than could stand in all lines at the floor; keeps a book pasted as a name cheap."""
    narrowest = 200.0
    return how.lines * _points(width_mm, narrowest) / how.floor


def _balanced(widths: Sequence[float], lines: int) -> tuple[int, ...]:
    """Where each line but the first begins, so that the widest line is as narrow as can be."""
    ends = [0.0, *accumulate(width + _SPACE for width in widths)]

    def widest(starts: tuple[int, ...]) -> float:
        return max(ends[until] - ends[since] for since, until in pairwise((0, *starts, len(widths))))

    return min(combinations(range(1, len(widths)), lines - 1), key=widest)


def _broken(words: Sequence[str], starts: tuple[int, ...]) -> list[str]:
    return [" ".join(words[since:until]) for since, until in pairwise((0, *starts, len(words)))]
