"""The event's open page: anybody may ask for a pass, and nobody learns whether the list has them."""

from collections.abc import Mapping

from flask import Response, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges.calendar_file import calendar_file
from badges.errors import UnknownEvent
from badges.events import event_named
from badges.folded import words
from badges.model import Event
from badges.moments import now
from badges.notices import passes
from web.attendee.keeping import calendar_answer
from web.context import context
from web.links import Links
from web.poster.blueprint import blueprint
from web.speech import spoken

LONGEST_NAME, LONGEST_ADDRESS = 200, 254


@blueprint.get("/e/<slug>")
def start(slug: str) -> str:
    """What, when and where; and a form for whoever is on the list."""
    return _page(_event(slug))


@blueprint.post("/e/<slug>")
def ask(slug: str) -> AnyResponse | tuple[str, int]:
    """Somebody asks for a pass. What is done here is the same for whoever it is: one row is written.

    Whose pass it is gets looked up later and elsewhere (badges.notices.passes), so neither the answer nor
    its time says whether the list has them.
    """
    event, moment = _event(slug), now()
    given = {key: request.form.get(key, "").replace("\0", "").strip() for key in ("name", "email")}
    problems = _problems(event, given)
    if problems:
        return _page(event, problems, given), 422
    if event.hours.over(moment):
        return _page(event), 409
    # Every try counts, because none is told whether it was right.
    context().limits.failed("asked pass")
    with context().store.writing() as writing:
        passes.ask(writing, event, name=given["name"], email=given["email"], now=moment)
    return redirect(url_for("poster.asked", slug=slug))


@blueprint.get("/e/<slug>/asked")
def asked(slug: str) -> str:
    """The one answer there is."""
    return render_template("poster/asked.html", event=_event(slug))


@blueprint.get("/e/<slug>/event.ics")
def calendar(slug: str) -> Response:
    """The evening for anybody's calendar."""
    event = _event(slug)
    entry = calendar_file(event, page=Links(context().settings).open_page(event), now=now())
    return calendar_answer(entry, event.slug)


def _event(slug: str) -> Event:
    """The event, or the answer that any address gets where nothing is."""
    try:
        with context().store.reading() as reading:
            return event_named(reading, slug)
    except UnknownEvent:
        abort(404)


def _page(
    event: Event, problems: Mapping[str, str] | None = None, values: Mapping[str, str] | None = None
) -> str:
    return render_template(
        "poster/start.html",
        event=event,
        over=event.hours.over(now()),
        has_pass=event.slug in session.get("passes", {}),
        problems=problems or {},
        values=values or {},
    )


def _problems(event: Event, given: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the form itself, by its field."""
    t = spoken(event).t
    problems: dict[str, str] = {}
    if not words(given["name"]) or len(given["name"]) > LONGEST_NAME:
        problems["name"] = t("Please write your name as you gave it when you were invited.")
    local, _, domain = given["email"].rpartition("@")
    if not local or not domain or len(given["email"]) > LONGEST_ADDRESS or " " in given["email"]:
        problems["email"] = t("Please write your mail address, such as mira@example.org.")
    return problems
