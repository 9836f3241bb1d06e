"""A badge that is printed once its attendee has checked in: shown until it is out or they go to a desk."""

from datetime import datetime, timedelta

from flask import request

from badges.model import JobState
from badges.moments import now
from badges.people import Card
from badges.printing import looks
from web.context import context
from web.doors import AtDesk, door
from web.kiosk import page, said
from web.kiosk.blueprint import blueprint
from web.kiosk.said import Print
from web.kiosk.visit import Wait, opened_wait, sealed_wait

# Whoever has waited for so long is sent to a desk; what is printed later lies there.
PATIENCE = timedelta(seconds=15)
# Nothing will come of these without a person.
_OVER = frozenset({JobState.FAILED, JobState.UNKNOWN, JobState.CANCELLED})


@blueprint.post("/<slug>/printing")
@door("kiosk")
def wait(visitor: AtDesk) -> str:
    """How the badge stands of whoever waits there (``who``); the page asks once a second."""
    waiting = opened_wait(request.form.get("who", ""), context().settings, visitor.device.id)
    if waiting is None:
        return page.at(visitor, "start")
    moment = now()
    return _shown(visitor, waiting, page.card_of(visitor, waiting.attendee), moment)


def of_arrival(visitor: AtDesk, card: Card, *, again: bool) -> str | None:
    """What somebody sees who is here now, or was already; None where their badge is no printer's affair."""
    if card.collected_at:
        return None
    moment = now()
    print_ = _print_of(visitor, card, moment)
    if print_ is None and card.has_badge:
        return None
    if again and print_ and print_["state"] == JobState.PRINTED:
        return page.answered(visitor, said.printed_before(visitor.event, print_, card))
    return _shown(visitor, Wait(visitor.device.id, card.id, moment, again), card, moment)


def _shown(visitor: AtDesk, waiting: Wait, card: Card, moment: datetime) -> str:
    event, print_ = visitor.event, _print_of(visitor, card, moment)
    if print_ and print_["state"] == JobState.PRINTED:
        return page.answered(visitor, said.printed(event, print_, card))
    if print_ is None or print_["state"] in _OVER or moment - waiting.since >= PATIENCE:
        return page.answered(visitor, said.checked_in_only(event, card))
    answer = said.printing(event, print_, card, again=waiting.again)
    who, late = sealed_wait(waiting, context().settings), said.checked_in_only(event, card)
    return page.at(visitor, "printing", answer=answer, who=who, late=late, patience=PATIENCE.seconds)


def _print_of(visitor: AtDesk, card: Card, moment: datetime) -> Print | None:
    with context().store.reading() as reading:
        return looks.of_attendees(reading, visitor.event, [card.id], moment).get(card.id)
