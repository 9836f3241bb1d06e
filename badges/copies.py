"""The copy that a desk keeps for the time without a network: everybody, or who changed since a number."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from badges import desk_words, events, journal, vouching
from badges.attendance import Listed, among, card_of, inviters, read
from badges.model import Attendee, Code, CodeKind, Device, Event, JournalLine, Scan
from badges.moments import write_moment
from badges.people import as_json
from badges.printing import looks
from badges.rules.hours import Hours
from badges.store import core

# So many of the list's people make a change of the list, which is sent whole.
MOST_CHANGED = 2_000
# Enough of a pass's SHA-256 to recognise it: a collision is less likely than a misread code.
PASS_DIGITS = 24
# How long a copy lasts without a word from us: past the end of an evening that is near, else half a day.
LEASE = timedelta(hours=12)
NEAR = timedelta(days=3)
# A list has its columns from its first row on; later lists may bring others.
_LOOKED_AT = 2_000
_OF_THE_LIST = ("added", "changed", "removed")
_A_MAIL_ADDRESS = re.compile(r"\S+@\S+\.\S+")


def copy(
    session: Session, event: Event, device_id: int, *, now: datetime, after: int | None
) -> dict[str, Any]:
    """What a desk needs to recognise and admit people, true at its ``seq``; no mail addresses.

    With ``after`` only those whose lines came after that number, unless the
    list or the event itself changed since. Of a pass it holds the beginning
    of the SHA-256 of its code, by which a tablet recognises a scanned pass
    and from which nobody makes one.
    """
    seq = journal.seq(session, event.id)
    changed = None if after is None else _changed(session, event.id, after)
    return {
        "whole": changed is None,
        "event": _event(event),
        "device": _device(session, session.get_one(Device, device_id)),
        "hosts": [{"id": host.id, "name": host.name} for host in inviters(session, event.id)],
        "attendees": [] if changed == set() else _people(session, event, changed, now),
        "seq": seq,
        "now": write_moment(now),
        "lease": write_moment(lease(event, now)),
    }


def lease(event: Event, now: datetime) -> datetime:
    """Until when a copy may be kept that is made, or heard of, now."""
    return max(now, min(event.end_at, now + NEAR)) + LEASE


def one(session: Session, event: Event, attendee_id: int, *, now: datetime) -> dict[str, Any]:
    """One attendee as the copy has them."""
    (found,) = _people(session, event, {attendee_id}, now)
    return found


def fields_of(session: Session, event: Event) -> list[str]:
    """The names of what the list holds besides the person, in the order the list has them."""
    rows = select(Attendee.fields).where(Attendee.event_id == event.id).order_by(Attendee.id)
    names: dict[str, None] = {}
    for fields in session.scalars(rows.limit(_LOOKED_AT)):
        names.update(dict.fromkeys(map(str, fields)))
    return list(names)


def choose_shown(
    session: Session, event: Event, *, shows: Collection[str], quiet: str, language: str, now: datetime
) -> None:
    """Which of the list's fields the desks show, which holds quiet wishes, and how their pages speak."""
    known = fields_of(session, event)
    quiet = quiet if quiet in known else ""
    offered = [name for name in known if name != quiet]
    chosen = [name for name in offered if name in shows]
    # Whoever leaves all of them on means those of a later list, too.
    shown = None if chosen == offered else chosen
    events.change_event(session, event, now=now, language=language, quiet_field=quiet, desk_shows=shown)


def _device(session: Session, device: Device) -> dict[str, Any]:
    """The device, with the number of its last scan, from which a tablet goes on that was wiped."""
    last = session.scalar(select(func.max(Scan.n)).where(Scan.device_id == device.id))
    return {"id": device.id, "name": device.name, "role": device.role, "n": last or 0}


