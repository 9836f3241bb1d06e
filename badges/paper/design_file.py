"""Design documents: a TOML or JSON text read into a design, every mistake refused, and written again."""

import json
import tomllib
from collections.abc import Collection, Iterable, Mapping

from badges.paper.design import Colours, Design, Element, Qr, Text
from badges.paper.design_elements import element_table, read_element
from badges.paper.design_values import Table, clean, nearest
from badges.paper.refusals import BadDesign

LARGEST_DOCUMENT = 64 * 1024
MOST_ELEMENTS = 60
COLOURS = {"ink": "#1c1917", "quiet": "#57534e", "accent": "#b4532a", "paper": "#ffffff"}

_MOST_BLEED_MM = 10
_MOST_COLOURS = 60
# The standard library's reader takes fifteen seconds for one key of thirty thousand parts.
_MOST_DOTS = 100
_DOCUMENT = ("name", "about", "bleed", "one_colour", "colours", "kinds", "marks", "front", "back")
_DRAWS_A_NAME = {"name", "first_name"}


def read_design(text: str, *, key: str) -> Design:
    """The design that a document describes; one that begins with ``{`` is JSON, any other TOML.

    Raises BadDesign, which says where in the document something is wrong, what it is and what to do.
    """
    document = Table(_parsed(text), "")
    document.only(_DOCUMENT)
    colours = _colours(document)
    design = Design(
        key=key,
        name=document.words("name").strip(),
        about=document.words("about", "").strip(),
        bleed=document.number("bleed", 0, _MOST_BLEED_MM, 0),
        one_colour=document.flag("one_colour"),
        colours=tuple(colours.items()),
        kinds=_kinds(document.table("kinds"), colours),
        marks=_marks(document, colours),
        front=_elements(document, "front", colours),
        back=_elements(document, "back", colours),
    )
    _whole(design)
    return design


def write_design(design: Design) -> str:
    """The design as a JSON document, from which ``read_design`` makes the same design."""
    document = {
        "name": design.name,
        "about": design.about,
        "bleed": design.bleed,
        "one_colour": design.one_colour,
        "colours": dict(design.colours),
        "kinds": {kind: dict(colours) for kind, colours in design.kinds},
        "marks": list(design.marks),
        "front": [element_table(element) for element in design.front],
        "back": [element_table(element) for element in design.back],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _parsed(text: str) -> Mapping[str, object]:
    text = text.removeprefix("\ufeff")
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_DOCUMENT:
        raise BadDesign("It is larger than 64 KB.", "Take out what the badge does not show.")
    try:
        document = _json(text) if text.lstrip().startswith("{") else _toml(text)
    except RecursionError:
        raise BadDesign("It is nested too deeply.", "A design needs tables within lists, no more.") from None
    # Both readers' mistakes are ValueErrors, and so is a number of five thousand digits.
    except ValueError as trouble:
        raise BadDesign(f"It cannot be read: {trouble}.", "Mend that place and try again.") from None
    return document


def _json(text: str) -> Mapping[str, object]:
    document: dict[str, object] = json.loads(text, object_pairs_hook=_once)
    return document


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs as a table, whose keys stand there once, as TOML asks it."""
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise BadDesign(f"“{double[:40]}” stands twice in one table.", "Take one of them out.")
    return table


def _toml(text: str) -> Mapping[str, object]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _MOST_DOTS:
            raise BadDesign(f"Line {number} has more than {_MOST_DOTS} dots.", "Break it into several lines.")
    return tomllib.loads(text)


def _colours(document: Table) -> dict[str, str]:
    table = document.table("colours")
    for name in table.values:
        _called(table, name)
    return COLOURS | {name: table.hex_colour(name) for name in table.values}


def _kinds(table: Table, colours: Collection[str]) -> tuple[tuple[str, Colours], ...]:
    folded = set()
    for kind in table.values:
        _called(table, kind)
        if kind.casefold() in folded:
            raise table.refuse(f"“{kind}” stands there twice.", "Small and large letters count alike.")
        folded.add(kind.casefold())
    return tuple((kind, _overrides(table.table(kind), colours)) for kind in table.values)


def _overrides(table: Table, colours: Collection[str]) -> Colours:
    table.only(colours)
    return tuple((name, table.hex_colour(name)) for name in table.values)


def _called(table: Table, name: str) -> None:
    """Refuse what cannot be a name in this table, and a table of too many."""
    if not clean(name) or name != name.strip() or not name or name.startswith("#"):
        raise table.refuse("A name in it is empty, long, or has invisible characters.", "Write another.")
    if len(table.values) > _MOST_COLOURS:
        raise table.refuse(f"There are more than {_MOST_COLOURS}.", "Leave out what no element shows.")


def _marks(document: Table, colours: Collection[str]) -> tuple[str, ...]:
    listed = {f"colour {number}": value for number, value in enumerate(document.list("marks"), start=1)}
    if len(listed) > _MOST_COLOURS:
        raise document.refuse(f"There are {len(listed)} marks.", f"Leave at most {_MOST_COLOURS}.")
    return tuple(Table(listed, "marks").colour(key, colours) for key in listed)


def _elements(document: Table, side: str, colours: Collection[str]) -> tuple[Element, ...]:
    listed = document.list(side)
    if len(listed) > MOST_ELEMENTS:
        raise BadDesign(f"There are {len(listed)} elements.", f"Leave at most {MOST_ELEMENTS}.", side)
    return tuple(_numbered(values, side, number, colours) for number, values in enumerate(listed, start=1))


def _numbered(values: object, side: str, number: int, colours: Collection[str]) -> Element:
    where = f"{side}, element {number}"
    if not isinstance(values, Mapping):
        raise BadDesign("It is no table.", f"Begin each element with a line [[{side}]].", where)
    place = f"{number}" if side == "front" else f"{side}-{number}"
    return read_element(Table(values, where), place, colours)


def _whole(design: Design) -> None:
    """Refuse what only shows when all elements are read."""
    if len(design.front) + len(design.back) > MOST_ELEMENTS:
        raise BadDesign(f"There are {len(design.front) + len(design.back)} elements.",
                        f"Leave at most {MOST_ELEMENTS} on both sides together.")
    seen: set[str] = set()
    for side, elements in (("front", design.front), ("back", design.back)):
        _in_order(side, elements, seen)
        if sum(isinstance(element, Qr) for element in elements) > 1:
            raise BadDesign("It has two QRs, and a scanner would not know which to read.",
                            "Take one of them out.", side)
    if not any(isinstance(element, Qr) for element in (*design.front, *design.back)):
        raise BadDesign("It has no QR, so nobody could scan the badge.",
                        'Add an element "qr" with its right and bottom.', "front")
    texts = [element for element in design.front if isinstance(element, Text)]
    if not any(_DRAWS_A_NAME & set(text.template.fields) for text in texts):
        raise BadDesign("It draws no name.", "Add a text with {name} in it.", "front")


def _in_order(side: str, elements: Iterable[Element], seen: set[str]) -> None:
    """Refuse an id that is there already, and a text measured by one that does not come before it."""
    texts: set[str] = set()
    for number, element in enumerate(elements, start=1):
        where = f"{side}, element {number} ({element.id})"
        if element.id in seen:
            raise BadDesign(f"Another element is called “{element.id}”.", "Give it an id of its own.", where)
        seen.add(element.id)
        if not isinstance(element, Text):
            continue
        measure = element.most_of
        if measure is not None and measure not in texts:
            known = nearest(measure, texts) if texts else "Put the text it depends on before it."
            raise BadDesign(f"No text before it on its side is called “{measure[:40]}”.", known, where)
        texts.add(element.id)
