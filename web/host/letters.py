"""After the event: letters to several of my people, each text seen, each one may be left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from badges.errors import BadInput, Refusal
from badges.invitations import is_theirs
from badges.letters import MISSED_YOU, THANKS, Draft, Written, may_write, write
from badges.letters.wording import composed
from badges.letters.writing import MAIL
from badges.model import Attendee, Host, Letter
from badges.moments import now
from badges.notices.letter_mail import subject
from web.context import context
from web.doors import Hosting, door
from web.errors import status_of
from web.host.blueprint import blueprint

Shown = AnyResponse | str | tuple[str, int]
# Nobody reads more texts than this before they send them; the others come after these.
MOST = 40


@dataclass(frozen=True)
class Proposed:
    """One letter that could go out: to whom, its words, and whether it is chosen."""

    attendee: Attendee
    words: str
    chosen: bool = True


@blueprint.get("/<slug>/letters", endpoint="several")
@door("host")
def several(visitor: Hosting) -> str:
    """Those I could write to now, with the letter to each."""
    return _page(visitor, request.args.get("kind", ""))


@blueprint.post("/<slug>/letters", endpoint="several_send")
@door("host")
def send_several(visitor: Hosting) -> Shown:
    """Send the letters I left chosen, with the words as I left them."""
    form = request.form
    kind = form.get("kind", "")
    try:
        drafts = _drafts(kind)
        with context().store.writing() as session:
            host = session.get_one(Host, visitor.host.id)
            secret = context().settings.secret_key
            written = write(session, visitor.event, host, drafts, via=MAIL, secret=secret, now=now())
    except Refusal as refusal:
        return _page(visitor, kind, refusal.message), status_of(refusal)
    if any(one.why_not for one in written):
        return _page(visitor, kind, _left_out(written))
    return redirect(url_for("host.several", slug=visitor.event.slug, kind=kind))


def _drafts(kind: str) -> list[Draft]:
    if kind not in {MISSED_YOU, THANKS}:
        raise BadInput("This form was not understood. Please open the page once more.")
    chosen = [one for one in request.form.getlist("to") if one.isdecimal()][:MOST]
    if not chosen:
        raise BadInput("Nobody is chosen, so nothing was sent.")
    return [Draft(int(one[:9]), kind, request.form.get(f"words-{one}", "")) for one in chosen]


def _left_out(written: list[Written]) -> str:
    sent = sum(not one.why_not for one in written)
    letters = {0: "No letter was sent", 1: "One letter is on the way"}
    went = letters.get(sent, f"{sent} letters are on the way")
    return f"{went}. {' '.join(one.why_not for one in written if one.why_not)}"


def _page(visitor: Hosting, kind: str, notice: str = "") -> str:
    moment = now()
    with context().store.reading() as session:
        gathered = _gathered(session, visitor, kind, moment)
    return render_template(
        "host/several.html",
        event=visitor.event,
        host=visitor.host,
        over=visitor.event.hours.over(moment),
        notice=notice,
        **gathered,
    )


def _gathered(session: Session, visitor: Hosting, kind: str, moment: datetime) -> dict[str, Any]:
    event, host = visitor.event, visitor.host
    people = session.scalars(
        select(Attendee).where(is_theirs(host), Attendee.cancelled_at.is_(None)).order_by(Attendee.id)
    ).all()
    groups = {
        MISSED_YOU: [one for one in people if not one.arrived_at],
        THANKS: [one for one in people if one.arrived_at],
    }
    kind = kind if kind in groups else MISSED_YOU if groups[MISSED_YOU] else THANKS
    reasons = may_write(session, event, host, [one.id for one in groups[kind]], kind, moment)
    letters = _fates(session, host, kind)
    ready = [one for one in groups[kind] if not reasons[one.id] and one.email]
    return {
        "kind": kind,
        "counts": {one: len(theirs) for one, theirs in groups.items()},
        "proposed": [_proposed(one, visitor, kind) for one in ready[:MOST]],
        "more": max(0, len(ready) - MOST),
        "letters": [(one, letters[one.id]) for one in groups[kind] if one.id in letters],
        "others": [
            (one, reasons[one.id] or "The list has no mail address of them; their card offers your phone.")
            for one in groups[kind]
            if one.id not in letters and (reasons[one.id] or not one.email)
        ],
        "subject": subject(kind, event, host),
    }


def _proposed(one: Attendee, visitor: Hosting, kind: str) -> Proposed:
    sent_back = request.method == "POST"
    form = request.form
    return Proposed(
        attendee=one,
        words=form.get(f"words-{one.id}") or composed(kind, one, visitor.event, visitor.host),
        chosen=not sent_back or str(one.id) in form.getlist("to"),
    )


def _fates(session: Session, host: Host, kind: str) -> dict[int, Letter]:
    """The newest of my letters of this kind to each of my people."""
    rows = session.scalars(
        select(Letter).where(Letter.host_id == host.id, Letter.kind == kind).order_by(Letter.id)
    )
    return {one.attendee_id: one for one in rows}
