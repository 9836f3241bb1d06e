"""The device's side of pairing: its page, its offer, how that stands, and the way in."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from badges import pairing
from badges.errors import NotFound, NotJson, UnknownCode
from badges.model import Device, Event, Pairing, Role
from badges.moments import now
from badges.pairing_words import WORDS
from web.api.blueprint import text
from web.context import context
from web.doors import Keyed, door, remember
from web.links import device_mark

blueprint = Blueprint("pairing", __name__, url_prefix="/pair")

# Where a device goes once it is paired; a station has no page.
PAGES = {Role.DESK: "desk.look", Role.KIOSK: "kiosk.start"}


@blueprint.get("")
def start() -> str:
    """The page that asks for the code, or finds it behind the ``#`` of its address."""
    return render_template(
        "pairing/pair.html", event=None, words=WORDS, public_url=context().settings.public_url
    )


@blueprint.post("/offer")
def offer() -> Response:
    """A device's code and the hash of its key; the answer says what it is to become."""
    sent = _body()
    limits, moment = context().limits, now()
    limits.check("pairing", request.remote_addr or "")
    try:
        with context().store.writing() as session:
            offered = pairing.offer(
                session,
                secret_key=context().settings.secret_key,
                code=text(sent, "code"),
                key_hash=text(sent, "key_hash"),
                now=moment,
            )
            event = session.get_one(Event, offered.event_id)
    except UnknownCode:
        limits.failed("pairing")
        raise
    return jsonify(_said(offered, event))


@blueprint.get("/state")
def state() -> Response:
    """How the offer stands, to whom holds the key that was offered."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    with context().store.reading() as reading:
        found = pairing.of_key(reading, key)
    if found is None:
        context().limits.failed("key")
        raise NotFound("The organiser did not confirm this device. Ask for a new code and try again.")
    return jsonify(_said(*found))


@blueprint.post("/enter")
@door("key")
def enter(visitor: Keyed) -> Response:
    """A device's key becomes the tablet's cookie, so that its page opens."""
    with context().store.reading() as reading:
        device = reading.get_one(Device, visitor.place.device)
    page = PAGES.get(Role(device.role))
    if page:
        remember(device.role, visitor.slug, device_mark(device))
    return jsonify({"go": url_for(page, slug=visitor.slug) if page else None})


def _said(offered: Pairing, event: Event) -> dict[str, Any]:
    return {
        "state": pairing.state(offered, now()),
        "role": offered.role,
        "name": offered.name,
        "event": {"slug": event.slug, "name": event.name},
    }


def _body() -> dict[str, Any]:
    # A stranger's form can send anything but this type, so nobody offers a browser that does not know of it.
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise NotJson("Send a JSON object, with “Content-Type: application/json”.")
    return sent
