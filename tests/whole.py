"""The whole database as text, and a row of one attendee's in every table that can have one."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import JSON, Boolean, DateTime, Integer, LargeBinary, Text, Uuid, insert, select, update

from badges.model import Base
from badges.moments import now

# Columns that hold a word out of a list of ours, or nothing of the attendee, each with a value it may
# have and why it stays when they are erased. Every other text, JSON and bytes is filled with the marker.
STAYS = {
    ("asked_pass", "name"): ("", "its constraint: what was typed is forgotten once it is known whose it is"),
    ("asked_pass", "email"): ("", "the same"),
    ("asked_pass", "state"): ("sent", "our word"),
    ("asked_pass", "why"): ("asked", "our word"),
    ("code", "kind"): ("foreign", "our word"),
    ("desk_word", "kind"): ("coming", "our word"),
    ("import_row", "did"): ("changed", "our word"),
    ("journal_line", "kind"): ("changed", "our word"),
    ("letter", "kind"): ("where_are_you", "our word"),
    ("letter", "state"): ("sent", "our word"),
    ("letter", "via"): ("mail", "our word"),
    ("notice", "channel"): ("mail", "our word"),
    ("notice", "kind"): ("missing", "our word"),
    ("notice", "state"): ("sent", "our word"),
    ("print_job", "instance"): ("a1b2", "a program's name for itself"),
    ("print_job", "printer_job"): ("17", "a printer's own number"),
    ("print_job", "reason"): ("spoilt", "our word"),
    ("print_job", "state"): ("queued", "our word"),
    ("reason_read", "day"): ("2026-05-08", "a day"),
    ("reason_read", "name"): ("Ramit", "the reader's, who is no attendee"),
    ("reason_read", "reader"): ("host", "our word"),
    ("reason_read", "where"): ("page", "our word"),
    ("reply", "kind"): ("word", "our word"),
    ("scan", "action"): ("arrive", "our word"),
    ("scan", "content"): ("0" * 64, "a SHA-256 by which a scan that is sent again is known"),
    ("scan", "reason"): (None, "our word"),
    ("scan", "result"): ("done", "our word"),
    ("scan", "review"): (None, "our word"),
    ("scan", "via"): ("camera", "our word"),
}
# These are empty unless something else is so as well.
EMPTY = {("reply", "until"), ("scan", "undoes"), ("scan", "first_by"), ("notice", "passed_on_at")}


def fill(session, attendee, marker, **ids):
    """Mark everything that is this attendee's; ``ids`` are what other tables are referred to by."""
    tables = [one for one in Base.metadata.sorted_tables if "attendee_id" in one.c]
    tables.remove(Base.metadata.tables["invitation"])
    for table in tables:
        row = {column.name: _value(column, marker, attendee, ids) for column in table.columns}
        session.execute(insert(table).values({key: value for key, value in row.items() if value is not ...}))
    people = Base.metadata.tables["attendee"]
    marked = {
        column.name: _value(column, marker, attendee, ids)
        for column in people.columns
        if _holds_anything(column)
    }
    session.execute(update(people).where(people.c.id == attendee.id).values(marked))


def dump(session):
    """Every row of every table, as one text; bytes as they read in ASCII."""
    rows = (
        f"{table.name} {dict(row)}"
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table)).mappings()
    )
    return "\n".join(rows)


def _holds_anything(column):
    return isinstance(column.type, Text | JSON | LargeBinary) and not column.foreign_keys


def _value(column, marker, attendee, ids):
    key = (column.table.name, column.name)
    if key in STAYS:
        return STAYS[key][0]
    if column.name == "attendee_id":
        return attendee.id
    if column.name in ids:
        return ids[column.name]
    if key in EMPTY or column.foreign_keys:
        return None
    if column.primary_key and isinstance(column.type, Integer) and len(column.table.primary_key) == 1:
        return ...
    return _made(column, marker)


def _made(column, marker):
    kinds = (
        (Text, lambda: f"{marker} {column}"),
        (JSON, lambda: {"said": marker, "name": ["", marker]}),
        (LargeBinary, f"{marker} {column}".encode),
        (Boolean, lambda: False),
        (Integer, lambda: 7),
        (Uuid, uuid4),
        (DateTime, now),
    )
    python = getattr(column.type, "impl", column.type)
    made = next((make for kind, make in kinds if isinstance(python, kind)), None)
    assert made, f"say in tests/whole.py what {column} may hold"
    value = made()
    assert not isinstance(value, datetime) or value.tzinfo
    return value
