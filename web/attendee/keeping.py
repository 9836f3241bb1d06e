"""What the attendee keeps: the pass without a network, the evening in their calendar, or neither."""

import json
from pathlib import Path

from flask import Response, current_app, redirect, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges.calendar_file import CONTENT_TYPE, calendar_file
from badges.model import Attendee
from badges.moments import now
from web.attendee.blueprint import blueprint
from web.context import context
from web.doors import Attending, door
from web.links import Links

# The worker is no module of the page: the browser runs it beside all pages.
WORKER = "js/attendee/worker.js"


@blueprint.get("/<slug>/worker.js")
@door("attendee")
def worker(visitor: Attending) -> Response:
    """The program that keeps this pass on the phone. From where it lies it rules over nothing else."""
    slug = visitor.event.slug
    page, forget_it = url_for("attendee.own_pass", slug=slug), url_for("attendee.forget", slug=slug)
    said = json.dumps({"slug": slug, "page": page, "forget": forget_it})
    program = (Path(current_app.static_folder or "") / WORKER).read_text()
    return Response(f"const PASS = {said};\n\n{program}", mimetype="text/javascript")


@blueprint.get("/<slug>/event.ics")
@door("attendee")
def calendar(visitor: Attending) -> Response:
    """The evening for the attendee's calendar, with the link to their pass."""
    links, event = Links(context().settings), visitor.event
    with context().store.reading() as reading:
        own_pass = links.own_pass(reading.get_one(Attendee, visitor.attendee_id))
    entry = calendar_file(event, page=links.open_page(event), own_pass=own_pass, now=now())
    return calendar_answer(entry, event.slug)


@blueprint.post("/<slug>/forget")
@door("attendee")
def forget(visitor: Attending) -> AnyResponse:
    """Let this browser no longer know the pass; its link opens it again."""
    slug = visitor.event.slug
    session["passes"] = {key: mark for key, mark in session["passes"].items() if key != slug}
    return redirect(url_for("poster.start", slug=slug))


def calendar_answer(entry: bytes, slug: str) -> Response:
    """A calendar file as phones take it: shown by the calendar, and not put among the downloads."""
    headers = {"Content-Disposition": f'inline; filename="{slug}.ics"'}
    return Response(entry, content_type=CONTENT_TYPE, headers=headers)
