"""Builders that say only what matters: an event, its hosts, its attendees, a moment of the evening."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import insert, select

from badges import codes
from badges.desk import Asked, Place
from badges.model import Attendee, Code, CodeKind, Device, Event, Host, JournalCounter, Role
from badges.romanised import found_by
from badges.rules.fold import Facts
from badges.rules.hours import Hours
from badges.rules.standing import Said
from badges.rules.watch import Told, next_look

SECRET = "a secret for tests"
# Where a setting has no key, one is made and written to the disk for good, which is waited for.
KEYS = {
    "LAST_BADGE_SECRET_KEY": SECRET,
    "LAST_BADGE_VAPID_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
}
START = datetime(2026, 5, 8, 18, 30, tzinfo=UTC)


def at(clock="18:30", day=8):
    """A moment of the evening, such as at("18:42")."""
    hour, minute, *second = (int(part) for part in clock.split(":"))
    return datetime(2026, 5, day, hour, minute, *second, tzinfo=UTC)


def hours(doors="18:00", start="18:30", end="22:00", **graces):
    return Hours(doors=at(doors), start=at(start), end=at(end), **graces)


def an_event(session, slug="chums", name="The chum parade", *, start=START, **more):
    """An evening with doors half an hour before its start and three and a half hours long."""
    event = Event(
        slug=slug,
        name=name,
        timezone=more.pop("timezone", "UTC"),
        doors_at=more.pop("doors_at", start - timedelta(minutes=30)),
        start_at=start,
        end_at=more.pop("end_at", start + timedelta(hours=3, minutes=30)),
        **more,
    )
    session.add(event)
    session.flush()
    session.execute(insert(JournalCounter).values(event_id=event.id, seq=0))
    return event


def a_host(session, event, name="Ramit", email=None, **more):
    host = Host(event_id=event.id, name=name, email=email or f"{name.lower()}@example.test", **more)
    session.add(host)
    session.flush()
    return host


def an_attendee(session, event, name="Mira Okafor", *, hosts=(), company="", foreign=None, **more):
    """An attendee with all their codes; ``badge_of`` and ``pass_of`` read them."""
    seed = codes.new_seed()
    expected, grace = more.get("expected_at"), more.get("missing_after")
    grace = None if grace is None else timedelta(seconds=grace)
    attendee = Attendee(
        event_id=event.id,
        name=name,
        company=company,
        folded=found_by(name, company),
        pass_seed=seed,
        due_at=next_look(Facts(), Said(expected=expected, grace=grace), Told(), event.hours, event.doors_at),
        **more,
    )
    attendee.hosts = list(hosts)
    session.add(attendee)
    session.flush()
    values = {
        CodeKind.PASS: codes.fingerprint(codes.pass_code(SECRET, seed)),
        CodeKind.BADGE: codes.new_code(),
        CodeKind.SHORT: codes.new_short_code(),
    }
    if foreign:
        values[CodeKind.FOREIGN] = foreign
    for kind, value in values.items():
        session.add(Code(event_id=event.id, attendee_id=attendee.id, kind=kind, value=value))
    session.flush()
    return attendee


def pass_of(attendee):
    return codes.pass_code(SECRET, attendee.pass_seed)


def badge_of(session, attendee, kind=CodeKind.BADGE):
    return session.scalar(select(Code.value).where(Code.attendee_id == attendee.id, Code.kind == kind))


def a_device(session, event, name="Desk 1", role=Role.DESK, key=None):
    device = Device(
        event_id=event.id,
        role=role,
        name=name,
        key_hash=codes.fingerprint(key or f"key of {name} at {event.slug}"),
        created_at=event.doors_at,
    )
    session.add(device)
    session.flush()
    return device


def a_place(event, device=None):
    """Where scans come from: a device, or without one the attendee's own phone."""
    if device is None:
        return Place(event.id, event.hours)
    return Place(event.id, event.hours, device.id, device.role, device.name)


def a_scan(action="arrive", code=None, **more):
    return Asked(id=more.pop("id", None) or uuid4(), action=action, code=code, **more)


def a_slug(request):
    """A name for an event that is this try's alone."""
    return f"{re.sub(r'[^a-z]+', '-', request.node.name)[5:50].strip('-')}-{uuid4().hex[:6]}"
