"""One event: at a glance, its hours, and its report."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, session, url_for
from markupsafe import Markup
from sqlalchemy import func, select
from werkzeug.wrappers import Response as AnyResponse

from badges import curve, events, hosts, overview
from badges.attendance import moments_of
from badges.errors import Refusal
from badges.model import Device, Event, Host, Notice, NoticeState
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.at_desk import desk_choices
from web.organiser.blueprint import blueprint
from web.organiser.events import wall_time
from web.organiser.minutes import as_minutes, as_seconds
from web.organiser.types import type_rows
from web.reports import report_page
from web.words import local_input

GRACES = ("missing_after", "uncollected_after", "set_aside_after")


@blueprint.get("/<slug>/", endpoint="event")
@door("organiser")
def one_event(visitor: Organising) -> str:
    """One evening at a glance."""
    return event_page(visitor, saved=session.pop("saved", False))


@blueprint.post("/<slug>/hours")
@door("organiser")
def change_event(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """Another name, place, hours or graces; the clock looks at everybody anew."""
    form, event = request.form, visitor.the_event
    try:
        changes = _changes(form, event)
        with context().store.writing() as writing:
            events.change_event(writing, events.event_named(writing, event.slug), now=now(), **changes)
    except Refusal as refusal:
        return event_page(visitor, problem=refusal.message, values=form), status_of(refusal)
    session["saved"] = True
    return redirect(url_for("organiser.event", slug=event.slug))


@blueprint.get("/<slug>/report", endpoint="report")
@door("organiser")
def no_shows(visitor: Organising) -> str:
    """The whole no-show report."""
    return report_page(visitor.the_event, organiser=visitor.organiser)


def event_page(
    visitor: Organising,
    *,
    saved: bool = False,
    problem: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> str:
    """The page, with what was just kept or refused."""
    event = visitor.the_event
    return render_template(
        "organiser/event.html",
        event=event,
        organiser=visitor.organiser,
        counts=_counts(event),
        values=values or _values(event),
        problem=problem,
        problems={},
        saved=saved,
        desk=desk_choices(event),
        types=type_rows(event),
        curve=_curve(event),
    )


def _curve(event: Event) -> Markup | None:
    """How everybody came, beside how they were expected; before the doors there is nothing to see."""
    moment = now()
    if moment < event.doors_at:
        return None
    with context().store.reading() as reading:
        arrivals, expected = moments_of(reading, event)
    if not expected and not arrivals:
        return None
    zone = ZoneInfo(event.timezone)
    drawn = curve.both(arrivals, expected, event.hours, zone, now=moment, title="How they came")
    return Markup(drawn)  # noqa: S704 - made by us out of numbers, its words escaped.


def _counts(event: Event) -> dict[str, int]:
    with context().store.reading() as reading:

        def count(table: Any, *conditions: Any) -> int:
            counted = select(func.count()).select_from(table).where(table.event_id == event.id, *conditions)
            return reading.scalar(counted) or 0

        seen = overview.counts(reading, event, now=now())
        return {
            **vars(seen),
            "attendees": seen.invited,
            "without_host": hosts.attendees_without_host(reading, event),
            "hosts": count(Host),
            "devices": count(Device, Device.revoked_at.is_(None)),
            "failed": count(Notice, Notice.state == NoticeState.FAILED),
        }


def _values(event: Event) -> dict[str, Any]:
    return {
        "name": event.name,
        "venue": event.venue,
        "dress": event.dress,
        "doors": local_input(event.doors_at, event),
        "start": local_input(event.start_at, event),
        "end": local_input(event.end_at, event),
        **{grace: as_minutes(getattr(event, grace)) for grace in GRACES},
    }


def _changes(form: Mapping[str, str], event: Event) -> dict[str, Any]:
    return {
        "name": form.get("name", "").replace("\0", ""),
        "venue": form.get("venue", "").replace("\0", "").strip(),
        "dress": form.get("dress", "").replace("\0", "").strip(),
        **{f"{what}_at": _moment(form.get(what, ""), event, what) for what in ("doors", "start", "end")},
        **{grace: as_seconds(form.get(grace, "")) for grace in GRACES},
    }


def _moment(text: str, event: Event, what: str) -> datetime:
    kept: datetime = getattr(event, f"{what}_at")
    # A form knows minutes only; what was not touched keeps its seconds.
    if text == local_input(kept, event):
        return kept
    return events.local_moment(wall_time(text, what), ZoneInfo(event.timezone))
