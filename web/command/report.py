"""The no-show report at a terminal or as a file."""

import sys
from pathlib import Path

import click

from badges import events, readings, report
from badges.errors import BadInput
from badges.figures import Report
from badges.model import Event
from badges.moments import now
from badges.report_files import FORMS, host_with, read_at, write_report
from badges.store import Store
from web.command.group import main, opened

_BINARY = ("xlsx", "pdf")
# Who reads at a terminal has the database before them, and is noted all the same.
_READER, _AT_A_TERMINAL = 0, "last-badge report"


@main.command("report")
@click.argument("event")
@click.option("--format", "form", type=click.Choice(FORMS), default="table")
@click.option("--at", default=None, metavar="MOMENT", help="As it stood then; default: now.")
@click.option("--host", default=None, metavar="MAIL", help="The part of the host with this mail address.")
@click.option("--out", default=None, type=click.Path(dir_okay=False, path_type=Path), help="Write a file.")
def no_show_report(event: str, form: str, at: str | None, host: str | None, out: Path | None) -> None:
    """The no-show report of EVENT."""
    if form in _BINARY and out is None and sys.stdout.isatty():
        raise BadInput(f"A terminal cannot show {form.upper()}; name a file with --out.")
    with opened() as (_, store):
        with store.reading() as session:
            found = events.event_named(session, event)
            whose = host_with(session, found, host) if host else None
            told = report.report(session, found, at=read_at(at, found) if at else now(), host=whose)
        # A table has no words of anybody.
        if form != "table":
            _note(store, found, told, form)
    _write(told, form, out, found.language)


def _note(store: Store, event: Event, told: Report, form: str) -> None:
    reader, people = readings.ORGANISER, told.words.keys()
    readings.note_new(store, event, reader, _READER, _AT_A_TERMINAL, people, form, now())


def _write(told: Report, form: str, out: Path | None, language: str) -> None:
    if out is None:
        write_report(told, form, sys.stdout.buffer, language=language)
        return
    unfinished = out.with_name(out.name + ".unfinished")
    try:
        with unfinished.open("wb") as file:
            write_report(told, form, file, language=language)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
