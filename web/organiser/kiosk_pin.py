"""The PIN that lets somebody out of this event's kiosks."""

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import access, events
from badges.errors import Refusal
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.blueprint import blueprint
from web.organiser.event import event_page


@blueprint.post("/<slug>/kiosk-pin")
@door("organiser")
def kiosk_pin(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """Set the PIN, or with an empty one take it away; of what was set only a hash is kept."""
    slug, pin = visitor.the_event.slug, request.form.get("pin", "").strip()
    try:
        kept = access.hash_pin(pin) if pin else ""
    except Refusal as refusal:
        return event_page(visitor, problem=refusal.message), status_of(refusal)
    with context().store.writing() as writing:
        events.event_named(writing, slug).kiosk_pin_hash = kept
    session["saved"] = True
    return redirect(url_for("organiser.event", slug=slug))
