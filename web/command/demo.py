"""The demo: a sample event that is happening now, served for real, with attendees who come by themselves."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from badges import access, events, lists, replies
from badges.errors import Refusal
from badges.events import EventPlan
from badges.model import Attendee, Event, Host
from badges.moments import now
from badges.settings import Settings, from_environment
from badges.store import Store, open_store
from web.command.evening import Evening, script
from web.command.group import main, migrated
from web.links import Links

SAMPLES = Path(__file__).parents[2] / "sample_events"
PATIENCE = 30.0  # seconds for the service to answer
# She hid from the networking party, and her badge was the last on the table.
HIDES = "Joanna Wren"


@dataclass(frozen=True)
class Doors:
    """The addresses of a demo, each of which opens signed in, and the keys of its devices."""

    lines: list[str]
    crew_key: str
    api_url: str


@dataclass(frozen=True)
class Cast:
    """Who plays: one host, one attendee who stays away, and all the others."""

    host: Host | None
    away: Attendee
    others: list[int]


@main.command()
@click.option("--event", "sample", default="networking-party", show_default=True, metavar="NAME")
@click.option("--port", default=8000, show_default=True)
@click.option("--pace", default=60.0, show_default=True, help="Event minutes per real minute.")
@click.option("--quiet-doors", is_flag=True, help="Nobody arrives by themselves.")
def demo(sample: str, port: int, pace: float, *, quiet_doors: bool) -> None:
    """A sample event that is happening now, with all its doors open."""
    if pace <= 0:
        raise click.UsageError("--pace is a number of event minutes, such as 60.")
    _free(port)
    folder = Path(tempfile.mkdtemp(prefix="last-badge-demo-"))
    settings = from_environment(
        {"LAST_BADGE_DATA_DIR": str(folder), "LAST_BADGE_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with contextlib.closing(open_store(settings)) as store:
            _run(settings, store, sample, pace, stop, quiet=quiet_doors, port=port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def happening_now(plan: EventPlan, begin: datetime, pace: float) -> dict[str, Any]:
    """The hours of the evening moved to now: doors at ``begin``, all up to its graces at this pace.

    The end keeps its distance, so that there is time to look round.
    """
    return {
        "doors_at": begin,
        "start_at": begin + (plan.start_at - plan.doors_at) / pace,
        "end_at": begin + max(plan.end_at - plan.doors_at, timedelta(hours=3)),
        "missing_after": max(1, round(plan.missing_after / pace)),
        "uncollected_after": max(1, round(plan.uncollected_after / pace)),
        "set_aside_after": max(1, round(plan.set_aside_after / pace)),
    }


def _run(
    settings: Settings,
    store: Store,
    sample: str,
    pace: float,
    stop: threading.Event,
    *,
    quiet: bool,
    port: int,
) -> None:
    migrated(store)
    event = _prepare(settings, store, sample, pace)
    cast = _cast(store, event)
    doors = _doors(settings, store, event, cast)
    command = [sys.executable, "-m", "web.command", "serve", "--bind", f"127.0.0.1:{port}"]
    service = subprocess.Popen(command, env={**os.environ, **settings.environment()})  # noqa: S603 - our own interpreter.
    try:
        _wait_until_ready(settings.public_url, service, stop)
        for line in doors.lines:
            click.echo(line)
        _explain(event, settings, pace, quiet=quiet)
        if not quiet:
            _let_them_come(store, event, doors, cast, pace, stop)
        while not stop.wait(0.5) and service.poll() is None:
            pass
    finally:
        stop.set()
        service.terminate()
        service.wait(timeout=10)


def _prepare(settings: Settings, store: Store, sample: str, pace: float) -> Event:
    folder = SAMPLES / sample
    if not (folder / "event.toml").is_file():
        known = ", ".join(sorted(path.parent.name for path in SAMPLES.glob("*/event.toml"))) or "none here"
        raise Refusal(f"There is no sample event {sample}. Known: {known}.")
    written = events.read_event((folder / "event.toml").read_text(encoding="utf-8"), default_slug=sample)
    # The list is read against the evening as it was written, and moved with it afterwards.
    with store.writing() as session:
        event = events.add_event(session, written, now=now())
    reading = lists.read_list((folder / "guests.csv").read_bytes())
    with store.reading() as session:
        plan = lists.plan(session, event, reading)
    lists.apply(store, event.slug, plan, secret_key=settings.secret_key, now=now(), file_name="guests.csv")
    with store.writing() as session:
        event = events.event_named(session, event.slug)
        moved = happening_now(written, now(), pace)
        for attendee in session.scalars(select(Attendee).where(Attendee.expected_at.is_not(None))):
            assert attendee.expected_at is not None
            attendee.expected_at = moved["doors_at"] + (attendee.expected_at - written.doors_at) / pace
        session.flush()
        events.change_event(session, event, now=now(), **moved)
    return event


def _cast(store: Store, event: Event) -> Cast:
    """Who plays: the first host, and one of their people who stays away unless you check them in."""
    with store.reading() as session:
        people = session.execute(
            select(Attendee).where(Attendee.event_id == event.id).order_by(Attendee.id)
        ).scalars()
        everybody = list(people)
        host = session.scalars(select(Host).where(Host.event_id == event.id).order_by(Host.id)).first()
        of_host = {one.id for one in everybody if host and host in one.hosts}
    away = next((one for one in everybody if one.name == HIDES), None)
    away = away or next((one for one in everybody if one.id in of_host), None) or everybody[0]
    others = [one.id for one in everybody if one.id != away.id]
    return Cast(host, away, others)


def _doors(settings: Settings, store: Store, event: Event, cast: Cast) -> Doors:
    links, api_url = Links(settings), f"{settings.public_url}/api/v1/events/{event.slug}"
    roles = [("desk", "Desk 1"), ("kiosk", "Kiosk"), ("desk", "Desk 2"), ("desk", "Programs")]
    with store.writing() as session:
        desk, kiosk, crew, programs = (
            access.add_device(session, event, role=role, name=name, now=now()) for role, name in roles
        )
        organiser = access.add_organiser(session, email="organiser@example.test", name="Organiser")
    lines = [
        f"desk {links.device(desk.device)}",
        f"host {links.host(cast.host)}" if cast.host else "",
        f"attendee {links.own_pass(cast.away)}",
        f"kiosk {links.device(kiosk.device)}",
        f"organiser {links.organiser(organiser)}",
        f"api {api_url} {programs.key}",
    ]
    return Doors([line for line in lines if line], crew.key, api_url)


def _let_them_come(
    store: Store, event: Event, doors: Doors, cast: Cast, pace: float, stop: threading.Event
) -> None:
    """Begin the evening's play: arrivals over HTTP, and two who write that they are late or cannot come."""
    before_start = (event.start_at - event.doors_at).total_seconds() * pace / 60
    steps = script(cast.others, before_start)
    evening = Evening(doors.api_url, doors.crew_key, event.start_at, pace, stop)
    coming = {step.attendee for step in steps}
    staying = [attendee for attendee in cast.others if attendee not in coming]
    with store.writing() as session:
        if staying:
            replies.cannot_come(session, event, staying[0], words="My train was cancelled.", now=now())
        if staying[1:]:
            until = event.start_at + timedelta(minutes=45) / pace
            replies.running_late(session, event, staying[1], until=until, now=now())
    threading.Thread(target=evening.play, args=(steps,), name="evening", daemon=True).start()


def _explain(event: Event, settings: Settings, pace: float, *, quiet: bool) -> None:
    """What there is to see, on stderr, so that the doors can be read by a program."""
    missed = event.hours.start + event.hours.missing_after - now()
    click.echo(
        f"\n{event.name} is happening now, {pace:g} event minutes a minute"
        + (", with quiet doors" if quiet else "")
        + f".\nHosts hear who is missing in {max(0, round(missed.total_seconds()))} seconds; "
        f"their mails lie in {settings.outbox}.\nCtrl-C ends the evening.",
        err=True,
    )


def _free(port: int) -> None:
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            free = f"last-badge demo --port {port + 1}"
            raise Refusal(f"Port {port} is in use. Choose another: {free}") from None


def _wait_until_ready(public_url: str, service: subprocess.Popen[bytes], stop: threading.Event) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not stop.is_set():
        if service.poll() is not None:
            raise Refusal("The service stopped before it answered; its words stand above.")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{public_url}/readyz", timeout=2):  # noqa: S310 - our own address.
            return
        stop.wait(0.1)
    if not stop.is_set():
        raise Refusal(f"The service did not answer within {PATIENCE:g} seconds.")
