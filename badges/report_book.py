"""The no-show report as a workbook: numbers are numbers, moments are moments of the event's own time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

from xlsxwriter import Workbook  # type: ignore[import-untyped] # Its types are not marked as such.

from badges.armour import runs
from badges.figures import Report
from badges.lists.export import PlainSheet
from badges.report_tables import Cell, Grid, grids
from badges.report_words import ending, heading, sentence

_NARROW, _WIDE, _MOMENT = 12, 30, 18  # characters
_LONGEST = 32_767  # characters in a cell; names and words are far below it.


def as_xlsx(report: Report, out: BinaryIO) -> None:
    """Write the report into ``out``: a sheet that says what it is, and one for each of its tables."""
    with Workbook(out, {"constant_memory": True}) as book:
        formats = _Formats(book)
        _about(book, formats, report)
        for grid in grids(report):
            _sheet(book, formats, grid)


class _Formats:
    """How cells look; a text that a spreadsheet might run stays a text also when somebody edits it."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.large = book.add_format({"bold": True, "font_size": 16})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.number = book.add_format({"num_format": "#,##0"})
        self.share = book.add_format({"num_format": "0%"})
        self.quoted = book.add_format({"quote_prefix": True})


def _about(book: Any, formats: _Formats, report: Report) -> None:
    sheet = book.add_worksheet("Report", worksheet_class=PlainSheet)
    sheet.set_column(0, 0, 90)
    lines = (report.name, heading(report), sentence(report), ending(report))
    for row, line in enumerate(lines):
        how = formats.large if row == 0 else formats.quoted if runs(line) else None
        sheet.write_string(row, 0, line[:_LONGEST], how)


def _sheet(book: Any, formats: _Formats, grid: Grid) -> None:
    sheet = book.add_worksheet(grid.name, worksheet_class=PlainSheet)
    for column, title in enumerate(grid.titles):
        sheet.set_column(column, column, _width(grid, column))
        sheet.write_string(0, column, title, formats.head)
    for number, row in enumerate(grid.rows, start=1):
        _row(sheet, formats, number, row)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(grid.rows), len(grid.titles) - 1)


def _width(grid: Grid, column: int) -> int:
    cells = [row[column] for row in grid.rows]
    if any(isinstance(cell, datetime) for cell in cells):
        return _MOMENT
    return _WIDE if any(isinstance(cell, str) and len(cell) > _NARROW for cell in cells) else _NARROW


def _row(sheet: Any, formats: _Formats, number: int, row: Sequence[Cell]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, datetime):
            wall = cell.replace(tzinfo=None, second=0, microsecond=0)
            sheet.write_datetime(number, column, wall, formats.moment)
        elif isinstance(cell, float):
            sheet.write_number(number, column, cell, formats.share)
        elif isinstance(cell, int):
            sheet.write_number(number, column, cell, formats.number)
        elif cell:
            sheet.write_string(number, column, cell[:_LONGEST], formats.quoted if runs(cell) else None)
