"""What the interface sends: answers to scans, and the copy a tablet keeps."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import journal, people
from badges.desk import Answer
from badges.model import Code, Event
from badges.moments import write_moment
from badges.rules.fold import Mark
from badges.rules.hours import Hours
from badges.rules.standing import standing
from web import words

# A tablet's copy is whole or not there, so it is not paged.
WHOLE_LIST = 1_000_000


def answer(given: Answer, action: str, hours: Hours, timezone: str, now: datetime) -> dict[str, Any]:
    """One scan's answer in the contract's words."""
    return {
        "id": str(given.id),
        "result": given.result,
        "reason": given.reason,
        "review": given.review,
        "message": words.said(given, action, timezone),
        "attendee": _person(given, hours, now),
        "first": {"at": write_moment(given.first_at), "device": given.first_by} if given.first_at else None,
        "seq": given.seq,
    }


def unreadable(given: object) -> dict[str, Any]:
    """The answer to something that has no id to keep it under."""
    scan_id = given.get("id") if isinstance(given, dict) else None
    return {
        "id": scan_id if isinstance(scan_id, str) else None,
        "result": "refused",
        "reason": "unknown_action",
        "review": None,
        "message": "A scan needs an id of its own: a UUID that the device makes.",
        "attendee": None,
        "first": None,
        "seq": 0,
    }


def copy(session: Session, event: Event, now: datetime) -> dict[str, Any]:
    """Everybody with what a desk needs to recognise and admit them; no mail addresses.

    Of the pass code it holds the SHA-256, by which a tablet recognises a
    scanned pass and from which nobody makes one.
    """
    seq = journal.seq(session, event.id)
    codes: dict[int, list[dict[str, Any]]] = {}
    rows = session.execute(
        select(Code.attendee_id, Code.kind, Code.value, Code.retired_at).where(Code.event_id == event.id)
    )
    for row in rows:
        codes.setdefault(row.attendee_id, []).append(
            {"kind": row.kind, "value": row.value, "retired": row.retired_at is not None}
        )
    cards = people.cards(session, event, now=now, limit=WHOLE_LIST)
    return {
        "event": _event(event),
        "attendees": [{**people.as_json(card), "codes": codes.get(card.id, [])} for card in cards],
        "seq": seq,
    }


def _event(event: Event) -> dict[str, Any]:
    hours = event.hours
    return {
        "slug": event.slug,
        "name": event.name,
        "timezone": event.timezone,
        "doors": write_moment(hours.doors),
        "start": write_moment(hours.start),
        "end": write_moment(hours.end),
    }


def _person(given: Answer, hours: Hours, now: datetime) -> dict[str, Any] | None:
    person = given.person
    if person is None:
        return None
    facts = person.facts
    return {
        "id": person.id,
        "name": person.name,
        "company": person.company,
        "type": person.kind,
        "standing": standing(facts, person.said, hours, now),
        "arrived_at": _moment(facts.arrived),
        "collected_at": _moment(facts.collected),
        "left_at": _moment(facts.left),
        "set_aside_at": _moment(facts.set_aside),
    }


def _moment(mark: Mark | None) -> str | None:
    return write_moment(mark.at) if mark else None
