"""Events: the list, and a new one."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import events
from badges.errors import BadFile, BadInput, Refusal
from badges.folded import words
from badges.model import Event
from badges.moments import now
from badges.overview import Counts, counts
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.blueprint import blueprint


@blueprint.get("/", endpoint="events")
@door("organiser")
def all_events(visitor: Organising) -> str:
    """All evenings of this installation."""
    return _page(visitor)


@blueprint.post("/events")
@door("organiser")
def add_event(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """A new event, from an event.toml or from the form that stands for one."""
    file = request.files.get("file")
    try:
        text, slug = _from_file(file.read()) if file and file.filename else _from_form(request.form)
        plan = events.read_event(text, default_slug=slug)
        with context().store.writing() as session:
            event = events.add_event(session, plan, now=now())
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message, values=request.form), status_of(refusal)
    return redirect(url_for("organiser.event", slug=event.slug))


def wall_time(text: str, what: str) -> datetime:
    """What an ``<input type="datetime-local">`` sends. Raises BadInput."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"Please give a date and a time for the {what}.", value=text[:40]) from None


def _page(
    visitor: Organising, *, problem: str | None = None, values: Mapping[str, str] | None = None
) -> str:
    with context().store.reading() as reading:
        lines = [_line(event, counts(reading, event, now=now())) for event in events.all_events(reading)]
    return render_template(
        "organiser/events.html",
        event=None,
        organiser=visitor.organiser,
        events=lines,
        problem=problem,
        problems={},
        values=values or {},
        timezones=sorted(available_timezones()),
    )


def _line(event: Event, seen: Counts) -> dict[str, Any]:
    moment = now()
    coming = moment < event.doors_at
    return {
        "event": event,
        "when": "past" if event.hours.over(moment) else "coming" if coming else "now",
        "invited": seen.invited,
        "here": seen.here,
        "missing": seen.missing,
    }


def _from_form(form: Mapping[str, str]) -> tuple[str, str]:
    """The form as the event.toml it stands for, and a slug made of the name: one reader for both."""
    given = {key: form.get(key, "").strip() for key in ("name", "timezone", "venue", "dress")}
    # A JSON string is a TOML string too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given.items() if value]
    times = {key: form.get(key, "").strip() for key in ("doors", "start", "end")}
    lines += [
        f"{key} = {wall_time(text, key).isoformat(timespec='seconds')}" for key, text in times.items() if text
    ]
    slug = "-".join(re.findall("[a-z0-9]+", " ".join(words(given["name"]))))[:60].strip("-")
    return "\n".join(lines), slug or f"event-{now():%Y-%m-%d}"


def _from_file(raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        raise BadFile("This file is not text in UTF-8. Save the event.toml as UTF-8 and try again.") from None
