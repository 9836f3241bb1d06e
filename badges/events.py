"""Events: added from their plan, found by their slug, changed by their organiser."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from badges import journal
from badges.clock import look_again
from badges.errors import BadInput, Conflict, UnknownEvent
from badges.event_file import (
    EventPlan,
    HostPlan,
    box_size,
    in_order,
    local_moment,
    read_event,
    zone_named,
)
from badges.journal import Line
from badges.model import Event, Host, JournalCounter

__all__ = [
    "EventPlan",
    "HostPlan",
    "add_event",
    "all_events",
    "box_size",
    "change_event",
    "event_named",
    "local_moment",
    "read_event",
    "zone_named",
]

HOURS = frozenset({"doors_at", "start_at", "end_at", "missing_after", "uncollected_after", "set_aside_after"})
# By these the clock looks at everybody anew: whose badge is yet to be printed, nobody is told of.
LOOKED_AT = HOURS | {"prints_on_arrival", "type_graces", "vip_types"}
# The slug stands in addresses on paper and in mails, so it never changes.
CHANGEABLE = HOURS | {
    *("name", "timezone", "venue", "dress", "language"),
    *("badge_design", "badge_stock", "badge_box_holds", "prints_on_arrival"),
    *("desk_shows", "quiet_field", "type_graces", "vip_types"),
    *("reasons_kept", "times_kept"),
}


def add_event(session: Session, plan: EventPlan, *, now: datetime) -> Event:
    """Make the event with its hosts and an open journal. Raises Conflict where the slug is taken."""
    columns = {key: value for key, value in vars(plan).items() if key != "hosts"}
    event = Event(**columns)
    try:
        with session.begin_nested():
            session.add(event)
    except IntegrityError:
        raise Conflict(
            f"There is an event “{plan.slug}” already; give this one another slug.", slug=plan.slug
        ) from None
    session.execute(insert(JournalCounter).values(event_id=event.id, seq=0))
    session.add_all(Host(event_id=event.id, **vars(host)) for host in plan.hosts)
    session.flush()
    journal.write(session, event.id, [Line("event_changed", now, data={"changed": ["event"]})])
    return event


def all_events(session: Session) -> list[Event]:
    """Every event of this installation, the one that begins last first."""
    return list(session.scalars(select(Event).order_by(Event.start_at.desc(), Event.id.desc())))


def event_named(session: Session, slug: str) -> Event:
    """The event of this slug. Raises UnknownEvent."""
    event = session.scalar(select(Event).where(Event.slug == slug.replace("\0", "")))
    if event is None:
        raise UnknownEvent(f"There is no event “{slug}” here; look at the list of events.", event=slug)
    return event


def change_event(session: Session, event: Event, *, now: datetime, **changes: Any) -> tuple[str, ...]:
    """Change what an organiser may change, under the names of Event's columns; answers what is new.

    Raises BadInput for hours that do not follow one another, and for an
    empty name. When hours, graces or the printing of badges change, the clock
    looks at everybody anew.
    """
    assert CHANGEABLE.issuperset(changes), changes
    # Two organisers may save at once: each judges the hours as the other left them.
    session.refresh(event, with_for_update={"key_share": True})
    new = tuple(sorted(key for key, value in changes.items() if getattr(event, key) != value))
    if not new:
        return ()
    for key in new:
        setattr(event, key, changes[key])
    _sound(event)
    session.flush()
    if LOOKED_AT.intersection(new):
        look_again(session, event, now=now)
    journal.write(session, event.id, [Line("event_changed", now, data={"changed": list(new)})])
    return new


def _named(name: str) -> str:
    if not name.strip():
        raise BadInput("The name is empty; please write one.", key="name")
    return name.strip()


def _sound(event: Event) -> None:
    event.name = _named(event.name)
    zone_named(event.timezone)
    in_order(event.doors_at, event.start_at, event.end_at)
    if min(event.missing_after, event.uncollected_after, event.set_aside_after) < 0:
        raise BadInput("A grace cannot be less than no time; write 0 or more minutes.", key="graces")
    box_size(event.badge_box_holds)
