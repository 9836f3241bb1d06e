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
from badges.figures import Report
from badges.moments import write_moment
from badges.people import Card, badge_is
from badges.people import as_json as card_as_json

_COLUMNS = ("name", "company", "type", "hosts", "standing", "expected", "arrived", "left", "badge")
_WIDEST = 40


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
        "badges": asdict(report.badges),
        "hosts": [
            {"name": part.host, "totals": asdict(part.totals), "badges": asdict(part.badges)}
            for part in report.parts
        ],
        "first_arrival": _written(report.first_arrival),
        "last_arrival": _written(report.last_arrival),
        "attendees": [_attendee(report, card) for card in report.rows],
        "doubts": [
            {"attendee": doubt.attendee, "name": doubt.name, "why": doubt.why, "at": write_moment(doubt.at)}
            for doubt in report.doubts
        ],
    }


def as_csv(report: Report) -> str:
    """The rows for a spreadsheet, in the event's own time.

    A cell that a spreadsheet would run as a formula begins with one more
    apostrophe here, and only here: the JSON has it as it was written.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    words = ("words",) if report.host is not None else ()
    writer.writerow((*_COLUMNS, *words))
    for card in report.rows:
        said = (report.words.get(card.id, ""),) if words else ()
        writer.writerow([armoured(cell) for cell in (*_row(report, card, "%Y-%m-%d %H:%M"), *said)])
    return out.getvalue()


def as_table(report: Report) -> str:
    """The report for a terminal, in the event's own time."""
    zone = ZoneInfo(report.timezone)
    ended = "after the end" if report.final else "while it goes on"
    parts = [
        f"No-show report of {_plain(report.name)}, {report.at.astimezone(zone):%Y-%m-%d %H:%M} ({ended})",
        _counted(asdict(report.totals)),
        "badges: " + _counted(asdict(report.badges)),
    ]
    if report.parts:
        counted = (asdict(part.totals) for part in report.parts)
        names = (part.host or "(nobody)" for part in report.parts)
        rows = [[name, *map(str, counts.values())] for name, counts in zip(names, counted, strict=True)]
        parts.append(_aligned(["host", *(_said(key) for key in asdict(report.totals))], rows))
    parts.append(_aligned(_COLUMNS, [_row(report, card, "%H:%M") for card in report.rows]))
    parts += [f"doubtful: {_plain(doubt.name)}, {doubt.why}" for doubt in report.doubts]
    return "\n\n".join(parts) + "\n"


def _attendee(report: Report, card: Card) -> dict[str, Any]:
    said = {"words": report.words.get(card.id, "")} if report.host is not None else {}
    return {**card_as_json(card), "badge": badge_is(card), **said}


def _written(moment: datetime | None) -> str | None:
    return write_moment(moment) if moment else None


def _row(report: Report, card: Card, form: str) -> list[str]:
    zone = ZoneInfo(report.timezone)

    def local(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime(form) if moment else ""

    return [
        card.name,
        card.company,
        card.kind,
        "; ".join(card.hosts),
        _said(card.standing),
        local(card.expected_at),
        local(card.arrived_at),
        local(card.left_at),
        _said(badge_is(card)),
    ]


def _said(word: str) -> str:
    return word.replace("_", " ")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {_said(what)}" for what, count in counts.items())


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
