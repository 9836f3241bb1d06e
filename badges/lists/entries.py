"""From a row to what it says of one attendee, or to everything that is wrong with it."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from badges.attendance import Inviter
from badges.errors import BadMoment
from badges.lists import parts
from badges.lists.clean import is_blank
from badges.lists.columns import Columns
from badges.lists.expected import read_expected
from badges.lists.terms import GRACE, is_a_grace
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
    NAME,
    TYPE,
    bare,
)
from badges.rules.hours import Hours

_SHOWN = 200
# What is read of every row, in the order in which ``Reader.read`` takes it apart.
_READ = (NAME, FIRST, LAST, EMAIL, COMPANY, TYPE, EXPECTED, HOST, CODE, BADGE)
# Nobody brings more; a larger number is another column.
MOST_COMPANIONS = 20


class Entry(NamedTuple):
    """What one row says of one attendee.

    ``hosts`` are ids, below zero those of hosts who are yet to be added;
    ``code`` is somebody else's code, ``badge`` our own where the list is
    our own export. ``first`` and ``last`` are empty where the list does not
    give them beside the name.
    """

    row: int
    name: str
    email: str = ""
    company: str = ""
    kind: str = ""
    fields: Mapping[str, Any] = {}
    expected_at: datetime | None = None
    hosts: tuple[int, ...] = ()
    code: str = ""
    badge: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Problem:
    """Why a row was set apart: what stands in which cell, and how to mend it."""

    row: int
    column: str
    value: str
    why: str
    fix: str


@dataclass(frozen=True)
class NewHost:
    """A host whom the list names and the event does not know; ``key`` is below zero until they are added."""

    key: int
    text: str
    name: str
    email: str
    rows: int = 0


def same_name(name: str) -> str:
    """The name as it is looked up: composed, and in one case. Accents stay: they are letters."""
    return name.casefold() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


@dataclass
class Reader:
    """Reads the rows of one list for one event.

    ``new_hosts`` says by text which unknown hosts are to be added, and with
    which mail address. ``strangers`` are those it met, with their rows.
    """

    columns: Columns
    hours: Hours
    zone: ZoneInfo
    hosts: Iterable[Inviter]
    new_hosts: Mapping[str, str] = field(default_factory=dict)
    strangers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._hosts: dict[str, set[int]] = {}
        self._known_hosts: dict[str, tuple[int, ...]] = {"": ()}
        for host in self.hosts:
            for key in (host.name, host.email):
                self._hosts.setdefault(same_name(key.strip()), set()).add(host.id)
        self._to_add = {text: {-place} for place, text in enumerate(self.new_hosts, start=1)}
        self._code_after = self.columns.preset.code_after if self.columns.preset else ""
        self._graces = [(place, title) for place, title in self.columns.fields if bare(title) in GRACE]
        # A list has many rows, and nearly every meaning has one column: those are read in one go, and
        # what has none is read behind the last cell, where nothing stands.
        self._nowhere = len(self.columns.header)
        ways = self.columns.places
        only = {what: way[0][0] for what, way in ways.items() if len(way) == 1 and len(way[0]) == 1}
        self._places = [only.get(what, self._nowhere) for what in _READ]
        self._choices = [place for place, what in enumerate(_READ) if what in ways and what not in only]

    def read(self, number: int, row: list[str]) -> tuple[Entry, list[Problem]]:
        """What the row says, and what is wrong with it."""
        more = row[self._nowhere :]
        row = row[: self._nowhere]
        row += [""] * (self._nowhere + 1 - len(row))
        cells = [row[place] for place in self._places]
        for place in self._choices:
            cells[place] = self._cell(row, _READ[place])
        name, first, last, email, company, kind, expected, host, code, badge = cells
        name, first, last = parts.of_row(name, first, last)
        problems: list[Problem] = []
        entry = Entry(
            number,
            name,
            email,
            company,
            kind,
            {title: row[place] for place, title in self.columns.fields if row[place]},
            self._expected(number, expected, problems),
            self._invited_by(number, host, problems),
            self._bare_code(code),
            badge,
            first,
            last,
        )
        if is_blank(entry.name):
            problems.append(self._nameless(number, row))
        for place, title in self._graces:
            if not is_a_grace(row[place]):
                problems.append(_no_grace(number, title, row[place]))
        if any(more):
            problems.append(_overlong(number, more))
        return entry, problems

    def not_coming(self, row: Sequence[str]) -> str | None:
        """Why the person of this row is not coming, by the list's own words; None where they are."""
        for place, rule in self.columns.not_coming:
            if place < len(row) and (why := rule.reason(row[place])):
                return why
        return None

    def companions(self, entry: Entry, row: Sequence[str], problems: list[Problem]) -> Iterator[Entry]:
        """The unnamed companions of somebody, as many as the row says."""
        cell = self._cell(row, COMPANIONS) if self.columns.has(COMPANIONS) else ""
        if not cell:
            return
        if not cell.isdecimal() or int(cell) > MOST_COMPANIONS:
            why = f"this is not a number of companions from 0 to {MOST_COMPANIONS}"
            title = self.columns.title(COMPANIONS)
            problems.append(Problem(entry.row, title, cell[:_SHOWN], why, "write how many come along"))
            return
        for nth in range(1, int(cell) + 1):
            code = f"{entry.code}+{nth}" if entry.code else ""
            first, last = parts.of_companion(entry.first, entry.last, f" +{nth}")
            name = f"{entry.name} +{nth}"
            yield entry._replace(
                name=name, first=first, last=last, email="", fields={}, code=code, badge=""
            )

    def _cell(self, row: Sequence[str], what: str) -> str:
        """The first way to this meaning at whose end anything stands."""
        for way in self.columns.places.get(what, ()):
            cells = [row[place] for place in way if place < len(row)]
            if all(cells):
                return "-".join(cells)
        return ""

    def _bare_code(self, code: str) -> str:
        if self._code_after and self._code_after in code:
            return code.rpartition(self._code_after)[2].partition("&")[0]
        return code

    def _expected(self, number: int, text: str, problems: list[Problem]) -> datetime | None:
        if not text:
            return None
        try:
            return read_expected(text, self.hours, self.zone)
        except BadMoment as refusal:
            column, fix = self.columns.title(EXPECTED), refusal.facts["fix"]
            problems.append(Problem(number, column, text[:_SHOWN], refusal.message, fix))
            return None

    def _invited_by(self, number: int, text: str, problems: list[Problem]) -> tuple[int, ...]:
        known = self._known_hosts.get(text)
        if known is not None:
            return known
        found: set[int] = set()
        for name in filter(None, (part.strip() for part in text.split(";"))):
            ids = self._hosts.get(same_name(name)) or self._to_add.get(name) or set()
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
        else:
            self.strangers[name] = self.strangers.get(name, 0) + 1
        return Problem(number, self.columns.title(HOST), name[:_SHOWN], why, fix)

    def _nameless(self, number: int, row: Sequence[str]) -> Problem:
        what = next(what for what in (NAME, FIRST, LAST) if self.columns.has(what))
        value = self._cell(row, what)
        return Problem(
            number, self.columns.title(what), value[:_SHOWN], "the name is missing", "write the name"
        )


def host_in(text: str, email: str = "") -> tuple[str, str]:
    """The name and mail address in what a list calls a host, such as “Thea Marlowe <thea@…>”."""
    name, address = parseaddr(text)
    if "@" not in address:
        return text, email
    return name or address.partition("@")[0], email or address


def _no_grace(number: int, column: str, cell: str) -> Problem:
    fix = "write minutes, such as 15, or leave it empty for as long as everybody"
    return Problem(number, column, cell[:_SHOWN], "this is no number of minutes to wait for somebody", fix)


def _overlong(number: int, more: Sequence[str]) -> Problem:
    shown = next(cell for cell in more if cell)
    return Problem(
        number,
        "",
        shown[:_SHOWN],
        "the row has more cells than the first line",
        "put text that contains the delimiter in quotation marks",
    )
