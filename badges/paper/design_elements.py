"""Elements of a design document: a table read into a text, a QR, a picture, a fill or a mark, and back."""

import re
from collections.abc import Callable, Collection
from typing import Literal, get_args

from badges.paper.design import (
    Align,
    Condition,
    Element,
    Fill,
    Image,
    Inset,
    Mark,
    Qr,
    Stand,
    Text,
)
from badges.paper.design_values import Table, clean
from badges.paper.fonts import Weight
from badges.paper.refusals import BadDesign
from badges.paper.template import LONGEST_FIELD, Template
from badges.paper.type import Fit

# What is thinner than this vanishes in print, or is a slip.
_THINNEST = 0.05
# A module is half a millimetre or more, and four of them stay white around the code.
_LEAST_MODULE, _LEAST_QUIET = 0.5, 2.0
_SMALLEST, _LARGEST = 6, 400
_MOST_LINES = 6

_ACROSS, _DOWN = ("left", "right", "width"), ("top", "bottom", "height")
_EVERY = ("element", "id", "when", *_ACROSS, *_DOWN)
_KEYS = {
    "text": ("text", "weight", "colour", "size", "wrap_below", "floor", "lines", "align", "stand", "most"),
    "qr": ("share", "most_module"),
    "image": ("image", "align", "stand"),
    "line": ("colour", "thickness"),
    "box": ("fill", "radius"),
    "mark": (),
}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")
_PICTURE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ALIGNS: tuple[Align, ...] = get_args(Align)
_STANDS: tuple[Stand, ...] = get_args(Stand)
_WEIGHTS = {weight.value.lower(): weight for weight in Weight}


def read_element(table: Table, place: str, colours: Collection[str]) -> Element:
    """The element that this table describes, its colours among those named. Raises BadDesign.

    One without an id is called after its sort and its place in the document, such as ``text-3``.
    """
    element = table.choice("element", tuple(_KEYS))
    called = table.words("id", f"{element}-{place}")
    if not _ID.fullmatch(called):
        raise table.refuse("Its “id” has more than 40 characters, or others than A–Z, 0–9, space, - and _.",
                           f'Write one such as id = "{element}-{place}".')
    if table.has("id"):
        table = Table(table.values, f"{table.where} ({called})")
    table.only((*_EVERY, *_KEYS[element]))
    return _READERS[element](table, called, _conditions(table.table("when")), colours)


def element_table(element: Element) -> dict[str, object]:
    """The element as a table of a document; a line is written as the box it is drawn as."""
    written: dict[str, object] = {"element": _NAMES[type(element)], "id": element.id}
    for name in (*_ACROSS, *_DOWN):
        if (length := getattr(element.inset, name)) is not None:
            written[name] = length
    if element.when:
        written["when"] = {each.field: list(each.among) or each.written for each in element.when}
    return written | _own(element)


def _text(table: Table, called: str, when: tuple[Condition, ...], colours: Collection[str]) -> Text:
    most = table.table("most")
    most.only(("of", "share"))
    return Text(
        id=called, inset=_inset(table), when=when,
        template=_template(table),
        weight=_WEIGHTS[table.choice("weight", tuple(_WEIGHTS), "regular")],
        colour=table.colour("colour", colours, "ink"),
        fit=_fit(table),
        align=table.choice("align", _ALIGNS, "left"),
        stand=table.choice("stand", _STANDS, "top"),
        most_of=most.words("of") if table.has("most") else None,
        most_share=most.number("share", 0.1, 1, 1),
    )


def _template(table: Table) -> Template:
    try:
        return Template.read(table.words("text"))
    except BadDesign as refused:
        raise (refused if refused.where else refused.at(table.where)) from None


def _fit(table: Table) -> Fit:
    size = table.number("size", _SMALLEST, _LARGEST)
    fit = Fit(
        size=size,
        wrap_below=table.number("wrap_below", _SMALLEST, _LARGEST, size),
        floor=table.number("floor", _SMALLEST, _LARGEST),
        lines=table.whole("lines", 1, _MOST_LINES, 1),
    )
    if not fit.floor <= fit.wrap_below <= fit.size:
        raise table.refuse(f"Its sizes are floor {fit.floor:g}, wrap_below {fit.wrap_below:g} "
                           f"and size {fit.size:g}.", "None of them may be larger than the next.")
    return fit


def _qr(table: Table, called: str, when: tuple[Condition, ...], _: Collection[str]) -> Qr:
    if when:
        raise table.refuse("The QR has a “when”, but every badge is scanned.", "Take the “when” out.")
    for names in (_ACROSS, _DOWN):
        if table.has(names[-1]):
            raise table.refuse(f"The QR has a “{names[-1]}”, but finds its size.", "Write a “share” instead.")
        _edges(table, names[:-1], "one")
    return Qr(
        id=called, inset=_lengths(table, _LEAST_QUIET), when=when,
        share=table.number("share", 0.05, 1, 0.5),
        most_module=table.number("most_module", _LEAST_MODULE, 5, 1.2),
    )


