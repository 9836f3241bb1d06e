"""“I have seen them”: a host says that one of their own people is here, where no desk has seen them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import people
from badges.desk import Answer, Asked, Place, take
from badges.model import Attendee, Event, Host, Scan
from badges.rules.fold import ARRIVE, UNDO
from badges.store import Store


@dataclass(frozen=True)
class Vouch:
    """What a host said of one attendee and has not taken back: the scan, whose word it is, and when."""

    scan: UUID
    host: int
    at: datetime


def vouch(store: Store, event: Event, host: Host, attendee_id: int, *, now: datetime) -> Answer:
    """A host has seen one of their attendees, who is here by that.

    It is a scan as a desk makes it: ``again`` where they were here already,
    ``refused`` outside the hours or where the organiser has cancelled them.
    Raises UnknownAttendee where they are not this host's.
    """
    _theirs(store, event, host, attendee_id, now)
    return _do(store, event, host, Asked(uuid4(), ARRIVE, attendee=attendee_id, via="link"), now)


def take_back(store: Store, event: Event, host: Host, attendee_id: int, *, now: datetime) -> Answer | None:
    """The host was mistaken; None where there is nothing of theirs to take back. Raises UnknownAttendee."""
    _theirs(store, event, host, attendee_id, now)
    with store.reading() as session:
        said = vouched(session, attendee_id, host.id)
    if said is None:
        return None
    undo = Asked(uuid4(), UNDO, undoes=said.scan, attendee=attendee_id, via="link")
    return _do(store, event, host, undo, now)


def vouched(session: Session, attendee_id: int, host_id: int | None = None) -> Vouch | None:
    """The first “I have seen them” about an attendee that was not taken back: any host's, or one host's.

    It is the first because taking it back takes back the same host's repetitions with it.
    """
    undone = select(Scan.undoes).where(
        Scan.attendee_id == attendee_id, Scan.action == UNDO, Scan.counts, Scan.undoes.is_not(None)
    )
    found = session.execute(
        select(Scan.id, Scan.host_id, Scan.at)
        .where(Scan.attendee_id == attendee_id, Scan.action == ARRIVE, Scan.host_id.is_not(None), Scan.counts)
        .where(Scan.id.not_in(undone), *([] if host_id is None else [Scan.host_id == host_id]))
        .order_by(Scan.at, Scan.id)
        .limit(1)
    ).one_or_none()
    return Vouch(found.id, found.host_id or 0, found.at) if found else None


def standing(session: Session, event_id: int, ids: Collection[int] | None = None) -> dict[int, str]:
    """The scan by which each of these attendees is here on a host's word; a desk takes it back by it."""
    query = (
        select(Scan.attendee_id, Scan.id)
        .join(Attendee, Attendee.id == Scan.attendee_id)
        .where(Attendee.event_id == event_id, Attendee.vouched_by.is_not(None), Scan.counts)
        .where(Scan.host_id == Attendee.vouched_by, Scan.at == Attendee.arrived_at, Scan.action == ARRIVE)
    )
    if ids is not None:
        query = query.where(Attendee.id.in_(list(ids)))
    return {attendee_id: str(scan) for attendee_id, scan in session.execute(query) if attendee_id}


def _theirs(store: Store, event: Event, host: Host, attendee_id: int, now: datetime) -> None:
    with store.reading() as session:
        people.card(session, event, attendee_id, now=now, host=host)


def _do(store: Store, event: Event, host: Host, asked: Asked, now: datetime) -> Answer:
    place = Place(event.id, event.hours, role="host", name=host.name, host=host.id)
    return take(store, place, [asked], now=now).answers[0]
