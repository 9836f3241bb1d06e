"""The desk without script: find or scan a person, hand over the badge, see who is missing; a page a touch."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import codes, corrections, people
from badges.desk import Answer, Asked, take
from badges.errors import BadInput
from badges.moments import now
from badges.overview import overview
from badges.rules.fold import ACTIONS, ARRIVE, COLLECT, UNDO
from web import words
from web.context import context
from web.desk.blueprint import blueprint
from web.doors import AtDesk, door
from web.live.stream import stream

SHOWN = 20
# What somebody does who stands at the desk and waits for their badge.
IN_HAND = frozenset({ARRIVE, COLLECT})


@dataclass(frozen=True)
class Shown:
    """The answer that fills the desk's screen. ``undo_id`` is the scan that a touch takes back.

    ``fetches``: the badge is to be fetched from its box now.
    """

    word: str
    sentence: str
    card: people.Card | None = None
    reason: str | None = None
    undo_id: UUID | None = None
    fetches: bool = False


@blueprint.get("/<slug>/plain")
@door("desk")
def plain(visitor: AtDesk) -> str:
    """The desk: what was searched for, or one person's card, beside who is missing."""
    text, selected = request.args.get("text", "").strip(), request.args.get("attendee", "")
    found = _found(visitor, text)
    number = _number(selected)
    card = _card(visitor, number) if number is not None else None
    if card is None and len(found) == 1:
        card = found[0]
    if request.args.get("part") == "lists":
        return render_template("desk/_lists.html", card=card, **_beside(visitor))
    return _page(visitor, query=text, results=found, card=card)


@blueprint.post("/<slug>/plain")
@door("desk")
def scan(visitor: AtDesk) -> AnyResponse | str:
    """What came into the search field: a code acts at once, anything else is looked for."""
    text = request.form.get("text", "").strip()[:500]
    if not _looks_like_a_code(text):
        return redirect(url_for("desk.plain", slug=visitor.event.slug, text=text))
    return _do(visitor, Asked(id=uuid4(), action=COLLECT, code=text, via="wedge"), text=text)


@blueprint.post("/<slug>/plain/act")
@door("desk")
def act(visitor: AtDesk) -> str:
    """One touch: arrive, collect, leave, set aside, undo."""
    action, attendee = request.form.get("action", ""), request.form.get("attendee", "")
    person = _number(attendee)
    if action not in ACTIONS or (person is None and action != UNDO):
        raise BadInput("This button was not understood. Reload the page and touch it again.")
    asked = Asked(
        id=uuid4(),
        action=action,
        attendee=person,
        undoes=_uuid(request.form.get("undoes")),
        via="search",
    )
    return _do(visitor, asked)


@blueprint.post("/<slug>/plain/correct")
@door("desk")
def correct(visitor: AtDesk) -> AnyResponse:
    """Mend how somebody is written; no later guest list changes it back."""
    person = _number(request.form.get("attendee", ""))
    if person is None:
        raise BadInput("This form was not understood. Reload the page and write it once more.")
    written = {what: request.form.get(what, "") for what in ("name", "company")}
    with context().store.writing() as session:
        corrections.correct(session, visitor.event, person, **written, device=visitor.device.id, now=now())
    return redirect(url_for("desk.plain", slug=visitor.event.slug, attendee=person))


@blueprint.get("/<slug>/plain/live")
@door("desk")
def live(visitor: AtDesk) -> Response:
    """What the other tablets do."""
    return stream(visitor.event.id, key_hash=visitor.device.key_hash)


def _do(visitor: AtDesk, asked: Asked, text: str = "") -> str:
    answer = take(context().store, visitor.place, [asked], now=now()).answers[0]
    if answer.reason == "unknown_code" and (found := _found(visitor, text)):
        # What looked like a code may be a name with a number in it.
        return _page(visitor, query=text, results=found)
    return _page(visitor, result=_shown(answer, asked, visitor))


def _shown(answer: Answer, asked: Asked, visitor: AtDesk) -> Shown:
    undoable = answer.result == "done" and asked.action != UNDO
    card = _card(visitor, answer.person.id) if answer.person else None
    return Shown(
        word=answer.result,
        sentence=words.said(answer, asked.action, visitor.event.timezone),
        card=card,
        reason=answer.reason,
        undo_id=asked.id if undoable else None,
        fetches=card is not None and _fetches(card, answer, asked),
    )


def _fetches(card: people.Card, answer: Answer, asked: Asked) -> bool:
    """Whether this answer sends somebody to the box: for a badge handed over now, or one that may be next."""
    lies = card.box is not None and card.set_aside_at is None and card.standing != "cancelled"
    now_handed = answer.result == "done" and asked.action == COLLECT
    return lies and asked.action in IN_HAND and (now_handed or card.collected_at is None)


def _page(
    visitor: AtDesk,
    *,
    query: str = "",
    results: list[people.Card] | None = None,
    result: Shown | None = None,
    card: people.Card | None = None,
) -> str:
    return render_template(
        "desk/desk.html",
        device=visitor.device,
        query=query,
        results=results or [],
        result=result,
        card=card,
        live_url=url_for("desk.live", slug=visitor.event.slug),
        **_beside(visitor),
    )


def _card(visitor: AtDesk, attendee_id: int) -> people.Card:
    with context().store.reading() as reading:
        return people.card(reading, visitor.event, attendee_id, now=now())


def _found(visitor: AtDesk, text: str) -> list[people.Card]:
    if not text:
        return []
    with context().store.reading() as reading:
        return people.find(reading, visitor.event, text, now=now(), limit=SHOWN)


def _beside(visitor: AtDesk) -> dict[str, Any]:
    """What stands beside the answer: the evening in numbers and its two lists."""
    with context().store.reading() as reading:
        seen = overview(reading, visitor.event, now=now())
    return {"event": visitor.event, "counts": seen.counts, "missing": seen.missing, "table": seen.table}


def _looks_like_a_code(text: str) -> bool:
    """Ours by their shape, or a foreign one: one word that holds a digit."""
    reading = codes.read(text)
    foreign = " " not in text and any(letter.isdigit() for letter in text)
    return bool(reading.ours or (reading.short and foreign) or foreign or "://" in text)


def _number(text: str) -> int | None:
    """An attendee's number as a form sends it, or None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
