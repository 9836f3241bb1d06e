"""The guest list: taken in, taken back, and written to a file."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeVar

import click

from badges import events, lists
from badges.errors import BadInput
from badges.lists.choices import ANSWERS
from badges.lists.export import FORMS, export_list
from badges.lists.titles import FIELD, LEFT_OUT, MEANINGS
from badges.moments import now
from badges.settings import Settings
from badges.store import Store
from web.command.group import main, opened

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_Part = TypeVar("_Part", lists.Applied, lists.Undone)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@main.group("list")
def list_group() -> None:
    """The guest list."""


@list_group.command("import")
@click.argument("event")
@click.argument("file", type=FILE)
@click.option(
    "--preset", default="", metavar="NAME", help="Whose export it is, or none; default: recognised."
)
@click.option("--encoding", default="", help="The encoding, where it is guessed wrong.")
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="COLUMN=MEANING",
    help=f"What a column is: {', '.join((*MEANINGS, FIELD, LEFT_OUT))}. May be repeated; is remembered.",
)
@click.option("--add-hosts", is_flag=True, help="Add the hosts whose mail the list names and nobody knows.")
@click.option("--doubles", type=click.Choice(ANSWERS), help="Who all likely doubles are; default: set apart.")
@click.option("--remove-gone", is_flag=True, help="Take off the list whoever is no longer in the file.")
@click.option("--apart", type=OUT, metavar="FILE.csv", help="Write the rows set apart here, to be mended.")
@click.option("--check", is_flag=True, help="Read and report only.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def import_list(event: str, file: Path, **how: Any) -> None:
    """Take FILE into the guest list of EVENT; bad rows are named and left out."""
    choices = lists.Choices(
        preset=how["preset"],
        encoding=how["encoding"],
        columns=dict(map(_mapping, how["columns"])),
        doubles=how["doubles"] or "",
        remove_all=how["remove_gone"],
    )
    with opened() as (settings, store):
        raw = read_bytes(file, settings.upload_limit)
        with store.reading() as session:
            known = lists.mappings(session)
            found = events.event_named(session, event)
            reading = lists.read_list(raw, choices, known, largest=settings.upload_limit)
            plan = lists.plan(session, found, reading, choices)
            if how["add_hosts"] and plan.strangers:
                adding = {one.text: one.email for one in plan.strangers if one.email}
                plan = lists.plan(session, found, reading, replace(choices, hosts=adding))
        if how["apart"] and plan.apart:
            how["apart"].write_bytes(lists.rows_apart(reading, plan))
        applied = None
        if not how["check"]:
            applied = _take_in(store, settings, event, plan, file.name)
            with store.writing() as session:
                lists.remember(session, plan.columns.source, choices.columns)
    told = lists.as_json(plan, applied)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if how["as_json"] else _in_words(told))


@list_group.command("undo")
@click.argument("event")
@click.argument("number", type=int, metavar="IMPORT")
def undo_import(event: str, number: int) -> None:
    """Take back the import of this number; who came or was changed since stays, and is named."""
    with opened() as (_, store):
        undone = _shown(lists.undo_in_chunks(store, event, number, now=now()), "Taking back")
    click.echo(f"Taken back: {undone.removed} off the list again, {undone.restored} as they were before.")
    for kept in undone.kept:
        click.echo(f"{kept.name} stays: {kept.why}")


@list_group.command("export")
@click.argument("event")
@click.option("--format", "form", type=click.Choice(FORMS), default="csv", show_default=True)
@click.option("--out", type=OUT, metavar="FILE", help="Where to; default: standard output.")
def export(event: str, form: str, out: Path | None) -> None:
    """Write the guest list of EVENT with its arrivals; what is written can be imported again."""
    if out is None and form == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("A workbook is nothing for a terminal; say where to: --out guests.xlsx")
    # All of it first: what is refused leaves no half of a file.
    with opened() as (_, store), TemporaryFile() as whole:
        export_list(store, event, form, whole, now=now())
        whole.seek(0)
        with click.open_file(str(out or "-"), "wb") as file:
            shutil.copyfileobj(whole, file)


def _take_in(store: Store, settings: Settings, event: str, plan: lists.Plan, file_name: str) -> lists.Applied:
    moment = now()
    number = lists.begin(store, event, file_name=file_name, now=moment)
    secret = settings.secret_key
    parts = lists.apply_in_chunks(store, event, plan, number, secret_key=secret, now=moment)
    return _shown(parts, "Taking in")


def _shown(parts: Iterator[_Part], what: str) -> _Part:
    """The last of the parts, the others shown as a bar on a terminal."""
    last = next(parts)
    with click.progressbar(length=1, label=what, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        for part in parts:
            last = part
            bar.length = max(last.total, 1)
            bar.update(last.done - bar.pos)
    return last


def _mapping(text: str) -> tuple[str, str]:
    title, _, what = text.rpartition("=")
    if not title:
        raise BadInput(f'“{text}” is no mapping; write it like --map "Nom=name".')
    return title, what


def _in_words(told: dict[str, Any]) -> str:
    """A list's report for a person at a terminal."""
    done = f"taken in (import {told['import']})" if told["import"] else "read, nothing written"
    counts = f"{told['new']} new, {told['changed']} changed, {told['same']} the same"
    counts += f", {told['removed']} removed" if told["removed"] else ""
    lines = [f"{told['rows']} rows {done}: {counts}"]
    lines += [f"read as an export of {told['preset']}"] if told["preset"] else []
    lines += told["remarks"]
    lines += [f"row {one['row']}, {one['column']}: {one['why']}" for one in told["taken_out"]]
    lines += [f"row {one['row']}: {one['why']}" for one in told["skipped"]]
    lines += [
        f"row {one['row']}, {one['column']} “{one['value']}”: {one['why']}; {one['fix']}"
        for one in told["problems"]
    ]
    lines += [
        f"row {one['row']}: {one['name']} may be {one['other_name']}: {one['why']}; answer with --doubles"
        for one in told["questions"]
    ]
    lines += [f"{one['name']}: {one['why']}; --remove-gone takes them off the list" for one in told["gone"]]
    lines += [
        f"host “{one['text']}” is not of this event; --add-hosts adds who has a mail" for one in told["hosts"]
    ]
    return "\n".join(lines)


def read_bytes(file: Path, limit: int) -> bytes:
    """A file of at most ``limit`` bytes; one byte more, so that the reader can say it is too large."""
    with file.open("rb") as opened_file:
        return opened_file.read(limit + 1)
