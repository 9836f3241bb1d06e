"""The lists an event has taken in, the latest first."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.errors import NotFound
from badges.model import Event, Import


def imports(session: Session, event: Event, limit: int = 50) -> list[Import]:
    """The event's imports, the latest first."""
    query = select(Import).where(Import.event_id == event.id).order_by(Import.id.desc()).limit(limit)
    return list(session.scalars(query))


def import_numbered(session: Session, event: Event, number: int) -> Import:
    """One import of this event. Raises NotFound."""
    row = session.get(Import, number)
    if row is None or row.event_id != event.id:
        raise NotFound(f"{event.name} has no import {number}; look at its guest list.", number=number)
    return row


def tell(session: Session, event: Event, number: int, **told: Any) -> None:
    """Keep what an import's page is to tell, beside what it tells already; None takes a word back."""
    row = import_numbered(session, event, number)
    row.told = {word: said for word, said in {**row.told, **told}.items() if said is not None}
