"""What a desk's pages ask for: the copy they live from, people they add and mend, and that they are there."""

import gzip
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from badges import copies, corrections, desk_words, journal, lists, search
from badges.errors import BadInput, NotFound
from badges.heartbeats import heard_from
from badges.model import Event, Host, PrinterState, PrintStation, Role
from badges.moments import now, read_moment, write_moment
from badges.printing import asking, claiming, settling, stations
from badges.rules.call import AT_DESK
from web.api.blueprint import blueprint, body, clock, number, text
from web.context import context
from web.doors import Keyed, door

# Ten thousand people fall to a fifth of their size; more effort saves little and costs the desk's wait.
EFFORT = 4


@blueprint.get("/events/<slug>/copy")
@door("desk key")
def copy(visitor: Keyed) -> Response:
    """What a tablet keeps for the time without a network, true at ``seq``; ``after``: what is new since."""
    after = number("after", 0) if "after" in request.args else None
    with context().store.reading() as reading:
        event, device = visitor.event(reading), visitor.place.device
        kept = copies.copy(reading, event, device, now=now(), after=after)
    if kept["whole"]:
        kept["nicknames"] = search.nicknames()
    return _squeezed(kept)


@blueprint.post("/events/<slug>/walk-ins")
@door("desk key")
def walk_in(visitor: Keyed) -> Response:
    """Somebody who is on no list; the same id again is the same person."""
    sent = body()
    named = _uuid(sent.get("id"))
    said = {key: text(sent, key) for key in ("name", "company", "email")}
    with context().store.writing() as session:
        event = visitor.event(session)
        host = _host(sent.get("host"), event)
        added = lists.add_walk_in(
            session,
            event,
            secret_key=context().settings.secret_key,
            hosts=[host] if host else [],
            walk_in_id=named,
            device=visitor.place.device,
            now=now(),
            **said,
        )
    return _one(visitor, added)


@blueprint.post("/events/<slug>/attendees/<int:attendee_id>/correction")
@door("desk key")
def correction(visitor: Keyed, attendee_id: int) -> Response:
    """How somebody is written, mended at the desk."""
    sent = body()
    said = {key: text(sent, key) for key in ("name", "company")}
    with context().store.writing() as session:
        event, device = visitor.event(session), visitor.place.device
        corrections.correct(session, event, attendee_id, **said, device=device, now=now())
    return _one(visitor, attendee_id)


@blueprint.post("/events/<slug>/attendees/<int:attendee_id>/word")
@door("desk key")
def word(visitor: Keyed, attendee_id: int) -> Response:
    """The hosts of an attendee hear that they stand at this desk; their answer comes by the journal."""
    if text(body(), "word") != AT_DESK:
        raise BadInput(f"A desk can say one word to hosts: “{AT_DESK}”.", key="word")
    with context().store.writing() as session:
        event = visitor.event(session)
        desk_words.call(session, event, visitor.place.device, attendee_id, now=now())
    return _one(visitor, attendee_id)


@blueprint.post("/events/<slug>/attendees/<int:attendee_id>/print")
@door("desk key")
def print_badge(visitor: Keyed, attendee_id: int) -> Response:
    """An attendee's first badge, asked for by hand; one that failed or was cancelled is tried again."""
    with context().store.writing() as session:
        asking.ask(session, visitor.event(session), attendee_id, device=visitor.place.device, now=now())
    return _one(visitor, attendee_id)


@blueprint.post("/events/<slug>/attendees/<int:attendee_id>/reprint")
@door("desk key")
def reprint(visitor: Keyed, attendee_id: int) -> Response:
    """An attendee's badge once more, for a reason; a lost one gets a new code."""
    reason = text(body(), "reason")
    with context().store.writing() as session:
        event, device = visitor.event(session), visitor.place.device
        asking.reprint(session, event, attendee_id, reason=reason, device=device, now=now())
    return _one(visitor, attendee_id)


@blueprint.post("/events/<slug>/print-jobs/<int:job_id>/answer")
@door("desk key")
def did_it_come_out(visitor: Keyed, job_id: int) -> Response:
    """What a person saw at a printer that cannot say itself whether a badge came out."""
    came_out = body().get("came_out")
    if not isinstance(came_out, bool):
        raise BadInput("“came_out” is true or false.", key="came_out")
    with context().store.writing() as session:
        event, device = visitor.event(session), visitor.place.device
        job = settling.did_it_come_out(session, event, job_id, came_out=came_out, device=device, now=now())
        attendee_id = job.attendee_id
    return jsonify({"attendee": None}) if attendee_id is None else _one(visitor, attendee_id)


@blueprint.post("/events/<slug>/status")
@door("key")
def status(visitor: Keyed) -> Response:
    """A device says that it is there and what it still holds; the answer says how long its copy lasts."""
    sent, moment = body(), now()
    unsent, oldest = sent.get("unsent", 0), sent.get("oldest_unsent")
    if isinstance(unsent, bool) or not isinstance(unsent, int):
        raise BadInput("“unsent” is a number of scans.", key="unsent")
    with context().store.writing() as session:
        heard_from(
            session,
            visitor.place.device,
            unsent=unsent,
            oldest=read_moment(oldest) if oldest else None,
            clock=clock(sent),
            shift=text(sent, "shift"),
            version=text(sent, "version"),
            now=moment,
        )
        event = visitor.event(session)
        seq = journal.seq(session, event.id)
        until = copies.lease(event, moment)
        told = {"now": write_moment(moment), "lease": write_moment(until), "seq": seq}
        # A kiosk learns of its own badge's printer alone.
        printers = _printers(session, event, moment) if visitor.place.role == Role.DESK else []
    return jsonify({**told, "printers": printers})


def _one(visitor: Keyed, attendee_id: int) -> Response:
    with context().store.reading() as reading:
        person = copies.one(reading, visitor.event(reading), attendee_id, now=now())
    return jsonify({"attendee": person})


def _printers(session: Session, event: Event, moment: datetime) -> list[dict[str, Any]]:
    """The event's printers as a desk is told of them; ``labels_left`` only where they are few."""
    return [_printer(event, one, moment) for one in stations.of_event(session, event)]


def _printer(event: Event, one: PrintStation, moment: datetime) -> dict[str, Any]:
    runs = claiming.leased(one, moment)
    return {
        "name": one.device.name,
        "state": one.state if runs else PrinterState.OFFLINE,
        "words": (one.words or []) if runs else [],
        "ready": claiming.able(event, one, moment),
        "held": one.held,
        "labels_left": one.labels_left if stations.is_low(one) else None,
    }


def _host(said: Any, event: Event) -> Host | None:
    if said is None:
        return None
    for host in event.hosts:
        if host.id == said:
            return host
    raise NotFound(f"{event.name} has no such host; choose one of its hosts, or none.", host=str(said))


def _uuid(said: Any) -> UUID:
    try:
        return UUID(said) if isinstance(said, str) else UUID("")
    except ValueError:
        raise BadInput("A walk-in needs an id: a UUID that the device makes.", key="id") from None


def _squeezed(data: dict[str, Any]) -> Response:
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    answer = Response(written, mimetype="application/json", headers={"Vary": "Accept-Encoding"})
    if request.accept_encodings["gzip"] > 0:
        answer.set_data(gzip.compress(written, EFFORT))
        answer.headers["Content-Encoding"] = "gzip"
    return answer
