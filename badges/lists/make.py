"""Making attendees: their codes, the words they are found by, and when the clock looks at them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, Connection, Table, Text, cast, func, insert, select, true
from sqlalchemy.orm import Session

from badges import codes
from badges.lists.entries import Entry
from badges.lists.terms import Term, terms_of
from badges.model import Attendee, Code, CodeKind, Event
from badges.romanised import found_by
from badges.rules.fold import Facts
from badges.rules.hours import Hours
from badges.rules.standing import Said
from badges.rules.watch import Told, next_look

_INSERT_CODES = "INSERT INTO code (event_id, attendee_id, kind, value) VALUES (?, ?, ?, ?)"
_INSERT_INVITATIONS = "INSERT INTO invitation (attendee_id, host_id) VALUES (?, ?)"
_IDS = func.pg_get_serial_sequence("attendee", "id")


class Made(NamedTuple):
    """An attendee ready to be written but for a number; made before the transaction, which it keeps short."""

    entry: Entry
    folded: str
    seed: bytes
    pass_print: str
    badge_code: str
    short_code: str


def make(entries: Sequence[Entry], secret_key: str) -> list[Made]:
    """Everything about new attendees that needs no database.

    Codes are random, but given out in order: neighbours in the list become
    neighbours in the indexes, and a chunk of a long list touches a twentieth
    of the pages. Between two neighbours there are still 2 ** 60 codes to guess.
    """
    seeds = [codes.new_seed() for _ in entries]
    passes = sorted((codes.fingerprint(codes.pass_code(secret_key, seed)), seed) for seed in seeds)
    badge_codes = sorted(codes.new_code() for _ in entries)
    short_codes = sorted(_short_codes(len(entries)))
    return [
        Made(entry, found_by(entry.name, entry.company), seed, pass_print, badge_code, short_code)
        for entry, (pass_print, seed), badge_code, short_code in zip(
            entries, passes, badge_codes, short_codes, strict=True
        )
    ]


def _short_codes(count: int) -> set[str]:
    new: set[str] = set()
    while len(new) < count:
        new |= {codes.new_short_code() for _ in range(count - len(new))}
    return new


def hold(session: Session, event_id: int) -> None:
    """Keep all others who add attendees to this event waiting until the transaction ends.

    The lock is the one that lets rows refer to the event meanwhile, so no
    scan waits for it. On SQLite there is one writer anyway.
    """
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))


def insert_attendees(
    session: Session, event: Event, made: Sequence[Made], now: datetime
) -> list[int]:
    """Write new attendees with their codes and hosts; answers their ids. The event is to be held."""
    if not made:
        return []
    connection = session.connection()
    ids = _new_ids(session, len(made))
    numbered = list(zip(ids, made, strict=True))
    event_id, hours, terms = event.id, event.hours, terms_of(event)
    expected = [(m.entry.expected_at, terms.of(m.entry.kind, m.entry.fields)) for m in made]
    looks = {one: _first_look(*one, hours, now) for one in set(expected)}
    rows = [
        _attendee(key, one, event_id, when[1], looks[when])
        for (key, one), when in zip(numbered, expected, strict=True)
    ]
    connection.execute(insert(_table(Attendee)), rows)
    made = _with_unused_short_codes(session, event_id, made)
    insert_plain(connection, _INSERT_CODES, _codes(event_id, ids, made))
    insert_plain(
        connection, _INSERT_INVITATIONS, [(key, host) for key, one in numbered for host in one.entry.hosts]
    )
    return ids


def insert_plain(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Rows of numbers and texts go to the driver as they are.

    There are five for each attendee, and looking at every value of them
    takes SQLAlchemy as long as all the rest of an import together.
    """
    if rows:
        marks = statement if connection.dialect.paramstyle == "qmark" else statement.replace("?", "%s")
        connection.exec_driver_sql(marks, rows)


def _table(model: Any) -> Table:
    # The table and not the model: the ORM's insert looks at every row for what it might have to fetch.
    table: Table = model.__table__
    return table


def _first_look(expected: datetime | None, term: Term, hours: Hours, now: datetime) -> datetime | None:
    # A list taken in after the evening is a record; nobody is owed news of it.
    if hours.over(now):
        return None
    grace = None if term.missing_after is None else timedelta(seconds=term.missing_after)
    return next_look(Facts(), Said(expected=expected, grace=grace), Told(), hours, now)


def _new_ids(session: Session, count: int) -> list[int]:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        last = connection.scalar(select(func.max(Attendee.id))) or 0
        return list(range(last + 1, last + count + 1))
    numbers = func.generate_series(1, count).table_valued("n")
    return list(connection.scalars(select(func.nextval(_IDS)).select_from(numbers)))


def _with_unused_short_codes(session: Session, event_id: int, made: Sequence[Made]) -> Sequence[Made]:
    """Others for those short codes that somebody at the event has: of 100,000 a handful."""
    doubled = _taken(session.connection(), event_id, [one.short_code for one in made])
    if not doubled:
        return made
    others = [
        one._replace(short_code=codes.new_short_code()) if one.short_code in doubled else one for one in made
    ]
    return _with_unused_short_codes(session, event_id, others)


def _taken(connection: Connection, event_id: int, wanted: Sequence[str]) -> frozenset[str]:
    """Those of these short codes that somebody at the event has."""
    theirs = (Code.event_id == event_id, Code.kind == CodeKind.SHORT)
    if connection.dialect.name == "sqlite":
        return frozenset(connection.scalars(select(Code.value).where(*theirs, Code.value.in_(wanted))))
    # One look into the index for each: while a long list grows, PostgreSQL knows nothing of its size and
    # would read all short codes of the event for every five hundred.
    new = func.unnest(cast(wanted, ARRAY(Text))).table_valued("value").render_derived()
    found = select(Code.value).where(*theirs, Code.value == new.c.value).limit(1).lateral()
    return frozenset(connection.scalars(select(found.c.value).select_from(new.join(found, true()))))


def _attendee(
    attendee_id: int, made: Made, event_id: int, term: Term, due_at: datetime | None
) -> dict[str, Any]:
    entry = made.entry
    return {
        "id": attendee_id,
        "event_id": event_id,
        "name": entry.name,
        "first_name": entry.first,
        "last_name": entry.last,
        "email": entry.email,
        "company": entry.company,
        "kind": entry.kind,
        "fields": entry.fields,
        "folded": made.folded,
        "pass_seed": made.seed,
        "expected_at": entry.expected_at,
        "due_at": due_at,
        **term._asdict(),
    }


def _codes(event_id: int, ids: Sequence[int], made: Sequence[Made]) -> list[tuple[Any, ...]]:
    """All passes, then all badges and so on: each kind stands in one place of the indexes."""
    values = {
        CodeKind.PASS.value: [one.pass_print for one in made],
        CodeKind.BADGE.value: [one.badge_code for one in made],
        CodeKind.SHORT.value: [one.short_code for one in made],
        CodeKind.FOREIGN.value: [one.entry.code for one in made],
    }
    return [
        (event_id, attendee_id, kind, value)
        for kind, of_kind in values.items()
        for attendee_id, value in zip(ids, of_kind, strict=True)
        if value
    ]
