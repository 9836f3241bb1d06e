"""Leaving the kiosk: whoever knows the PIN turns it into a tablet again."""

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import access
from web.context import context
from web.doors import AtDesk, door
from web.errors import status_of
from web.kiosk import page
from web.kiosk.blueprint import blueprint
from web.limits import TooOften
from web.speech import spoken


@blueprint.get("/<slug>/leave")
@door("kiosk")
def leave(visitor: AtDesk) -> str:
    """The pad for the PIN."""
    return page.at(visitor, "leave", has_pin=bool(visitor.event.kiosk_pin_hash))


@blueprint.post("/<slug>/leave")
@door("kiosk")
def let_out(visitor: AtDesk) -> AnyResponse | tuple[str, int]:
    """The right PIN signs this browser's kiosk out; a wrong one is counted."""
    kept, t = visitor.event.kiosk_pin_hash, spoken(visitor.event).t
    try:
        # Counted before it is looked at: hashing is dear.
        context().limits.failed("pin", f"device {visitor.device.id}")
    except TooOften as refusal:
        problem = t("That was tried too often. Please wait five minutes.")
        return page.at(visitor, "leave", has_pin=bool(kept), problem=problem), status_of(refusal)
    if not access.is_pin(kept, request.form.get("pin", "")):
        problem = t("That is not the PIN of this event.")
        return page.at(visitor, "leave", has_pin=bool(kept), problem=problem), 403
    session["kiosk"] = {
        slug: mark for slug, mark in session.get("kiosk", {}).items() if slug != visitor.event.slug
    }
    return redirect(url_for("pairing.start"))
