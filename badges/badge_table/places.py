"""The layout that holds now: its boxes, and the dividers that stand in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.badge_table.order import TableOrder, filed_under
from badges.model import Attendee, Event, TablePlace
from badges.store import core


class Filed(NamedTuple):
    """One badge in its place. ``under`` is what it is sorted by; boxes and slots count from 1."""

    attendee: int
    name: str
    under: str
    box: int
    slot: int


@dataclass(frozen=True)
class Box:
    """One box of the table, from its first badge to its last."""

    number: int
    first: Filed
    last: Filed
    count: int


@dataclass(frozen=True)
class Layout:
    """All boxes of the table in order; none where nobody has laid it out, or nobody is on the list."""

    boxes: tuple[Box, ...]

    @property
    def count(self) -> int:
        """How many badges have a place."""
        return sum(box.count for box in self.boxes)


@dataclass(frozen=True)
class Divider:
    """A card that stands before the badge in this slot: where the names of one letter begin in a box.

    Where a letter goes on in the next box it begins there anew. ``first`` and
    ``last`` are those behind it, up to the next divider or the end of the box.
    """

    box: int
    slot: int
    label: str
    first: Filed
    last: Filed
    count: int


def layout_of(session: Session, event: Event) -> Layout:
    """The layout that holds now, with names as they are written now."""
    return Layout(tuple(_boxes(filed(session, event))))


def dividers(session: Session, event: Event) -> tuple[Divider, ...]:
    """The dividers of the layout that holds now, box by box, lettered as the event's language is."""
    order = TableOrder(event.language)
    groups = groupby(filed(session, event), key=lambda one: (one.box, order.initial(one.under)))
    return tuple(_divider(label, list(group)) for (_, label), group in groups)


def filed(session: Session, event: Event) -> list[Filed]:
    """Every badge that has a place now, in the order of the table."""
    holds = select(Event.table_layout).where(Event.id == event.id).scalar_subquery()
    query = (
        select(Attendee.id, Attendee.name, Attendee.last_name, TablePlace.box, TablePlace.slot)
        .join(Attendee, Attendee.id == TablePlace.attendee_id)
        .where(TablePlace.event_id == event.id, TablePlace.layout == holds)
        .order_by(TablePlace.box, TablePlace.slot)
    )
    return [
        Filed(row.id, row.name, filed_under(row), row.box, row.slot) for row in core(session).execute(query)
    ]


def _boxes(places: Sequence[Filed]) -> Iterator[Box]:
    for number, group in groupby(places, key=lambda one: one.box):
        inside = list(group)
        yield Box(number, inside[0], inside[-1], len(inside))


def _divider(label: str, behind: Sequence[Filed]) -> Divider:
    first, last = behind[0], behind[-1]
    return Divider(first.box, first.slot, label, first, last, len(behind))
