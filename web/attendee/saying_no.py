"""“I can’t come”, from the invitation: one page with one button, which says nothing until it is touched."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import people
from badges.moments import now
from web.attendee.blueprint import blueprint
from web.context import context
from web.doors import Attending, door


@blueprint.get("/<slug>/cannot-come")
@door("attendee")
def saying_no(visitor: Attending) -> AnyResponse | str:
    """The button; the pass itself where there is nothing to say any more."""
    event, moment = visitor.event, now()
    with context().store.reading() as reading:
        card = people.card(reading, event, visitor.attendee_id, now=moment)
    settled = card.excused or card.arrived_at or card.standing == "cancelled" or event.hours.over(moment)
    if settled:
        return redirect(url_for("attendee.own_pass", slug=event.slug))
    return render_template("attendee/saying_no.html", event=event, card=card)
