"""Who are you: a scanned or typed code, or a name and one more fact."""

import contextlib
import time
from uuid import uuid4

from flask import request

from badges import codes, oneself
from badges.desk import Answer, Asked, take
from badges.folded import folded
from badges.moments import now
from badges.rules.fold import ARRIVE
from web.context import context
from web.doors import AtDesk, door
from web.errors import status_of
from web.kiosk import page, printing, said
from web.kiosk.blueprint import blueprint
from web.kiosk.visit import begin
from web.limits import TooOften

Shown = str | tuple[str, int]

VIAS = frozenset({"camera", "wedge", "typed"})
LONGEST = 500
# Every answer to a name takes this long, so that nobody learns from it whether the name is on the list.
EVEN = 0.4  # seconds


@blueprint.get("/<slug>/")
@door("kiosk")
def start(visitor: AtDesk) -> str:
    """Scan your pass, type its six characters, or say who you are."""
    by_name = request.args.get("by") == "name"
    return page.at(visitor, "name" if by_name else "start")


@blueprint.post("/<slug>/")
@door("kiosk")
def by_code(visitor: AtDesk) -> Shown:
    """Whose code it is; a scanner whose layout leaves it open gives a second reading in ``other``."""
    form, who = request.form, f"device {visitor.device.id}"
    given = [form[key].strip()[:LONGEST] for key in ("text", "other") if form.get(key, "").strip()]
    via = form["via"] if form.get("via") in VIAS else "typed"
    try:
        # A kiosk stands where anybody may try short codes all evening.
        context().limits.check("code", who)
        asked, answer = _looked_up(visitor, given or [""], via)
        if answer.reason == "unknown_code":
            context().limits.failed("code", who)
    except TooOften as refusal:
        return page.answered(visitor, said.too_often(visitor.event)), status_of(refusal)
    if answer.result == "done" and answer.person:
        return page.to_read(visitor, begin(visitor.device.id, answer.person.id, via))
    return _kept(visitor, asked)


@blueprint.post("/<slug>/name")
@door("kiosk")
def by_name(visitor: AtDesk) -> Shown:
    """Whose name and second fact it is; whoever is not found is told the same, and as late, in every case."""
    begun = time.monotonic()
    name, fact = (request.form.get(key, "").strip()[:LONGEST] for key in ("name", "fact"))
    try:
        attendee = _named(visitor, name, fact)
    except TooOften as refusal:
        return page.answered(visitor, said.too_often(visitor.event)), status_of(refusal)
    finally:
        time.sleep(max(0.0, begun + EVEN - time.monotonic()))
    if attendee is None:
        return page.at(visitor, "name", problem=said.not_found(visitor.event), name=name, fact=fact)
    asked = Asked(id=uuid4(), action=ARRIVE, attendee=attendee, via="search")
    if take(context().store, visitor.place, [asked], now=now(), dry=True).answers[0].result == "done":
        return page.to_read(visitor, begin(visitor.device.id, attendee, "search"))
    return _kept(visitor, asked)


def _looked_up(visitor: AtDesk, given: list[str], via: str) -> tuple[Asked, Answer]:
    """The first reading that is somebody's, and what would happen."""
    for text in given:
        asked = Asked(id=uuid4(), action=ARRIVE, code=text, via=via)
        answer = take(context().store, visitor.place, [asked], now=now(), dry=True).answers[0]
        if answer.reason != "unknown_code":
            break
    return asked, answer


def _kept(visitor: AtDesk, asked: Asked) -> str:
    """Somebody who is here already or may not come in; the scan is kept as every other is."""
    answer = take(context().store, visitor.place, [asked], now=now()).answers[0]
    if answer.result == "refused" or answer.person is None:
        return page.answered(visitor, said.turned_away(visitor.event, answer.reason))
    card = page.card_of(visitor, answer.person.id)
    if shown := printing.of_arrival(visitor, card, again=True):
        return shown
    return page.answered(visitor, said.welcomed(visitor.event, answer, card, corrected=False))


def _named(visitor: AtDesk, name: str, fact: str) -> int | None:
    """Whose they are, if anybody's; one name is tried so often only, whether it is on the list or not."""
    limits, device = context().limits, f"device {visitor.device.id}"
    tried = f"event {visitor.event.id} {codes.fingerprint(folded(name))}"
    limits.check("name", device)
    with contextlib.suppress(TooOften):
        limits.check("person", tried)
        with context().store.reading() as reading:
            found = oneself.oneself(reading, visitor.event, name=name, fact=fact, now=now())
        if found is not None:
            return found
        limits.failed("person", tried)
    limits.failed("name", device)
    return None
