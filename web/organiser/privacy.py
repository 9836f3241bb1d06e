"""Privacy: how long words and names are kept, who asked to be erased, who read whose words."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import days_kept, erasing, events, people, readings
from badges.errors import Refusal
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.blueprint import blueprint

SHOWN = 200


@blueprint.get("/<slug>/privacy")
@door("organiser")
def privacy(visitor: Organising) -> str:
    """How long, who waits, who is gone, and the trail of readings."""
    return _page(visitor)


@blueprint.post("/<slug>/privacy")
@door("organiser")
def keep_for(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """Keep words and names for so many days after the evening."""
    try:
        days = {column: _days(key) for key, (column, _) in days_kept.KEYS.items()}
        with context().store.writing() as session:
            event = events.event_named(session, visitor.the_event.slug)
            events.change_event(session, event, now=now(), **days)
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message), status_of(refusal)
    return redirect(url_for("organiser.privacy", slug=visitor.the_event.slug, saved=1))


@blueprint.post("/<slug>/privacy/<int:attendee_id>/erase")
@door("organiser")
def erase(visitor: Organising, attendee_id: int) -> AnyResponse | tuple[str, int]:
    """Take everything about one person away."""
    here, slug = context(), visitor.the_event.slug
    try:
        erasing.erase(here.store, slug, attendee_id, data_dir=here.settings.data_dir, now=now())
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message), status_of(refusal)
    return redirect(url_for("organiser.privacy", slug=slug, erased=1))


def _days(key: str) -> int:
    said = request.form.get(key, "").strip()
    return days_kept.whole_days(int(said) if said.isascii() and said[:6].isdecimal() else said, key)


def _page(visitor: Organising, *, problem: str | None = None) -> str:
    query = request.args.get("q", "").strip()
    event = visitor.the_event
    with context().store.reading() as reading:
        found = people.find(reading, event, query, now=now(), limit=20) if query else []
        asked = erasing.requests(reading, event)
        gone = erasing.gone(reading, event, limit=SHOWN)
        trail = readings.of_event(reading, event, limit=SHOWN)
    return render_template(
        "organiser/privacy.html",
        event=event,
        organiser=visitor.organiser,
        requests=asked,
        gone=gone,
        readings=trail,
        query=query,
        found=found,
        words_go=event.end_at + timedelta(days=event.reasons_kept),
        names_go=event.end_at + timedelta(days=event.times_kept),
        problem=problem,
        saved="saved" in request.args,
        erased="erased" in request.args,
    )
