"""Designs as data: which fact stands where on a badge, how large, and how it gives way.

A design fits itself to any label: its edges hang on guides (the margins and the QR), and only the
distances between them are fixed, in millimetres.
"""

from dataclasses import dataclass, replace
from typing import Literal

from badges.paper.instances import Weight
from badges.paper.refusals import UnknownDesign
from badges.paper.type import Fit

Field = Literal["name", "line", "event", "kind", "short_code"]
Guide = Literal["left", "top", "right", "bottom", "quiet_left", "quiet_top"]


@dataclass(frozen=True, slots=True)
class Edge:
    """A distance in millimetres, rightwards or downwards, from a guide.

    ``left``, ``top``, ``right`` and ``bottom`` are the margins; ``quiet_left`` and ``quiet_top`` are
    where the QR's quiet zone begins.
    """

    guide: Guide
    mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The four edges of a box."""

    left: Edge
    top: Edge
    right: Edge
    bottom: Edge


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBox:
    """One fact of the badge in its box, which its ink never leaves.

    Lines begin ``hang_mm`` right of the box's left edge, and only a hook as of a J hangs out to it.
    ``share_of_name`` keeps the type smaller than the name's.
    """

    field: Field
    area: Area
    fit: Fit
    weight: Weight = Weight.REGULAR
    colour: str
    hang_mm: float = 0.0
    at_right: bool = False
    at_bottom: bool = False
    share_of_name: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A filled box that introduces one fact, and is left out where the list does not have it."""

    above: Field
    area: Area
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The QR, its dark corner in the lower right margins, as large as these limits let it be."""

    share_of_height: float
    most_module_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A badge's front; the margin is a share of the label's width."""

    name: str
    margin_share: float
    texts: tuple[TextBox, ...]
    bars: tuple[Bar, ...]
    code: Code


_INK = "#1c1917"
_QUIET = "#57534e"
_ACCENT = "#b4532a"

# How far a J's hook may hang into the margin, so that its stem stands in line with other letters.
_HANG_MM = 2.8
_LEFT = Edge("left", -_HANG_MM)

_NAME = TextBox(
    field="name", colour=_INK, weight=Weight.BOLD, at_bottom=True, hang_mm=_HANG_MM,
    area=Area(left=_LEFT, top=Edge("top", 6.2), right=Edge("right"), bottom=Edge("quiet_top", -0.4)),
    # At 12 pt a capital is 3 mm tall: five minutes of arc, what a sharp eye just reads, from two metres.
    fit=Fit(size=48, wrap_below=26, floor=12, lines=3),
)
_EVENT = TextBox(
    field="event", colour=_QUIET, hang_mm=_HANG_MM,
    area=Area(left=_LEFT, top=Edge("top"), right=Edge("right"), bottom=Edge("top", 4.4)),
    fit=Fit(size=10, wrap_below=7, floor=7, lines=1),
)
_LINE = TextBox(
    field="line", colour=_INK, share_of_name=0.7, hang_mm=_HANG_MM,
    area=Area(left=_LEFT, top=Edge("quiet_top", 1.5),
              right=Edge("quiet_left", -0.5), bottom=Edge("bottom", -6.0)),
    fit=Fit(size=15, wrap_below=11, floor=8, lines=2),
)
_KIND = TextBox(
    field="kind", colour=_QUIET, at_bottom=True, hang_mm=_HANG_MM,
    # Below the label's lower margin, so that the words' baseline and the QR's foot are one line.
    area=Area(left=_LEFT, top=Edge("bottom", -3.5),
              right=Edge("quiet_left", -14.5), bottom=Edge("bottom", 0.89)),
    fit=Fit(size=10.5, wrap_below=7, floor=7, lines=1),
)
_SHORT_CODE = TextBox(
    field="short_code", colour=_QUIET, at_bottom=True, at_right=True,
    area=Area(left=Edge("quiet_left", -13.5), top=Edge("bottom", -3.6),
              right=Edge("quiet_left", -0.3), bottom=Edge("bottom", 0.68)),
    fit=Fit(size=8, wrap_below=7, floor=7, lines=1),
)

_NETWORKING = Design(
    name="networking", margin_share=0.05,
    # The name comes first, because the others are kept smaller than it.
    texts=(_NAME, _EVENT, _LINE, _KIND, _SHORT_CODE),
    bars=(Bar(
        above="kind", colour=_ACCENT,
        area=Area(left=Edge("left"), top=Edge("bottom", -5.1),
                  right=Edge("left", 7.0), bottom=Edge("bottom", -4.4)),
    ),),
    code=Code(share_of_height=0.5, most_module_mm=1.2),
)
_PLAIN = replace(_NETWORKING, name="plain", bars=(),
                 texts=tuple(replace(text, colour=_INK) for text in _NETWORKING.texts))
_DESIGNS = (_NETWORKING, _PLAIN)


def design_names() -> tuple[str, ...]:
    """The names of all designs, the default first."""
    return tuple(design.name for design in _DESIGNS)


def design_named(name: str) -> Design:
    """The design of that name; UnknownDesign, listing those there are, when there is none."""
    for design in _DESIGNS:
        if design.name == name:
            return design
    known = ", ".join(design_names())
    raise UnknownDesign(f"No badge design is called {name!r}. Choose one of {known}.",
                        name=name, known=design_names())
