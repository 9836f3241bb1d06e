"""Signing in and out."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import access
from badges.errors import NotAllowed
from web.context import context
from web.doors import Organising, door
from web.links import organiser_mark
from web.organiser.blueprint import blueprint


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> AnyResponse | str | tuple[str, int]:
    """Mail address and password; a wrong one is said in one sentence, and counted."""
    wanted = request.values.get("next", "")
    if request.method == "GET":
        return render_template("organiser/signin.html", problem=None, email="", next=wanted)
    # Counted before it is looked at: hashing is dear, and a hundred at once would all be looked at.
    context().limits.failed("password")
    email = request.form.get("email", "")
    try:
        with context().store.reading() as reading:
            organiser = access.sign_in(reading, email=email, password=request.form.get("password", ""))
    except NotAllowed as refusal:
        page = render_template("organiser/signin.html", problem=refusal.message, email=email, next=wanted)
        return page, 403
    # A new session, so that nobody who planted a cookie before is signed in with it.
    session.clear()
    session["organiser"] = organiser_mark(organiser)
    session.permanent = True
    return redirect(_own_page(wanted))


@blueprint.post("/sign-out")
@door("organiser")
def sign_out(_visitor: Organising) -> AnyResponse:
    """End this session; what else the browser opened (a host's page, a desk) stays."""
    session.pop("organiser", None)
    return redirect(url_for("pages.home"))


def _own_page(wanted: str) -> str:
    """Where to go on to: a page of the organiser's, never another site."""
    parts = urlsplit(wanted)
    ours = not parts.scheme and not parts.netloc and wanted.startswith("/organiser/") and "\\" not in wanted
    return wanted if ours else url_for("organiser.events")
