"""The host's pages: my people right now, and the no-show report."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, url_for
from markupsafe import Markup

from badges import curve, desk_words, people, readings
from badges.model import NoticeState
from badges.moments import now
from badges.notices import page as notes
from badges.people import Card
from web.context import context
from web.doors import Hosting, door
from web.host import channels, letters, my_people, person, report_files, writing
from web.host.blueprint import blueprint
from web.host.person import ANSWERS
from web.live.stream import stream
from web.reports import report_page

# Importing them hangs them on the blueprint.
__all__ = ["blueprint", "channels", "letters", "person", "report_files", "writing"]

# Nobody has more people than this; it only bounds the query.
MOST = 100_000


@blueprint.get("/<slug>/", endpoint="people")
@door("host")
def people_now(visitor: Hosting) -> str:
    """My people in four groups; ``name`` finds, ``group`` shows one in full, ``have``: what the page has."""
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
    moment, event, host = now(), visitor.event, visitor.host
    with context().store.reading() as session:
        cards = people.cards(session, event, now=moment, host=host, limit=MOST)
        calls = desk_words.calls(session, event, host, now=moment)
        known = my_people.known(session, event, host, calls)
        noted = notes.for_page(session, host, limit=20)
        troubles = notes.troubles_of(session, host)
    if noted and any(one.state == NoticeState.OWED for one in noted):
        # Only then, because a page that is merely looked at must not take a desk's turn to write.
        with context().store.writing() as session:
            notes.seen(session, host, now=moment, newest=noted[0].id, oldest=noted[-1].id)
    asked = {one: request.args.get(one, "") for one in ("name", "group")}
    groups = my_people.groups_of(cards, known, name=asked["name"], only=asked["group"])
    _note_readings(visitor, groups, known, moment)
    values = {"event": event, "host": host, "known": known, "name": asked["name"], "only": asked["group"]}
    return {
        **values,
        "now": moment,
        "groups": groups,
        "parts": my_people.parts(values, groups, my_people.known_parts(request.args.get("have", ""))),
        "found": sum(group.count for group in groups),
        "total": len(cards),
        "sentence": my_people.sentence(cards, event.hours, moment),
        "calls": calls,
        "answers": [(key, desk_words.FROM_HOST[key]) for key in ANSWERS],
        "notices": noted,
        "troubles": troubles,
        "curve": _curve(cards, visitor, moment),
        "live_url": url_for("host.live", slug=event.slug),
        "has": my_people.has,
    }


def _note_readings(
    visitor: Hosting, groups: list[my_people.Group], known: my_people.Known, moment: datetime
) -> None:
    """Whose words stand on this page, for the audit trail."""
    shown = [card.id for group in groups for card in group.cards]
    read = [one for one in shown if one in known.said and known.said[one].words]
    if read:
        host = visitor.host
        readings.note_new(
            context().store, visitor.event, readings.HOST, host.id, host.name, read, "page", moment
        )


def _curve(cards: list[Card], visitor: Hosting, moment: datetime) -> Markup | None:
    """How my people came, beside how they were expected; before the doors there is nothing to see."""
    event = visitor.event
    if moment < event.doors_at or not cards:
        return None
    arrivals, expected = curve.curves_of(cards)
    drawn = curve.both(
        arrivals, expected, event.hours, ZoneInfo(event.timezone), now=moment, title="How your people came"
    )
    return Markup(drawn)  # noqa: S704 - made by us out of numbers, its words escaped.
