"""The interface's routes: read the input, call one errand, answer JSON."""

from flask import Response, jsonify, request

from badges import journal, people, report
from badges.desk import from_device, take
from badges.errors import BadInput
from badges.model import Role
from badges.moments import now, read_moment
from web.api import desk, sent, station
from web.api.blueprint import blueprint, body, number, scans_clock
from web.api.openapi import DESCRIPTION
from web.context import context
from web.doors import Keyed, door
from web.live.stream import stream

__all__ = ["blueprint", "desk", "station"]

MOST_SCANS = 500
MOST_LINES = 1000
# A batch of 500 scans with notes is far below this.
LARGEST_BATCH = 1024 * 1024


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """What this interface is."""
    return jsonify(DESCRIPTION)


@blueprint.post("/events/<slug>/scans")
@door("key")
def scans(visitor: Keyed) -> Response:
    """Record a batch of scans; each gets its own answer."""
    request.max_content_length = LARGEST_BATCH
    given = body()
    raw = given.get("scans")
    if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_SCANS:
        raise BadInput(f"Send 1 to {MOST_SCANS} scans as a list under “scans”.", most=MOST_SCANS)
    asked = [from_device(one) for one in raw]
    moment = now()
    _guard_kiosk(visitor)
    recorded = take(
        context().store,
        visitor.place,
        [one for one in asked if one],
        now=moment,
        clock=scans_clock(given),
        dry=request.args.get("dry") == "1",
    )
    _guard_kiosk(visitor, misses=sum(one.reason == "unknown_code" for one in recorded.answers))
    answers = iter(recorded.answers)
    results = [
        sent.answer(next(answers), one.action, visitor.place.hours, visitor.timezone, moment)
        if one
        else sent.unreadable(said)
        for one, said in zip(asked, raw, strict=True)
    ]
    return jsonify({"results": results, "seq": recorded.seq})


@blueprint.get("/events/<slug>/journal")
@door("desk key")
def lines(visitor: Keyed) -> Response:
    """The journal after a number."""
    with context().store.reading() as reading:
        after, limit = number("after", 0), number("limit", MOST_LINES, MOST_LINES)
        found = journal.read(reading, visitor.place.event_id, after=after, limit=limit)
        seq = journal.seq(reading, visitor.place.event_id)
    return jsonify({"lines": found, "seq": seq})


@blueprint.get("/events/<slug>/live")
@door("desk key")
def live(visitor: Keyed) -> Response:
    """The journal as it grows."""
    return stream(visitor.place.event_id, key_hash=visitor.key_hash)


@blueprint.get("/events/<slug>/attendees")
@door("desk key")
def attendees(visitor: Keyed) -> Response:
    """People, found as they are misheard and mistyped; without ``q`` everybody in list order."""
    limit = number("limit", MOST_LINES, MOST_LINES)
    text = request.args.get("q", "").strip()
    with context().store.reading() as reading:
        event = visitor.event(reading)
        if text:
            cards = people.find(reading, event, text, now=now(), limit=limit)
        else:
            after = number("after", 0)
            cards = people.cards(reading, event, now=now(), after=after, limit=limit)
    return jsonify({"attendees": [people.as_json(card) for card in cards]})


@blueprint.get("/events/<slug>/report")
@door("desk key")
def no_shows(visitor: Keyed) -> Response:
    """The no-show report as data, now or at a moment of the evening."""
    at = read_moment(request.args["at"]) if "at" in request.args else now()
    with context().store.reading() as reading:
        told = report.report(reading, visitor.event(reading), at=at)
    # Words are for hosts, and for organisers where the attendee let them; a device is neither.
    return jsonify(report.as_json(report.wordless(told)))


def _guard_kiosk(visitor: Keyed, misses: int = 0) -> None:
    """A kiosk stands where anybody may try short codes; a desk has somebody behind it."""
    if visitor.place.role == Role.KIOSK:
        who = f"device {visitor.place.device}"
        context().limits.check("code", who)
        for _ in range(misses):
            context().limits.failed("code", who)
