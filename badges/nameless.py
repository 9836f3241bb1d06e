"""What is left of people: words and names are taken out of every table, moments and numbers stay.

Every column that may hold something of an attendee is named here, so that
one person's erasure and an event's retention forget the same; a test fills
all columns of all tables and finds the one that is forgotten.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from badges.codes import new_seed
from badges.model import (
    AskedPass,
    Attendee,
    Base,
    Code,
    DeskWord,
    Event,
    Import,
    ImportRow,
    JournalLine,
    Letter,
    Notice,
    NoticeState,
    PrintJob,
    Reply,
    Scan,
    TablePlace,
)
from badges.printing import rows
from badges.romanised import found_by

# What somebody wrote, or a mail server about them.
WORDS: tuple[InstrumentedAttribute[str], ...] = (
    Reply.words,
    Letter.words,
    Letter.trouble,
    DeskWord.words,
    Scan.note,
    AskedPass.trouble,
    # Why a badge could not be drawn says whose, or what of theirs did not fit.
    PrintJob.words,
)
# The texts that may stay in a journal line: moments, numbers of scans, and words out of our own lists.
# Numbers stay wherever they are.
KEPT_IN_JOURNAL = frozenset(
    {
        *("scan", "undid", "review", "arrived_at", "collected_at", "left_at", "set_aside_at", "until"),
        *("changed", "corrected", "channel", "reason", "via", "kind", "state", "result", "standing"),
    }
)
# An answer that the attendee let their host keep for the next event stays as long as their name.
_MAY_BE_KEPT = (Reply.words, Letter.words)


def take_words(session: Session, event: Event, ids: Collection[int], *, those_kept_too: bool) -> None:
    """Take away what was written by, to and about these attendees, their quiet wishes included.

    Without ``those_kept_too`` the words stay that an attendee agreed to keep for their host's next event.
    """
    connection, ids = session.connection(), list(ids)
    for column in WORDS:
        theirs: list[ColumnElement[bool]] = [column.class_.attendee_id.in_(ids), column != ""]
        if column in _MAY_BE_KEPT and not those_kept_too:
            theirs.append(~_agreed(column))
        connection.execute(update(column.class_).where(*theirs).values({column.key: ""}))
    if event.quiet_field:
        _take_quiet_wishes(session, event.quiet_field, ids)


def _agreed(column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    if column is Reply.words:
        return Reply.keep.is_(True)
    reply = _table(Reply).alias()
    return exists().where(reply.c.attendee_id == Letter.attendee_id, reply.c.keep)


def _take_quiet_wishes(session: Session, quiet: str, ids: Collection[int]) -> None:
    held = select(Attendee.id, Attendee.fields).where(Attendee.id.in_(ids))
    rows = [
        {"one": row.id, "left": {name: text for name, text in row.fields.items() if name != quiet}}
        for row in session.execute(held)
        if quiet in row.fields
    ]
    if rows:
        table = _table(Attendee)
        mended = update(table).where(table.c.id == bindparam("one")).values(fields=bindparam("left"))
        session.connection().execute(mended, rows)
    # What a list changed holds the wish of before; taking that list back is not worth keeping it.
    session.execute(
        update(ImportRow)
        .where(ImportRow.attendee_id.in_(ids), ImportRow.changes.is_not(None))
        .values(changes=None)
    )


def take_names(session: Session, event: Event, numbered: Mapping[int, int], *, now: datetime) -> None:
    """Turn attendees into numbers: ``numbered`` has the number of each in the list, by id."""
    if not numbered:
        return
    ids = list(numbered)
    # No badge is to come out with a number on it.
    rows.cancel_open(session, ids, now=now)
    take_words(session, event, ids, those_kept_too=True)
    for table in (Code, TablePlace, AskedPass):
        session.execute(delete(table).where(table.attendee_id.in_(ids)))
    for owed in (Notice, Letter):
        theirs = update(owed).where(owed.attendee_id.in_(ids))
        ended = {"state": NoticeState.TAKEN_BACK, "settled_at": now}
        session.execute(theirs.where(owed.state == NoticeState.OWED).values(ended))
    session.execute(update(Notice).where(Notice.attendee_id.in_(ids)).values(trouble=""))
    session.execute(update(Letter).where(Letter.attendee_id.in_(ids)).values(link_seed=None, link_hash=None))
    session.execute(update(ImportRow).where(ImportRow.attendee_id.in_(ids)).values(changes=None))
    take_from_journal(session, event.id, JournalLine.attendee_id.in_(ids))
    take_from_imports(session, event.id, ids)
    _become_numbers(session, numbered, now)


def _become_numbers(session: Session, numbered: Mapping[int, int], now: datetime) -> None:
    table = _table(Attendee)
    emptied: dict[str, Any] = {
        **dict.fromkeys(("email", "company", "first_name", "last_name", "corrected"), ""),
        "fields": {},
        "erased_at": now,
        "erase_asked_at": None,
        "due_at": None,
    }
    # A new seed opens nothing: no code is made of it, and it ends the sessions that the old one opened.
    rows = [
        {"one": one, "name": called(n), "folded": found_by(called(n), ""), "pass_seed": new_seed()}
        for one, n in sorted(numbered.items())
    ]
    own: dict[str, Any] = {key: bindparam(key) for key in ("name", "folded", "pass_seed")}
    mended = update(table).where(table.c.id == bindparam("one")).values({**emptied, **own})
    session.connection().execute(mended, rows)


def _table(model: type[Base]) -> Table:
    # The table and not the model: rows with keys of their own go straight to it.
    table: Table = Base.metadata.tables[model.__tablename__]
    return table


def called(number: int) -> str:
    """What stands in place of a name."""
    return f"Attendee {number}"


def take_from_journal(session: Session, event_id: int, *which: ColumnElement[bool]) -> None:
    """Let these lines of an event's journal lose every text that could name somebody."""
    lines = select(JournalLine.seq, JournalLine.data).where(JournalLine.event_id == event_id, *which)
    rows = [
        {"line": row.seq, "left": left}
        for row in session.execute(lines)
        if (left := nameless(row.data)) != row.data
    ]
    if rows:
        table = _table(JournalLine)
        line = (table.c.event_id == event_id, table.c.seq == bindparam("line"))
        session.connection().execute(update(table).where(*line).values(data=bindparam("left")), rows)


