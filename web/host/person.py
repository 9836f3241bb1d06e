"""One of my people: everything known, “I have seen them”, “tell the desk”, the thread and a letter."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import desk_words, letters, people, readings, replies, vouching
from badges.desk import Answer
from badges.errors import BadInput
from badges.letters import Asked, Spoken
from badges.moments import now
from badges.people import Card
from badges.replies import Said
from badges.rules.hours import desk_refusal
from web.context import context
from web.doors import Hosting, door
from web.errors import status_of
from web.host.blueprint import blueprint
from web.words import clock

Shown = str | tuple[str, int]
# What a host answers to a desk where somebody stands.
ANSWERS = (desk_words.COMING, desk_words.SEND_IN)


@dataclass(frozen=True)
class About:
    """What the person's card shows beside the card itself."""

    card: Card
    said: Said | None
    asked: Asked | None
    thread: list[Spoken]
    words: list[desk_words.Word]
    call: desk_words.Word | None
    vouched_by_me: bool
    kind: str
    why_not: str | None


@blueprint.get("/<slug>/people/<int:attendee_id>", endpoint="person")
@door("host")
def person(visitor: Hosting, attendee_id: int) -> str:
    """One person's card."""
    return _page(visitor, attendee_id, told=session.pop("told_host", ""))


@blueprint.post("/<slug>/people/<int:attendee_id>/seen", endpoint="seen")
@door("host")
def seen(visitor: Hosting, attendee_id: int) -> AnyResponse:
    """I have seen them: they are here, by my word."""
    answer = vouching.vouch(context().store, visitor.event, visitor.host, attendee_id, now=now())
    return _back(visitor, attendee_id, _seen_words(answer, visitor))


@blueprint.post("/<slug>/people/<int:attendee_id>/not-seen", endpoint="not_seen")
@door("host")
def not_seen(visitor: Hosting, attendee_id: int) -> AnyResponse:
    """I was mistaken."""
    answer = vouching.take_back(context().store, visitor.event, visitor.host, attendee_id, now=now())
    done = answer is not None and answer.result == "done"
    words = "Taken back. The desk knows too." if done else "There was nothing of yours to take back."
    return _back(visitor, attendee_id, words)


@blueprint.post("/<slug>/people/<int:attendee_id>/word", endpoint="tell_desk")
@door("host")
def tell_desk(visitor: Hosting, attendee_id: int) -> AnyResponse | Shown:
    """My word to all desks."""
    kind, words = request.form.get("kind", ""), request.form.get("words", "")
    try:
        with context().store.writing() as writing:
            desk_words.tell_desks(
                writing, visitor.event, visitor.host, attendee_id, kind=kind, words=words, now=now()
            )
    except BadInput as refusal:
        return _page(visitor, attendee_id, problem=refusal.message, typed=words), status_of(refusal)
    if request.form.get("back") == "people":
        return redirect(url_for("host.people", slug=visitor.event.slug), 303)
    return _back(visitor, attendee_id, "The desks have it.")


def _back(visitor: Hosting, attendee_id: int, words: str) -> AnyResponse:
    session["told_host"] = words
    return redirect(url_for("host.person", slug=visitor.event.slug, attendee_id=attendee_id), 303)


def _seen_words(answer: Answer, visitor: Hosting) -> str:
    if answer.result == "done":
        return "Thank you. The desk and the other hosts see that they are here."
    if answer.result == "again":
        return f"They were here already, since {clock(answer.first_at, visitor.event)} ({answer.first_by})."
    return {
        "cancelled": "The organiser has taken them off the list. Please ask the organiser.",
        "closed": "The evening is over; the list is closed.",
        "not_open": "It is too early: the list opens an hour before the doors.",
    }.get(answer.reason or "", "That was not possible. Please tell the desk.")


def _about(visitor: Hosting, attendee_id: int) -> About:
    event, host, moment = visitor.event, visitor.host, now()
    with context().store.reading() as reading:
        card = people.card(reading, event, attendee_id, now=moment, host=host)
        kind = letters.kind_for(card, event.hours, moment)
        calls = {word.attendee: word for word in desk_words.calls(reading, event, host, now=moment)}
        said = replies.last_of(reading, event, host).get(card.id)
        mine = vouching.vouched(reading, card.id, host.id)
        return About(
            card=card,
            said=said,
            asked=letters.asked_by(reading, event).get(card.id),
            thread=letters.thread(reading, card.id, host),
            words=desk_words.of_attendee(reading, card.id),
            call=calls.get(card.id),
            vouched_by_me=mine is not None and card.vouched_by == host.name and mine.at == card.arrived_at,
            kind=kind,
            why_not=letters.may_write(reading, event, host, [card.id], kind, moment)[card.id],
        )


def _page(visitor: Hosting, attendee_id: int, **more: Any) -> str:
    about = _about(visitor, attendee_id)
    event, host = visitor.event, visitor.host
    if (about.said and about.said.words) or any(one.who == "attendee" and one.words for one in about.thread):
        readings.note_new(
            context().store, event, readings.HOST, host.id, host.name, [attendee_id], "page", now()
        )
    return render_template(
        "host/person.html",
        event=event,
        host=host,
        about=about,
        choices=[(key, words) for key, words in desk_words.FROM_HOST.items() if words],
        answers=ANSWERS,
        may_see=desk_refusal(event.hours, now()) is None,
        longest=desk_words.LONGEST,
        told=more.get("told", ""),
        problem=more.get("problem", ""),
        typed=more.get("typed", ""),
        live_url=url_for("host.live", slug=event.slug),
    )
