"""Badges as pictures on the organiser's pages: a few of the real list, laid out and drawn as SVG.

Loaded when a page of badges is first opened: a server whose organiser prints nothing shall not carry the
drawing libraries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from weakref import WeakKeyDictionary

from markupsafe import Markup
from sqlalchemy.orm import Session

from badges import designs, paper, sheets
from badges.errors import BadInput
from badges.model import Event
from badges.paper import Badge, BadgeRefused, Box, Composer, Label, Side
from badges.store import Store

# Which badges are looked at first, and how a person calls them.
SAMPLES = {
    "ordinary": "Ordinary",
    "longest": "Longest",
    "shortest": "Shortest",
    "hardest": "Most difficult",
}
# Nobody is on the list yet: its code is nobody's.
_NOBODY = Badge(
    name="Mira Okafor",
    badge_code="0000000000000000",
    short_code="AB12CD",
    fields={"first_name": "Mira", "last_name": "Okafor", "company": "Okafor & Daughters", "kind": "attendee"},
)
_MOST_KEPT = 20

Samples = Mapping[str, Badge]
# The samples of an event until its list changes: they are asked for with every touch of the editor.
_kept: WeakKeyDictionary[Store, dict[int, tuple[int, Samples]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Drawn:
    """One badge as pictures, or why it is not printed.

    ``looks`` are sentences; ``places`` says per side where each element's ink is: left, top, right and
    bottom in millimetres.
    """

    name: str
    front: str = ""
    back: str = ""
    why: str = ""
    fix: str = ""
    looks: tuple[str, ...] = ()
    places: Mapping[str, Mapping[str, tuple[float, ...]]] | None = None

    def as_json(self) -> dict[str, Any]:
        """As the editor takes it."""
        return dict(vars(self))


def samples_of(store: Store, session: Session, event: Event) -> Samples:
    """The badges to look at first; of an empty list one of nobody."""
    kept, touched = _kept.setdefault(store, {}), designs.touched(session, event)
    if kept.get(event.id, (None, {}))[0] != touched:
        found = sheets.samples(session, event)
        while len(kept) >= _MOST_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[event.id] = (touched, found)
    return kept[event.id][1] or {"ordinary": _nobody(event)}


def drawn(composer: Composer, badge: Badge) -> Drawn:
    """The badge as this design has it on this stock."""
    try:
        label = composer.of(badge)
    except BadgeRefused as refused:
        return Drawn(badge.name, why=refused.why, fix=refused.fix)
    back = _svg(label, "back", composer, badge) if label.back else ""
    looks = tuple(dict.fromkeys(note.why for note in label.notes))
    return Drawn(
        badge.name, _svg(label, "front", composer, badge), back, looks=looks, places=_places(label)
    )


def shown(composer: Composer, samples: Samples) -> dict[str, Drawn]:
    """All samples as this design has them."""
    return {which: drawn(composer, badge) for which, badge in samples.items()}


def card(session: Session, event: Event, key: str, stock: str, badge: Badge) -> Drawn:
    """A design that can be chosen, on this badge; one that this paper is too small for says so."""
    try:
        return drawn(sheets.composer(session, event, stock=stock, design=key), badge)
    except BadInput as refused:
        return Drawn(badge.name, why=refused.message)


def composer_of(session: Session, event: Event, text: str) -> Composer:
    """Lays badges out by this document, on the event's paper. Raises BadDesign."""
    design = paper.read_design(text, key=designs.OWN)
    return Composer(design, paper.stock_named(event.badge_stock), designs.pictures_of(session, event))


def _nobody(event: Event) -> Badge:
    return Badge(
        name=_NOBODY.name,
        badge_code=_NOBODY.badge_code,
        short_code=_NOBODY.short_code,
        fields={**_NOBODY.fields, "event": event.name, "venue": event.venue},
        language=event.language,
    )


def _svg(label: Label, side: Literal["front", "back"], composer: Composer, badge: Badge) -> Markup:
    # Made by our engine of glyph outlines and numbers; what people wrote is escaped there.
    return Markup(  # noqa: S704
        paper.draw_svg(label, side, pictures=composer.pictures, title=f"{badge.name}, {side}")
    )


def _places(label: Label) -> dict[str, dict[str, tuple[float, ...]]]:
    sides = {"front": label.front, "back": label.back}
    return {name: _inked(side) for name, side in sides.items() if side is not None}


def _inked(side: Side) -> dict[str, tuple[float, ...]]:
    found: dict[str, Box] = {}
    for thing in side.things:
        found[thing.element] = found.get(thing.element, thing.ink).joined(thing.ink)
    return {element: tuple(round(edge, 2) for edge in box) for element, box in found.items()}
