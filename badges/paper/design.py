"""Designs as data: which fact stands where on a badge, how large, in what colour, and how it gives way.

A design is laid out on labels of any size: its boxes hang on the label's edges as CSS insets do, and
what stands earlier has precedence. ``design_file`` reads and writes designs as documents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from badges.paper.badge import Badge
from badges.paper.fonts import Weight
from badges.paper.refusals import UnknownDesign
from badges.paper.template import Template
from badges.paper.type import Fit

Align = Literal["left", "centre", "right"]
Stand = Literal["top", "middle", "bottom"]

_BLACK, _WHITE = "#000000", "#ffffff"
# The designs that come with the product, the default first.
_SHIPPED = ("networking", "plain", "conference", "gala", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """A box by its distances in millimetres from the label's edges, or by its size.

    Of ``left``, ``right`` and ``width`` exactly two are given, and of ``top``, ``bottom`` and
    ``height``; of a QR, whose size is found, one of left and right and one of top and bottom.
    """

    left: float | None = None
    right: float | None = None
    width: float | None = None
    top: float | None = None
    bottom: float | None = None
    height: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a field must be for an element to be drawn.

    It is one of ``among``, in any case; or, where that is empty, it is written (True) or not (False).
    """

    field: str
    written: bool | None = None
    among: tuple[str, ...] = ()

    def holds(self, said: str) -> bool:
        """Whether it holds where the field says this."""
        said = said.strip()
        if self.among:
            folded = said.casefold()
            return any(one.casefold() == folded for one in self.among)
        return bool(said) is self.written


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A template's words in a box, which their ink never leaves.

    They are never larger than ``most_share`` of the size of the earlier text ``most_of``.
    """

    id: str
    inset: Inset
    when: tuple[Condition, ...] = ()
    template: Template
    weight: Weight = Weight.REGULAR
    colour: str
    fit: Fit
    align: Align = "left"
    stand: Stand = "top"
    most_of: str | None = None
    most_share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Qr:
    """The QR: its dark corner in the inset's corner, as large as these limits let it be.

    With its quiet zone it takes at most ``share`` of the label's height, and a module is at most
    ``most_module`` millimetres.
    """

    id: str
    inset: Inset
    when: tuple[Condition, ...] = ()
    share: float = 0.5
    most_module: float = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the event by its name, such as its logo, as large as its box lets it be."""

    id: str
    inset: Inset
    when: tuple[Condition, ...] = ()
    image: str
    align: Align = "left"
    stand: Stand = "top"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A box filled with a colour, its corners rounded by ``radius`` millimetres; a thin one is a line."""

    id: str
    inset: Inset
    when: tuple[Condition, ...] = ()
    colour: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The host's mark: a disc with the host's initials in the colour of the host's place in the event."""

    id: str
    inset: Inset
    when: tuple[Condition, ...] = ()


Element = Text | Qr | Image | Fill | Mark
Colours = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A badge's front and back; ``bleed`` is how many millimetres its fills reach beyond the label's edge.

    ``kinds`` are the colours that an attendee's type replaces. A design of ``one_colour`` is
    drawn black, but for its paper and what is white.
    """

    key: str
    name: str
    about: str = ""
    bleed: float = 0.0
    one_colour: bool = False
    colours: Colours
    kinds: tuple[tuple[str, Colours], ...] = ()
    marks: tuple[str, ...] = ()
    front: tuple[Element, ...]
    back: tuple[Element, ...] = ()

    def colour(self, name: str, kind: str) -> str:
        """The named colour, or this very one, as ``#rrggbb`` on the badge of an attendee of this type."""
        found = name if name.startswith("#") else (dict(self.colours) | self._of(kind))[name]
        if self.one_colour:
            return _WHITE if name == "paper" or found == _WHITE else _BLACK
        return found

    def _of(self, kind: str) -> dict[str, str]:
        folded = kind.strip().casefold()
        return next((dict(colours) for called, colours in self.kinds if called.casefold() == folded), {})


def holds(conditions: Iterable[Condition], badge: Badge) -> bool:
    """Whether this badge meets all of these conditions."""
    return all(condition.holds(badge.fact(condition.field)) for condition in conditions)


def design_names() -> tuple[str, ...]:
    """The keys of the designs that come with the product, the default first."""
    return _SHIPPED


def design_named(key: str) -> Design:
    """The design of that key; UnknownDesign, listing those there are, when there is none."""
    if key in _SHIPPED:
        return _read(key)
    known = ", ".join(_SHIPPED)
    raise UnknownDesign(f"No badge design is called {key!r}. Choose one of {known}.",
                        name=key, known=_SHIPPED)


@lru_cache(maxsize=len(_SHIPPED))
def _read(key: str) -> Design:
    # At the top it would go round in a circle, for the reader makes what is described above.
    from badges.paper.design_file import read_design  # noqa: PLC0415

    document = files("badges.paper").joinpath("designs", f"{key}.toml")
    return read_design(document.read_text("utf-8"), key=key)
