"""From a row to what it says of one attendee, or to everything that is wrong with it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from badges.attendance import Inviter
from badges.errors import BadMoment
from badges.lists.clean import is_blank
from badges.lists.columns import CODE, COMPANY, EMAIL, EXPECTED, FIRST, HOST, LAST, NAME, TYPE, Columns
from badges.lists.expected import read_expected
from badges.rules.hours import Hours

_SHOWN = 200


class Entry(NamedTuple):
    """What one row says of one attendee; ``hosts`` are ids, ``code`` is somebody else's code."""

    row: int
    name: str
    email: str = ""
    company: str = ""
    kind: str = ""
    fields: Mapping[str, Any] = {}
    expected_at: datetime | None = None
    hosts: tuple[int, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Problem:
    """Why a row was set apart: what stands in which cell, and how to mend it."""

    row: int
    column: str
    value: str
    why: str
    fix: str


def same_name(name: str) -> str:
    """The name as identity compares it: composed, and in one case. Accents stay: they are letters."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


class Reader:
    """Reads the rows of one list for one event."""

    def __init__(self, columns: Columns, hours: Hours, zone: ZoneInfo, hosts: Iterable[Inviter]) -> None:
        self._columns = columns
        self._hours = hours
        self._zone = zone
        self._hosts: dict[str, set[int]] = {}
        self._known_hosts: dict[str, tuple[int, ...]] = {"": ()}
        for host in hosts:
            for key in (host.name, host.email):
                self._hosts.setdefault(same_name(key.strip()), set()).add(host.id)

    def read(self, number: int, row: list[str]) -> tuple[Entry, list[Problem]]:
        """What the row says, and what is wrong with it."""
        missing = len(self._columns.header) - len(row)
        if missing > 0:
            row = row + [""] * missing
        problems: list[Problem] = []
        entry = Entry(
            number,
            self._name(row),
            self._cell(row, EMAIL),
            self._cell(row, COMPANY),
            self._cell(row, TYPE),
            {title: row[place] for place, title in self._columns.fields if row[place]},
            self._expected(number, self._cell(row, EXPECTED), problems),
            self._invited_by(number, self._cell(row, HOST), problems),
            self._cell(row, CODE),
        )
        if is_blank(entry.name):
            problems.append(self._nameless(number, row))
        if missing < 0 and any(row[missing:]):
            problems.append(_overlong(number, row[missing:]))
        return entry, problems

    def _cell(self, row: Sequence[str], what: str) -> str:
        place = self._columns.places.get(what)
        return "" if place is None else row[place]

    def _name(self, row: Sequence[str]) -> str:
        name = self._cell(row, NAME)
        return name or " ".join(part for part in (self._cell(row, FIRST), self._cell(row, LAST)) if part)

    def _expected(self, number: int, text: str, problems: list[Problem]) -> datetime | None:
        if not text:
            return None
        try:
            return read_expected(text, self._hours, self._zone)
        except BadMoment as refusal:
            column, fix = self._columns.title(EXPECTED), refusal.facts["fix"]
            problems.append(Problem(number, column, text[:_SHOWN], refusal.message, fix))
            return None

    def _invited_by(self, number: int, text: str, problems: list[Problem]) -> tuple[int, ...]:
        known = self._known_hosts.get(text)
        if known is not None:
            return known
        found: set[int] = set()
        for name in filter(None, (part.strip() for part in text.split(";"))):
            ids = self._hosts.get(same_name(name), set())
            found |= ids
            if len(ids) != 1:
                problems.append(self._no_host(number, name, len(ids)))
        if problems:
            return ()
        return self._known_hosts.setdefault(text, tuple(sorted(found)))

    def _no_host(self, number: int, name: str, count: int) -> Problem:
        why = "no host of this event has this name or mail"
        fix = "add the host to the event or correct the name"
        if count:
            why, fix = f"{count} hosts of this event have this name", "write the host's mail instead"
        return Problem(number, self._columns.title(HOST), name[:_SHOWN], why, fix)

    def _nameless(self, number: int, row: Sequence[str]) -> Problem:
        what = next(what for what in (NAME, FIRST, LAST) if self._columns.has(what))
        value = self._cell(row, what)
        return Problem(
            number, self._columns.title(what), value[:_SHOWN], "the name is missing", "write the name"
        )


def _overlong(number: int, more: Sequence[str]) -> Problem:
    shown = next(cell for cell in more if cell)
    return Problem(
        number,
        "",
        shown[:_SHOWN],
        "the row has more cells than the first line",
        "put text that contains the delimiter in quotation marks",
    )
