"""The host's pages: my people right now, and the no-show report."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from badges import people, replies
from badges.model import NoticeState
from badges.moments import now
from badges.notices import page as notes
from badges.rules.hours import Hours
from web.context import context
from web.doors import Hosting, door
from web.live.stream import stream
from web.reports import report_page

blueprint = Blueprint("host", __name__, url_prefix="/host")

# Nobody has more people than this; it only bounds the query.
MOST = 100_000
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


Groups = list[tuple[str, str, list[people.Card]]]


def _people(visitor: Hosting) -> dict[str, Any]:
    moment = now()
    with context().store.reading() as session:
        cards = people.cards(session, visitor.event, now=moment, host=visitor.host, limit=MOST)
        said = replies.last_of(session, visitor.event, visitor.host).values()
        noted = notes.for_page(session, visitor.host, limit=20)
        troubles = notes.troubles_of(session, visitor.host)
    if noted and any(one.state == NoticeState.OWED for one in noted):
        # Only then, because a page that is merely looked at must not take a desk's turn to write.
        with context().store.writing() as session:
            notes.seen(session, visitor.host, now=moment, newest=noted[0].id, oldest=noted[-1].id)
    groups = [
        (key, title, [card for standing in standings for card in cards if card.standing == standing])
        for key, title, standings in GROUPS
    ]
    return {
        "event": visitor.event,
        "host": visitor.host,
        "now": moment,
        "groups": groups,
        "sentence": sentence(groups, visitor.event.hours, moment),
        "notices": noted,
        "troubles": troubles,
        "replies": {one.attendee: {"text": one.words, "at": one.at} for one in said if one.words},
        "live_url": url_for("host.live", slug=visitor.event.slug),
    }


def sentence(groups: Groups, hours: Hours, now: datetime) -> str:
    """The calm sentence on top: how my people are."""
    cards = {key: found for key, _, found in groups}
    total = sum(map(len, cards.values()))
    if not total:
        return "Nobody on this list is yours yet."
    if now < hours.doors:
        return f"{total} of your people are expected. The doors are not open yet."
    said_late = sum(card.late_until is not None for card in cards["coming"])
    left = sum(card.standing == "left_early" for card in cards["here"])
    counts = {
        f"{len(cards['here']) - left} {'came' if hours.over(now) else 'here'}": True,
        f"{left} left early": left,
        f"{said_late} late and said so": said_late,
        f"{len(cards['coming']) - said_late} on the way": len(cards["coming"]) - said_late,
        f"{len(cards['excused'])} cannot come": len(cards["excused"]),
        f"{len(cards['missing'])} we have not heard from": len(cards["missing"]),
    }
    return ", ".join(words for words, count in counts.items() if count) + "."
