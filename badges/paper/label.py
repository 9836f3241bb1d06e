"""The display list: what stands on one badge and where, in millimetres, free of any file format.

Back ends draw it as PDF, as a 1-bit picture for label printers and as SVG for the preview; none of them
measures, breaks or moves anything.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from badges.paper.fonts import Face
from badges.paper.qr import QUIET_MODULES, Symbol


class Box(NamedTuple):
    """A box in millimetres from the panel's top left corner, ``top`` above ``bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Millimetres from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Millimetres from top to bottom."""
        return self.bottom - self.top

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(min(self.left, other.left), min(self.top, other.top),
                   max(self.right, other.right), max(self.bottom, other.bottom))


class Glyph(NamedTuple):
    """One glyph of a face: its number, its advance and offset in thousandths of the type size.

    ``dy`` is upwards. ``cluster`` is where the characters it stands for begin in the run's text.
    """

    number: int
    advance: float
    dx: float
    dy: float
    cluster: int


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Glyphs of one face in one direction, in the order they are drawn from left to right.

    ``text`` is what they stand for, in the order it is read; ``advance`` their width in thousandths.
    """

    face: Face
    text: str
    glyphs: tuple[Glyph, ...]
    advance: float
    leftwards: bool


@dataclass(frozen=True, slots=True)
class Words:
    """One line of type: its pen starts at (``left``, ``baseline``) in mm; ``ink`` bounds its black."""

    element: str
    text: str
    runs: tuple[Run, ...]
    left: float
    baseline: float
    size_points: float
    colour: str
    ink: Box


@dataclass(frozen=True, slots=True)
class Filled:
    """A box filled with one colour, its corners rounded by ``radius`` millimetres."""

    element: str
    box: Box
    colour: str
    radius: float = 0.0

    @property
    def ink(self) -> Box:
        """The whole box."""
        return self.box


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the event, by its name, filling its box."""

    element: str
    name: str
    box: Box

    @property
    def ink(self) -> Box:
        """The whole box."""
        return self.box


@dataclass(frozen=True, slots=True)
class Code:
    """The QR: its dark corner at (``left``, ``top``) and the side of a module, in millimetres."""

    element: str
    symbol: Symbol
    left: float
    top: float
    module: float

    @property
    def ink(self) -> Box:
        """The symbol alone."""
        side = self.symbol.modules * self.module
        return Box(self.left, self.top, self.left + side, self.top + side)

    @property
    def quiet(self) -> Box:
        """The symbol with the four modules around it that stay white."""
        zone = QUIET_MODULES * self.module
        left, top, right, bottom = self.ink
        return Box(left - zone, top - zone, right + zone, bottom + zone)


Thing = Words | Filled | Picture | Code


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side, in the order it was laid."""

    things: tuple[Thing, ...]

    @property
    def as_drawn(self) -> list[Thing]:
        """In the order it is drawn: the QR last, as scanners must read it whatever a design lays there."""
        return sorted(self.things, key=lambda thing: isinstance(thing, Code))


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should look at before printing, though the badge can be printed."""

    element: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Label:
    """One badge laid out; width and height of a side in millimetres, ``bleed`` what is drawn beyond it.

    ``back`` is None where the design has none. ``divides`` is true of a divider, which nobody wears.
    """

    width: float
    height: float
    bleed: float
    front: Side
    back: Side | None
    notes: tuple[Note, ...]
    divides: bool = False

    def side(self, which: Literal["front", "back"]) -> Side:
        """The front or the back; where the design has none, a blank one."""
        return self.front if which == "front" else self.back or Side(())
