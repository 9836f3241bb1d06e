"""Changing attendees by what a list says anew; their scans and what they said stay."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from badges.desk.people import facts_of, said_of, told_of
from badges.folded import folded
from badges.lists.plan import Change
from badges.model import Attendee, Code, CodeKind, invitation
from badges.rules.hours import Hours
from badges.rules.watch import next_look

_COLUMNS = ("name", "email", "company", "kind", "fields", "expected_at")
_TABLE = Attendee.__table__
_SAVE = (
    update(Attendee)
    .where(Attendee.id == bindparam("attendee"))
    .values({name: bindparam(name) for name in (*_COLUMNS, "folded", "due_at")})
)


def change_attendees(
    session: Session, event_id: int, hours: Hours, changes: Sequence[Change], now: datetime
) -> list[int]:
    """Write what is new of these attendees; answers the ids of those who still are on the list."""
    rows = _held(session, event_id, changes)
    found = [change for change in changes if change.attendee in rows]
    if found:
        saved = [_saved(rows[change.attendee], change.values, hours, now) for change in found]
        session.connection().execute(_SAVE, saved)
        _change_hosts(session, found)
        _add_codes(session, event_id, found)
    return [change.attendee for change in found]


def _held(session: Session, event_id: int, changes: Sequence[Change]) -> dict[int, Row[Any]]:
    # In the order of ids, as scans hold them, so that the two never wait for each other in a circle.
    query = (
        select(_TABLE)
        .where(_TABLE.c.event_id == event_id, _TABLE.c.id.in_([change.attendee for change in changes]))
        .order_by(_TABLE.c.id)
        .with_for_update()
    )
    return {row.id: row for row in session.connection().execute(query)}


def _saved(row: Row[Any], values: Mapping[str, Any], hours: Hours, now: datetime) -> dict[str, Any]:
    new = {name: values.get(name, getattr(row, name)) for name in _COLUMNS}
    after = SimpleNamespace(**{**row._asdict(), **new})
    look = next_look(facts_of(after), said_of(after), told_of(after), hours, now)
    return {
        "attendee": row.id,
        **new,
        "folded": folded(new["name"], new["company"]),
        # After the evening nobody is owed news of a corrected list.
        "due_at": None if hours.over(now) else look,
    }


def _change_hosts(session: Session, changes: Sequence[Change]) -> None:
    invited = {change.attendee: change.values["hosts"] for change in changes if "hosts" in change.values}
    if not invited:
        return
    session.connection().execute(delete(invitation).where(invitation.c.attendee_id.in_(list(invited))))
    pairs = [{"attendee_id": one, "host_id": host} for one, hosts in invited.items() for host in hosts]
    if pairs:
        session.connection().execute(insert(invitation), pairs)


def _add_codes(session: Session, event_id: int, changes: Sequence[Change]) -> None:
    """Give foreign codes to those who had none; a code somebody else was given meanwhile stays theirs."""
    new = {change.values["code"]: change.attendee for change in changes if "code" in change.values}
    if not new:
        return
    foreign = (Code.event_id == event_id, Code.kind == CodeKind.FOREIGN)
    taken = set(session.connection().scalars(select(Code.value).where(*foreign, Code.value.in_(list(new)))))
    rows = [
        {"event_id": event_id, "attendee_id": attendee, "kind": CodeKind.FOREIGN.value, "value": value}
        for value, attendee in new.items()
        if value not in taken
    ]
    if rows:
        session.connection().execute(insert(Code), rows)
