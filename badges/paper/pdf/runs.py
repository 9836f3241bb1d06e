"""A run of glyphs as PDF shows it: what is written as text, and what can only be drawn beside it."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from badges.paper.fonts import Face
from badges.paper.label import Glyph, Run

Point = Sequence[float]


class Cluster(NamedTuple):
    """Letters that are set together, and what shows them in a TJ array.

    ``number`` is the glyph that says their text, ``before`` the move to it, and ``advance`` the width of
    all, in thousandths of the type size. Further glyphs of theirs are in the run's outlines.
    """

    number: int
    text: str
    before: str
    advance: float


class Strung(NamedTuple):
    """A run as PDF shows it: ``whole`` where each glyph may say its own letter, else cluster by cluster.

    ``outlines`` are the paths of what says nothing: in thousandths from the run's start, or empty.
    """

    whole: str
    clusters: tuple[Cluster, ...]
    outlines: str


@lru_cache(maxsize=4096)
def strung(run: Run) -> Strung:
    """The run's clusters with the moves between them; cached, for many badges share their lines.

    The type has size 1 here and the matrix before it the real one, so that nothing depends on the size.
    """
    if _is_plain(run):
        return _plain(run)
    clusters: list[Cluster] = []
    outlines: list[str] = []
    pen = rise = owed = 0.0
    for start, together in groupby(run.glyphs, key=attrgetter("cluster")):
        glyphs = list(together)
        speaker = max(glyphs, key=attrgetter("advance"))
        ahead = _drawn_beside(run.face, glyphs, speaker, pen, outlines)
        before = "" if speaker.dy == rise else f"] TJ {speaker.dy / 1000:g} Ts ["
        before += f"{owed - ahead:g}" if owed != ahead else ""
        rise, owed = speaker.dy, ahead
        advance = sum(glyph.advance for glyph in glyphs)
        text = text_at(run, start)
        # Readers turn what runs leftwards round letter by letter.
        clusters.append(Cluster(speaker.number, text[::-1] if run.leftwards else text, before, advance))
        pen += advance
    return Strung("", tuple(clusters), " ".join(outlines))


def _is_plain(run: Run) -> bool:
    """Whether each glyph stands for letters of its own, one after another, as in most names."""
    return not run.leftwards and all(
        before.cluster < glyph.cluster for before, glyph in pairwise(run.glyphs)
    ) and not any(glyph.dx or glyph.dy for glyph in run.glyphs)


def _plain(run: Run) -> Strung:
    ends = [*(glyph.cluster for glyph in run.glyphs[1:]), len(run.text)]
    clusters = tuple(
        Cluster(glyph.number, run.text[glyph.cluster:end], "", glyph.advance)
        for glyph, end in zip(run.glyphs, ends, strict=True)
    )
    return Strung(f"<{''.join(f'{glyph.number:04X}' for glyph in run.glyphs)}> Tj", clusters, "")


def _drawn_beside(face: Face, glyphs: list[Glyph], speaker: Glyph, pen: float, outlines: list[str]) -> float:
    """Draw all glyphs of a cluster but its speaker; answers how far ahead of the pen that one stands."""
    ahead, at = 0.0, pen
    for glyph in glyphs:
        if glyph is speaker:
            ahead = at - pen + glyph.dx
        elif path := _outline(face, glyph.number, at + glyph.dx, glyph.dy):
            outlines.append(path)
        at += glyph.advance
    return ahead


def text_at(run: Run, start: int) -> str:
    """The letters of the cluster that begins here."""
    return run.text[start : min((g.cluster for g in run.glyphs if g.cluster > start), default=len(run.text))]


def _outline(face: Face, number: int, x: float, y: float) -> str:
    """The glyph as a path with its origin at (x, y)."""
    pen = _Path(x, y)
    face.font.draw_glyph_with_pen(number, pen)
    return " ".join(pen.operators)


class _Path:
    """Takes an outline as fontTools' pens do, and writes it as PDF's path operators."""

    def __init__(self, x: float, y: float) -> None:
        self.operators: list[str] = []
        self._x, self._y = x, y
        self._last: Point = (0.0, 0.0)

    def moveTo(self, to: Point) -> None:  # noqa: N802 - the name that HarfBuzz calls.
        self._add("m", to)

    def lineTo(self, to: Point) -> None:  # noqa: N802 - the name that HarfBuzz calls.
        self._add("l", to)

    def curveTo(self, first: Point, second: Point, to: Point) -> None:  # noqa: N802 - as above.
        self._add("c", first, second, to)

    def qCurveTo(self, control: Point, to: Point) -> None:  # noqa: N802 - as above.
        # PDF has cubic curves only; a quadratic one is one with its control point drawn out by a third.
        ends = (self._last, to)
        first, second = (tuple((end[axis] + 2 * control[axis]) / 3 for axis in (0, 1)) for end in ends)
        self._add("c", first, second, to)

    def closePath(self) -> None:  # noqa: N802 - as above.
        self.operators.append("h")

    def _add(self, operator: str, *points: Point) -> None:
        self._last = points[-1]
        places = (f"{x + self._x:.5g} {y + self._y:.5g}" for x, y in points)
        self.operators.append(f"{' '.join(places)} {operator}")
