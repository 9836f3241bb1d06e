"""The tables of the no-show report, from which every form of it is made: so all have the same figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from badges.figures import Answered, Earlier, Part, Report
from badges.people import Card, badge_is

# A moment is aware and in the event's own time; None is an empty cell, a float a share.
Cell = str | int | float | datetime | None

FEW = "fewer than five"
NO_ONE = {"host": "No host", "type": "No type", "company": "No company", "expected": "Walked in"}
_SAID = {
    "running_late": "running late",
    "on_my_way": "on the way",
    "cannot_come": "cannot come",
    "coming": "coming after all",
    "was_there": "was there",
    "had_to_leave": "had to leave",
    "word": "wrote a word",
}
ATTENDEES = (
    *("name", "company", "type", "hosts", "standing", "expected", "arrived", "left", "badge"),
    *("collected", "walked in", "answer", "words"),
)


@dataclass(frozen=True)
class Grid:
    """One table: what it is called, its titles in small letters, and its rows as plain values."""

    name: str
    titles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def grids(report: Report) -> list[Grid]:
    """Every table of the report that has something to say, in the order it is read."""
    found = [
        Grid("Figures", ("figure", "people"), tuple(figures(report))),
        *breakdowns(report),
        earlier_grid(report),
        answers_grid(report),
        doubts_grid(report),
        Grid("Attendees", ATTENDEES, tuple(attendee_row(report, card) for card in report.rows)),
    ]
    return [grid for grid in found if grid.rows or grid.name == "Attendees"]


def figures(report: Report) -> Iterator[tuple[str, int]]:
    """The totals and the badges, each under its name; what adds up to expected stands below it."""
    totals, badges = report.totals, report.badges
    yield "expected", totals.expected
    for name in ("awaited", "late", "missing", "here", "left_early", "stayed", "no_show", "excused"):
        yield plain(name), getattr(totals, name)
    yield "came", totals.came
    yield "walked in", report.walk_ins
    if report.printed is not None:
        yield "badges printed", report.printed
    yield "badges collected", badges.collected
    yield "badges set aside", badges.set_aside
    if badges.not_printed:
        yield "badges not printed", badges.not_printed
    yield "badges never collected" if report.final else "badges not collected yet", badges.uncollected


def breakdowns(report: Report) -> list[Grid]:
    """The sums by host, type, company and expected time; one that would have a single row says nothing."""
    zone = ZoneInfo(report.timezone)
    hours = [(when.astimezone(zone) if when else NO_ONE["expected"], part) for when, part in report.times]
    found = [
        _breakdown("By host", "host", [(part.name or NO_ONE["host"], part) for part in report.parts]),
        _breakdown("By type", "type", [(part.name or NO_ONE["type"], part) for part in report.kinds]),
        _breakdown("By company", "company", [(p.name or NO_ONE["company"], p) for p in report.companies]),
        _breakdown("By expected time", "expected at", hours),
    ]
    return [grid for grid in found if len(grid.rows) > (grid.name != "By host" or bool(report.host))]


_SUMS: tuple[tuple[str, Callable[[Part], int]], ...] = (
    ("expected", lambda part: part.totals.expected),
    ("came", lambda part: part.totals.came),
    ("not seen", lambda part: part.totals.absent),
    ("excused", lambda part: part.totals.excused),
    ("to come", lambda part: part.totals.coming),
    ("left early", lambda part: part.totals.left_early),
    ("walked in", lambda part: part.walk_ins),
    ("badges collected", lambda part: part.badges.collected),
    ("set aside", lambda part: part.badges.set_aside),
    ("not collected", lambda part: part.badges.uncollected),
)


def sums_shown(report: Report, grid: Grid) -> list[str]:
    """The sums of a breakdown that one looks for, and of the others those in which there is anything."""
    always = {"expected"} if report.at < report.doors else {"expected", "came", "not seen", "excused"}
    return [
        title
        for place, title in enumerate(grid.titles)
        if place and (title in always or any(row[place] for row in grid.rows))
    ]


def _breakdown(name: str, first: str, parts: Sequence[tuple[str | datetime, Part]]) -> Grid:
    titles = (first, *(title for title, _ in _SUMS))
    rows = tuple((called, *(count(part) for _, count in _SUMS)) for called, part in parts)
    return Grid(name, titles, rows)


def earlier_grid(report: Report) -> Grid:
    """Beside the earlier events; this one first once it is over, for before nobody knows who will come."""
    events = (report.as_one, *report.earlier) if report.final else report.earlier
    rows = tuple(map(_earlier_row, events)) if report.earlier else ()
    titles = ("event", "date", "expected", "came", "excused", "no-show", "no-show share")
    return Grid("Earlier events", titles, rows)


def _earlier_row(one: Earlier) -> tuple[Cell, ...]:
    start = one.start.astimezone(ZoneInfo(one.timezone))
    return (one.name, start, one.expected, one.came, one.excused, one.no_show, one.no_show_share)


def answers_grid(report: Report) -> Grid:
    """How many said what last, and how many of them gave a reason."""
    rows = tuple(_answer_row(one) for one in report.answers)
    return Grid("Answers", ("what they said last", "people", "with a reason"), rows)


def _answer_row(one: Answered) -> tuple[Cell, ...]:
    counts = (one.people, one.reasons)
    return (said(one.kind), *(FEW if count is None else count for count in counts))


def doubts_grid(report: Report) -> Grid:
    """What does not fit together, each with why and since when."""
    zone = ZoneInfo(report.timezone)
    rows = tuple((doubt.name, doubt.why, doubt.at.astimezone(zone)) for doubt in report.doubts)
    return Grid("To look at again", ("name", "why", "at"), rows)


def attendee_row(report: Report, card: Card) -> tuple[Cell, ...]:
    """All that is known of one attendee; what they wrote only where the reader may read it."""
    zone = ZoneInfo(report.timezone)

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    return (
        card.name,
        card.company,
        card.kind,
        "; ".join(card.hosts),
        plain(card.standing),
        local(card.expected_at),
        local(card.arrived_at),
        local(card.left_at),
        plain(badge_is(card)),
        local(card.collected_at),
        "yes" if card.id in report.walked_in else "",
        said(report.said.get(card.id, "")),
        report.words.get(card.id, ""),
    )


def said(kind: str) -> str:
    """The kind of a reply in words."""
    return _SAID.get(kind, plain(kind))


def plain(word: str) -> str:
    """A word of ours as people read it."""
    return word.replace("_", " ")
