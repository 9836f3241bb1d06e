"""Hosts: added, counted, and their links closed."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from badges.errors import BadInput, Conflict, NotFound
from badges.event_file import mail_address
from badges.model import Attendee, Event, Host, invitation

LONGEST_NAME = 200


def add_host(session: Session, event: Event, *, name: str, email: str, fallback: bool = False) -> Host:
    """One more host of an event. Raises BadInput, or Conflict where the mail address is taken."""
    # PostgreSQL takes no NUL in a text.
    name, email = (text.replace("\0", "").strip() for text in (name, email))
    if not name or len(name) > LONGEST_NAME:
        raise BadInput("A host needs a name.", name=name[:LONGEST_NAME])
    # The constraint tells Thea@ from thea@, and so two who add her at once take turns.
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update(key_share=True))
    same = select(Host.id).where(Host.event_id == event.id, func.lower(Host.email) == email.lower())
    if session.scalar(same) is not None:
        raise Conflict(f"{email} is a host of {event.name} already.", email=email)
    host = Host(event_id=event.id, name=name, email=mail_address(email), fallback=fallback)
    session.add(host)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(f"{email} is a host of {event.name} already.", email=email) from None
    return host


def host_of_mail(session: Session, event: Event, *, name: str, email: str) -> Host:
    """The host of this mail address, added where there is none yet."""
    same = select(Host).where(Host.event_id == event.id, func.lower(Host.email) == email.strip().lower())
    return session.scalar(same) or add_host(session, event, name=name, email=email)


def hosts_with_counts(session: Session, event: Event) -> list[tuple[Host, int]]:
    """The hosts of an event, each with how many attendees they invited."""
    rows = session.execute(
        select(Host, func.count(invitation.c.attendee_id))
        .outerjoin(invitation, invitation.c.host_id == Host.id)
        .where(Host.event_id == event.id)
        .group_by(Host.id)
        .order_by(Host.name, Host.id)
    )
    return [(host, count) for host, count in rows]


def attendees_without_host(session: Session, event: Event) -> int:
    """How many attendees nobody but a fallback host would hear about."""
    nobody = ~select(invitation.c.host_id).where(invitation.c.attendee_id == Attendee.id).exists()
    counted = select(func.count()).select_from(Attendee).where(Attendee.event_id == event.id, nobody)
    return session.scalar(counted) or 0


def make_fallback(session: Session, event: Event, host_id: int) -> Host:
    """Make this host hear of everybody who has no host. Raises NotFound."""
    host = _one(session, event, host_id)
    host.fallback = True
    return host


def close_links(session: Session, event: Event, host_id: int) -> Host:
    """Every link this host was sent stops working. Raises NotFound."""
    host = _one(session, event, host_id)
    host.link_version += 1
    return host


def _one(session: Session, event: Event, host_id: int) -> Host:
    # Held, so that two who change a host at once take turns.
    host = session.get(Host, host_id, with_for_update={"key_share": True}, populate_existing=True)
    if host is None or host.event_id != event.id:
        raise NotFound("This event has no such host.", host=host_id)
    return host
