"""The design an event has made its own, and its pictures: kept, shown to the drawing engine, changed."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

# By its name only: what it holds is loaded when it is first used, and most evenings never do.
from badges import journal, paper
from badges.errors import BadInput
from badges.journal import Line
from badges.model import Attendee, BadgeDesign, BadgePicture, Event, JournalLine

if TYPE_CHECKING:
    from badges.paper import Design, EventPicture

# What an event's ``badge_design`` says when it is the event's own.
OWN = "own"
LOGO = "logo"
MOST_PICTURES = 8
# What lists keep is alike from the first row to the last; more rows name no further columns.
_LOOKED_THROUGH = 2_000
_PICTURE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# After these lines of the journal a badge may look otherwise; not where another choice is all that changed.
_OF_PEOPLE = ("added", "changed", "removed")
_CHOICES = frozenset({"badge_design", "badge_stock"})


def own_design(session: Session, event: Event) -> "Design | None":
    """The event's own design, or None where it has made none."""
    document = _document(session, event)
    return None if document is None else paper.read_design(document, key=OWN)


def document_of(session: Session, event: Event, key: str) -> str:
    """The document of the event's own design, or of one that comes with us, made ready to become it.

    Raises UnknownDesign.
    """
    own = _document(session, event) if key == OWN else None
    return own or paper.write_design(_begun_from(key))


def save_design(session: Session, event: Event, text: str, *, now: datetime) -> "Design":
    """Make this document the event's own design and choose it. Raises BadDesign."""
    design = paper.read_design(text, key=OWN)
    document = paper.write_design(design)
    # It must be readable for good, also where it grew by being written in full.
    paper.read_design(document, key=OWN)
    _hold(session, event)
    before = _document(session, event)
    if before != document or event.badge_design != OWN:
        _keep(session, event, document, now, new=before is None)
        chosen = [] if event.badge_design == OWN else ["badge_design"]
        event.badge_design = OWN
        _tell(session, event, now, [*chosen, "badge_document"])
    return design


def pictures_of(session: Session, event: Event) -> Mapping[str, "EventPicture"]:
    """The event's pictures by their names."""
    kept = session.scalars(select(BadgePicture).where(BadgePicture.event_id == event.id))
    return {one.name: paper.EventPicture(one.name, one.png, one.width, one.height) for one in kept}


def put_picture(session: Session, event: Event, picture: "EventPicture", *, now: datetime) -> None:
    """Keep a picture of ``paper.read_picture`` in the place of the one of its name. Raises BadInput."""
    if not _PICTURE.fullmatch(picture.name):
        raise BadInput(
            f"“{picture.name[:40]}” cannot name a picture; use a to z, 0 to 9 and -, such as {LOGO}.",
            name=picture.name[:40],
        )
    _hold(session, event)
    named = set(session.scalars(select(BadgePicture.name).where(BadgePicture.event_id == event.id)))
    if picture.name not in named and len(named) >= MOST_PICTURES:
        raise BadInput(f"An event keeps at most {MOST_PICTURES} pictures; remove one of them first.")
    session.merge(
        BadgePicture(
            event_id=event.id,
            name=picture.name,
            png=picture.png,
            width=picture.width,
            height=picture.height,
        )
    )
    _tell(session, event, now, ["badge_pictures"])


def remove_picture(session: Session, event: Event, name: str, *, now: datetime) -> None:
    """Forget a picture; designs that show it leave it out."""
    which = (BadgePicture.event_id == event.id, BadgePicture.name == name.replace("\0", ""))
    gone: Any = session.execute(delete(BadgePicture).where(*which))
    if gone.rowcount:
        _tell(session, event, now, ["badge_pictures"])


def fields_of(session: Session, event: Event) -> tuple[str, ...]:
    """The columns that the guest list kept beside ours, as it writes them, in the order they were met."""
    listed = select(Attendee.fields).where(Attendee.event_id == event.id).order_by(Attendee.id)
    rows = session.scalars(listed.limit(_LOOKED_THROUGH))
    met = {str(title).casefold(): str(title) for row in rows for title in row}
    return tuple(met.values())


def kinds_of(session: Session, event: Event) -> tuple[str, ...]:
    """The types of attendees on the list, the most frequent first."""
    counted = (
        select(Attendee.kind)
        .where(Attendee.event_id == event.id, Attendee.kind != "", Attendee.cancelled_at.is_(None))
        .group_by(Attendee.kind)
        .order_by(func.count().desc(), Attendee.kind)
    )
    return tuple(session.scalars(counted))


def touched(session: Session, event: Event) -> int:
    """The number of the last line of the journal after which a badge may look otherwise."""
    lines = select(JournalLine.seq, JournalLine.data).where(JournalLine.event_id == event.id)
    people = lines.where(JournalLine.kind.in_(_OF_PEOPLE)).order_by(JournalLine.seq.desc()).limit(1)
    found = [row.seq for row in session.execute(people)]
    events = session.execute(lines.where(JournalLine.kind == "event_changed"))
    found += [row.seq for row in events if not _CHOICES.issuperset(row.data.get("changed", ()))]
    return max(found, default=0)


def _begun_from(key: str) -> "Design":
    design = paper.design_named(key)
    return replace(design, key=OWN, name="Your own", about=f"Begun from {design.name}.")


def _document(session: Session, event: Event) -> str | None:
    return session.scalar(select(BadgeDesign.document).where(BadgeDesign.event_id == event.id))


def _hold(session: Session, event: Event) -> None:
    """Two organisers may save at once: each finds what the other left."""
    session.refresh(event, with_for_update={"key_share": True})


def _keep(session: Session, event: Event, document: str, now: datetime, *, new: bool) -> None:
    values = {"document": document, "changed_at": now}
    if new:
        session.execute(insert(BadgeDesign).values(event_id=event.id, **values))
    else:
        session.execute(update(BadgeDesign).where(BadgeDesign.event_id == event.id).values(values))


def _tell(session: Session, event: Event, now: datetime, changed: list[str]) -> None:
    session.flush()
    journal.write(session, event.id, [Line("event_changed", now, data={"changed": changed})])
