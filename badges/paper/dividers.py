"""Dividers: labels that stand between the badges of a box and say where a letter begins."""

from dataclasses import dataclass, replace

from badges.paper.badge import Badge
from badges.paper.design import Design, Fill, Inset, Text
from badges.paper.fonts import Weight
from badges.paper.label import Label
from badges.paper.layout import Composer
from badges.paper.template import Template
from badges.paper.type import Fit


@dataclass(frozen=True, slots=True)
class Divider:
    """The letter that begins here, in which box, and the first and last name of its group."""

    letter: str
    box: int
    first: str
    last: str


def divider_label(divider: Divider, composer: Composer) -> Label:
    """The divider on a label of the badges' own stock."""
    said = Badge(divider.letter, "", "", {
        "box": str(divider.box), "first": divider.first, "last": divider.last})
    return replace(Composer(_DESIGN, composer.stock).of(said), divides=True)


def _text(named: str, said: str, inset: Inset, size: float, weight: Weight = Weight.REGULAR) -> Text:
    return Text(id=named, template=Template.read(said), inset=inset, weight=weight, colour="ink",
                fit=Fit(size=size, wrap_below=6, floor=6, lines=1))


_DESIGN = Design(
    key="divider", name="Divider", one_colour=True, colours=(("ink", "#000000"), ("paper", "#ffffff")),
    front=(
        Fill(id="edge", colour="ink", inset=Inset(left=0.0, right=0.0, top=0.0, height=2.0)),
        _text("letter", "{name}", Inset(left=4.0, right=4.0, top=4.0, bottom=15.0), 60, Weight.BOLD),
        _text("names", "{first} – {last}", Inset(left=4.0, right=4.0, bottom=4.0, height=5.0), 11),
        _text("box", "Box {box}", Inset(left=4.0, right=4.0, bottom=9.0, height=4.5), 9),
    ),
)
