"""Devices: tablets, kiosks and stations, their keys and when they were last heard of."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import access
from badges.errors import Refusal
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.links import Links
from web.organiser.blueprint import blueprint


@blueprint.get("/<slug>/devices")
@door("organiser")
def devices(visitor: Organising) -> str:
    """Every device of this event."""
    return _page(visitor)


@blueprint.post("/<slug>/devices")
@door("organiser")
def add_device(visitor: Organising) -> str | tuple[str, int]:
    """One more device; its key and its link are shown this once."""
    form = request.form
    role, name = form.get("role", ""), form.get("name", "")
    try:
        with context().store.writing() as session:
            added = access.add_device(session, visitor.the_event, role=role, name=name, now=now())
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message, values=form), status_of(refusal)
    link = Links(context().settings).device(added.device)
    return _page(visitor, added={"name": added.device.name, "role": role, "key": added.key, "link": link})


@blueprint.post("/<slug>/devices/<int:device_id>/revoke")
@door("organiser")
def revoke_device(visitor: Organising, device_id: int) -> AnyResponse:
    """Close the door to a device at once."""
    with context().store.writing() as session:
        access.revoke_device(session, visitor.the_event, device_id, now=now())
    return redirect(url_for("organiser.devices", slug=visitor.the_event.slug))


def _page(
    visitor: Organising,
    *,
    added: dict[str, Any] | None = None,
    problem: str | None = None,
    values: Mapping[str, str] | None = None,
) -> str:
    with context().store.reading() as reading:
        found = access.devices_of(reading, visitor.the_event)
    rows = [
        {
            "id": device.id,
            "name": device.name,
            "role": device.role,
            "last_seen_at": seen,
            "revoked_at": device.revoked_at,
        }
        for device, seen, _ in found
    ]
    return render_template(
        "organiser/devices.html",
        event=visitor.the_event,
        organiser=visitor.organiser,
        devices=rows,
        added=added,
        problem=problem,
        values=values or {},
    )
