"""Making the file with the badges: begun, stopped, downloaded; and the printers it is made for."""

import io
from typing import Any

from flask import redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import designs, events, overview, printers
from badges.errors import BadInput, NotFound
from badges.model import Event
from badges.moments import now, write_moment
from web.context import context
from web.doors import Organising, door
from web.organiser.badges import chosen, works
from web.organiser.blueprint import blueprint

_LONGEST_NUMBER = 6


@blueprint.post("/<slug>/badges/make")
@door("organiser")
def make_badges(visitor: Organising) -> AnyResponse:
    """Keep the choice and begin to make the file, unless one is being made: two touches are one."""
    moment = now()
    with context().store.writing() as session:
        event = events.event_named(session, visitor.the_event.slug)
        setup = _setup(event)
        events.change_event(session, event, now=moment, **chosen(session, event))
        if setup["printer"]:
            printers.printer_named(session, setup["printer"])
        asked = {
            "stock": event.badge_stock,
            "design": event.badge_design,
            "touched": designs.touched(session, event),
            "total": overview.counts(session, event, now=moment).invited,
            "at": write_moment(moment),
            **setup,
        }
    work = works(event.slug)["file"]
    work.start(asked, _words(asked, str(work.pdf)))
    return _to_file(event)


@blueprint.post("/<slug>/badges/stop")
@door("organiser")
def stop_badges(visitor: Organising) -> AnyResponse:
    """Make the file no further."""
    works(visitor.the_event.slug)["file"].stop()
    return _to_file(visitor.the_event)


@blueprint.get("/<slug>/badges.pdf")
@door("organiser")
def badges_pdf(visitor: Organising) -> AnyResponse:
    """The file, when it is there."""
    event = visitor.the_event
    work = works(event.slug)["file"]
    if work.state().word != "done" or not work.pdf.exists():
        raise NotFound("There is no file with badges yet. Make it on the page of badges.")
    name = f"{event.slug}-badges.pdf"
    return send_file(work.pdf, mimetype="application/pdf", as_attachment=True, download_name=name, max_age=0)


@blueprint.get("/<slug>/badges/alignment.pdf")
@door("organiser")
def alignment_sheet(visitor: Organising) -> AnyResponse:
    """The sheet on which a printer shows how far off it prints; with a printer, as its reading moves it."""
    # Here and not above: a server whose organiser prints nothing shall not carry the drawing libraries.
    from badges import sheets  # noqa: PLC0415

    name = request.args.get("printer", "")
    with context().store.reading() as reading:
        printer = printers.printer_named(reading, name) if name else None
    offset = (printer.right_mm, printer.down_mm) if printer else (0.0, 0.0)
    out = io.BytesIO()
    sheets.draw_alignment(request.args.get("stock") or visitor.the_event.badge_stock, out, offset=offset)
    out.seek(0)
    return send_file(out, mimetype="application/pdf", as_attachment=True, download_name="alignment.pdf")


@blueprint.post("/<slug>/badges/printers")
@door("organiser")
def set_printer(visitor: Organising) -> AnyResponse:
    """Write down how far a printer is off."""
    form = request.form
    right, down = (_millimetres(form.get(way, "")) for way in ("right", "down"))
    with context().store.writing() as session:
        printers.set_printer(session, form.get("name", ""), right_mm=right, down_mm=down)
    return redirect(url_for("organiser.badges", slug=visitor.the_event.slug, _anchor="printers"))


@blueprint.post("/<slug>/badges/printers/<int:number>/remove")
@door("organiser")
def remove_printer(visitor: Organising, number: int) -> AnyResponse:
    """Forget a printer."""
    with context().store.writing() as session:
        printers.remove_printer(session, number)
    return redirect(url_for("organiser.badges", slug=visitor.the_event.slug, _anchor="printers"))


def _setup(event: Event) -> dict[str, Any]:
    """How sheets go through the printer, as the form says it. Raises BadInput."""
    from badges import paper  # noqa: PLC0415 - as above.

    form = request.form
    labels = paper.stock_named(form.get("stock") or event.badge_stock).labels
    start = form.get("start", "").strip() or "1"
    if not start.isdecimal() or len(start) > _LONGEST_NUMBER or not 1 <= int(start) <= labels:
        raise BadInput(f"This paper has labels 1 to {labels}. Begin at one of them.", start=start[:20])
    return {
        "start": int(start),
        "crop_marks": "crop_marks" in form,
        "dividers": "dividers" in form,
        "printer": form.get("printer", ""),
    }


def _words(asked: dict[str, Any], out: str) -> list[str]:
    """What to say to the command."""
    said = ["--out", out, "--stock", asked["stock"], "--design", asked["design"]]
    said.append(f"--start={asked['start']}")
    said += [f"--{what.replace('_', '-')}" for what in ("crop_marks", "dividers") if asked[what]]
    # In one word, so that a printer called --out is a printer.
    return [*said, f"--printer={asked['printer']}"] if asked["printer"] else said


def _millimetres(text: str) -> float:
    try:
        return float(text.strip().replace(",", ".") or 0)
    except ValueError:
        raise BadInput(f"“{text[:20]}” is no number of millimetres; write such as 1.5 or -0.5.") from None


def _to_file(event: Event) -> AnyResponse:
    return redirect(url_for("organiser.badges", slug=event.slug, _anchor="file"))
