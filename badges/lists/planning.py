"""Making the plan: rows sorted into new, changed, same, skipped, asked about and set apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from badges.attendance import inviters
from badges.event_file import zone_named
from badges.lists import parts
from badges.lists.choices import ANOTHER, LEAVE_OUT, NOTHING_SAID, SAME_PERSON, Choices
from badges.lists.columns import Columns
from badges.lists.doubles import Doubles, Question
from badges.lists.entries import Entry, NewHost, Problem, Reader, host_in, same_name
from badges.lists.known import Known, KnownPeople, content_key, mail_key
from badges.lists.plan import Change, New, Plan, Skipped
from badges.lists.read import Reading
from badges.lists.seen import Gone, seen_last_time
from badges.lists.titles import (
    BADGE,
    CODE,
    COMPANIONS,
    COMPANY,
    EMAIL,
    EXPECTED,
    FIRST,
    HOST,
    LAST,
    TYPE,
)
from badges.model import Event

PARTS = ("first_name", "last_name")


def plan(session: Session, event: Event, reading: Reading, choices: Choices = NOTHING_SAID) -> Plan:
    """What this list would change at this event. Nothing is written."""
    people = KnownPeople()
    people.take_in(session, event.id)
    if reading.columns.has(BADGE):
        people.take_in_badges(session, event.id)
    reader = Reader(
        reading.columns,
        event.hours,
        zone_named(event.timezone),
        inviters(session, event.id),
        choices.hosts,
    )
    sorting = _Sorting(people, reading.columns, choices, reader)
    sorting.take_all(reading.rows)
    gone = seen_last_time(session, event.id, reading.columns, people, sorting.met, sorting.declined)
    return sorting.plan(reading, gone)


@dataclass
class _Sorting:
    """Sorts rows into new, changed, same, skipped, asked and set apart."""

    people: KnownPeople
    columns: Columns
    choices: Choices
    reader: Reader
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    # Whom of the list the file speaks of, and of whom it says that they are not coming, and why.
    met: set[int] = field(default_factory=set)
    declined: dict[int, str] = field(default_factory=dict)
    # Rows of this file by what says who they are.
    _rows: dict[Any, int] = field(default_factory=dict)
    _by_mail: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    _alike: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def take_all(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Find out what each row would do: those we know for certain first, then who the others may be."""
        entries = self._entries(rows)
        unknown = [new for entry in entries if (new := self._take(entry))]
        codes = frozenset(entry.code for entry in entries if entry.code)
        self._ask_about(unknown, codes)

    def plan(self, reading: Reading, gone: tuple[Gone, ...]) -> Plan:
        """All of it."""
        choices = self.choices
        return Plan(
            encoding=reading.encoding,
            delimiter=reading.delimiter,
            columns=reading.columns,
            rows=len(reading.rows),
            new=tuple(self.new),
            changed=tuple(self.changed),
            same=tuple(self.same),
            skipped=tuple(sorted(self.skipped, key=lambda skipped: skipped.row)),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row)),
            questions=tuple(self.questions),
            gone=gone,
            removed=tuple(one.attendee for one in gone if choices.removes(one.attendee) and not one.here),
            strangers=tuple(
                NewHost(0, text, *host_in(text), rows) for text, rows in self.reader.strangers.items()
            ),
            new_hosts=tuple(
                NewHost(-place, text, *host_in(text, mail))
                for place, (text, mail) in enumerate(choices.hosts.items(), start=1)
            ),
            taken=reading.taken,
            remarks=reading.remarks,
            up_to=self.people.up_to,
        )

    def _entries(self, rows: Sequence[tuple[int, list[str]]]) -> list[Entry]:
        """What the good rows say, without those whom their own list takes back."""
        entries: list[Entry] = []
        read, problems = self.reader.read, self.problems
        rules, brings = bool(self.columns.not_coming), self.columns.has(COMPANIONS)
        for number, row in rows:
            if rules and (why := self.reader.not_coming(row)):
                self._not_coming(number, row, why)
                continue
            entry, wrong = read(number, row)
            more = list(self.reader.companions(entry, row, wrong)) if brings else ()
            if wrong:
                problems += wrong
            else:
                entries.append(entry)
                entries += more
        entries = _without_shared_codes(entries, self.columns, problems)
        preset = self.columns.preset
        return self._last_of_each(entries) if preset and preset.keeps_last else entries

    def _not_coming(self, number: int, row: list[str], why: str) -> None:
        self.skipped.append(Skipped(number, f"not coming: {why}"))
        entry, _ = self.reader.read(number, row)
        known = self.people.of(entry).known
        if known and not known.cancelled:
            self.declined.setdefault(known.id, why)

    def _last_of_each(self, entries: Sequence[Entry]) -> list[Entry]:
        last = {mail_key(entry): entry.row for entry in entries if entry.email}
        kept = []
        for entry in entries:
            answered_again = last.get(mail_key(entry), entry.row)
            if answered_again == entry.row:
                kept.append(entry)
            else:
                self.skipped.append(Skipped(entry.row, f"answered again in row {answered_again}"))
        return kept

    def _take(self, entry: Entry) -> New | None:
        """Sort an entry that we know for certain; answers one that we do not."""
        repeats = self._repeats(entry)
        if repeats:
            self.skipped.append(Skipped(entry.row, f"it repeats row {repeats}"))
            return None
        nth = self._count(entry)
        match = self.people.of(entry, nth)
        if match.several:
            self.problems.append(_which_one(entry, self.columns))
        elif match.known is None:
            return New(entry, nth - self._already(entry))
        else:
            self._of_known(entry, match.known)
        return None

    def _ask_about(self, unknown: Sequence[New], codes: frozenset[str]) -> None:
        """Who of those we do not know may be somebody we do."""
        doubles = Doubles(codes)
        if unknown:
            for one in self.people.by_id.values():
                if one.id not in self.met:
                    doubles.know(one)
        for new in unknown:
            asked = doubles.of(new.entry)
            if asked is None:
                self.new.append(new)
            else:
                self._answer(new, asked)
            doubles.remember(new.entry)

    def _answer(self, new: New, asked: Question) -> None:
        answer = self.choices.answer(asked.row)
        if asked.known is not None and answer != ANOTHER:
            # Until somebody says otherwise this may be them, so they are not gone from the file.
            self.met.add(asked.known)
        if answer == ANOTHER:
            self.new.append(new)
        elif answer == LEAVE_OUT:
            self.skipped.append(Skipped(asked.row, "left out, as you said"))
        elif answer == SAME_PERSON and asked.known is not None:
            self._of_known(new.entry, self.people.by_id[asked.known])
        elif answer == SAME_PERSON:
            self.skipped.append(
                Skipped(asked.row, f"it is the attendee of row {asked.other_row}, as you said")
            )
        else:
            self.questions.append(asked)

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
        return 0 if entry.badge else first

    def _count(self, entry: Entry) -> int:
        if entry.email or entry.code:
            return 1
        self._alike[content_key(entry)] += 1
        return self._alike[content_key(entry)]

    def _already(self, entry: Entry) -> int:
        return 0 if entry.email or entry.code else len(self.people.by_content.get(content_key(entry), ()))

    def _of_known(self, entry: Entry, known: Known) -> None:
        self.met.add(known.id)
        first = self._rows.setdefault(known.id, entry.row)
        if first != entry.row:
            self.skipped.append(Skipped(entry.row, f"it is the attendee of row {first}"))
            return
        values = changes(entry, known, self.columns)
        if entry.code and entry.code not in self.people.by_code:
            values["code"] = entry.code
        if values:
            self.changed.append(Change(known.id, entry.row, values))
        else:
            self.same.append(known.id)