def _changed(session: Session, event_id: int, after: int) -> set[int] | None:
    """Whose lines came after a number; None where everybody may have changed, or nearly."""
    lines = select(JournalLine.attendee_id).where(JournalLine.event_id == event_id, JournalLine.seq > after)
    of_all = or_(
        JournalLine.kind == "event_changed",
        JournalLine.attendee_id.is_(None) & JournalLine.kind.in_(_OF_THE_LIST),
    )
    if session.scalar(lines.where(of_all).with_only_columns(JournalLine.seq).limit(1)) is not None:
        return None
    theirs = lines.where(JournalLine.attendee_id.is_not(None)).distinct().limit(MOST_CHANGED + 1)
    changed = {attendee_id for attendee_id in session.scalars(theirs) if attendee_id is not None}
    return changed if len(changed) <= MOST_CHANGED else None


def _people(
    session: Session, event: Event, ids: Collection[int] | None, now: datetime
) -> list[dict[str, Any]]:
    whose: list[ColumnElement[bool]] = [] if ids is None else [among(ids)]
    codes = _codes(session, event.id, ids)
    words = select(Attendee.id, Attendee.folded).where(Attendee.event_id == event.id, *whose)
    found_by = {row.id: row.folded for row in core(session).execute(words).all()}
    said = desk_words.newest(session, event.id, ids)
    vouches = vouching.standing(session, event.id, ids)
    prints = looks.of_attendees(session, event, ids, now)
    # Made once: the event makes them anew each time it is asked.
    hours = event.hours
    return [
        {
            **_person(listed, event, hours, codes.get(who, []), found_by.get(who, ""), now),
            "vouch": vouches.get(who),
            "print": prints.get(who),
            "words": [desk_words.as_json(word) for word in said.get(who, [])],
        }
        for listed in read(session, event, *whose)
        for who in (listed.row.id,)
    ]


def _person(
    listed: Listed, event: Event, hours: Hours, codes: list[list[Any]], found_by: str, now: datetime
) -> dict[str, Any]:
    card = card_of(listed, hours, now)
    return {
        **as_json(card),
        "first_name": card.first_name,
        "last_name": card.last_name,
        "late_until": write_moment(card.late_until) if card.late_until else None,
        "grace": listed.row.missing_after,
        "excused": card.excused,
        "has_badge": card.has_badge,
        "cancelled": listed.row.cancelled_at is not None,
        "arrived_by": card.arrived_by,
        "collected_by": card.collected_by,
        "fields": _shown(event, card.fields),
        "quiet": str(card.fields.get(event.quiet_field) or ""),
        "codes": codes,
        "found_by": found_by,
    }


def _shown(event: Event, fields: Mapping[str, Any]) -> dict[str, str]:
    """What the event's desk shows of the list's fields; a mail address is nobody's at the desk."""
    names = fields if event.desk_shows is None else event.desk_shows
    said = {name: str(fields.get(name) or "") for name in names if name != event.quiet_field}
    return {name: text for name, text in said.items() if text and not _A_MAIL_ADDRESS.search(text)}


def _codes(session: Session, event_id: int, ids: Collection[int] | None) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = {}
    query = select(Code.attendee_id, Code.kind, Code.value, Code.retired_at).where(Code.event_id == event_id)
    if ids is not None:
        query = query.where(Code.attendee_id.in_(list(ids)))
    for attendee_id, kind, value, retired_at in core(session).execute(query.order_by(Code.id)).all():
        seen = value[:PASS_DIGITS] if kind == CodeKind.PASS else value
        found.setdefault(attendee_id, []).append([kind, seen, int(retired_at is not None)])
    return found


def _event(event: Event) -> dict[str, Any]:
    hours = event.hours
    return {
        "slug": event.slug,
        "name": event.name,
        "timezone": event.timezone,
        "language": event.language,
        "venue": event.venue,
        "doors": write_moment(hours.doors),
        "start": write_moment(hours.start),
        "end": write_moment(hours.end),
        "set_aside_at": write_moment(hours.set_aside_at),
        "missing_after": event.missing_after,
        "uncollected_after": event.uncollected_after,
        "set_aside_after": event.set_aside_after,
        "shows": event.desk_shows,
        "prints_on_arrival": event.prints_on_arrival,
    }
