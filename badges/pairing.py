"""Pairing: a code that is good once, a key that the device makes itself, the same words on both screens.

    organiser   begin ──> a code, on the organiser's screen for ten minutes
    device      offer     the code and the hash of its own new key; the first one takes the code
    both        three words, worked out by each of them from the code and that hash
    organiser   confirm   the words are the same: the key is a device's now
                refuse    they are not: the offer is thrown away

The words tell the tablet in the organiser's hand from whoever else saw the code: a key that is not that
tablet's shows other words, and nobody makes one with the same words who does not know the tablet's own.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from badges import access, codes
from badges.errors import BadInput, Conflict, NotFound, NotNow, UnknownCode
from badges.model import Device, Event, Pairing
from badges.pairing_words import WORDS

GOOD_FOR = timedelta(minutes=10)
# How long an ended pairing can still say how it ended.
REMEMBERED = timedelta(hours=1)
# 40 random bits: bounded guessing (see ``web.limits``) finds one in ten minutes by a chance of one in
# a thousand million, and then shows the wrong words.
CODE_LENGTH = 8
WORDS_SHOWN = 3

_KEY_HASH = re.compile("[0-9a-f]{64}")


class State(StrEnum):
    """How far a pairing is."""

    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Begun:
    """A pairing that was just begun, with its code, which is told this once."""

    pairing: Pairing
    code: str


def begin(session: Session, event: Event, *, secret_key: str, role: str, name: str, now: datetime) -> Begun:
    """Invite a device to become this one. Raises BadInput, Conflict (see ``access.admit_device``)."""
    name = access.device_name(session, event, role=role, name=name)
    return _begun(session, event, secret_key, Pairing(role=role, name=name), now)


def begin_again(session: Session, event: Event, device_id: int, *, secret_key: str, now: datetime) -> Begun:
    """Invite a device to take the place of one that is known, whose key it will replace. Raises NotFound."""
    device = access.device_of(session, event, device_id)
    taking = Pairing(role=device.role, name=device.name, device_id=device.id)
    return _begun(session, event, secret_key, taking, now)


def offer(session: Session, *, secret_key: str, code: str, key_hash: str, now: datetime) -> Pairing:
    """Take the code for the device that has this key; the same offer again is the same pairing.

    Raises BadInput, UnknownCode, Conflict where another device took it, NotNow when it ran out.
    """
    if not _KEY_HASH.fullmatch(key_hash):
        raise BadInput("A device offers the SHA-256 of its key as 64 hex digits.", key="key_hash")
    code = codes.tidied(code)
    pairing = _held(session, Pairing.token_hash == _kept(secret_key, code))
    if pairing is None:
        raise UnknownCode("We do not know this code. Look at the organiser’s screen and type it once more.")
    if pairing.key_hash is None:
        _take(session, pairing, code, key_hash, now)
    elif pairing.key_hash != key_hash:
        raise Conflict(
            "Another device has used this code already. Tell the organiser, and ask for a new one."
        )
    return pairing


def words(code: str, key_hash: str) -> str:
    """The three words of an offer, 24 bits; the device works out the same from what it sent."""
    digest = hashlib.sha256((codes.tidied(code) + key_hash).encode()).digest()
    return " ".join(WORDS[byte] for byte in digest[:WORDS_SHOWN])


def confirm(session: Session, event: Event, pairing_id: int, *, words: str, now: datetime) -> Device:
    """Make the device whose offer shows these words; confirmed twice, it is one device.

    Raises NotFound, NotNow when it ran out, Conflict where these are not the
    offer's words, or the name was given away, or the device revoked, meanwhile.
    """
    pairing = _of(session, event, pairing_id)
    # The words are those the organiser saw: this may be another offer than the one on their screen.
    if pairing.key_hash is None or pairing.words != words:
        raise Conflict("This is not the offer that was on your screen. Look at the words once more.")
    if pairing.confirmed_at and pairing.device_id:
        return session.get_one(Device, pairing.device_id)
    if state(pairing, now) == State.EXPIRED:
        raise _ran_out()
    device = _made(session, event, pairing, pairing.key_hash, now)
    pairing.confirmed_at, pairing.device_id = now, device.id
    session.flush()
    return device


def refuse(session: Session, event: Event, pairing_id: int) -> None:
    """Throw a pairing away with its offer; one that is confirmed or gone stays as it is."""
    pairing = _held(session, Pairing.id == pairing_id, Pairing.event_id == event.id)
    if pairing is not None and pairing.confirmed_at is None:
        session.delete(pairing)
        session.flush()


def state(pairing: Pairing, now: datetime) -> State:
    """How far a pairing is at this moment."""
    if pairing.confirmed_at:
        return State.CONFIRMED
    if pairing.expires_at <= now:
        return State.EXPIRED
    return State.OFFERED if pairing.key_hash else State.WAITING


def pairing_of(session: Session, event: Event, pairing_id: int) -> Pairing | None:
    """A pairing of this event, None when it was thrown away."""
    pairing = session.get(Pairing, pairing_id)
    return pairing if pairing and pairing.event_id == event.id else None


def of_key(session: Session, key: str) -> tuple[Pairing, Event] | None:
    """The pairing that the holder of this key offered itself for, and its event."""
    row = session.execute(
        select(Pairing, Event)
        .join(Event, Event.id == Pairing.event_id)
        .where(Pairing.key_hash == access.key_hash(key))
        .order_by(Pairing.id.desc())
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def open_pairings(session: Session, event: Event, *, now: datetime) -> list[Pairing]:
    """Pairings of this event that wait for a device or for a yes, the offers first."""
    live = (Pairing.event_id == event.id, Pairing.confirmed_at.is_(None), Pairing.expires_at > now)
    return list(
        session.scalars(select(Pairing).where(*live).order_by(Pairing.key_hash.is_(None), Pairing.id))
    )


def is_code_of(pairing: Pairing, code: str, *, secret_key: str) -> bool:
    """Whether this is the pairing's code."""
    return hmac.compare_digest(pairing.token_hash, _kept(secret_key, code))


