"""One print job: how far it is, and what an organiser can do with it."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from badges import events
from badges.errors import BadInput, NotFound
from badges.moments import now
from badges.printing import asking, overview, settling
from web.context import context
from web.doors import Organising, door
from web.organiser import printing_shown
from web.organiser.blueprint import blueprint
from web.organiser.printing import number
from web.organiser.printing_shown import Showing

Errand = Callable[[Session], Any]


@blueprint.get("/<slug>/printing/jobs/<int:job_id>", endpoint="print_job")
@door("organiser")
def print_job(visitor: Organising, job_id: int) -> str:
    """How far this badge is; for a page that is open only what changes by itself."""
    with context().store.reading() as session:
        event = events.event_named(session, visitor.the_event.slug)
        showing = Showing.of(session, event)
        shown = {
            "one": printing_shown.line(showing, overview.job(session, event, job_id)),
            "stations": overview.stations(session, event),
        }
    part = request.args.get("part") == "now"
    template = "organiser/_print_job_now.html" if part else "organiser/print_job.html"
    return render_template(template, event=event, organiser=visitor.organiser, **shown)


@blueprint.post("/<slug>/printing/jobs/<int:job_id>/answer")
@door("organiser")
def answer_print_job(visitor: Organising, job_id: int) -> AnyResponse:
    """Whether it came out."""
    said = request.form.get("came_out", "")
    if said not in {"yes", "no"}:
        raise BadInput("Say whether the badge came out: yes or no.", key="came_out")
    return _do(
        visitor,
        job_id,
        lambda session: settling.did_it_come_out(
            session, visitor.the_event, job_id, came_out=said == "yes", device=None, now=now()
        ),
    )


@blueprint.post("/<slug>/printing/jobs/<int:job_id>/cancel")
@door("organiser")
def cancel_print_job(visitor: Organising, job_id: int) -> AnyResponse:
    """Take it back."""
    event = visitor.the_event
    return _do(visitor, job_id, lambda session: settling.cancel(session, event, job_id, now=now()))


@blueprint.post("/<slug>/printing/jobs/<int:job_id>/move")
@door("organiser")
def move_print_job(visitor: Organising, job_id: int) -> AnyResponse:
    """Let another station print it, or any that is free."""
    event, station = visitor.the_event, number(request.form.get("station", ""))
    return _do(
        visitor, job_id, lambda session: settling.move(session, event, job_id, station=station, now=now())
    )


@blueprint.post("/<slug>/printing/jobs/<int:job_id>/again")
@door("organiser")
def try_print_job_again(visitor: Organising, job_id: int) -> AnyResponse:
    """Queue it again."""
    event = visitor.the_event
    return _do(visitor, job_id, lambda session: settling.try_again(session, event, job_id, now=now()))


@blueprint.post("/<slug>/printing/jobs/<int:job_id>/reprint")
@door("organiser")
def reprint_badge(visitor: Organising, job_id: int) -> AnyResponse:
    """Print the badge of its attendee once more, and say why."""
    event, reason = visitor.the_event, request.form.get("reason", "")
    with context().store.writing() as session:
        attendee = overview.job(session, event, job_id).job.attendee_id
        if attendee is None:
            raise NotFound("This is a test badge. Print it once more on the page of its station.", job=job_id)
        asked = asking.reprint(session, event, attendee, reason=reason, device=None, now=now()).id
    return redirect(url_for("organiser.print_job", slug=event.slug, job_id=asked))


def _do(visitor: Organising, job_id: int, errand: Errand) -> AnyResponse:
    """One errand, and back to where it was asked for."""
    with context().store.writing() as session:
        errand(session)
        station = overview.job(session, visitor.the_event, job_id).job.station_id
    slug, asked_on = visitor.the_event.slug, request.form.get("from", "")
    if asked_on == "station" and station is not None:
        return redirect(url_for("organiser.printer", slug=slug, device_id=station, _anchor="test"))
    if asked_on == "list":
        return redirect(url_for("organiser.printing", slug=slug))
    return redirect(url_for("organiser.print_job", slug=slug, job_id=job_id))
