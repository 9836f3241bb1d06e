"""The no-show report as a page: a host's own part, or the organiser's whole."""

from typing import Any

from flask import render_template

from badges import report
from badges.model import Event, Host, Organiser
from badges.moments import now
from badges.report import Part, Report
from web.context import context


def report_page(event: Event, *, host: Host | None = None, organiser: Organiser | None = None) -> str:
    """The report as it stands now."""
    with context().store.reading() as reading:
        told = report.report(reading, event, at=now(), host=host)
    return render_template(
        "host/report.html",
        event=event,
        for_host=host,
        organiser=organiser,
        report=_shown(told, whole=host is None),
        formats=[],
    )


def _shown(told: Report, *, whole: bool) -> dict[str, Any]:
    cards = {card.id: card for card in told.rows}
    badges = told.badges
    return {
        "at": told.at,
        "final": told.final,
        "totals": {
            **vars(told.totals),
            "invited": told.totals.expected,
            "expected": told.totals.awaited,
            "collected": badges.collected,
            "set_aside": badges.set_aside,
            "uncollected": badges.uncollected_here + badges.on_the_table,
        },
        "hosts": [_part(part) for part in told.parts] if whole else [],
        "rows": told.rows,
        "doubtful": [{"card": cards[doubt.attendee], "why": doubt.why} for doubt in told.doubts],
    }


def _part(part: Part) -> dict[str, Any]:
    totals, badges = part.totals, part.badges
    return {
        "name": part.host,
        "invited": totals.expected,
        "came": totals.came,
        "no_show": totals.no_show + totals.missing,
        "excused": totals.excused,
        "uncollected": badges.uncollected_here + badges.on_the_table,
    }
