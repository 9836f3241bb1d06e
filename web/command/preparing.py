"""Preparing an evening: events, organisers, devices, guest lists."""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from badges import access, events
from badges.errors import BadFile, BadInput
from badges.model import Role
from badges.moments import now
from web.command.group import main, opened
from web.links import Links

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.group("event")
def event_group() -> None:
    """Events with their hosts and hours."""


@event_group.command("add")
@click.argument("file", type=FILE)
def add_event(file: Path) -> None:
    """Add the event that FILE.toml describes."""
    plan = events.read_event(read_text(file), default_slug=file.resolve().parent.name)
    with opened() as (_, store), store.writing() as session:
        event = events.add_event(session, plan, now=now())
        click.echo(event.slug)


@event_group.command("list")
def list_events() -> None:
    """All events, the one that begins last first."""
    with opened() as (_, store), store.reading() as session:
        for event in events.all_events(session):
            start = event.start_at.astimezone(ZoneInfo(event.timezone))
            click.echo(f"{event.slug:24} {start:%Y-%m-%d %H:%M}  {event.name}")


@main.group("organiser")
def organiser_group() -> None:
    """Those who prepare evenings."""


@organiser_group.command("add")
@click.argument("email")
@click.option("--name", default="", help="How to address them.")
def add_organiser(email: str, name: str) -> None:
    """Add an organiser; asks for a password, or takes it from standard input."""
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise BadInput("There was no password; type one, or send it as the first line of standard input.")
    with opened() as (_, store), store.writing() as session:
        access.add_organiser(session, email=email, name=name, password=password)
    click.echo(f"{email} can sign in now.")


@organiser_group.command("link")
@click.argument("email")
def organiser_link(email: str) -> None:
    """Print a sign-in link for an organiser who has lost the password; good for a day."""
    with opened() as (settings, store), store.reading() as session:
        click.echo(Links(settings).organiser(access.organiser_named(session, email)))


@main.group("device")
def device_group() -> None:
    """Tablets, kiosks and print stations."""


@device_group.command("add")
@click.argument("event")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", required=True)
def add_device(event: str, role: str, name: str) -> None:
    """Pair a device with EVENT; its key is printed once, as the last word."""
    with opened() as (settings, store):
        with store.writing() as session:
            found = events.event_named(session, event)
            added = access.add_device(session, found, role=role, name=name, now=now())
        click.echo(f"Sign in on the tablet: {Links(settings).device(added.device)}")
        click.echo(f"Key of {name}: {added.key}")


def read_text(file: Path) -> str:
    """A small text file in UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(f"{file.name} is not text in UTF-8. Save it as UTF-8 and try again.") from None
