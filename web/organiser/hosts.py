"""Hosts: who they are, how many people they invited, and their links."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import hosts as errands
from badges.errors import Refusal
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.links import Links
from web.organiser.blueprint import blueprint


@blueprint.get("/<slug>/hosts")
@door("organiser")
def hosts(visitor: Organising) -> str:
    """Every host with their number of attendees and their own link."""
    return _page(visitor)


@blueprint.post("/<slug>/hosts")
@door("organiser")
def add_host(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """One more host."""
    form = request.form
    try:
        with context().store.writing() as session:
            errands.add_host(
                session,
                visitor.the_event,
                name=form.get("name", ""),
                email=form.get("email", ""),
                fallback="fallback" in form,
            )
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message, values=form), status_of(refusal)
    return _back(visitor)


@blueprint.post("/<slug>/hosts/<int:host_id>/fallback")
@door("organiser")
def make_fallback(visitor: Organising, host_id: int) -> AnyResponse:
    """Who hears of everybody who has no host."""
    with context().store.writing() as session:
        errands.make_fallback(session, visitor.the_event, host_id)
    return _back(visitor)


@blueprint.post("/<slug>/hosts/<int:host_id>/new-link")
@door("organiser")
def new_link(visitor: Organising, host_id: int) -> AnyResponse:
    """Close every link this host was sent; the next mail has a new one."""
    with context().store.writing() as session:
        errands.close_links(session, visitor.the_event, host_id)
    return _back(visitor)


def _back(visitor: Organising) -> AnyResponse:
    return redirect(url_for("organiser.hosts", slug=visitor.the_event.slug))


def _page(
    visitor: Organising, *, problem: str | None = None, values: Mapping[str, str] | None = None
) -> str:
    links, event = Links(context().settings), visitor.the_event
    with context().store.reading() as reading:
        found = errands.hosts_with_counts(reading, event)
        without = errands.attendees_without_host(reading, event)
    rows = [
        {
            "id": host.id,
            "name": host.name,
            "email": host.email,
            "fallback": host.fallback,
            "attendees": count,
            "link": links.host(host),
        }
        for host, count in found
    ]
    return render_template(
        "organiser/hosts.html",
        event=event,
        organiser=visitor.organiser,
        hosts=rows,
        without_host=without,
        problem=problem,
        values=values or {},
    )
