"""The curve of arrivals on paper: the plot that pages show, drawn at a place of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from badges.curve_plot import TEXT, Plot, Point, day_at
from badges.paper.blocks import ACCENT, HAIR, QUIET
from badges.paper.fonts import Weight
from badges.paper.label import Words
from badges.paper.lines import Line, written
from badges.paper.type import MM_PER_POINT


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points in millimetres from the page's top left corner; filled where it has no width."""

    points: tuple[Point, ...]
    colour: str
    width: float
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """The plot at a place of the page."""

    plot: Plot
    left: float
    top: float
    scale: float
    language: str

    def strokes(self) -> list[Stroke]:
        """Its lines, those behind first."""
        plot = self.plot
        came = (*plot.came, Point(plot.came[-1].x, plot.bottom))
        lines = [self._stroke(came, "#f3e9ee", 0.0)]
        lines += [self._level(tick.at, HAIR) for tick in plot.counts]
        lines += [self._upright(mark.at, plot.top - 6, plot.bottom, (0.5, 0.7)) for mark in plot.marks]
        lines += [self._upright(tick.at, plot.bottom, plot.bottom + 5) for tick in plot.hours]
        lines += [self._stroke(plot.awaited, QUIET, 0.45, (1.5, 1.2)), self._stroke(plot.came, ACCENT, 0.7)]
        y, second = 14.0, self._second
        key = (Point(4.0, y), Point(32.0, y))
        lines.append(self._stroke(key, ACCENT, 0.7))
        moved = tuple(Point(point.x + second, point.y) for point in key)
        return [*lines, self._stroke(moved, QUIET, 0.45, (1.5, 1.2))]

    @property
    def _second(self) -> float:
        """Where the second line's key begins."""
        return 52.0 + self._line(self.plot.legend[0]).width / self.scale

    @property
    def _size(self) -> float:
        return TEXT * self.scale / MM_PER_POINT

    def _stroke(self, points: Iterable[Point], colour: str, width: float, dashes: tuple[float, ...] = ()
                ) -> Stroke:
        return Stroke(tuple(self._at(point) for point in points), colour, width, dashes)

    def _level(self, y: float, colour: str) -> Stroke:
        return self._stroke((Point(self.plot.left, y), Point(self.plot.right, y)), colour, 0.2)

    def _upright(self, x: float, top: float, bottom: float, dashes: tuple[float, ...] = ()) -> Stroke:
        return self._stroke((Point(x, top), Point(x, bottom)), "#8d7b86", 0.2, dashes)

    def _at(self, point: Point) -> Point:
        return Point(self.left + point.x * self.scale, self.top + point.y * self.scale)

    def words(self) -> list[Words]:
        """Its words, at the places where they stand on screen too."""
        plot, low = self.plot, 0.35 * TEXT
        said = [self._word(plot.left - 8, tick.at + low, tick.says, 1.0) for tick in plot.counts]
        said += [self._word(mark.at, plot.top - 12, mark.says, 0.5) for mark in plot.marks]
        said += [self._word(tick.at, plot.bottom + 20, tick.says, 0.5) for tick in plot.hours]
        said += [self._word(day_at(plot, tick), plot.bottom + 38, tick.more, 0.5)
                 for tick in plot.hours if tick.more]
        came, awaited = plot.legend
        keys = ((40.0, came), (self._second + 38.0, awaited))
        return [*said, *(self._word(x, 14 + low, says, 0.0) for x, says in keys)]

    def _line(self, says: str) -> Line:
        return Line.of(says, Weight.REGULAR, self._size, self.language)

    def _word(self, x: float, y: float, says: str, before: float) -> Words:
        """Words of whose width a part stands before the place."""
        line = self._line(says)
        at = self._at(Point(x, y))
        return written(line, at.x - before * line.width, at.y, QUIET)
