"""What a document is made of: paragraphs, a bar, a curve and tables, as plain values without a place."""

from collections.abc import Sequence
from dataclasses import dataclass

from badges.curve_plot import Plot

INK, QUIET, ACCENT, HAIR = "#2b1a26", "#5f4d59", "#7a1f58", "#ddd3d6"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``above`` are the millimetres before it, ``keep`` those that must follow on its page."""

    text: str
    size: float = 10.0
    colour: str = INK
    bold: bool = False
    above: float = 2.0
    keep: float = 0.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One whole of coloured parts: what each is called, how many, and its colour; their numbers below it."""

    parts: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve of arrivals, across the page."""

    plot: Plot


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under titles that every page repeats.

    ``widths`` are shares of the page; columns in ``numbers`` stand to the
    right. The first column is bold, being what a row is about.
    """

    titles: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()


Block = Paragraph | Bar | Curve | Table
