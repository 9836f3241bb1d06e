"""The host's pages: my people right now, and the no-show report."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from badges import people, replies
from badges.moments import now
from badges.notices import page as notes
from web.context import context
from web.doors import Hosting, door
from web.live.stream import stream
from web.reports import report_page

blueprint = Blueprint("host", __name__, url_prefix="/host")

# The unusual first within each group; the order of the groups is the host's: who needs me?
GROUPS = (
    ("missing", "Missing", ("missing", "no_show")),
    ("coming", "On the way or late", ("late", "expected")),
    ("here", "Here", ("left_early", "here", "stayed")),
    ("excused", "Not coming", ("excused",)),
)


@blueprint.get("/<slug>/", endpoint="people")
@door("host")
def people_now(visitor: Hosting) -> str:
    """My people in four groups."""
    part = request.args.get("part") == "people"
    return render_template("host/_people.html" if part else "host/people.html", **_people(visitor))


@blueprint.get("/<slug>/report", endpoint="report")
@door("host")
def no_shows(visitor: Hosting) -> str:
    """My part of the no-show report."""
    return report_page(visitor.event, host=visitor.host)


@blueprint.get("/<slug>/live")
@door("host")
def live(visitor: Hosting) -> Response:
    """What happens to my people, and to nobody else's."""
    return stream(visitor.event.id, host=visitor.host.id)


def _people(visitor: Hosting) -> dict[str, Any]:
    moment = now()
    with context().store.writing() as session:
        cards = people.cards(session, visitor.event, now=moment, host=visitor.host)
        said = replies.last_of(session, visitor.event, visitor.host).values()
        noted = notes.for_page(session, visitor.host, limit=20)
        troubles = notes.troubles_of(session, visitor.host)
        notes.seen(session, visitor.host, now=moment)
    groups = [
        (key, title, [card for standing in standings for card in cards if card.standing == standing])
        for key, title, standings in GROUPS
    ]
    return {
        "event": visitor.event,
        "host": visitor.host,
        "now": moment,
        "groups": groups,
        "sentence": sentence(groups, over=visitor.event.hours.over(moment), open_=moment >= visitor.event.doors_at),
        "notices": noted,
        "troubles": troubles,
        "replies": {one.attendee: {"text": one.words, "at": one.at} for one in said if one.words},
        "live_url": url_for("host.live", slug=visitor.event.slug),
    }


def sentence(groups: list[tuple[str, str, list[people.Card]]], *, over: bool, open_: bool) -> str:
    """The calm sentence on top: how my people are."""
    count = {key: len(cards) for key, _, cards in groups}
    total = sum(count.values())
    if not total:
        return "Nobody on this list is yours yet."
    if not open_:
        return f"{total} of your people are expected. The doors are not open yet."
    said_late = sum(card.late_until is not None for _, _, cards in groups[1:2] for card in cards)
    waiting = count["coming"] - said_late
    parts = [
        f"{count['here']} {'came' if over else 'here'}",
        f"{said_late} late and said so" if said_late else "",
        f"{waiting} on the way" if waiting else "",
        f"{count['excused']} cannot come" if count["excused"] else "",
        f"{count['missing']} we have not heard from" if count["missing"] else "",
    ]
    return ", ".join(part for part in parts if part) + "."
