"""What a device is told of each scan, the first time and every time it asks again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.desk.asked import Asked
from badges.desk.judge import REFUSED
from badges.desk.people import People, Person
from badges.model import Device, Host
from badges.store import core

# What stands where a device's name would, when an attendee used their own phone.
OWN_PHONE_NAME = "their own phone"
# The names of what first did a thing, by the column that says so and its number.
_Names = Mapping[tuple[str, Any], str]


@dataclass(frozen=True)
class Answer:
    """What became of one scan. ``first_at`` and ``first_by`` say when and where it had happened before.

    ``seen``: it had not happened at a device; ``first_by`` is the host who saw them.
    """

    id: UUID
    result: str
    reason: str | None
    review: str | None
    person: Person | None
    first_at: datetime | None
    first_by: str | None
    seq: int
    seen: bool = False


@dataclass(frozen=True)
class Recorded:
    """The answers in the order of the scans, and the number of the event's last line."""

    answers: list[Answer]
    seq: int


def answers(
    session: Session,
    event_id: int,
    asked: Sequence[Asked],
    rows: Mapping[UUID, Mapping[str, Any]],
    people: People,
    seq: int,
) -> Recorded:
    """The answers to a batch out of the rows of its scans."""
    names = {
        (column, one): name
        for column, kind in (("first_by", Device), ("first_host", Host))
        for one, name in _names(session, kind, {row[column] for row in rows.values() if row[column]}).items()
    }
    return Recorded([_answer(scan, event_id, rows[scan.id], people, names, seq) for scan in asked], seq)


def _names(session: Session, kind: type[Device | Host], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = core(session).execute(select(kind.id, kind.name).where(kind.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _first_by(row: Mapping[str, Any], names: _Names) -> str | None:
    if not row["first_at"]:
        return None
    device, host = row["first_by"], row["first_host"]
    return names.get(("first_host", host) if host else ("first_by", device), OWN_PHONE_NAME)


def _answer(
    asked: Asked, event_id: int, row: Mapping[str, Any], people: People, names: _Names, seq: int
) -> Answer:
    # Of what happened at another event this event's desk learns nothing.
    if row["content"] != asked.content or row["event_id"] != event_id:
        return Answer(asked.id, REFUSED, "id_reused", None, None, None, None, seq)
    found = people.of(asked, row["event_id"]) if row["attendee_id"] else None
    ours = found is not None and found.person.event_id == row["event_id"]
    return Answer(
        id=asked.id,
        result=row["result"],
        reason=row["reason"],
        review=row["review"],
        # Of somebody on another event's list this event's desk learns nothing.
        person=found.person if found and ours else None,
        first_at=row["first_at"],
        first_by=_first_by(row, names),
        seq=row["seq"] or seq,
        seen=bool(row["first_host"]),
    )
