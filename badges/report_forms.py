"""The forms of the no-show report: a table for a terminal, CSV for a spreadsheet, JSON for programs."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from badges.armour import armoured
from badges.figures import Earlier, Part, Report
from badges.moments import write_moment
from badges.people import Card, badge_is
from badges.people import as_json as card_as_json
from badges.report_tables import (
    ATTENDEES,
    Cell,
    Grid,
    answers_grid,
    attendee_row,
    breakdowns,
    earlier_grid,
    plain,
)

_WIDEST = 40
# What a terminal has room for, out of all that is known.
_ON_A_TERMINAL = ("name", "company", "type", "hosts", "standing", "expected", "arrived", "left", "badge")
_SUMS = ("expected", "came", "left early", "to come", "not seen", "excused", "walked in")


def as_json(report: Report) -> dict[str, Any]:
    """The report for programs: names exactly as they are written, moments in UTC."""
    return {
        "event": {
            "slug": report.slug,
            "name": report.name,
            "timezone": report.timezone,
            "doors": write_moment(report.doors),
            "start": write_moment(report.start),
            "end": write_moment(report.end),
        },
        "at": write_moment(report.at),
        "final": report.final,
        "host": report.host,
        "totals": asdict(report.totals),
        "badges": {**asdict(report.badges), "printed": report.printed},
        "walk_ins": report.walk_ins,
        "hosts": [_part(part) for part in report.parts],
        "types": [_part(part) for part in report.kinds],
        "companies": [_part(part) for part in report.companies],
        "times": [
            {"expected_at": _written(when), **_sums(part)} for when, part in report.times
        ],
        "first_arrival": _written(report.first_arrival),
        "last_arrival": _written(report.last_arrival),
        "attendees": [_attendee(report, card) for card in report.rows],
        "doubts": [
            {"attendee": doubt.attendee, "name": doubt.name, "why": doubt.why, "at": write_moment(doubt.at)}
            for doubt in report.doubts
        ],
        # Null: some, and fewer than five.
        "answers": [asdict(one) for one in report.answers],
        "earlier": [_earlier(one) for one in report.earlier],
    }


def as_csv(report: Report) -> str:
    """The rows for a spreadsheet, in the event's own time.

    A cell that a spreadsheet would run as a formula begins with one more
    apostrophe here, and only here: the JSON has it as it was written.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(ATTENDEES)
    for card in report.rows:
        row = attendee_row(report, card)
        writer.writerow([armoured(_text(cell, "%Y-%m-%d %H:%M")) for cell in row])
    return out.getvalue()


def as_table(report: Report) -> str:
    """The report for a terminal, in the event's own time."""
    zone = ZoneInfo(report.timezone)
    when = f"{report.at.astimezone(zone):%Y-%m-%d %H:%M}"
    ended = "after the end" if report.final else "while it goes on"
    whose = f", the people of {_plain(report.host)}" if report.host else ""
    walked = f", of whom {report.walk_ins} walked in" if report.walk_ins else ""
    everybody = Grid("", ATTENDEES, tuple(attendee_row(report, card) for card in report.rows))
    parts = [
        f"No-show report of {_plain(report.name)}{whose}, {when} ({ended})",
        _counted(asdict(report.totals)) + walked,
        "badges: " + _counted(_badges(report)),
        *(_grid(grid, (grid.titles[0], *_SUMS), "%m-%d %H:%M") for grid in breakdowns(report)),
        _grid(everybody, _ON_A_TERMINAL, "%H:%M"),
        *(f"doubtful: {_plain(doubt.name)}, {doubt.why}" for doubt in report.doubts),
        *(_grid(grid, grid.titles, "%Y-%m-%d") for grid in _besides(report)),
    ]
    return "\n\n".join(parts) + "\n"


def _besides(report: Report) -> list[Grid]:
    return [grid for grid in (answers_grid(report), earlier_grid(report)) if grid.rows]


def _grid(grid: Grid, titles: Sequence[str], form: str) -> str:
    places = [grid.titles.index(title) for title in titles]
    return _aligned(titles, [[_text(row[place], form) for place in places] for row in grid.rows])


def _text(cell: Cell, form: str) -> str:
    """A cell as text, a moment by the form."""
    if isinstance(cell, datetime):
        return cell.strftime(form)
    if isinstance(cell, float):
        return f"{cell:.0%}"
    return "" if cell is None else str(cell)


def _sums(part: Part) -> dict[str, Any]:
    return {"totals": asdict(part.totals), "badges": asdict(part.badges), "walk_ins": part.walk_ins}


def _part(part: Part) -> dict[str, Any]:
    return {"name": part.name, **_sums(part)}


def _earlier(one: Earlier) -> dict[str, Any]:
    return {
        **asdict(one),
        "start": write_moment(one.start),
        "no_show": one.no_show,
        "no_show_share": one.no_show_share,
    }


def _attendee(report: Report, card: Card) -> dict[str, Any]:
    return {
        **card_as_json(card),
        "badge": badge_is(card),
        "walk_in": card.id in report.walked_in,
        "answer": report.said.get(card.id, ""),
        "words": report.words.get(card.id, ""),
    }


def _written(moment: datetime | None) -> str | None:
    return write_moment(moment) if moment else None


def _badges(report: Report) -> dict[str, int]:
    """Where the badges are; of printing only where somebody's was, or was to be, printed from here."""
    printed = {} if report.printed is None else {"printed": report.printed}
    lie = asdict(report.badges)
    if not report.badges.not_printed:
        del lie["not_printed"]
    return {**printed, **lie}


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {plain(what)}" for what, count in counts.items())


def _aligned(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [[_plain(cell) for cell in row] for row in (header, *rows)]
    widths = [min(max(map(_width, column)), _WIDEST) for column in zip(*lines, strict=True)]
    return "\n".join(_spaced(line, widths) for line in lines)


def _spaced(line: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
    return "  ".join(cells).rstrip()


def _plain(text: str) -> str:
    """The text without line breaks and what steers a terminal."""
    return "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)


def _width(text: str) -> int:
    """How many places a terminal gives the text."""
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
        if unicodedata.category(char) not in {"Mn", "Me", "Cf"}
    )
