"""Devices: tablets, kiosks and stations, what each says of itself, and the end of their keys."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import access, devices, pairing
from badges.errors import Refusal
from badges.model import Event
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.links import Links
from web.organiser.blueprint import blueprint
from web.speech import Catalogue, spoken
from web.words import clock, day

A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A clock that is right but for the way of the request.
RIGHT = timedelta(seconds=2)


@blueprint.get("/<slug>/devices", endpoint="devices")
@door("organiser")
def all_devices(visitor: Organising) -> str:
    """Every device of this event."""
    return devices_page(visitor)


@blueprint.post("/<slug>/devices")
@door("organiser")
def add_device(visitor: Organising) -> str | tuple[str, int]:
    """One more device without pairing; its key and its link are shown this once."""
    form = request.form
    role, name = form.get("role", ""), form.get("name", "")
    try:
        with context().store.writing() as session:
            added = access.add_device(session, visitor.the_event, role=role, name=name, now=now())
    except Refusal as refusal:
        return devices_page(visitor, problem=refusal.message, values=form), status_of(refusal)
    link = Links(context().settings).device(added.device)
    shown = {"name": added.device.name, "role": role, "key": added.key, "link": link}
    return devices_page(visitor, added=shown)


@blueprint.post("/<slug>/devices/<int:device_id>/revoke")
@door("organiser")
def revoke_device(visitor: Organising, device_id: int) -> AnyResponse:
    """Close the door to a device at once."""
    with context().store.writing() as session:
        access.revoke_device(session, visitor.the_event, device_id, now=now())
    return redirect(url_for("organiser.devices", slug=visitor.the_event.slug))


def devices_page(
    visitor: Organising,
    *,
    added: dict[str, Any] | None = None,
    problem: str | None = None,
    values: Mapping[str, str] | None = None,
) -> str:
    """The page of all devices, after whatever was done to one of them."""
    event, moment = visitor.the_event, now()
    with context().store.reading() as reading:
        found = devices.seen(reading, event, now=moment)
        waiting = pairing.open_pairings(reading, event, now=moment)
    return render_template(
        "organiser/devices.html",
        event=event,
        organiser=visitor.organiser,
        devices=[_line(one, event, moment) for one in found],
        pairings=waiting,
        added=added,
        problem=problem,
        values=values or {},
    )


def seen(at: datetime, moment: datetime, event: Event, says: Catalogue) -> str:
    """How long ago a device was heard of, as one would say it."""
    since = moment - at
    if devices.in_step(at, moment):
        return says.t("seen now")
    if since < AN_HOUR:
        return says.tn("seen a minute ago", "seen {n} minutes ago", max(1, since // A_MINUTE))
    if since < A_DAY:
        return says.tn("seen an hour ago", "seen {n} hours ago", since // AN_HOUR)
    return says.t("seen {day}, {time}", day=day(at, event), time=clock(at, event))


def off(ahead: timedelta) -> str:
    """How far a clock is off in either way, in minutes and seconds; empty where it is right."""
    minutes, seconds = divmod(abs(ahead) // timedelta(seconds=1), 60)
    return f"{minutes}:{seconds:02}" if abs(ahead) >= RIGHT else ""


def _line(one: devices.Seen, event: Event, moment: datetime) -> dict[str, Any]:
    device, says = one.device, spoken(event)
    return {
        "id": device.id,
        "name": device.name,
        "role": device.role,
        "shift": device.shift,
        "version": device.version,
        "here": devices.in_step(one.at, moment),
        "seen": seen(one.at, moment, event, says) if one.at else None,
        "scans": one.scans,
        "clock": None if one.ahead is None else off(one.ahead),
        "ahead": one.ahead is not None and one.ahead > timedelta(0),
        "unsent": device.unsent,
        "unsent_since": one.unsent_since,
        "worries": one.worries,
        "revoked_at": device.revoked_at,
    }
