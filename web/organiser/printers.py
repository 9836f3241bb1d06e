"""One print station before doors: its paper, how it prints, its labels, its test badge; held, let go on."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from badges import events, printers
from badges.errors import BadInput, Refusal
from badges.model import Event
from badges.moments import now
from badges.printing import asking, overview, stations
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser import printing_shown
from web.organiser.blueprint import blueprint
from web.organiser.printing import number
from web.organiser.printing_shown import Showing

# More than any roll holds; it only bounds what somebody mistypes.
MOST_LABELS = 100_000
KEPT = ("stock", "offset_id", "darkness", "cut", "labels_left", "warn_at")


@blueprint.get("/<slug>/printing/stations/<int:device_id>", endpoint="printer")
@door("organiser")
def printer(visitor: Organising, device_id: int) -> str:
    """How this station is, and what there is to do with it before doors."""
    saved = None if "part" in request.args else session.pop("printer-saved", None)
    return printer_page(visitor, device_id, part=request.args.get("part", ""), saved=saved)


@blueprint.post("/<slug>/printing/stations/<int:device_id>/setup")
@door("organiser")
def set_up_printer(visitor: Organising, device_id: int) -> AnyResponse | tuple[str, int]:
    """The paper in it, its offset, how dark it prints, and whether it cuts."""
    return _change(visitor, device_id, "setup", _setup)


@blueprint.post("/<slug>/printing/stations/<int:device_id>/labels")
@door("organiser")
def load_labels(visitor: Organising, device_id: int) -> AnyResponse | tuple[str, int]:
    """How many labels were loaded, and from how few on it warns."""
    return _change(visitor, device_id, "labels", _labels)


@blueprint.post("/<slug>/printing/stations/<int:device_id>/test")
@door("organiser")
def print_test_badge(visitor: Organising, device_id: int) -> AnyResponse:
    """Ask for its test badge."""
    with context().store.writing() as writing:
        asking.test_badge(writing, visitor.the_event, device_id, now=now())
    return _back(visitor, device_id, "test")


@blueprint.post("/<slug>/printing/stations/<int:device_id>/confirm")
@door("organiser")
def confirm_test_badge(visitor: Organising, device_id: int) -> AnyResponse | tuple[str, int]:
    """Somebody holds the test badge in their hand: the station takes its place."""
    try:
        with context().store.writing() as writing:
            stations.confirm_test(writing, visitor.the_event, device_id, now=now())
    except Refusal as refusal:
        return printer_page(visitor, device_id, problem=refusal.message), status_of(refusal)
    return _back(visitor, device_id, "test")


@blueprint.post("/<slug>/printing/stations/<int:device_id>/hold")
@door("organiser")
def hold_printer(visitor: Organising, device_id: int) -> AnyResponse:
    """Let it begin no more badges, or let it go on."""
    with context().store.writing() as writing:
        held = request.form.get("held") == "1"
        stations.hold(writing, visitor.the_event, device_id, held=held, now=now())
    if request.form.get("from") == "list":
        return redirect(url_for("organiser.printing", slug=visitor.the_event.slug))
    return _back(visitor, device_id)


def printer_page(
    visitor: Organising,
    device_id: int,
    *,
    part: str = "",
    saved: str | None = None,
    problem: str | None = None,
) -> str:
    """The page of one station, after whatever was done or refused."""
    with context().store.reading() as reading:
        event = events.event_named(reading, visitor.the_event.slug)
        shown = _shown(reading, event, device_id)
    return render_template(
        "organiser/_printer_now.html" if part == "now" else "organiser/printer.html",
        event=event,
        organiser=visitor.organiser,
        saved=saved,
        problem=problem,
        most=MOST_LABELS,
        **shown,
    )


def _shown(reading: Session, event: Event, device_id: int) -> dict[str, Any]:
    from web.organiser import badge_stocks  # noqa: PLC0415 - a server that draws nothing carries no drawing libraries.

    showing, one = Showing.of(reading, event), overview.station(reading, event, device_id)
    hand = overview.in_hand(reading, event).get(device_id)
    test = overview.job(reading, event, one.test.id) if one.test else None
    return {
        "one": printing_shown.station(showing, one, hand),
        "test": printing_shown.line(showing, test) if test else None,
        "offsets": printers.printers(reading),
        "stocks": badge_stocks.grouped(),
        "stock": badge_stocks.stock_of(event.badge_stock),
    }


def _change(visitor: Organising, device_id: int, what: str, read: Any) -> AnyResponse | tuple[str, int]:
    """Keep what one form says; what the other says stays as it is."""
    try:
        with context().store.writing() as writing:
            event = visitor.the_event
            row = overview.station(writing, event, device_id).row
            kept = {key: getattr(row, key) for key in KEPT}
            stations.change(writing, event, device_id, **{**kept, **read(request.form)}, now=now())
    except Refusal as refusal:
        return printer_page(visitor, device_id, problem=refusal.message), status_of(refusal)
    session["printer-saved"] = what
    return _back(visitor, device_id, what)


def _setup(form: Mapping[str, str]) -> dict[str, Any]:
    return {
        "stock": form.get("stock", ""),
        "offset_id": number(form.get("offset", "")),
        "darkness": _whole(form.get("darkness", "0"), -10, 10, "Darkness is a whole number from −10 to 10."),
        "cut": form.get("cut") == "1",
    }


def _labels(form: Mapping[str, str]) -> dict[str, Any]:
    sentence = f"A number of labels is a whole number from 0 to {MOST_LABELS:,}."
    said = {"warn_at": _whole(form.get("warn_at", ""), 0, MOST_LABELS, sentence)}
    left = form.get("labels_left", "").strip()
    # While the page lay open badges were printed: a count that nobody has touched does not turn theirs back.
    if left == form.get("labels_were", ""):
        return said
    return {**said, "labels_left": _whole(left, 0, MOST_LABELS, sentence) if left else None}


def _whole(text: str, least: int, most: int, sentence: str) -> int:
    try:
        read = int(text)
    except ValueError:
        raise BadInput(sentence, value=text[:20]) from None
    if not least <= read <= most:
        raise BadInput(sentence, value=text[:20])
    return read


def _back(visitor: Organising, device_id: int, anchor: str | None = None) -> AnyResponse:
    slug = visitor.the_event.slug
    return redirect(url_for("organiser.printer", slug=slug, device_id=device_id, _anchor=anchor))
