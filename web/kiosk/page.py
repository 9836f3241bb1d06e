"""The kiosk's page at each of its steps."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from badges import events, people
from badges.moments import now
from web.context import context
from web.doors import AtDesk
from web.kiosk.said import Said
from web.kiosk.visit import Visit, sealed


def at(visitor: AtDesk, step: str, **shown: Any) -> str:
    """The page at a step, one of those that kiosk.html names."""
    return render_template("kiosk/kiosk.html", event=visitor.event, device=visitor.device, step=step, **shown)


def answered(visitor: AtDesk, answer: Said) -> str:
    """An answer, after which the kiosk starts over."""
    return at(visitor, "answer", answer=answer)


def to_read(visitor: AtDesk, visit: Visit) -> str:
    """Ask whether the badge should read so."""
    return at(visitor, "read", badge=badge_of(visitor, visit), **_written(visitor, visit))


def to_correct(visitor: AtDesk, visit: Visit, **refused: str) -> str:
    """The badge's text in fields: of ``visit``, or name and company as they were just refused, and why.

    What was refused is shown and no more: it does not become part of the visit.
    """
    return at(visitor, "correct", **{**_written(visitor, visit), **refused})


def badge_of(visitor: AtDesk, visit: Visit) -> Markup | None:
    """The badge as it will print, or None where it cannot be."""
    from web.kiosk import own_badge  # noqa: PLC0415 - until somebody is found it carries no drawing libraries.

    with context().store.reading() as reading:
        event = events.event_named(reading, visitor.event.slug)
        return own_badge.drawn(reading, event, visit.attendee, visit.written)


def card_of(visitor: AtDesk, attendee: int) -> people.Card:
    """What the event knows of the one who stands there."""
    with context().store.reading() as reading:
        return people.card(reading, visitor.event, attendee, now=now())


def _written(visitor: AtDesk, visit: Visit) -> dict[str, Any]:
    card = card_of(visitor, visit.attendee)
    name, company = visit.written or (card.name, card.company)
    return {"name": name, "company": company, "who": sealed(visit, context().settings)}
