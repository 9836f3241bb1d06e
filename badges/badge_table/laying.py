"""Laying the badge table out: everybody gets a box and a slot, and the whole layout holds at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from time import sleep
from typing import NamedTuple

from sqlalchemy import Row, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from badges import journal
from badges.badge_table.order import filed_under, in_order
from badges.badge_table.places import Filed, Layout, layout_of
from badges.events import box_size, event_named
from badges.journal import Line
from badges.model import Attendee, Event, TablePlace
from badges.store import Store, core

# As for a list: short enough that no scan waits long, and a breath in which waiting ones come first.
CHUNK = 500
BREATH = 0.001  # seconds


class Laying(NamedTuple):
    """How many of how many places are written until now."""

    done: int
    total: int


class _Laid(NamedTuple):
    """Where everybody's badge is to lie, and whether it lies there already.

    ``settings`` are what is to be kept with the event, under its columns' names.
    """

    event_id: int
    places: list[Filed]
    settings: dict[str, int]
    already: bool


def lay_out(store: Store, event_slug: str, *, now: datetime, box_holds: int | None = None) -> Layout:
    """Lay the table out; answers what holds then. See ``lay_out_in_chunks``."""
    for _ in lay_out_in_chunks(store, event_slug, now=now, box_holds=box_holds):
        pass
    with store.reading() as session:
        return layout_of(session, event_named(session, event_slug))


def lay_out_in_chunks(
    store: Store, event_slug: str, *, now: datetime, box_holds: int | None = None, chunk: int = CHUNK
) -> Iterator[Laying]:
    """Give everybody who is not cancelled a box and a slot in the table's order; tells how far it is.

    ``box_holds`` is kept with the event; without it the event's own number
    counts. Where everything lies so already, nothing is written. Raises
    UnknownEvent, and BadInput for a box that no table has.

    The places are written under a new number in short transactions, in which
    scans go on; readers see the old layout, until one last transaction makes
    the new number hold. So a layout holds whole or not at all, also when this
    is broken off. Of two organisers at once the one who began later has their
    way. Who comes to the list meanwhile has no place, as all who come later.
    """
    with store.reading() as session:
        laid = _think(session, event_named(session, event_slug), box_holds)
    if laid.already:
        return
    number, total = _number(store, laid.event_id), len(laid.places)
    yield Laying(0, total)
    for at in range(0, total, chunk):
        with store.writing() as session:
            _write(session, laid.event_id, number, laid.places[at : at + chunk])
        yield Laying(min(at + chunk, total), total)
        sleep(BREATH)
    with store.writing() as session:
        _hold(session, laid, number, now)
    _forget_those_before(store, laid.event_id)


def _think(session: Session, event: Event, box_holds: int | None) -> _Laid:
    holds = event.badge_box_holds if box_holds is None else box_size(box_holds)
    people = _people(session, event)
    places = [
        Filed(one.id, one.name, filed_under(one), 1 + nth // holds, 1 + nth % holds)
        for nth, one in enumerate(in_order(people, event.language))
    ]
    lies = {one.id: (one.box, one.slot) for one in people}
    settings = {} if holds == event.badge_box_holds else {"badge_box_holds": holds}
    already = (
        not settings
        and all(lies[one.attendee] == (one.box, one.slot) for one in places)
        # Those who were cancelled since lie there too.
        and _lying(session, event) == len(places)
    )
    return _Laid(event.id, places, settings, already)


def _people(session: Session, event: Event) -> Sequence[Row[tuple[int, str, str, str, str, int, int]]]:
    lies = and_(TablePlace.attendee_id == Attendee.id, TablePlace.layout == event.table_layout)
    query = (
        select(Attendee.id, Attendee.name, Attendee.first_name, Attendee.last_name, Attendee.company)
        .add_columns(TablePlace.box, TablePlace.slot)
        .outerjoin(TablePlace, lies)
        .where(Attendee.event_id == event.id, Attendee.cancelled_at.is_(None))
    )
    return core(session).execute(query).all()


def _lying(session: Session, event: Event) -> int:
    holds = (TablePlace.event_id == event.id, TablePlace.layout == event.table_layout)
    return core(session).scalar(select(func.count()).select_from(TablePlace).where(*holds)) or 0


def _number(store: Store, event_id: int) -> int:
    """A number that no layout of this event had, finished or not."""
    taken = (
        update(Event)
        .where(Event.id == event_id)
        .values(table_layouts=Event.table_layouts + 1)
        .returning(Event.table_layouts)
    )
    with store.writing() as session:
        number: int = core(session).execute(taken).scalar_one()
        return number


def _write(session: Session, event_id: int, number: int, places: Sequence[Filed]) -> None:
    """Write some places, but for those whose attendees were taken away meanwhile."""
    # In the order of ids, as scans hold them, so that the two never wait for each other in a circle.
    still = (
        select(Attendee.id)
        .where(Attendee.id.in_([one.attendee for one in places]))
        .order_by(Attendee.id)
        .with_for_update(read=True, key_share=True)
    )
    there = frozenset(core(session).scalars(still))
    rows = [
        {
            "attendee_id": one.attendee,
            "layout": number,
            "event_id": event_id,
            "box": one.box,
            "slot": one.slot,
        }
        for one in places
        if one.attendee in there
    ]
    if rows:
        core(session).execute(insert(TablePlace), rows)


def _hold(session: Session, laid: _Laid, number: int, now: datetime) -> None:
    """Let this layout hold, unless one that was begun later holds already."""
    is_newer = (Event.id == laid.event_id, Event.table_layout < number)
    new = {**laid.settings, "table_layout": number}
    if core(session).execute(update(Event).where(*is_newer).values(new)).rowcount:
        line = Line("event_changed", now, data={"changed": [*laid.settings, "badge_table"]})
        journal.write(session, laid.event_id, [line])


def _forget_those_before(store: Store, event_id: int) -> None:
    """Take away the places of layouts that hold no more, and of those that were broken off."""
    ours, layout, box = TablePlace.event_id == event_id, TablePlace.layout, TablePlace.box
    holds = select(Event.table_layout).where(Event.id == event_id).scalar_subquery()
    old = select(layout, box).where(ours, layout < holds).group_by(layout, box).order_by(layout, box)
    with store.reading() as session:
        boxes = core(session).execute(old).all()
    for row in boxes:
        with store.writing() as session:
            its = (ours, layout == row.layout, box == row.box)
            core(session).execute(delete(TablePlace).where(*its))
        sleep(BREATH)
