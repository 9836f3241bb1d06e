"""Random designs: any that a document can describe."""

from dataclasses import replace

from hypothesis import strategies as some

from badges.paper.design import Condition, Design, Fill, Image, Inset, Mark, Qr, Text
from badges.paper.design_file import COLOURS
from badges.paper.fonts import Weight
from badges.paper.template import Template
from badges.paper.type import Fit

SOURCES = ["{name}", "[Table {table}]", "{{{a|b}}} [[x]]", "{first_name} {last_name}"]
VISIBLE = some.characters(exclude_categories=["C"], exclude_characters="{}[]")
WORDS = some.text(VISIBLE, min_size=1, max_size=20).map(str.strip).filter(bool)
FOLDED = WORDS.map(str.casefold).map(str.strip).filter(bool)
NO_HEX = FOLDED.filter(lambda word: not word.startswith("#"))
TEMPLATES = (some.sampled_from(SOURCES) | WORDS).map(Template.read)
LENGTHS = some.floats(0.1, 1000) | some.integers(1, 1000).map(float)
HEX = some.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
ALIGN = some.sampled_from(["left", "centre", "right"])
STAND = some.sampled_from(["top", "middle", "bottom"])
ACROSS = some.sampled_from([("left", "right"), ("left", "width"), ("right", "width")])
DOWN = some.sampled_from([("top", "bottom"), ("top", "height"), ("bottom", "height")])
CONDITIONS = some.lists(
    some.builds(Condition, field=FOLDED, written=some.booleans(), among=some.just(()))
    | some.builds(Condition, field=FOLDED, written=some.none(),
                  among=some.lists(WORDS, min_size=1, max_size=3).map(tuple)),
    max_size=3, unique_by=lambda condition: condition.field,
).map(tuple)
QRS = some.builds(
    Qr, id=some.just("qr"), inset=some.builds(Inset, right=some.floats(2, 50), bottom=some.floats(2, 50)),
    when=some.just(()), share=some.floats(0.05, 1), most_module=some.floats(0.5, 5),
)


@some.composite
def insets(draw):
    return Inset(**{edge: draw(LENGTHS) for edge in (*draw(ACROSS), *draw(DOWN))})


@some.composite
def fits(draw):
    floor, wrap_below, size = sorted(draw(some.lists(some.floats(6, 400), min_size=3, max_size=3)))
    return Fit(size=size, wrap_below=wrap_below, floor=floor, lines=draw(some.integers(1, 6)))


def elements(colour):
    """Any element but a QR, its colour one of these; texts may be measured by the one called “name”."""
    held = {"id": some.just(""), "inset": insets(), "when": CONDITIONS}
    text = {**held, "template": TEMPLATES, "weight": some.sampled_from(Weight), "colour": colour,
            "fit": fits(), "align": ALIGN, "stand": STAND}
    share = {"most_of": some.just("name"), "most_share": some.floats(0.1, 1)}
    picture = some.sampled_from(["logo", "a-1"])
    return some.one_of(
        some.builds(Text, **text, most_of=some.none(), most_share=some.just(1.0)),
        some.builds(Text, **text, **share),
        some.builds(Image, **held, image=picture, align=ALIGN, stand=STAND),
        some.builds(Fill, **held, colour=colour, radius=some.floats(0, 1000)),
        some.builds(Mark, **held),
    )


@some.composite
def designs(draw):
    """A design called “own” with a name, a QR and some more on its front, and some on its back."""
    colours = COLOURS | draw(some.dictionaries(some.sampled_from(list(COLOURS)) | NO_HEX, HEX, max_size=4))
    colour = HEX | some.sampled_from(list(colours))
    overrides = some.dictionaries(some.sampled_from(list(colours)), HEX, max_size=3).map(_items)
    name = Text(id="name", inset=draw(insets()), template=Template.read("{name}"), colour=draw(colour),
                fit=draw(fits()))
    more = draw(some.lists(elements(colour), max_size=5))
    behind = draw(some.lists(elements(colour).filter(lambda one: getattr(one, "most_of", None) is None),
                             max_size=2))
    return Design(
        key="own", name=draw(WORDS), about=draw(WORDS | some.just("")), bleed=draw(some.floats(0, 10)),
        one_colour=draw(some.booleans()), colours=_items(colours),
        kinds=_items(draw(some.dictionaries(NO_HEX, overrides, max_size=3))),
        marks=tuple(draw(some.lists(colour, max_size=3))),
        front=(name, draw(QRS), *_numbered("front", more)), back=_numbered("back", behind),
    )


def _items(table):
    return tuple(table.items())


def _numbered(side, listed):
    return tuple(replace(element, id=f"{side} {number}") for number, element in enumerate(listed))
