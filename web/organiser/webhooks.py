"""Webhooks: programs that are told the event's journal; add one, try it, see what became of it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import journal, moments
from badges.errors import Refusal
from badges.notices import webhooks as errands
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.blueprint import blueprint


@blueprint.get("/<slug>/webhooks", endpoint="webhooks")
@door("organiser")
def all_webhooks(visitor: Organising) -> str:
    """Every webhook of this event."""
    return _page(visitor)


@blueprint.post("/<slug>/webhooks")
@door("organiser")
def add_webhook(visitor: Organising) -> str | tuple[str, int]:
    """One more; its secret is shown this once."""
    url, settings = request.form.get("url", ""), context().settings
    kinds = errands.kinds_of(request.form.getlist("kind"))
    try:
        with context().store.writing() as session:
            row, secret = errands.add(
                session, visitor.the_event, url=url, kinds=kinds, settings=settings, now=moments.now()
            )
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message, url=url), status_of(refusal)
    return _page(visitor, added={"url": row.url, "secret": secret})


@blueprint.post("/<slug>/webhooks/<int:webhook_id>/test")
@door("organiser")
def try_webhook(visitor: Organising, webhook_id: int) -> str:
    """Send it a test now, and say what it answered."""
    event, settings = visitor.the_event, context().settings
    with context().store.reading() as session:
        row = errands.one_of(session, event, webhook_id)
    outcome = errands.try_out(row, event, settings, now=moments.now())
    return _page(visitor, tried={"url": row.url, "trouble": outcome.trouble})


@blueprint.post("/<slug>/webhooks/<int:webhook_id>/again")
@door("organiser")
def try_webhook_again(visitor: Organising, webhook_id: int) -> AnyResponse:
    """Go on where it was left."""
    with context().store.writing() as session:
        errands.try_again(session, errands.one_of(session, visitor.the_event, webhook_id))
    return redirect(url_for("organiser.webhooks", slug=visitor.the_event.slug))


@blueprint.post("/<slug>/webhooks/<int:webhook_id>/remove")
@door("organiser")
def remove_webhook(visitor: Organising, webhook_id: int) -> AnyResponse:
    """Tell it nothing more."""
    with context().store.writing() as session:
        session.delete(errands.one_of(session, visitor.the_event, webhook_id))
    return redirect(url_for("organiser.webhooks", slug=visitor.the_event.slug))


def _page(visitor: Organising, **more: Any) -> str:
    event = visitor.the_event
    with context().store.reading() as session:
        rows, last = errands.list_of(session, event), journal.seq(session, event.id)
    shown = [
        {
            "id": row.id,
            "url": row.url,
            "kinds": [kind.replace("_", " ") for kind in row.kinds or []],
            "waiting": max(0, last - row.seq),
            "trouble": row.trouble,
            "told_at": row.told_at,
            "next_try": row.due_at if row.trouble else None,
            "stopped_at": row.stopped_at,
        }
        for row in rows
    ]
    nothing = {"added": None, "tried": None, "problem": None, "url": ""}
    return render_template(
        "organiser/webhooks.html",
        event=event,
        organiser=visitor.organiser,
        webhooks=shown,
        kinds=sorted(errands.KINDS),
        private=context().settings.allow_private_addresses,
        **{**nothing, **more},
    )
