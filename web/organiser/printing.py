"""Printing: whether badges are printed when people arrive, where, how each station is, and what waits."""

from collections.abc import Mapping

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import events
from badges.errors import Refusal
from badges.moments import now
from badges.printing import overview, stations
from badges.printing.station.local import own_address
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.live.stream import stream
from web.organiser import printing_shown
from web.organiser.blueprint import blueprint
from web.organiser.printing_shown import Showing


@blueprint.get("/<slug>/printing", endpoint="printing")
@door("organiser")
def printing(visitor: Organising) -> str:
    """All of it; or, for a page that is open, only what changes by itself."""
    return printing_page(visitor, part=request.args.get("part", ""))


@blueprint.get("/<slug>/printing/live", endpoint="printing_live")
@door("organiser")
def live(visitor: Organising) -> Response:
    """What happens at this event."""
    return stream(visitor.the_event.id)


@blueprint.post("/<slug>/printing")
@door("organiser")
def switch_printing(visitor: Organising) -> AnyResponse:
    """Whether an arrival queues its badge by itself."""
    with context().store.writing() as session:
        event = events.event_named(session, visitor.the_event.slug)
        events.change_event(session, event, now=now(), prints_on_arrival=request.form.get("on") == "1")
    return redirect(url_for("organiser.printing", slug=event.slug))


@blueprint.post("/<slug>/printing/desks")
@door("organiser")
def choose_stations(visitor: Organising) -> AnyResponse:
    """Which station prints what each desk and kiosk asks for."""
    form = request.form
    asked = {key.removeprefix("desk-"): form[key] for key in form if key.startswith("desk-")}
    chosen = {int(desk): number(station) for desk, station in asked.items() if number(desk) is not None}
    with context().store.writing() as session:
        overview.choose_stations(session, visitor.the_event, chosen)
    return redirect(url_for("organiser.printing", slug=visitor.the_event.slug, _anchor="desks"))


@blueprint.post("/<slug>/printing/stations")
@door("organiser")
def add_printer(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """A printer that this server itself reaches."""
    form, event = request.form, visitor.the_event
    try:
        with context().store.writing() as session:
            name = form.get("name", "")
            uri = own_address(form.get("uri", "").strip(), context().settings.data_dir)
            added = stations.add_local(session, event, name, uri, now=now()).id
    except Refusal as refusal:
        return printing_page(visitor, problem=refusal.message, values=form), status_of(refusal)
    return redirect(url_for("organiser.printer", slug=event.slug, device_id=added))


def printing_page(
    visitor: Organising,
    *,
    part: str = "",
    problem: str | None = None,
    values: Mapping[str, str] | None = None,
) -> str:
    """The page, after whatever was done or refused."""
    with context().store.reading() as session:
        event = events.event_named(session, visitor.the_event.slug)
        shown = printing_shown.whole(Showing.of(session, event))
        desks = overview.desks(session, event)
    return render_template(
        "organiser/_printing_now.html" if part == "now" else "organiser/printing.html",
        event=event,
        organiser=visitor.organiser,
        desks=desks,
        problem=problem,
        values=values or {},
        address=context().settings.public_url,
        **shown,
    )


def number(text: str) -> int | None:
    """The number of a row that a form names; None for none, and for what no row has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else None


# The largest that both databases keep in a column of ours has as many.
_DIGITS = 10