def _image(table: Table, called: str, when: tuple[Condition, ...], _: Collection[str]) -> Image:
    picture = table.words("image")
    if not _PICTURE.fullmatch(picture):
        raise table.refuse("Its “image” is no picture's name.",
                           'Add the picture to the event and write its name, such as image = "logo".')
    return Image(id=called, inset=_inset(table), when=when, image=picture,
                 align=table.choice("align", _ALIGNS, "left"), stand=table.choice("stand", _STANDS, "top"))


def _line(table: Table, called: str, when: tuple[Condition, ...], colours: Collection[str]) -> Fill:
    if table.has("height"):
        raise table.refuse("A line has a “thickness”, not a “height”.", "Write thickness = 0.3.")
    thickness = table.length("thickness", _THINNEST, 0.3)
    values = {key: value for key, value in table.values.items() if key != "thickness"}
    return Fill(id=called, inset=_inset(Table(values | {"height": thickness}, table.where)), when=when,
                colour=table.colour("colour", colours, "ink"))


def _box(table: Table, called: str, when: tuple[Condition, ...], colours: Collection[str]) -> Fill:
    return Fill(id=called, inset=_inset(table), when=when, colour=table.colour("fill", colours),
                radius=table.length("radius", 0, 0))


def _mark(table: Table, called: str, when: tuple[Condition, ...], _: Collection[str]) -> Mark:
    return Mark(id=called, inset=_inset(table), when=when)


_READERS: dict[str, Callable[[Table, str, tuple[Condition, ...], Collection[str]], Element]] = {
    "text": _text, "qr": _qr, "image": _image, "line": _line, "box": _box, "mark": _mark,
}
_NAMES = {Text: "text", Qr: "qr", Image: "image", Fill: "box", Mark: "mark"}


def _own(element: Element) -> dict[str, object]:
    """What only elements of its sort have."""
    match element:
        case Text():
            return _own_of_text(element)
        case Qr():
            return {"share": element.share, "most_module": element.most_module}
        case Image():
            return {"image": element.image, "align": element.align, "stand": element.stand}
        case Fill():
            return {"fill": element.colour, "radius": element.radius}
        case Mark():
            return {}


def _own_of_text(text: Text) -> dict[str, object]:
    fit = text.fit
    written: dict[str, object] = {
        "text": text.template.source, "weight": text.weight.value.lower(), "colour": text.colour,
        "size": fit.size, "wrap_below": fit.wrap_below, "floor": fit.floor, "lines": fit.lines,
        "align": text.align, "stand": text.stand,
    }
    return written | ({"most": {"of": text.most_of, "share": text.most_share}} if text.most_of else {})


def _conditions(table: Table) -> tuple[Condition, ...]:
    found = tuple(_condition(table, field) for field in table.values)
    if len({condition.field for condition in found}) < len(found):
        raise table.refuse("A field stands there twice.", "Small and large letters count alike.")
    return found


def _condition(table: Table, field: str) -> Condition:
    name = field.strip().casefold()
    if not name or len(name) > LONGEST_FIELD or not clean(name):
        raise table.refuse("A field in it has no name, or a very long one.", "Write a header of the list.")
    value = table.values[field]
    if isinstance(value, bool):
        return Condition(field=name, written=value)
    among = value if isinstance(value, list) else [value]
    if not among or not all(isinstance(one, str) and one.strip() and clean(one) for one in among):
        raise table.refuse(f"“{name}” is neither true or false nor a list of texts.",
                           f'Write such as {name} = true, or {name} = ["speaker", "crew"].')
    return Condition(field=name, among=tuple(str(one) for one in among))


def _inset(table: Table) -> Inset:
    """The box: in each direction exactly two of three."""
    for names in (_ACROSS, _DOWN):
        _edges(table, names, "two")
    return _lengths(table, 0)


def _edges(table: Table, names: tuple[str, ...], needed: Literal["one", "two"]) -> None:
    given = [name for name in names if table.has(name)]
    if len(given) != {"one": 1, "two": 2}[needed]:
        raise table.refuse(f"Of {', '.join(names)} it has {' and '.join(given) or 'none'}.",
                           f"Write exactly {needed} of them, in millimetres.")


def _lengths(table: Table, least: float) -> Inset:
    def length(name: str) -> float | None:
        shortest = _THINNEST if name in {"width", "height"} else least
        return table.length(name, shortest) if table.has(name) else None

    return Inset(left=length("left"), right=length("right"), width=length("width"),
                 top=length("top"), bottom=length("bottom"), height=length("height"))
