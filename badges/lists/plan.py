"""The plan: what a list would change, found out before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from badges.attendance import inviters
from badges.event_file import zone_named
from badges.lists.columns import CODE, COMPANY, EMAIL, EXPECTED, HOST, TYPE, Columns
from badges.lists.entries import Entry, Problem, Reader, same_name
from badges.lists.known import Known, KnownPeople, content_key, mail_key
from badges.lists.read import Reading, Taken
from badges.model import Event


@dataclass(frozen=True)
class Skipped:
    """A row that says nothing new, and why."""

    row: int
    why: str


@dataclass(frozen=True)
class New:
    """Somebody who is not on the list yet; the ``nth`` of those new ones who say the same of themselves."""

    entry: Entry
    nth: int = 1


@dataclass(frozen=True)
class Change:
    """What a row says anew of somebody on the list, under the names of Attendee's columns."""

    attendee: int
    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """What a list would change. ``up_to`` is the last attendee it knows of."""

    encoding: str
    delimiter: str
    rows: int
    new: tuple[New, ...]
    changed: tuple[Change, ...]
    same: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    taken: tuple[Taken, ...]
    up_to: int


def plan(session: Session, event: Event, reading: Reading) -> Plan:
    """What this list would change at this event. Nothing is written."""
    people = KnownPeople()
    people.take_in(session, event.id)
    reader = Reader(reading.columns, event.hours, zone_named(event.timezone), inviters(session, event.id))
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, row in reading.rows:
        entry, wrong = reader.read(number, row)
        if wrong:
            problems += wrong
        else:
            entries.append(entry)
    sorting = _Sorting(people, reading.columns, problems)
    for entry in _without_shared_codes(entries, reading.columns, problems):
        sorting.take(entry)
    return sorting.plan(reading)


@dataclass
class _Sorting:
    """Sorts entries into new, changed, same and skipped."""

    people: KnownPeople
    columns: Columns
    problems: list[Problem]
    new: list[New] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    # Rows of this file by what says who they are.
    _rows: dict[Any, int] = field(default_factory=dict)
    _by_mail: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    _alike: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def take(self, entry: Entry) -> None:
        """Find out what this row would do."""
        repeats = self._repeats(entry)
        if repeats:
            self.skipped.append(Skipped(entry.row, f"it repeats row {repeats}"))
            return
        nth = self._count(entry)
        match = self.people.of(entry, nth)
        if match.several:
            self.problems.append(_which_one(entry, self.columns))
        elif match.known is None:
            self.new.append(New(entry, nth - self._already(entry)))
        else:
            self._of_known(entry, match.known)

    def plan(self, reading: Reading) -> Plan:
        """All of it."""
        return Plan(
            encoding=reading.encoding,
            delimiter=reading.delimiter,
            rows=len(reading.rows),
            new=tuple(self.new),
            changed=tuple(self.changed),
            same=tuple(self.same),
            skipped=tuple(self.skipped),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row)),
            taken=reading.taken,
            up_to=self.people.up_to,
        )

    def _repeats(self, entry: Entry) -> int:
        """The row of this file that is the same attendee; 0 where none is."""
        if entry.code:
            first = self._rows.setdefault(entry.code, entry.row)
            if first != entry.row:
                return first
        if not entry.email:
            return 0
        same = self._by_mail.setdefault(mail_key(entry), [])
        first = next((one.row for one in same if not (one.code and entry.code)), 0)
        same.append(entry)
        return first

    def _count(self, entry: Entry) -> int:
        if entry.email or entry.code:
            return 1
        self._alike[content_key(entry)] += 1
        return self._alike[content_key(entry)]

    def _already(self, entry: Entry) -> int:
        return 0 if entry.email or entry.code else len(self.people.by_content.get(content_key(entry), ()))

    def _of_known(self, entry: Entry, known: Known) -> None:
        first = self._rows.setdefault(known.id, entry.row)
        if first != entry.row:
            self.skipped.append(Skipped(entry.row, f"it is the attendee of row {first}"))
            return
        values = changes(entry, known, self.columns)
        if values:
            self.changed.append(Change(known.id, entry.row, values))
        else:
            self.same.append(entry.row)


def changes(entry: Entry, known: Known, columns: Columns) -> dict[str, Any]:
    """What the entry says anew, as far as its list has a column for it."""
    said: dict[str, Any] = {"name": entry.name}
    for column, what in ((EMAIL, "email"), (COMPANY, "company"), (TYPE, "kind"), (EXPECTED, "expected_at")):
        if columns.has(column):
            said[what] = getattr(entry, what)
    if columns.has(HOST):
        said["hosts"] = entry.hosts
    if columns.has(CODE) and entry.code and not known.code:
        said["code"] = entry.code
    kept = {title: value for title, value in known.fields.items() if title not in columns.titles}
    said["fields"] = {**kept, **entry.fields}
    return {what: value for what, value in said.items() if value != getattr(known, what)}


def _without_shared_codes(
    entries: Sequence[Entry], columns: Columns, problems: list[Problem]
) -> list[Entry]:
    """Sets apart the rows of a code that two names share: nobody can know whose it is."""
    names: dict[str, set[str]] = {}
    for entry in entries:
        if entry.code:
            names.setdefault(entry.code, set()).add(same_name(entry.name))
    shared = {code for code, of in names.items() if len(of) > 1}
    problems += [
        Problem(
            entry.row,
            columns.title(CODE),
            entry.code,
            f"{len(names[entry.code])} different names have this code",
            "give each attendee a code of their own, or leave the cell empty",
        )
        for entry in entries
        if entry.code in shared
    ]
    return [entry for entry in entries if entry.code not in shared]


def _which_one(entry: Entry, columns: Columns) -> Problem:
    return Problem(
        entry.row,
        columns.title(EMAIL),
        entry.email,
        "several attendees on the list have this name and mail",
        "add their code, so that it is clear who is meant",
    )
