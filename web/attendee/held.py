"""What is held about an attendee: to look at, to take along, and to ask that it be erased."""

import json
from typing import Any

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import erasing, people, readings
from badges.held import held
from badges.model import Attendee
from badges.moments import now
from web.attendee.blueprint import blueprint
from web.context import context
from web.doors import Attending, door


@blueprint.get("/<slug>/held")
@door("attendee")
def held_about_me(visitor: Attending) -> str:
    """What the list says of me, what I said, who read it, and how long it is kept."""
    moment, event = now(), visitor.event
    with context().store.reading() as reading:
        attendee = reading.get_one(Attendee, visitor.attendee_id)
        card = people.card(reading, event, visitor.attendee_id, now=moment)
        whole = held(reading, event, visitor.attendee_id, now=moment)
        read = readings.of_attendee(reading, visitor.attendee_id)
    return render_template(
        "attendee/held.html",
        event=event,
        card=card,
        attendee=attendee,
        replies=_moments(whole["reply"], "at"),
        letters=_moments(whole["letter"], "written_at"),
        readings=read,
        counts={"scans": len(whole["scan"]), "lines": len(whole["journal_line"])},
        by_itself=event.end_at + erasing.BY_ITSELF_AFTER,
        over=event.hours.over(moment),
    )


@blueprint.get("/<slug>/held.json")
@door("attendee")
def all_that_is_held(visitor: Attending) -> Response:
    """The same as a file, with everything."""
    with context().store.reading() as reading:
        whole = held(reading, visitor.event, visitor.attendee_id, now=now())
    headers = {"Content-Disposition": f'attachment; filename="{visitor.event.slug}-held-about-me.json"'}
    said = json.dumps(whole, ensure_ascii=False, indent=2)
    return Response(said, content_type="application/json; charset=utf-8", headers=headers)


@blueprint.post("/<slug>/erase")
@door("attendee")
def ask_to_be_erased(visitor: Attending) -> AnyResponse:
    """Please take everything about me away."""
    with context().store.writing() as session:
        erasing.ask(session, visitor.event, visitor.attendee_id, now=now())
    return _back(visitor)


@blueprint.post("/<slug>/stay")
@door("attendee")
def stay(visitor: Attending) -> AnyResponse:
    """I would rather stay on the list."""
    with context().store.writing() as session:
        erasing.take_back(session, visitor.event, visitor.attendee_id)
    return _back(visitor)


def _back(visitor: Attending) -> AnyResponse:
    return redirect(url_for("attendee.held_about_me", slug=visitor.event.slug))


def _moments(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return [{**row, "said_at": row[key]} for row in rows if row["words"]]
