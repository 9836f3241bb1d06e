"""Keys: organisers with a password, devices with a key; hashed at rest, both."""

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from badges.errors import BadInput, Conflict, NotAllowed, NotFound
from badges.model import Device, Event, Organiser, Role, Scan

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000
PIN_LENGTHS = range(4, 9)
_hasher = PasswordHasher()
# Each takes 64 MB while it runs.
_hashing = threading.Semaphore(2)


@dataclass(frozen=True)
class NewDevice:
    """A device that was just added, with its key, which is told this once."""

    device: Device
    key: str


def key_hash(key: str) -> str:
    """What is kept of a key. Plain SHA-256 suffices for 256 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def add_device(session: Session, event: Event, *, role: str, name: str, now: datetime) -> NewDevice:
    """A device under a key of our making, which is handed to it.

    Raises BadInput for a role or name that cannot be, Conflict where the name is taken.
    """
    key = secrets.token_urlsafe(32)
    device = admit_device(session, event, role=role, name=name, key_hash=key_hash(key), now=now)
    return NewDevice(device, key)


def admit_device(
    session: Session, event: Event, *, role: str, name: str, key_hash: str, now: datetime
) -> Device:
    """A device under a key that it made itself, and of which only the hash left it.

    Raises BadInput for a role or name that cannot be, Conflict where the name is taken.
    """
    name = device_name(session, event, role=role, name=name)
    device = Device(event_id=event.id, role=role, name=name, key_hash=key_hash, created_at=now)
    session.add(device)
    try:
        session.flush()
    except IntegrityError:
        raise _taken(event, name) from None
    return device


def device_name(session: Session, event: Event, *, role: str, name: str) -> str:
    """The name as it is kept, when a device of this role may have it; see ``admit_device``."""
    name = name.replace("\0", "").strip()
    if role not in set(Role):
        raise BadInput(f"A device is a desk, a kiosk or a station, not “{role}”.", role=role)
    if not name or len(name) > 60:  # noqa: PLR2004 - what fits on the desk's page.
        raise BadInput("A device needs a name of at most 60 letters, such as “Desk 1”.", name=name)
    if session.scalar(select(Device.id).where(Device.event_id == event.id, Device.name == name)):
        raise _taken(event, name)
    return name


def _taken(event: Event, name: str) -> Conflict:
    return Conflict(f"{event.name} has a device named {name} already; choose another name.", name=name)


def device_of(session: Session, event: Event, device_id: int) -> Device:
    """A device of this event, held until the transaction ends. Raises NotFound."""
    # Of two organisers at once the second sees what the first did; scans do not wait for either.
    device = session.get(Device, device_id, with_for_update={"key_share": True}, populate_existing=True)
    if device is None or device.event_id != event.id:
        raise NotFound("This event has no such device.", device=device_id)
    return device


def good_keys(session: Session, key_hashes: set[str]) -> set[str]:
    """Those of these keys that are a device's now."""
    live = (Device.key_hash.in_(key_hashes), Device.revoked_at.is_(None))
    return set(session.scalars(select(Device.key_hash).where(*live)))


def roll_device(session: Session, event: Event, device_id: int, *, key_hash: str, since: datetime) -> Device:
    """Give a device another key; the old one, and all that was opened with it, ends at once.

    A device that was revoked comes back by it, unless that was after ``since``,
    when the organiser began to roll: then somebody else has decided otherwise.
    Raises NotFound, Conflict.
    """
    device = device_of(session, event, device_id)
    if device.revoked_at and device.revoked_at >= since:
        raise Conflict(f"{device.name} has been revoked meanwhile. Pair it again if it is to come back.")
    device.key_hash, device.revoked_at = key_hash, None
    # What the old key's holder said of itself is not true of the new one.
    device.last_seen_at = device.oldest_unsent_at = device.clock_off = None
    device.unsent, device.shift, device.version = 0, "", ""
    session.flush()
    return device


