"""The badge table: laid out anew, so that every badge has a box and a slot."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import badge_table
from badges.errors import BadInput
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.organiser.blueprint import blueprint

_LONGEST_NUMBER = 6


@blueprint.post("/<slug>/badges/boxes")
@door("organiser")
def lay_table_out(visitor: Organising) -> AnyResponse:
    """Give everybody a box and a slot; badges that lie somewhere already are to be laid anew."""
    slug = visitor.the_event.slug
    badge_table.lay_out(context().store, slug, now=now(), box_holds=_holds())
    return redirect(url_for("organiser.badges", slug=slug, _anchor="boxes"))


def _holds() -> int:
    written = request.form.get("box_holds", "").strip()
    if not written.isdecimal() or len(written) > _LONGEST_NUMBER:
        raise BadInput("Write how many badges one box holds, from 10 to 1,000.", key="badge_box_holds")
    return int(written)
