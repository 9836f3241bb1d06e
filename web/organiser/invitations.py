"""Invitations: sent to everybody who has none yet, once each; what became of them."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges.errors import Refusal
from badges.moments import now
from badges.notices import invitations
from web.context import context
from web.doors import Organising, door
from web.errors import status_of
from web.organiser.blueprint import blueprint


@blueprint.get("/<slug>/invitations")
@door("organiser")
def invited(visitor: Organising) -> str:
    """Who may be invited, and what became of the invitations."""
    return _page(visitor)


@blueprint.post("/<slug>/invitations")
@door("organiser")
def invite(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """Invite everybody who is not yet."""
    try:
        with context().store.writing() as session:
            invitations.invite(session, visitor.the_event, now=now())
    except Refusal as refusal:
        return _page(visitor, problem=refusal.message), status_of(refusal)
    return redirect(url_for("organiser.invited", slug=visitor.the_event.slug, done=1))


@blueprint.post("/<slug>/invitations/again")
@door("organiser")
def invite_again(visitor: Organising) -> AnyResponse:
    """Try those once more whose mail was refused."""
    with context().store.writing() as session:
        invitations.try_again(session, visitor.the_event, now=now())
    return redirect(url_for("organiser.invited", slug=visitor.the_event.slug, done=1))


def _page(visitor: Organising, *, problem: str | None = None) -> str:
    event, here = visitor.the_event, context()
    with here.store.reading() as reading:
        counts, fates = invitations.counts(reading, event), invitations.fates(reading, event)
    return render_template(
        "organiser/invitations.html",
        event=event,
        organiser=visitor.organiser,
        counts=counts,
        fates=fates,
        shown=invitations.SHOWN,
        outbox=not here.settings.mail_url,
        over=event.hours.over(now()),
        problem=problem,
        done="done" in request.args,
    )
