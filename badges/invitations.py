"""Who invited whom: an attendee's own hosts, or the event's fallback hosts where they have none."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from badges.model import Attendee, Host, invitation


def hosts_of(session: Session, event_id: int, attendees: Collection[int]) -> dict[int, frozenset[int]]:
    """The ids of the hosts who care for each of these attendees of one event."""
    if not attendees:
        return {}
    own: dict[int, set[int]] = {attendee_id: set() for attendee_id in attendees}
    pairs = select(invitation).where(invitation.c.attendee_id.in_(list(attendees)))
    for attendee_id, host_id in session.execute(pairs):
        own[attendee_id].add(host_id)
    fallback = frozenset[int]()
    if not all(own.values()):
        fallback = frozenset(
            session.scalars(select(Host.id).where(Host.event_id == event_id, Host.fallback))
        )
    return {attendee_id: frozenset(hosts) or fallback for attendee_id, hosts in own.items()}


def is_theirs(host: Host) -> ColumnElement[bool]:
    """The condition on Attendee that it is one of this host's people; every host query stands on it."""
    # A list of ids and not EXISTS: SQLite would look for each attendee of the event by itself.
    invited = Attendee.id.in_(select(invitation.c.attendee_id).where(invitation.c.host_id == host.id))
    theirs: ColumnElement[bool] = invited
    if host.fallback:
        theirs = or_(invited, ~exists().where(invitation.c.attendee_id == Attendee.id))
    return (Attendee.event_id == host.event_id) & theirs