def nameless(data: Mapping[str, Any]) -> dict[str, Any]:
    """A line's data without texts other than those of ``KEPT_IN_JOURNAL``."""
    return {key: value for key, value in data.items() if key in KEPT_IN_JOURNAL or _is_number(value)}


def _is_number(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_number, value))
    return value is None or isinstance(value, int | float)


def take_from_imports(session: Session, event_id: int, ids: Collection[int] | None) -> None:
    """Let the pages of an event's imports no longer name these attendees; None: anybody."""
    for row in session.scalars(select(Import).where(Import.event_id == event_id)):
        kept = row.told.get("kept", [])
        left = [one for one in kept if ids is not None and one.get("attendee") not in ids]
        if ids is None:
            row.told = {**nameless(row.told), **({"kept": []} if kept else {})}
        elif len(left) < len(kept):
            row.told = {**row.told, "kept": left}
    session.flush()


def take_loose_words(session: Session, event: Event) -> None:
    """Take away what an event has of words that belong to no attendee, such as notes on unknown codes."""
    nobodys = (Scan.event_id == event.id, Scan.attendee_id.is_(None), Scan.note != "")
    session.execute(update(Scan).where(*nobodys).values(note=""))
    typed = or_(AskedPass.attendee_id.is_(None), AskedPass.trouble != "")
    session.execute(delete(AskedPass).where(AskedPass.event_id == event.id, typed))
