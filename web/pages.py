"""Pages that belong to no door: the front page, health, the typefaces, and the links that open doors."""

import io
from importlib import resources
from typing import NoReturn

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, session, url_for
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from badges import codes, paper
from badges.errors import UnknownCode
from badges.model import Attendee, Code, CodeKind, Device, Event, Host, Organiser
from web import links, metrics
from web.context import context
from web.doors import door, remember

blueprint = Blueprint("pages", __name__)

A_YEAR = 365 * 24 * 60 * 60  # seconds
AN_HOUR = 60 * 60


@blueprint.get("/")
def home() -> str:
    """What this is; on a new installation, how to begin."""
    with context().store.reading() as reading:
        anybody = reading.scalar(select(Organiser.id).limit(1)) is not None
    return render_template("home.html", new=not anybody)


@blueprint.get("/font/noto-sans.ttf")
def font() -> Response:
    """The typeface of every page, out of its package."""
    files = resources.files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
    with resources.as_file(files) as path:
        return send_file(path, mimetype="font/ttf", max_age=A_YEAR)


@blueprint.get("/font/faces.css")
def faces() -> Response:
    """The fonts of all other scripts, in slices: a browser fetches those whose letters a page has."""
    rules = "\n".join(map(_face, paper.slices_for(request.args.get("language", ""))))
    answer = Response(rules, content_type="text/css; charset=utf-8")
    # Not for a year: another font may be brought in tomorrow.
    answer.cache_control.public = True
    answer.cache_control.max_age = AN_HOUR
    return answer


@blueprint.get("/font/<family>/<weight>/<name>.ttf")
def font_slice(family: str, weight: str, name: str) -> Response:
    """A slice of a font, cut as it is asked for: a browser keeps it, so nobody else need."""
    found = paper.slice_named(family, weight, name)
    if found is None:
        abort(404)
    return send_file(io.BytesIO(paper.cut_slice(found)), mimetype="font/ttf", max_age=A_YEAR)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Alive."""
    return Response("alive\n", content_type="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Every dependency answers; else 503 and which does not."""
    try:
        ready = context().store.answers()
    except SQLAlchemyError:
        ready = False
    words = "ready\n" if ready else "the database does not answer, or is not migrated\n"
    return Response(words, status=200 if ready else 503, content_type="text/plain")


@blueprint.get("/metrics")
@door("metrics")
def figures(_visitor: None) -> Response:
    """What Prometheus reads."""
    return Response(metrics.render(context()), content_type=metrics.CONTENT_TYPE)


@blueprint.get("/h/<token>")
def enter_host(token: str) -> AnyResponse:
    """A host's link becomes a cookie and leaves the address bar."""
    mark = _mark(_links().read_host(token))
    with context().store.reading() as reading:
        host = reading.get(Host, mark[0])
        event = reading.get(Event, host.event_id) if host else None
    if host is None or event is None or links.host_mark(host) != mark:
        _lost()
    remember("hosts", event.slug, mark)
    return redirect(url_for("host.people", slug=event.slug))


@blueprint.get("/d/<token>")
def enter_device(token: str) -> AnyResponse:
    """A tablet's link becomes a cookie."""
    mark = _mark(_links().read_device(token))
    with context().store.reading() as reading:
        device = reading.get(Device, mark[0])
        event = reading.get(Event, device.event_id) if device else None
    if device is None or event is None or links.device_mark(device) != mark or device.revoked_at:
        _lost()
    remember(device.role, event.slug, mark)
    page = "kiosk.start" if device.role == "kiosk" else "desk.look"
    return redirect(url_for(page, slug=event.slug))


@blueprint.get("/o/<token>")
def enter_organiser(token: str) -> AnyResponse:
    """An organiser's sign-in link becomes a cookie."""
    mark = _mark(_links().read_organiser(token))
    with context().store.reading() as reading:
        organiser = reading.get(Organiser, mark[0])
    if organiser is None or links.organiser_mark(organiser) != mark:
        _lost()
    session["organiser"] = mark
    session.permanent = True
    return redirect(url_for("organiser.events"))


@blueprint.get("/P/<code>")
def enter_pass(code: str) -> AnyResponse:
    """A pass becomes a cookie; guessing is bounded, and 80 random bits are not guessed."""
    return redirect(url_for("attendee.own_pass", slug=_opened(code)))


@blueprint.get("/P/<code>/no")
def enter_pass_to_say_no(code: str) -> AnyResponse:
    """The same for the page with “I can’t come”. Opening it says nothing yet: mail scanners open links."""
    return redirect(url_for("attendee.saying_no", slug=_opened(code)))


def _opened(code: str) -> str:
    """Turn a pass into a cookie; answers its event's slug."""
    reading_of = codes.read(code)
    with context().store.reading() as reading:
        found = reading.execute(
            select(Attendee, Event, Code.retired_at)
            .join(Code, Code.attendee_id == Attendee.id)
            .join(Event, Event.id == Attendee.event_id)
            .where(Code.kind == CodeKind.PASS, Code.value == codes.fingerprint(reading_of.ours or ""))
        ).one_or_none()
    if found is None or found.retired_at is not None:
        _lost()
    slug: str = found.Event.slug
    remember("passes", slug, links.pass_mark(found.Attendee))
    return slug


def _face(part: paper.Slice) -> str:
    file = part.file
    address = url_for("pages.font_slice", family=file.family, weight=file.weight_name, name=part.name)
    letters = ",".join(f"U+{ends}" for ends in part.name.split(","))
    return (
        f'@font-face{{font-family:"Noto Scripts";font-weight:{700 if part.bold else 400};font-display:swap;'
        f'src:url("{address}")format("truetype");unicode-range:{letters}}}'
    )


def _links() -> links.Links:
    return links.Links(context().settings)


def _mark(mark: list[int] | None) -> list[int]:
    if not mark:
        _lost()
    return mark


def _lost() -> NoReturn:
    context().limits.failed("link")
    raise UnknownCode("This link no longer works. The newest mail from your event has one that does.")
