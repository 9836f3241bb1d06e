"""What the interface sends as the answer to a scan."""

from datetime import datetime
from typing import Any

from badges.desk import Answer
from badges.moments import write_moment
from badges.rules.fold import Mark
from badges.rules.hours import Hours
from badges.rules.standing import standing
from web import words


def answer(given: Answer, action: str, hours: Hours, timezone: str, now: datetime) -> dict[str, Any]:
    """One scan's answer in the contract's words."""
    return {
        "id": str(given.id),
        "result": given.result,
        "reason": given.reason,
        "review": given.review,
        "message": words.said(given, action, timezone),
        "attendee": _person(given, hours, now),
        "first": _first(given),
        "seq": given.seq,
    }


def _first(given: Answer) -> dict[str, Any] | None:
    """When and where it had happened first; ``host`` is the name of who saw them, where no device did."""
    if not given.first_at:
        return None
    seen = {"host": given.first_by} if given.seen else {}
    return {"at": write_moment(given.first_at), "device": given.first_by, **seen}


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
