"""What a print station asks for: its orders, the next badge, the badge drawn, and to tell where it is."""

from flask import Response, jsonify, request

from badges.errors import BadInput, UnknownJob
from badges.model import JobState, PrintJob
from badges.moments import now
from badges.printing import claiming, settling, stations, told
from badges.printing.printer import BROTHER, PDF, PWG, ZPL
from badges.printing.station.wire import Json, orders_as_json, read_report, said, whole
from web.api.blueprint import blueprint, body, number
from web.context import context
from web.doors import Keyed, door
from web.live.stream import stream

# What a station says is far below this.
LARGEST_WORD = 64 * 1024
MOST_DPI = 1200
MEDIA_TYPES = (PDF, PWG, ZPL, BROTHER)
# What a station may say of a job; it is queued and claimed by other words.
SAYS = frozenset(JobState) - {JobState.QUEUED, JobState.CLAIMED}


@blueprint.post("/station")
@door("station key")
def hello(visitor: Keyed) -> Response:
    """A station says how its printer is, and hears what it is to do."""
    report = read_report(_body())
    with context().store.writing() as session:
        orders = stations.hello(session, _station(visitor), report, now=now())
    return jsonify(orders_as_json(orders, visitor.place.name))


@blueprint.post("/station/claim")
@door("station key")
def claim(visitor: Keyed) -> Response:
    """The next badge for this station, or null."""
    instance = said(_body(), "instance")
    with context().store.writing() as session:
        job = claiming.claim(session, _station(visitor), instance=instance, now=now())
    return jsonify({"job": None if job is None else told.job(job, visitor.slug)})


@blueprint.get("/station/jobs/<int:job_id>/document")
@door("station key")
def document(visitor: Keyed, job_id: int) -> Response:
    """A badge that this station has claimed, as its printer takes it."""
    # Here and not above: a server that draws nothing carries no drawing libraries.
    from badges.printing import documents  # noqa: PLC0415

    media_type, dpi = request.args.get("media_type", ""), number("dpi", 0, MOST_DPI)
    if media_type not in MEDIA_TYPES:
        raise BadInput(f"A badge is drawn as one of {', '.join(MEDIA_TYPES)}.", parameter="media_type")
    with context().store.reading() as session:
        job = session.get(PrintJob, job_id)
        if job is None or job.claimed_by != _station(visitor):
            raise UnknownJob("This station has no such job.", job=job_id)
        drawn = documents.document(session, visitor.event(session), job, media_type=media_type, dpi=dpi)
    return Response(drawn, content_type=media_type)


@blueprint.post("/station/jobs/<int:job_id>")
@door("station key")
def say(visitor: Keyed, job_id: int) -> Response:
    """A station says where a job is; once this is answered it is kept."""
    sent = _body()
    state = said(sent, "state")
    if state not in SAYS:
        raise BadInput(f"A job is {', '.join(sorted(SAYS))}; not “{state}”.", key="state")
    with context().store.writing() as session:
        job = settling.say(
            session,
            _station(visitor),
            job_id,
            instance=said(sent, "instance"),
            attempt=whole(sent, "attempt"),
            state=JobState(state),
            now=now(),
            printer_job=said(sent, "printer_job"),
            words=said(sent, "words"),
        )
    return jsonify({"job": told.job(job, visitor.slug)})


@blueprint.post("/station/jobs/<int:job_id>/release")
@door("station key")
def release(visitor: Keyed, job_id: int) -> Response:
    """A station gives a job back of which nothing was sent."""
    sent = _body()
    instance, attempt = said(sent, "instance"), whole(sent, "attempt")
    with context().store.writing() as session:
        settling.release(
            session, _station(visitor), job_id, instance=instance, attempt=attempt, now=now()
        )
    return jsonify({"job": None})


@blueprint.get("/station/live")
@door("station key")
def ring(visitor: Keyed) -> Response:
    """An open line on which a station is rung when a badge waits that it may print."""
    return stream(visitor.place.event_id, station=_station(visitor), key_hash=visitor.key_hash)


def _station(visitor: Keyed) -> int:
    assert visitor.place.device is not None
    return visitor.place.device


def _body() -> Json:
    request.max_content_length = LARGEST_WORD
    return body()
