"""The no-show report as a page and as files: a host's own part, or the organiser's whole."""

from collections.abc import Mapping
from datetime import datetime
from tempfile import TemporaryFile
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from badges import curve, readings, report, report_words
from badges.errors import NotFound
from badges.model import Event, Host, Organiser
from badges.moments import now, write_moment
from badges.report import Report
from badges.report_files import FORMS, read_at, write_report
from badges.report_tables import breakdowns, earlier_grid, sums_shown
from web.context import context
from web.words import local_input

_MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}
_CALLED = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV", "json": "JSON"}
# Companies that a page shows; the files have all.
_COMPANIES = 20
# A document of 3,000 people is a second of work: those who want one take turns, and scans go on beside.
_ONE_AT_A_TIME = Lock()


def report_page(event: Event, *, host: Host | None = None, organiser: Organiser | None = None) -> str:
    """The report as it stands now, or stood at the moment that was asked for."""
    asked = request.args.get("at", "").strip()
    told = _told(event, host, organiser, "report")
    at = write_moment(told.at) if asked else None
    where = "host.report_file" if host else "organiser.report_file"
    formats = [(_CALLED[form], url_for(where, slug=event.slug, form=form, at=at)) for form in _CALLED]
    return render_template(
        "host/report.html",
        event=event,
        for_host=host,
        organiser=organiser,
        report=_shown(told),
        told=told,
        words=report_words,
        drawing=_drawing(told),
        grids=_grids(told),
        earlier=earlier_grid(told),
        asked=local_input(told.at, event) if asked else "",
        formats=formats,
    )


def report_file(
    event: Event, form: str, *, host: Host | None = None, organiser: Organiser | None = None
) -> AnyResponse:
    """The report to keep, to send on or to work with."""
    if form not in _MIMETYPES:
        raise NotFound(f"The report comes as {', '.join(FORMS[1:])}.", form=form[:20])
    told = _told(event, host, organiser, form)
    # On disk, not in memory; it goes when the answer is sent.
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it.
    with _ONE_AT_A_TIME:
        write_report(told, form, file, language=event.language)
    file.seek(0)
    name = f"{event.slug}-{'my-' if host else ''}report.{form}"
    answer = send_file(file, mimetype=_MIMETYPES[form], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _told(event: Event, host: Host | None, organiser: Organiser | None, where: str) -> Report:
    """The report that was asked for; that its reader read somebody's words is noted."""
    asked = request.args.get("at", "").strip()
    moment = now()
    at = read_at(asked, event) if asked else moment
    store = context().store
    with store.reading() as reading:
        told = report.report(reading, event, at=at, host=host)
    reader, who = (readings.HOST, host) if host else (readings.ORGANISER, organiser)
    if told.words and who:
        readings.note_new(store, event, reader, who.id, who.name, told.words.keys(), where, moment)
    return told


def _drawing(told: Report) -> Markup:
    arrivals, expected = curve.curves_of(told.rows, told.walked_in)
    zone = ZoneInfo(told.timezone)
    drawn = curve.both(arrivals, expected, told.hours, zone, now=told.at, title=f"Arrivals at {told.name}")
    # Everything in it that people wrote is escaped where it is made.
    return Markup(drawn)  # noqa: S704 - as said.


def _grids(told: Report) -> list[dict[str, Any]]:
    """The sums as the page shows them."""
    shown = []
    for grid in breakdowns(told):
        most = _COMPANIES if grid.name == "By company" else len(grid.rows)
        titles = (grid.titles[0], *sums_shown(told, grid))
        places = [grid.titles.index(title) for title in titles]
        rows = [[_day(row[place]) for place in places] for row in grid.rows[:most]]
        shown.append({"name": grid.name, "titles": titles, "rows": rows, "all": len(grid.rows)})
    return shown


def _day(cell: Any) -> Any:
    return f"{cell:%a} {cell.day} {cell:%b, %H:%M}" if isinstance(cell, datetime) else cell


def _shown(told: Report) -> Mapping[str, Any]:
    cards = {card.id: card for card in told.rows}
    return {
        "at": told.at,
        "final": told.final,
        "totals": told.totals,
        "rows": told.rows,
        "doubtful": [{"card": cards[doubt.attendee], "why": doubt.why} for doubt in told.doubts],
    }
