"""Changing attendees by what a list says anew; their scans and what they said stay."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from badges.desk.people import facts_of, said_of, told_of
from badges.lists.plan import Change
from badges.lists.terms import Term, Terms, terms_of
from badges.model import Attendee, Code, CodeKind, Event, invitation
from badges.notices import owed
from badges.romanised import found_by
from badges.rules.hours import Hours
from badges.rules.watch import next_look

_COLUMNS = (
    *("name", "first_name", "last_name", "email", "company", "kind"),
    *("fields", "expected_at", "cancelled_at"),
)
_TABLE = Attendee.__table__
_SAVE = (
    update(Attendee)
    .where(Attendee.id == bindparam("attendee"))
    .values({name: bindparam(name) for name in (*_COLUMNS, *Term._fields, "folded", "due_at")})
)

# Of each attendee: of each column what it was and what it became.
Changes = dict[int, dict[str, tuple[Any, Any]]]


def change_attendees(
    session: Session, event: Event, changes: Sequence[Change], now: datetime
) -> Changes:
    """Write what is new of these attendees; answers what changed of those who still are on the list."""
    rows = held(session, event.id, [change.attendee for change in changes])
    found = [change for change in changes if change.attendee in rows]
    if not found:
        return {}
    told: Changes = {}
    for change in found:
        row, new = rows[change.attendee], columns_of(change.values)
        told[change.attendee] = {name: (getattr(row, name), value) for name, value in new.items()}
    terms = terms_of(event)
    save(
        session,
        [saved(rows[one.attendee], columns_of(one.values), terms, event.hours, now) for one in found],
    )
    _change_hosts(session, found, told)
    _add_codes(session, event.id, found, told)
    return told


def remove_attendees(
    session: Session, event: Event, attendees: Sequence[int], now: datetime
) -> Changes:
    """Take these off the list, but for those who came meanwhile, and what their hosts are owed of them."""
    rows = held(session, event.id, attendees)
    going = [row for row in rows.values() if row.arrived_at is None and row.cancelled_at is None]
    terms = terms_of(event)
    save(session, [saved(row, {"cancelled_at": now}, terms, event.hours, now) for row in going])
    if going:
        owed.withdraw(session, [row.id for row in going], owed.ABSENCES, now=now)
    return {row.id: {"cancelled_at": (None, now)} for row in going}


def held(session: Session, event_id: int, attendees: Sequence[int]) -> dict[int, Row[Any]]:
    """These attendees' rows, nobody else changing them until the transaction ends."""
    # In the order of ids, as scans hold them, so that the two never wait for each other in a circle.
    query = (
        select(_TABLE)
        .where(_TABLE.c.event_id == event_id, _TABLE.c.id.in_(list(attendees)))
        .order_by(_TABLE.c.id)
        .with_for_update()
    )
    return {row.id: row for row in session.connection().execute(query)}


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of what a list says what stands in the attendee's own columns."""
    new = {name: values[name] for name in _COLUMNS if name in values}
    return new | ({"cancelled_at": None} if "cancelled" in values else {})


def saved(
    row: Row[Any], values: Mapping[str, Any], terms: Terms, hours: Hours, now: datetime
) -> dict[str, Any]:
    """An attendee's row as it is to be saved, with when the clock should look at them."""
    new = {name: values.get(name, getattr(row, name)) for name in _COLUMNS}
    new |= terms.of(new["kind"], new["fields"])._asdict()
    # Who asked not to be written to is not written to because a list does not know of it.
    new["no_contact"] = new["no_contact"] or row.no_contact
    after = SimpleNamespace(**{**row._asdict(), **new})
    look = next_look(facts_of(after), said_of(after), told_of(after), hours, now)
    return {
        "attendee": row.id,
        **new,
        "folded": found_by(new["name"], new["company"]),
        # After the evening nobody is owed news of a corrected list.
        "due_at": None if hours.over(now) else look,
    }


def save(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Save rows of ``saved``."""
    if rows:
        session.connection().execute(_SAVE, rows)


def as_kept(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """What changed of one attendee as an import keeps it."""
    return {name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _change_hosts(session: Session, changes: Sequence[Change], told: Changes) -> None:
    invited = {change.attendee: change.values["hosts"] for change in changes if "hosts" in change.values}
    if not invited:
        return
    before = hosts_of(session, list(invited))
    for attendee, hosts in invited.items():
        told[attendee]["hosts"] = (before.get(attendee, ()), hosts)
    set_hosts(session, invited)


def hosts_of(session: Session, attendees: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The ids of these attendees' own hosts."""
    pairs = select(invitation).where(invitation.c.attendee_id.in_(list(attendees)))
    found: dict[int, tuple[int, ...]] = {}
    for attendee, host in session.connection().execute(pairs.order_by(invitation.c.host_id)):
        found[attendee] = (*found.get(attendee, ()), host)
    return found


def set_hosts(session: Session, invited: Mapping[int, Sequence[int]]) -> None:
    """These attendees have these hosts from now on, and no others."""
    session.connection().execute(delete(invitation).where(invitation.c.attendee_id.in_(list(invited))))
    pairs = [{"attendee_id": one, "host_id": host} for one, hosts in invited.items() for host in hosts]
    if pairs:
        session.connection().execute(insert(invitation), pairs)


def _add_codes(session: Session, event_id: int, changes: Sequence[Change], told: Changes) -> None:
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
    for row in rows:
        told[row["attendee_id"]]["code"] = ("", row["value"])
