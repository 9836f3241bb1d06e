"""Badges on paper: which stock and design, whose badge cannot be printed, and the PDF."""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from flask import render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from badges import events
from badges.errors import Refusal
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.organiser.blueprint import blueprint

# Thousands of badges take seconds; this is for a machine that is very busy.
LONGEST_DRAWING = 300  # seconds


@blueprint.route("/<slug>/badges", methods=["GET", "POST"])
@door("organiser")
def badges(visitor: Organising) -> str:
    """What would be printed on this paper, and what would not; a choice is kept with the event."""
    # Here and not above: a server whose organiser prints nothing shall not carry the drawing libraries.
    from badges import sheets  # noqa: PLC0415

    event, chosen = visitor.the_event, _chosen(visitor)
    if request.method == "POST":
        sheets.known(**chosen)
        with context().store.writing() as session:
            kept = events.event_named(session, event.slug)
            columns = {"badge_stock": chosen["stock"], "badge_design": chosen["design"]}
            events.change_event(session, kept, now=now(), **columns)
    preflight = None
    if request.method == "POST":
        # Only when asked for: it lays everybody out.
        with context().store.reading() as reading:
            preflight = sheets.check(reading, event, **chosen)
    return render_template(
        "organiser/badges.html",
        event=event,
        organiser=visitor.organiser,
        stocks=[_choice(name, sheets.measures(name)) for name in sheets.stocks()],
        designs=[_choice(name) for name in sheets.designs()],
        chosen=chosen,
        checked=preflight is not None,
        count=preflight.count if preflight else 0,
        refused=preflight.refused if preflight else (),
        samples=[],
    )


@blueprint.post("/<slug>/badges.pdf")
@door("organiser")
def badges_pdf(visitor: Organising) -> AnyResponse:
    """The badges as PDF, drawn by a child process that gives way to the desk."""
    event, chosen = visitor.the_event, _chosen(visitor)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "badges.pdf"
        words = [event.slug, "--out", str(path), "--stock", chosen["stock"], "--design", chosen["design"]]
        done = subprocess.run(  # noqa: S603 - our own interpreter, no shell, names we checked.
            ["nice", "-n", "10", sys.executable, "-m", "web.command", "badges", *words],  # noqa: S607
            env={**os.environ, **context().settings.environment()},
            capture_output=True,
            text=True,
            timeout=LONGEST_DRAWING,
            check=False,
        )
        if not path.exists():
            raise Refusal(done.stderr.removeprefix("Error: ").strip() or "The badges could not be drawn.")
        # Read before the folder goes; a thousand badges are about a megabyte.
        file = io.BytesIO(path.read_bytes())
    name = f"{event.slug}-badges.pdf"
    return send_file(file, mimetype="application/pdf", as_attachment=True, download_name=name)


def _chosen(visitor: Organising) -> dict[str, str]:
    event, form = visitor.the_event, request.form
    return {
        "stock": form.get("stock") or event.badge_stock,
        "design": form.get("design") or event.badge_design,
    }


def _choice(name: str, about: str = "") -> dict[str, Any]:
    # Its letters and not capitalize(), which would make l4785 of L4785.
    words = [word[0].upper() + word[1:] for word in name.split("-")]
    return {"key": name, "name": " ".join(words), "about": about}
