"""The design of an event's own badges: looked at, tried out with every touch, kept; and its pictures."""

import json
from base64 import b64encode
from contextlib import closing
from typing import TYPE_CHECKING, Any

from flask import jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from badges import designs, events
from badges.errors import BadInput, Refusal
from badges.model import Event
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.blueprint import blueprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badges.paper import EventPicture, Stock
    from web.organiser.badge_pictures import Drawn

# What every list has, beside the columns it brings itself; in the order one looks for them.
FACTS = {
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "company": "Company",
    "kind": "Type",
    "host": "Invited by",
    "event": "The event’s name",
    "venue": "The event’s place",
    "box": "Box on the badge table",
    "slot": "Place in the box",
    "short_code": "Short code",
}
# What a design's colours are for; others are called as the design calls them.
COLOURS = {"ink": "Names and text", "quiet": "Small print", "accent": "Accent", "paper": "Text on colour"}
_COLOUR = "colour-"


@blueprint.get("/<slug>/badges/design")
@door("organiser")
def badge_design(visitor: Organising) -> str:
    """The event's own design, or one that comes with us before it becomes its own."""
    from web.organiser import badge_pictures  # noqa: PLC0415 - a server that draws nothing carries no libraries.

    with context().store.reading() as reading:
        event = events.event_named(reading, visitor.the_event.slug)
        key = request.args.get("from") or _begun(reading, event)
        text = designs.document_of(reading, event, key)
        composer = badge_pictures.composer_of(reading, event, text)
        shown = badge_pictures.shown(composer, badge_pictures.samples_of(context().store, reading, event))
        about = {
            "document": json.loads(text),
            "key": key,
            "fields": _fields(reading, event),
            "kinds": designs.kinds_of(reading, event),
            "colours": COLOURS,
        }
    chosen = key == event.badge_design == designs.OWN
    return render_template(
        "organiser/badge_design.html",
        event=event,
        organiser=visitor.organiser,
        **about,
        shipped=_shipped(),
        samples=[(one, words, shown[one]) for one, words in badge_pictures.SAMPLES.items() if one in shown],
        logo=_source(composer.pictures.get(designs.LOGO)),
        stock=composer.stock,
        saved=request.args.get("saved") == "yes",
        first={**about, "own": chosen, **_first(shown, composer.stock)},
    )


@blueprint.get("/<slug>/badges/design/<key>.json")
@door("organiser")
def badge_document(visitor: Organising, key: str) -> AnyResponse:
    """The document of a design, to begin from."""
    with context().store.reading() as reading:
        return jsonify(json.loads(designs.document_of(reading, visitor.the_event, key)))


@blueprint.post("/<slug>/badges/design/try")
@door("organiser")
def try_design(visitor: Organising) -> AnyResponse | tuple[AnyResponse, int]:
    """The samples as this document would have them; nothing is kept."""
    from web.organiser import badge_pictures  # noqa: PLC0415 - as above.

    with context().store.reading() as reading:
        event = events.event_named(reading, visitor.the_event.slug)
        try:
            composer = badge_pictures.composer_of(reading, event, request.form.get("document", ""))
        except Refusal as refusal:
            return _refused(refusal)
        samples = badge_pictures.samples_of(context().store, reading, event)
        shown = badge_pictures.shown(composer, samples)
    return jsonify({"samples": {which: one.as_json() for which, one in shown.items()}})


@blueprint.post("/<slug>/badges/design")
@door("organiser")
def save_badge_design(visitor: Organising) -> AnyResponse | tuple[AnyResponse, int]:
    """Keep a document as the event's own design; a form without one keeps its colours alone."""
    by_script = "document" in request.form
    try:
        with context().store.writing() as session:
            event = events.event_named(session, visitor.the_event.slug)
            text = request.form.get("document") or _with_colours(session, event)
            designs.save_design(session, event, text, now=now())
    except Refusal as refusal:
        if by_script:
            return _refused(refusal)
        raise
    return jsonify({"saved": True}) if by_script else _to_design(event, saved="yes")


@blueprint.post("/<slug>/badges/picture")
@door("organiser")
def put_badge_picture(visitor: Organising) -> AnyResponse | tuple[AnyResponse, int]:
    """The event's logo."""
    from badges import paper  # noqa: PLC0415 - as above.

    by_script = request.form.get("answer") == "json"
    try:
        # Before the writing begins: a large picture takes a moment, and a desk would wait for it.
        picture = paper.read_picture(designs.LOGO, _sent())
        with context().store.writing() as session:
            event = events.event_named(session, visitor.the_event.slug)
            designs.put_picture(session, event, picture, now=now())
    except Refusal as refusal:
        if by_script:
            return _refused(refusal)
        raise
    return jsonify({"source": _source(picture)}) if by_script else _to_design(event)


@blueprint.post("/<slug>/badges/picture/remove")
@door("organiser")
def remove_badge_picture(visitor: Organising) -> AnyResponse:
    """No logo."""
    with context().store.writing() as session:
        event = events.event_named(session, visitor.the_event.slug)
        designs.remove_picture(session, event, designs.LOGO, now=now())
    return jsonify({}) if request.form.get("answer") == "json" else _to_design(event)


def _begun(session: Session, event: Event) -> str:
    """The own design where there is one, else the one that is chosen."""
    own = designs.own_design(session, event) is not None
    return designs.OWN if own else event.badge_design


def _sent() -> bytes:
    """The file that was chosen. Raises BadInput."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput("Please choose a picture first.")
    with closing(file):
        data: bytes = file.read()
    return data


def _shipped() -> list[tuple[str, str]]:
    """The designs that come with us: key and name."""
    from badges import paper  # noqa: PLC0415 - as above.

    return [(key, paper.design_named(key).name) for key in paper.design_names()]


def _first(shown: "Mapping[str, Drawn]", stock: "Stock") -> dict[str, Any]:
    """What the editor begins with, beside the document."""
    return {
        "size": {"width": stock.panel_width, "height": stock.panel_height},
        "samples": {which: one.as_json() for which, one in shown.items()},
        "begun": "from" in request.args,
    }


def _fields(session: Session, event: Event) -> list[tuple[str, str]]:
    """What a text can say: each field and its words."""
    kept = {title.casefold(): title for title in designs.fields_of(session, event)}
    return [*FACTS.items(), *((field, title) for field, title in kept.items() if field not in FACTS)]


def _with_colours(session: Session, event: Event) -> str:
    """The document that the form began from, with the form's colours. Raises UnknownDesign."""
    form = request.form
    document: dict[str, Any] = json.loads(
        designs.document_of(session, event, form.get("from") or _begun(session, event))
    )
    for name, colour in document["colours"].items():
        document["colours"][name] = form.get(_COLOUR + name, colour)
    return json.dumps(document, ensure_ascii=False)


def _source(picture: "EventPicture | None") -> str:
    """A picture as a page can hold it; empty where there is none."""
    return f"data:image/png;base64,{b64encode(picture.png).decode()}" if picture else ""


def _refused(refusal: Refusal) -> tuple[AnyResponse, int]:
    """Why, as the editor says it."""
    facts = {key: refusal.facts.get(key, "") for key in ("where", "why", "fix")}
    return jsonify({"problem": refusal.message, **facts}), status_of(refusal)


def _to_design(event: Event, saved: str | None = None) -> AnyResponse:
    return redirect(url_for("organiser.badge_design", slug=event.slug, saved=saved))
