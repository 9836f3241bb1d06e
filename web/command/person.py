"""One person: everything held about them, and having it erased."""

import json
import sys

import click

from badges import erasing, events
from badges.held import held
from badges.moments import now
from web.command.group import main, opened


@main.group("person")
def person_group() -> None:
    """One person of an event; WHO is a mail address, a code, the whole name or the attendee's number."""


@person_group.command("export")
@click.argument("event")
@click.argument("who")
def export(event: str, who: str) -> None:
    """Print everything that EVENT holds about WHO, as JSON."""
    with opened() as (_, store), store.reading() as session:
        found = events.event_named(session, event)
        told = held(session, found, erasing.who(session, found, who), now=now())
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


@person_group.command("erase")
@click.argument("event")
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask whether this is meant.")
def erase(event: str, who: str, *, yes: bool) -> None:
    """Take everything about WHO away, for good; totals and the journal's numbers stay."""
    with opened() as (settings, store):
        with store.reading() as session:
            found = events.event_named(session, event)
            attendee_id = erasing.who(session, found, who)
            name = erasing.name_of(session, attendee_id)
        # A script means what it says; a person may have the wrong one.
        if sys.stdin.isatty() and not yes:
            click.confirm(f"Erase {name} from {event} for good?", abort=True)
        called = erasing.erase(store, event, attendee_id, data_dir=settings.data_dir, now=now())
    click.echo(f"{name} is gone; what is left is called {called}.")
