"""What is held about one person: every row that is theirs, in all tables, so that none is forgotten."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from badges import readings
from badges.invitations import hosts_of
from badges.model import Base, CodeKind, Device, Event, Host
from badges.moments import write_moment

# What opens something, or is a check of it, and says nothing of anybody.
SECRETS = frozenset({"pass_seed", "link_seed", "link_hash", "content"})
# Numbers of ours beside which a name says more.
_NAMED = {"host_id": "host", "device_id": "device", "vouched_by": "vouched_by"}
_BY_DEVICE = frozenset(
    {
        *("device_id", "arrived_by", "collected_by", "left_by", "set_aside_by", "first_by"),
        *("asked_by", "station_id", "claimed_by"),
    }
)


def held(session: Session, event: Event, attendee_id: int, *, now: datetime) -> dict[str, Any]:
    """Everything about one person, ready for JSON; keys are the names of our tables and columns.

    Moments are RFC 3339 in UTC. Secrets are left out: a pass is here as the fact that there is one.
    """
    names = _Names(session, event)
    hosts = hosts_of(session, event.id, [attendee_id])[attendee_id]
    people = Base.metadata.tables["attendee"]
    own = select(people).where(people.c.id == attendee_id)
    told: dict[str, Any] = {
        "made_at": write_moment(now),
        "event": {"slug": event.slug, "name": event.name, "end": write_moment(event.end_at)},
        "kept": {"reasons_days": event.reasons_kept, "times_days": event.times_kept},
        "hosts": sorted(names.hosts[one] for one in hosts),
        "attendee": names.told(session.execute(own).mappings().one()),
    }
    for table in _tables():
        rows = session.execute(select(table).where(table.c.attendee_id == attendee_id))
        told[table.name] = [names.told(row) for row in rows.mappings()]
    told["reason_read"] = [_read(one) for one in readings.of_attendee(session, attendee_id)]
    return told


def _tables() -> list[Table]:
    """Every table with rows of an attendee's; who invited them is told by name instead."""
    tables = [one for one in Base.metadata.sorted_tables if "attendee_id" in one.c]
    return [one for one in tables if one.name not in {"invitation", "reason_read"}]


class _Names:
    """Says who stands behind the numbers of an event's hosts and devices."""

    def __init__(self, session: Session, event: Event) -> None:
        hosts = session.execute(select(Host.id, Host.name).where(Host.event_id == event.id))
        devices = session.execute(select(Device.id, Device.name).where(Device.event_id == event.id))
        self.hosts: dict[int, str] = {row.id: row.name for row in hosts}
        self.devices: dict[int, str] = {row.id: row.name for row in devices}

    def told(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        """A row as it is told: without secrets, with names for numbers."""
        told = {key: self._value(key, row[key]) for key in row if key not in SECRETS}
        if row.get("kind") == CodeKind.PASS and "value" in told:
            del told["value"]
        return {_NAMED.get(key, key): value for key, value in told.items()}

    def _value(self, key: str, value: Any) -> Any:
        if key in {"host_id", "vouched_by"}:
            return self.hosts.get(value)
        if key in _BY_DEVICE:
            return self.devices.get(value)
        if isinstance(value, datetime):
            return write_moment(value)
        return str(value) if isinstance(value, UUID) else value


def _read(one: readings.Reading) -> dict[str, Any]:
    return {"at": write_moment(one.at), "reader": one.reader, "name": one.name, "where": one.where}