def _begun(session: Session, event: Event, secret_key: str, pairing: Pairing, now: datetime) -> Begun:
    _forget_old(session, event, now)
    code = codes.new_code()[:CODE_LENGTH]
    pairing.event_id, pairing.token_hash = event.id, _kept(secret_key, code)
    pairing.made_at, pairing.expires_at = now, now + GOOD_FOR
    session.add(pairing)
    session.flush()
    return Begun(pairing, code)


def _forget_old(session: Session, event: Event, now: datetime) -> None:
    old = (
        Pairing.event_id == event.id,
        Pairing.confirmed_at.is_(None),
        Pairing.expires_at < now - REMEMBERED,
    )
    session.execute(delete(Pairing).where(*old))


def _take(session: Session, pairing: Pairing, code: str, key_hash: str, now: datetime) -> None:
    if pairing.expires_at <= now:
        raise _ran_out()
    if session.scalar(select(Device.id).where(Device.key_hash == key_hash)):
        raise Conflict("This key is a device’s already. Load the page again, so that it makes another.")
    pairing.key_hash, pairing.offered_at, pairing.words = key_hash, now, words(code, key_hash)
    # The code is used up; what may still run out is the organiser's patience.
    pairing.expires_at = now + GOOD_FOR
    session.flush()


def _made(session: Session, event: Event, pairing: Pairing, key_hash: str, now: datetime) -> Device:
    if pairing.device_id:
        return access.roll_device(session, event, pairing.device_id, key_hash=key_hash, since=pairing.made_at)
    role, name = pairing.role, pairing.name
    return access.admit_device(session, event, role=role, name=name, key_hash=key_hash, now=now)


def _kept(secret_key: str, code: str) -> str:
    # Keyed, because 40 bits behind a plain hash are found in minutes by who reads the database.
    return hmac.new(secret_key.encode(), b"pairing" + code.encode(), hashlib.sha256).hexdigest()


def _of(session: Session, event: Event, pairing_id: int) -> Pairing:
    pairing = _held(session, Pairing.id == pairing_id, Pairing.event_id == event.id)
    if pairing is None:
        raise NotFound("This pairing was thrown away. Begin again, and pair the device anew.")
    return pairing


def _held(session: Session, *which: ColumnElement[bool]) -> Pairing | None:
    # Held until the transaction ends, so that of two at once the second sees what the first has done.
    held = select(Pairing).where(*which).with_for_update()
    return session.scalar(held.execution_options(populate_existing=True))


def _ran_out() -> NotNow:
    minutes = GOOD_FOR.seconds // 60
    return NotNow(
        f"This code has run out: it is good for {minutes} minutes. Ask the organiser for a new one."
    )
