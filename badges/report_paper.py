"""The no-show report on paper: a document that one would hand to a client."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from badges import curve, curve_plot, paper
from badges.figures import Report
from badges.paper import Bar, Block, Curve, Paragraph, Table
from badges.people import Card
from badges.report_tables import Cell, Grid, breakdowns, doubts_grid, earlier_grid, sums_shown
from badges.report_words import (
    GROUPS,
    answer_words,
    badge_words,
    details,
    ending,
    heading,
    reasons,
    sentence,
    stands,
)

ACCENT, QUIET = "#7a1f58", "#5f4d59"
CAME, COMING, ABSENT, EXCUSED = "#1f6f46", "#b98538", ACCENT, "#b9adb4"
# How the sums are called where there is little room.
_SUMS = {
    "expected": "Expected", "came": "Came", "left early": "Left early", "to come": "To come",
    "not seen": "Not seen", "excused": "Excused", "walked in": "Walked in",
    "badges collected": "Badges taken", "set aside": "Set aside",
    "not collected": "Not taken",
}
_COMPANIES = 40


def as_pdf(report: Report, out: BinaryIO, *, language: str = "en") -> int:
    """Draw the report into ``out`` as a PDF on A4; answers how many pages it has."""
    kind = "No-show report" if report.final else "No-show report, so far"
    foot = f"{report.name} · {kind}"
    return paper.draw_report(_blocks(report, kind), out, title=foot, foot=foot, language=language)


def _blocks(report: Report, kind: str) -> Iterator[Block]:
    yield Paragraph(kind, size=11, colour=ACCENT, bold=True)
    yield Paragraph(report.name, size=24, bold=True, above=0.5)
    yield Paragraph(heading(report), size=10.5, colour=QUIET, above=1)
    yield Paragraph(sentence(report), size=15, above=9)
    if report.totals.expected:
        yield Bar(tuple(_bar(report)))
        yield Paragraph(details(report), size=9.5, colour=QUIET, above=3)
        yield Paragraph("Arrivals beside what was expected", size=12, bold=True, above=7, keep=80)
        yield Curve(_plot(report))
        yield Paragraph("Who excused themselves or walked in was not expected here.", size=8.5, colour=QUIET)
        yield from _sums(report)
    yield from _beside(report)
    yield from _doubtful(report)
    yield from _people(report)
    yield Paragraph(ending(report), size=8.5, colour=QUIET, above=8)


def _bar(report: Report) -> Iterator[tuple[str, int, str]]:
    totals = report.totals
    yield "Came", totals.came, CAME
    if not report.final:
        yield "On the way", totals.coming, COMING
    yield "No-show" if report.final else "Missing", totals.absent, ABSENT
    yield "Excused", totals.excused, EXCUSED


def _plot(report: Report) -> curve_plot.Plot:
    arrivals, expected = curve.curves_of(report.rows, report.walked_in)
    zone = ZoneInfo(report.timezone)
    return curve_plot.plotted(arrivals, expected, report.hours, zone, now=report.at, width=curve_plot.WIDE)


def _sums(report: Report) -> Iterator[Block]:
    for grid in breakdowns(report):
        whole = grid.rows
        rows = whole[:_COMPANIES] if grid.name == "By company" else whole
        yield from _table(Grid(grid.name, grid.titles, rows), sums_shown(report, grid))
        if grid.name == "By host":
            yield Paragraph("Who has several hosts is counted for each of them.", size=8.5, colour=QUIET)
        if len(rows) < len(whole):
            more = f"The {_COMPANIES} with the most people; all {len(whole):,} are in the workbook."
            yield Paragraph(more, size=8.5, colour=QUIET)


def _table(grid: Grid, titles: list[str]) -> Iterator[Block]:
    places = [0, *(grid.titles.index(title) for title in titles)]
    rows = [tuple(_text(row[place]) for place in places) for row in grid.rows]
    first = grid.titles[0]
    yield Paragraph(grid.name, size=12, bold=True, above=7, keep=22)
    yield Table(
        (first[:1].upper() + first[1:], *(_SUMS.get(title, title) for title in titles)),
        rows,
        (4.0, *(1.0 for _ in titles)),
        frozenset(range(1, len(places))),
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%a} {cell.day} {cell:%b, %H:%M}"
    if isinstance(cell, float):
        return f"{cell:.0%}"
    return f"{cell:,}" if isinstance(cell, int) else cell or ""


def _beside(report: Report) -> Iterator[Block]:
    if said := reasons(report.answers):
        yield Paragraph("Answers", size=12, bold=True, above=7, keep=14)
        yield Paragraph(said, size=9.5)
    grid = earlier_grid(report)
    if grid.rows:
        whose = f"Earlier events of {report.host}" if report.host else "Earlier events"
        yield Paragraph(whose, size=12, bold=True, above=7, keep=22)
        titles = ("Event", "Date", "Expected", "Came", "Excused", "No-show", "Share")
        rows = [tuple(_day(cell) for cell in row) for row in grid.rows]
        yield Table(titles, rows, (4.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0), frozenset({2, 3, 4, 5, 6}))
        yield Paragraph("The share is of those who were expected and had not excused themselves.",
                        size=8.5, colour=QUIET)


def _day(cell: Cell) -> str:
    return f"{cell.day} {cell:%b %Y}" if isinstance(cell, datetime) else _text(cell)


def _doubtful(report: Report) -> Iterator[Block]:
    grid = doubts_grid(report)
    if grid.rows:
        yield Paragraph("To look at again", size=12, bold=True, above=7, keep=26)
        yield Paragraph("What is known here does not fit together; please ask before you write to them.",
                        size=9.5, colour=QUIET)
        rows = [tuple(map(_text, row)) for row in grid.rows]
        yield Table(("Attendee", "Why", "When"), rows, (4.0, 6.0, 2.0))


def _people(report: Report) -> Iterator[Block]:
    for title, standings in GROUPS:
        cards = [card for card in report.rows if card.standing in standings]
        if not cards:
            continue
        yield Paragraph(f"{title}: {len(cards):,}", size=12, bold=True, above=7, keep=24)
        yield _table_of_people(report, cards)


_COLUMNS = ("Attendee", "Company", "Type", "Standing", "Badge", "Host", "What they said")
_WIDTHS = (4.2, 2.8, 1.6, 2.4, 2.2, 2.4, 3.2)


def _table_of_people(report: Report, cards: list[Card]) -> Table:
    """All that is known of these; columns that would be empty are left out."""
    rows = [_person(report, card) for card in cards]
    used = [n for n in range(len(_COLUMNS)) if n == 0 or any(row[n] for row in rows)]

    def only(cells: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(cells[n] for n in used)

    return Table(only(_COLUMNS), [only(row) for row in rows], only(_WIDTHS))


def _person(report: Report, card: Card) -> tuple[str, ...]:
    # Everybody in a host's part is that host's; what organisers may not read is not here.
    hosts = "" if report.host else "; ".join(card.hosts)
    said = answer_words(report, card) if report.host else report.words.get(card.id, "")
    standing, badge = stands(report, card), badge_words(report, card)
    return (card.name, card.company, card.kind, standing, badge, hosts, said)