def revoke_device(session: Session, event: Event, device_id: int, *, now: datetime) -> Device:
    """Close the door to a device for good; what it did stays. Raises NotFound."""
    device = device_of(session, event, device_id)
    device.revoked_at = device.revoked_at or now
    return device


def add_organiser(session: Session, *, email: str, name: str = "", password: str | None = None) -> Organiser:
    """An account that prepares evenings; without a password it opens by a sign-in link only.

    Raises BadInput for a mail address or password that will not do, Conflict where it exists.
    """
    # Small letters only, so that the table's constraint sees “Ada@” and “ada@” as the one account they are.
    email = email.replace("\0", "").strip().lower()
    if "@" not in email.strip("@"):
        raise BadInput(f"“{email}” is not a mail address.", email=email)
    if session.scalar(select(Organiser.id).where(func.lower(Organiser.email) == email)):
        raise Conflict(f"There is an organiser {email} already.", email=email)
    hashed = hash_password(password or secrets.token_urlsafe(32))
    organiser = Organiser(email=email, name=name.strip() or email.partition("@")[0], password_hash=hashed)
    session.add(organiser)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(f"There is an organiser {email} already.", email=email) from None
    return organiser


def hash_password(password: str) -> str:
    """The password as it is kept (argon2id). Raises BadInput where it is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadInput(f"A password needs at least {SHORTEST_PASSWORD} characters; a sentence is a good one.")
    return _hasher.hash(password)


def hash_pin(pin: str) -> str:
    """What is kept of the PIN that lets somebody out of a kiosk's page. Raises BadInput."""
    if not (pin.isascii() and pin.isdecimal() and len(pin) in PIN_LENGTHS):
        raise BadInput(f"A PIN is {PIN_LENGTHS[0]} to {PIN_LENGTHS[-1]} digits.", key="pin")
    return _hasher.hash(pin)


def is_pin(kept: str, pin: str) -> bool:
    """Whether this is the PIN of which ``kept`` is the hash; nothing is where none was set."""
    try:
        with _hashing:
            _hasher.verify(kept or _nobody(), pin[:LONGEST_PASSWORD])
    except VerificationError:
        return False
    return bool(kept)


def sign_in(session: Session, *, email: str, password: str) -> Organiser:
    """The organiser with this mail address and password.

    Raises NotAllowed, in the same words and the same time whether the address
    or the password is wrong.
    """
    organiser = session.scalar(select(Organiser).where(_is_theirs(email)))
    try:
        with _hashing:
            _hasher.verify(organiser.password_hash if organiser else _nobody(), password[:LONGEST_PASSWORD])
    except VerificationError:
        organiser = None
    if organiser is None:
        raise NotAllowed("This mail address and password do not go together. Look at both and try again.")
    return organiser


def _is_theirs(email: str) -> ColumnElement[bool]:
    # PostgreSQL takes no NUL in a text.
    return func.lower(Organiser.email) == email.replace("\0", "").strip().lower()


_nobodys_hash: list[str] = []


def _nobody() -> str:
    # Made on first use, so that an unknown address costs as long as a wrong password.
    if not _nobodys_hash:
        _nobodys_hash.append(_hasher.hash(secrets.token_urlsafe(16)))
    return _nobodys_hash[0]


def devices_of(session: Session, event: Event) -> list[tuple[Device, datetime | None, int]]:
    """The event's devices, each with its last scan's receipt and how many scans it made."""
    rows = session.execute(
        select(Device, func.max(Scan.received_at), func.count(Scan.id))
        .outerjoin(Scan, Scan.device_id == Device.id)
        .where(Device.event_id == event.id)
        .group_by(Device.id)
        .order_by(Device.revoked_at.is_not(None), Device.name)
    )
    return [(device, seen, count) for device, seen, count in rows]


def organiser_named(session: Session, email: str) -> Organiser:
    """The organiser with this mail address. Raises NotFound."""
    organiser = session.scalar(select(Organiser).where(_is_theirs(email)))
    if organiser is None:
        raise NotFound(f"There is no organiser {email}.", email=email)
    return organiser