def changes(entry: Entry, known: Known, columns: Columns) -> dict[str, Any]:
    """What the entry says anew, as far as its list has a column for it and the desk did not correct it."""
    said: dict[str, Any] = {"name": entry.name, **_parts(entry, known, columns)}
    for column, what in ((EMAIL, "email"), (COMPANY, "company"), (TYPE, "kind"), (EXPECTED, "expected_at")):
        if columns.has(column):
            said[what] = getattr(entry, what)
    if columns.has(HOST):
        said["hosts"] = entry.hosts
    if known.fields or entry.fields:
        kept = {title: value for title, value in known.fields.items() if title not in columns.titles}
        said["fields"] = {**kept, **entry.fields}
    if known.cancelled:
        # Whoever is on the list again is expected again.
        said["cancelled"] = False
    stays = known.corrected.split()
    if "name" in stays:
        stays += PARTS
    return {
        what: value for what, value in said.items() if value != getattr(known, what) and what not in stays
    }


def _parts(entry: Entry, known: Known, columns: Columns) -> dict[str, str]:
    """First and last name as the list says, or after the whole name where it does not speak of them anew."""
    said, before = (entry.first, entry.last), (known.first_name, known.last_name)
    if said == before or not (columns.has(FIRST) or columns.has(LAST)):
        said = parts.after(entry.name, was=known.name, first=before[0], last=before[1])
    return dict(zip(PARTS, said, strict=True))


def _without_shared_codes(entries: Sequence[Entry], columns: Columns, problems: list[Problem]) -> list[Entry]:
    """Sets apart the rows of a code that two names share: nobody can know whose it is."""
    names: dict[str, set[str]] = {}
    for entry in entries:
        if entry.code:
            names.setdefault(entry.code, set()).add(same_name(entry.name))
    shared = {code for code, of in names.items() if len(of) > 1}
    if not shared:
        return list(entries)
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
