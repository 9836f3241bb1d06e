"""The list as a file, with arrivals: CSV or XLSX, and such that we read it back unchanged."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any, BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, select, text
from xlsxwriter import Workbook  # type: ignore[import-untyped] # Its types are not marked as such.
from xlsxwriter.utility import xl_rowcol_to_cell_fast  # type: ignore[import-untyped] # As above.
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # As above.

from badges.armour import armoured, runs
from badges.desk.people import facts_of, said_of
from badges.errors import BadInput
from badges.event_file import zone_named
from badges.events import event_named
from badges.model import Attendee, Code, CodeKind, Event, Host, invitation
from badges.rules.hours import Hours
from badges.rules.standing import Standing, standing
from badges.store import Store, core

FORMS = ("csv", "xlsx")
# The preset “last-badge” reads these; what stands after them are fields, whatever they are called.
TITLES = (
    *("Name", "Email", "Company", "Type", "Host", "Expected", "Code"),
    *("Standing", "Arrived", "Badge collected", "Left", "Badge code", "First name", "Last name"),
)
SHEET = "Attendees"
_PAGE = 2_000
_WIDTHS = (28, 30, 24, 14, 30, 17, 16, 12, 17, 17, 17, 20, 16, 18)  # characters
_WIDTH_OF_FIELDS = 18

# Moments are aware and in the event's zone; an empty text stands where there is none.
Cell = str | datetime

_FIELDS = (
    select(Attendee.fields)
    .where(Attendee.event_id == bindparam("event"))
    .order_by(Attendee.id)
    .execution_options(yield_per=_PAGE)
)
_PEOPLE = (
    select(
        *(Attendee.id, Attendee.name, Attendee.email, Attendee.company, Attendee.kind, Attendee.fields),
        *(Attendee.first_name, Attendee.last_name),
        *(Attendee.expected_at, Attendee.late_until, Attendee.excused_at, Attendee.cancelled_at),
        *(Attendee.missing_after, Attendee.vip),
        *(Attendee.arrived_at, Attendee.arrived_by, Attendee.vouched_by),
        *(Attendee.collected_at, Attendee.collected_by),
        *(Attendee.left_at, Attendee.left_by, Attendee.set_aside_at, Attendee.set_aside_by),
    )
    .where(Attendee.event_id == bindparam("event"), Attendee.id > bindparam("after"))
    .order_by(Attendee.id)
    .limit(bindparam("page"))
)
# Not by the numbers alone: between two of one event's attendees there may be a thousand of another's.
_AMONG = (Attendee.event_id == bindparam("event"), Attendee.id.between(bindparam("first"), bindparam("last")))
_HOSTS = (
    select(invitation.c.attendee_id, Host.email)
    .join(Attendee, Attendee.id == invitation.c.attendee_id)
    .join(Host, Host.id == invitation.c.host_id)
    .where(*_AMONG)
    .order_by(Host.id)
)
_CODES = (
    select(Code.attendee_id, Code.kind, Code.value)
    .join(Attendee, Attendee.id == Code.attendee_id)
    .where(*_AMONG, Code.retired_at.is_(None), Code.kind.in_([CodeKind.BADGE, CodeKind.FOREIGN]))
    .order_by(Code.id)
)


class _Beside(NamedTuple):
    """What stands of some attendees in other tables."""

    hosts: dict[int, list[str]]
    badges: dict[int, str]
    codes: dict[int, str]


def export_list(store: Store, event_slug: str, form: str, out: BinaryIO, *, now: datetime) -> None:
    """Write everybody on the list, in its order, as ``csv`` or ``xlsx``; a few of them at a time.

    Raises UnknownEvent, and BadInput for a list that no workbook can hold.
    """
    with store.reading() as session:
        connection = core(session)
        if connection.dialect.name == "postgresql":
            # The titles are gathered before the rows: all of it is to be of one moment.
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        event = event_named(session, event_slug)
        fields = _fields(connection, event)
        rows = _rows(connection, event, fields, now)
        write = _write_csv if form == "csv" else _write_workbook
        write((*TITLES, *fields), rows, out)


def written(moment: datetime) -> str:
    """The moment as text that reads back as itself: 2026-05-08 19:15, and more only where it must be.

    Clocks that are put back show an hour twice; only there the offset stands with it.
    """
    wall = moment if _comes_twice(moment) else moment.replace(tzinfo=None)
    return wall.isoformat(" ", "auto" if moment.second or moment.microsecond else "minutes")


def _fields(connection: Connection, event: Event) -> tuple[str, ...]:
    """Every field title anybody has, in the order of their first appearance."""
    titles: dict[str, None] = {}
    for fields in connection.scalars(_FIELDS, {"event": event.id}):
        titles |= dict.fromkeys(fields)
    return tuple(titles)


def _rows(connection: Connection, event: Event, fields: Sequence[str], now: datetime) -> Iterator[list[Cell]]:
    hours, zone = event.hours, zone_named(event.timezone)
    for people in _pages(connection, event):
        beside = _beside(connection, event, people)
        for one in people:
            kept = one.fields
            yield [*_cells(one, beside, hours, zone, now), *(str(kept.get(title, "")) for title in fields)]


def _pages(connection: Connection, event: Event) -> Iterator[Sequence[Row[Any]]]:
    since = {"event": event.id, "after": 0, "page": _PAGE}
    while people := connection.execute(_PEOPLE, since).all():
        yield people
        since["after"] = people[-1].id


def _beside(connection: Connection, event: Event, people: Sequence[Row[Any]]) -> _Beside:
    among = {"event": event.id, "first": people[0].id, "last": people[-1].id}
    beside = _Beside({}, {}, {})
    for attendee, email in connection.execute(_HOSTS, among):
        beside.hosts.setdefault(attendee, []).append(email)
    for attendee, kind, value in connection.execute(_CODES, among):
        if kind == CodeKind.BADGE:
            # The newest is on their paper.
            beside.badges[attendee] = value
        else:
            beside.codes.setdefault(attendee, value)
    return beside


def _cells(one: Row[Any], beside: _Beside, hours: Hours, zone: ZoneInfo, now: datetime) -> list[Cell]:
    return [
        one.name,
        one.email,
        one.company,
        one.kind,
        "; ".join(beside.hosts.get(one.id, ())),
        one.expected_at.astimezone(zone) if one.expected_at else "",
        beside.codes.get(one.id, ""),
        _stands(one, hours, now),
        _happened(one.arrived_at, zone),
        _happened(one.collected_at, zone),
        _happened(one.left_at, zone),
        beside.badges.get(one.id, ""),
        one.first_name,
        one.last_name,
    ]


def _stands(one: Row[Any], hours: Hours, now: datetime) -> str:
    said = said_of(one)
    stands = standing(facts_of(one), said, hours, now)
    # Who was taken off the list and came is here, and is off the list all the same.
    although = " although cancelled" if said.cancelled and stands != Standing.CANCELLED else ""
    return stands.replace("_", " ") + although


def _happened(moment: datetime | None, zone: ZoneInfo) -> Cell:
    """When something happened, to the second; people read it, and no list changes it."""
    return moment.astimezone(zone).replace(microsecond=0) if moment else ""


def _comes_twice(moment: datetime) -> bool:
    # In the second of the two the fold is set already.
    return bool(moment.fold) or moment.utcoffset() != moment.replace(fold=1).utcoffset()


def _write_csv(titles: Iterable[str], rows: Iterable[list[Cell]], out: BinaryIO) -> None:
    # With the mark that makes spreadsheets read UTF-8.
    lines = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(lines)
    writer.writerow(map(armoured, titles))
    writer.writerows(
        [armoured(cell if isinstance(cell, str) else written(cell)) for cell in row] for row in rows
    )
    # The file is its owner's to close.
    lines.detach()


class PlainSheet(Worksheet):  # type: ignore[misc] # Without types it is Any.
    """A sheet whose texts stay as they are.

    XlsxWriter takes a text between <r> and </r> for markup of its own, and of
    two escapes side by side it lets one through; it also needs twice the time.
    """

    # What XML cannot hold, and what reads like the escape of it.
    _ESCAPED = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
    _MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}  # noqa: RUF012 - nobody changes it.

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if not isinstance(getattr(cell, "string", None), str):
            super()._write_cell(row, col, cell)
            return
        text = self._ESCAPED.sub(self._escape, cell.string)
        how = f' s="{cell.format._get_xf_index()}"' if cell.format else ""  # noqa: SLF001 - as its parent does.
        where = xl_rowcol_to_cell_fast(row, col)
        self.fh.write(f'<c r="{where}"{how} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')

    def _escape(self, found: re.Match[str]) -> str:
        return self._MARKUP.get(found[0]) or f"_x{ord(found[0]):04X}_"


class _Book:
    """A workbook with one sheet, written row by row."""

    def __init__(self, book: Workbook) -> None:
        self.sheet: Worksheet = book.add_worksheet(SHEET, worksheet_class=PlainSheet)
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        # As text for good, also when somebody edits the cell.
        self.quoted = book.add_format({"quote_prefix": True})
        self.bold = book.add_format({"bold": True, "quote_prefix": True})

    def write(self, number: int, row: Iterable[Cell]) -> None:
        """Write a row; what is empty has no cell."""
        for place, cell in enumerate(row):
            if cell and self._refuses(number, place, cell):
                raise BadInput(
                    f"Row {number + 1} of this list is too large for a workbook. Export it as CSV instead.",
                    row=number + 1,
                )

    def _refuses(self, number: int, place: int, cell: Cell) -> bool:
        if isinstance(cell, datetime):
            if _fits_a_cell(cell):
                wall = cell.replace(tzinfo=None)
                return bool(self.sheet.write_datetime(number, place, wall, self.moment))
            cell = written(cell)
        how = self.bold if number == 0 else self.quoted if runs(cell) else None
        return bool(self.sheet.write_string(number, place, cell, how))

    def finish(self, rows: int, columns: int) -> None:
        """Make it a table to work with."""
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, rows, columns - 1)
        for place in range(columns):
            width = _WIDTHS[place] if place < len(_WIDTHS) else _WIDTH_OF_FIELDS
            self.sheet.set_column(place, place, width)


def _fits_a_cell(moment: datetime) -> bool:
    """A cell has no offset, no millionths, and at midnight nobody can tell it from a mere day."""
    return not (_comes_twice(moment) or moment.microsecond or moment.time() == time())


def _write_workbook(titles: Sequence[str], rows: Iterable[list[Cell]], out: BinaryIO) -> None:
    with Workbook(out, {"constant_memory": True}) as book:
        sheet, number = _Book(book), 0
        sheet.write(0, titles)
        for number, row in enumerate(rows, start=1):
            sheet.write(number, row)
        sheet.finish(number, len(titles))
