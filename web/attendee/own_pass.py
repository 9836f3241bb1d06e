"""The attendee's page: I am here, where is my badge, running late, cannot come."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from badges import people, replies
from badges.desk import Asked, Place, take
from badges.errors import BadInput, NotNow, Refusal
from badges.model import Attendee, Event
from badges.moments import now
from badges.paper import qr_svg
from badges.rules.fold import ARRIVE
from badges.rules.hours import self_refusal
from web import words
from web.attendee.blueprint import blueprint
from web.context import context
from web.doors import Attending, door
from web.errors import status_of
from web.links import Links

Shown = AnyResponse | str | tuple[str, int]


@blueprint.get("/<slug>/")
@door("attendee")
def own_pass(visitor: Attending) -> str:
    """The pass: what I can do now, and what I said."""
    return _page(visitor)


@blueprint.post("/<slug>/here")
@door("attendee")
def check_in(visitor: Attending) -> Shown:
    """I am here."""
    place = Place(visitor.event.id, visitor.event.hours)
    asked = Asked(id=uuid4(), action=ARRIVE, attendee=visitor.attendee_id, via="self")
    answer = take(context().store, place, [asked], now=now()).answers[0]
    if answer.result == "refused":
        return _page(visitor, words.own(answer, visitor.event)), status_of(NotNow(""))
    return _back(visitor)


@blueprint.post("/<slug>/late")
@door("attendee")
def late(visitor: Attending) -> Shown:
    """I am running late."""
    moment, form = now(), request.form

    def said(session: Session) -> None:
        minutes, clock = form.get("minutes", ""), form.get("at", "")
        if minutes.isdecimal():
            until = replies.late_by(int(minutes[:4]), event=visitor.event, now=moment)
        else:
            until = time_of_the_evening(clock, visitor.event, moment)
        replies.running_late(session, visitor.event, visitor.attendee_id, until=until, now=moment)

    return _say(visitor, said)


@blueprint.post("/<slug>/cannot-come")
@door("attendee")
def cannot_come(visitor: Attending) -> Shown:
    """I cannot come, and why, if I want to say it."""
    reason = request.form.get("reason", "")
    return _say(
        visitor,
        lambda session: replies.cannot_come(
            session, visitor.event, visitor.attendee_id, words=reason, now=now()
        ),
    )


@blueprint.post("/<slug>/can-come")
@door("attendee")
def can_come(visitor: Attending) -> Shown:
    """I come after all, or in time after all."""
    return _say(
        visitor,
        lambda session: replies.can_come(session, visitor.event, visitor.attendee_id, now=now()),
    )


def _say(visitor: Attending, errand: Callable[[Session], object]) -> Shown:
    """Do what the form asks, or show the page again with the reason why not."""
    try:
        with context().store.writing() as session:
            errand(session)
    except Refusal as refusal:
        return _page(visitor, refusal.message), status_of(refusal)
    return _back(visitor)


def _back(visitor: Attending) -> AnyResponse:
    return redirect(url_for("attendee.own_pass", slug=visitor.event.slug))


def _page(visitor: Attending, notice: str | None = None) -> str:
    moment, here = now(), context()
    with here.store.reading() as reading:
        card = people.card(reading, visitor.event, visitor.attendee_id, now=moment)
        address = Links(here.settings).own_pass(reading.get_one(Attendee, visitor.attendee_id))
    return render_template(
        "attendee/pass.html",
        event=visitor.event,
        card=card,
        state=_state(card, over=visitor.event.hours.over(moment)),
        open=self_refusal(visitor.event.hours, moment) is None,
        opens_at=visitor.event.doors_at,
        now=moment,
        notice=notice,
        # Our own drawing; nothing in it was typed by anybody.
        pass_qr_svg=Markup(qr_svg(address)),  # noqa: S704
    )


def _state(card: people.Card, *, over: bool) -> str:
    """What the page is about: the first of these that is true."""
    states = {
        "cancelled": card.standing == "cancelled",
        "left": card.left_at,
        "collected": card.collected_at,
        "here": card.arrived_at,
        "over": over,
        "cannot_come": card.excused,
        "late": card.late_until,
    }
    return next((state for state, true in states.items() if true), "coming")


def time_of_the_evening(text: str, event: Event, now: datetime) -> datetime:
    """A time such as 20:40 as a moment of this evening, or of the night after it. Raises BadInput."""
    try:
        clock = datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - the zone is the event's.
    except ValueError:
        raise BadInput("Please choose when you will come, such as 20:40.", time=text[:20]) from None
    zone = ZoneInfo(event.timezone)
    days = {moment.astimezone(zone).date() for moment in (event.doors_at, event.end_at)}
    moments = [datetime.combine(day, clock, zone).astimezone(UTC) for day in sorted(days)]
    return next((at for at in moments if max(now, event.doors_at) < at < event.end_at), moments[0])
