"""Looking at a list for the organiser's page: in a process of its own, so that the desk is not slowed."""

import json
from pathlib import Path
from typing import Any

import click

from badges import events, lists
from badges.settings import from_environment
from badges.store import open_store
from web.command.guest_list import list_group, read_bytes
from web.command.look_report import report

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@list_group.command("look", hidden=True)
@click.argument("event")
@click.argument("folder", type=FOLDER)
def look(event: str, folder: Path) -> None:
    """Read the list in FOLDER by the choices beside it; write there what it would change at EVENT."""
    choices = lists.read_choices(_text(folder / "choices.json") or "{}")
    before = json.loads(_text(folder / "report.json") or "{}")
    settings = from_environment()
    # The service that starts us has brought the tables up to date.
    store = open_store(settings)
    raw = read_bytes(folder / "list", settings.upload_limit)
    with store.reading() as session:
        found = events.event_named(session, event)
        known = lists.mappings(session)
        reading = lists.read_list(raw, choices, known, largest=settings.upload_limit, nameless=True)
        plan = lists.plan(session, found, reading, choices) if reading.columns.named else None
        told = report(session, found, reading, plan, choices, before)
    _write(folder / "apart.csv", lists.rows_apart(reading, plan) if plan and plan.apart else b"")
    _write(folder / "report.json", _as_bytes(told))
    store.close()


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _as_bytes(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step: whoever reads it meanwhile reads the old one."""
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(data)
    new.replace(path)
