"""The self-test before doors: whether this tablet can see, hear, sound, reach us and keep what it must."""

from flask import Response, jsonify, render_template
from markupsafe import Markup

from badges import paper
from badges.moments import now, write_moment
from web.desk.blueprint import blueprint
from web.doors import AtDesk, door

# What the keyboard scanner is asked to read: every letter that keyboards' layouts move. keys.js knows it too.
TRIAL = "LAST-BADGE-TRIAL-0123456789-AZERTY-QWMYZ"


@blueprint.get("/<slug>/test")
@door("desk")
def self_test(visitor: AtDesk) -> str:
    """Camera, scanner, signals, network, clock and storage, each with a tick of its own."""
    return render_template(
        "desk/self_test.html",
        event=visitor.event,
        device=visitor.device,
        # Our own drawing; nothing in it was typed by anybody.
        trial_svg=Markup(paper.qr_svg(TRIAL)),  # noqa: S704
    )


@blueprint.get("/<slug>/test/clock")
@door("desk")
def self_test_clock(_visitor: AtDesk) -> Response:
    """Our own clock, for the difference to the tablet's and the time an answer takes."""
    return jsonify(now=write_moment(now()))
