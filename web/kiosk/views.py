"""The kiosk: one field, one answer, and never a list."""

from uuid import uuid4

from flask import Blueprint, render_template, request

from badges.desk import Asked, take
from badges.moments import now
from badges.rules.fold import ARRIVE
from web import words
from web.context import context
from web.desk.views import Shown
from web.doors import AtDesk, door

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")


@blueprint.get("/<slug>/")
@door("kiosk")
def start(visitor: AtDesk) -> str:
    """Scan your pass, or type the six characters that stand on it."""
    return render_template("kiosk/kiosk.html", event=visitor.event, device=visitor.device, result=None)


@blueprint.post("/<slug>/")
@door("kiosk")
def check_in(visitor: AtDesk) -> str:
    """The answer, in words for the one who stands there."""
    text = request.form.get("text", "").strip()[:500]
    asked = Asked(id=uuid4(), action=ARRIVE, code=text, via="wedge")
    # A kiosk stands where anybody may try short codes all evening.
    context().limits.check("code", who := f"device {visitor.device.id}")
    answer = take(context().store, visitor.place, [asked], now=now()).answers[0]
    if answer.reason == "unknown_code":
        context().limits.failed("code", who)
    shown = Shown(
        word=answer.result,
        sentence=words.own(answer, visitor.event),
        reason=answer.reason,
    )
    return render_template("kiosk/kiosk.html", event=visitor.event, device=visitor.device, result=shown)
