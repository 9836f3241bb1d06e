"""Lines of a paragraph or a table's cell: broken at words; a long word shrinks, or breaks between letters."""

from collections.abc import Iterator
from dataclasses import dataclass

import icu

from badges.paper.fonts import Weight
from badges.paper.label import Box, Words
from badges.paper.shape import Shaped, shaped
from badges.paper.type import MM_PER_POINT, Writing, writing

# Every line is at least as tall as a capital with its mark and as deep as a g, in thousandths of the size.
_UP, _DOWN, _GAP = 930.0, 260.0, 60.0
# How far a word that is wider than its column may shrink before it breaks between letters.
_SMALLEST = 0.64


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type at a size in points; all else in millimetres from its baseline."""

    shaped: Shaped
    size: float

    @classmethod
    def of(cls, text: str, weight: Weight, size: float, language: str) -> "Line":
        """The text as one line, however long."""
        return cls(shaped(_drawable(text, weight, language), weight, language), size)

    @property
    def _unit(self) -> float:
        return self.size * MM_PER_POINT / 1000

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.shaped.advance * self._unit

    @property
    def up(self) -> float:
        """How far it reaches up, with what keeps it from the line above."""
        return (max(_UP, self.shaped.up) + _GAP) * self._unit

    @property
    def down(self) -> float:
        """How far it reaches down."""
        return max(_DOWN, self.shaped.down) * self._unit

    @property
    def pitch(self) -> float:
        """What it takes of the page's height."""
        return self.up + self.down


def set_lines(
    text: str, weight: Weight, size: float, width: float, language: str, *, is_a_name: bool = False
) -> list[Line]:
    """The text in lines of at most so many millimetres; an empty text is one empty line."""
    text = " ".join(_drawable(text, weight, language).split())
    whole = Line(shaped(text, weight, language), size)
    if whole.width <= width:
        return [whole]
    words = writing(text.split(), weight, language, is_a_name=is_a_name)
    widest = max(Line(shaped(word, weight, language), size).width for word in words.words)
    if width / widest >= _SMALLEST:
        size *= min(1.0, width / widest)
    return [Line(shaped(line, weight, language), size) for line in _broken(words, size, width)]


def written(line: Line, x: float, baseline: float, colour: str) -> Words:
    """The line as it is drawn, its baseline at a place of the page in millimetres."""
    ink = Box(x, baseline - line.up, x + line.width, baseline + line.down)
    # What is empty, or but signs without ink, is a run without glyphs, which no font can write.
    runs = tuple(run for run in line.shaped.runs if run.glyphs)
    return Words("report", line.shaped.text, runs, x, baseline, line.size, colour, ink)


def _drawable(text: str, weight: Weight, language: str) -> str:
    """The text, where no font of ours has a letter with that letter's number: it is never left out."""
    text = "".join(" " if char in "\n\r\t\0" else char for char in text)
    for cluster in shaped(text, weight, language).lacking:
        text = text.replace(cluster, "".join(f"[U+{ord(char):04X}]" for char in cluster))
    return text


def _broken(words: Writing, size: float, width: float) -> Iterator[str]:
    """Line after line, each with as many words as fit."""
    line = ""
    for word, glue in zip(words.words, words.glue, strict=True):
        longer = f"{line}{glue}{word}" if line else word
        if _fits(longer, words, size, width):
            line = longer
            continue
        if line:
            yield line
        *full, line = _chopped(word, words, size, width)
        yield from full
    if line:
        yield line


def _fits(text: str, words: Writing, size: float, width: float) -> bool:
    # A thousandth of a millimetre more is a rounding.
    return Line(shaped(text, words.weight, words.language), size).width <= width + 0.001


def _chopped(word: str, words: Writing, size: float, width: float) -> list[str]:
    """A word that is wider than its column in pieces between its letters."""
    pieces = [""]
    for letter in _letters(word) if not _fits(word, words, size, width) else [word]:
        if pieces[-1] and not _fits(pieces[-1] + letter, words, size, width):
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _letters(word: str) -> Iterator[str]:
    breaks = icu.BreakIterator.createCharacterInstance(icu.Locale.getRoot())
    breaks.setText(word)
    units, start = word.encode("utf-16-le"), 0
    for end in breaks:
        yield units[2 * start : 2 * end].decode("utf-16-le")
        start = end
