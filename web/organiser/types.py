"""What is special about types of attendees: how long they are waited for, and of whom hosts hear at once."""

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import events, lists
from badges.model import Event
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.organiser.blueprint import blueprint
from web.organiser.minutes import as_minutes, as_seconds


@blueprint.post("/<slug>/types")
@door("organiser")
def change_types(visitor: Organising) -> AnyResponse:
    """A grace of their own for some types, and the types whose arrival hosts hear of at once."""
    form, slug = request.form, visitor.the_event.slug
    names = form.getlist("type")
    graces = dict(zip(names, form.getlist("grace"), strict=False))
    given = {name: as_seconds(minutes) for name, minutes in graces.items() if minutes.strip()}
    vips = [name for name in names if name in form.getlist("vip")]
    with context().store.writing() as writing:
        lists.change_types(writing, events.event_named(writing, slug), graces=given, vips=vips, now=now())
    session["saved"] = True
    return redirect(url_for("organiser.event", slug=slug))


def type_rows(event: Event) -> list[dict[str, object]]:
    """The types for the form on the event's page: name, attendees, grace in minutes or empty, vip."""
    with context().store.reading() as reading:
        return [
            {**one._asdict(), "grace": "" if one.grace is None else as_minutes(one.grace)}
            for one in lists.types(reading, event)
        ]
