"""What the desk shows of an event's people, and the language its pages speak."""

from typing import Any

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import copies, events
from badges.errors import BadInput
from badges.model import Event
from badges.moments import now
from web import speech
from web.context import context
from web.doors import Organising, door
from web.organiser.blueprint import blueprint

# The languages in their own words, as somebody looks for theirs.
OWN_NAMES = {"en": "English", "ar": "العربية", "de": "Deutsch", "es": "Español", "fr": "Français"}


@blueprint.post("/<slug>/at-the-desk")
@door("organiser")
def change_desk(visitor: Organising) -> AnyResponse:
    """Which fields of the list a desk shows, which one holds quiet wishes, and how its pages speak."""
    form, slug = request.form, visitor.the_event.slug
    if form.get("language") not in speech.languages():
        raise BadInput("Choose one of the languages on the page.", key="language")
    with context().store.writing() as writing:
        copies.choose_shown(
            writing,
            events.event_named(writing, slug),
            shows=form.getlist("shows"),
            quiet=form.get("quiet", ""),
            language=form["language"],
            now=now(),
        )
    session["saved"] = True
    return redirect(url_for("organiser.event", slug=slug))


def desk_choices(event: Event) -> dict[str, Any]:
    """What the form on the event's page offers, and what is chosen."""
    with context().store.reading() as reading:
        fields = copies.fields_of(reading, event)
    return {
        "languages": [(one, OWN_NAMES.get(one, one)) for one in speech.languages()],
        "fields": [(name, event.desk_shows is None or name in event.desk_shows) for name in fields],
        "quiet": event.quiet_field,
        "language": event.language if event.language in speech.languages() else speech.ENGLISH,
    }
