"""What the kiosk says to somebody who stands there alone. Each answer's first sentence is set large."""

from dataclasses import dataclass

from markupsafe import Markup

from badges.desk import Answer
from badges.model import Event
from badges.people import Card
from web.speech import spoken
from web.words import clock


@dataclass(frozen=True)
class Said:
    """An answer that fills the screen: ``word`` is its shape (done, again, refused, ask)."""

    word: str
    first: str
    rest: str = ""


def welcomed(event: Event, answer: Answer, card: Card, *, corrected: bool) -> Said:
    """Somebody is here, now or already, and where their badge is."""
    t, name = spoken(event).t, _name(card.name)
    again = answer.result == "again"
    first = t("You are here already, {name}.", name=name) if again else t("Welcome, {name}.", name=name)
    if card.collected_at:
        return Said(answer.result, first, t("You have your badge."))
    where = t("Your badge is at the desk.")
    if card.box:
        where = t("Your badge is at the desk, in box {box}.", box=card.box)
    anew = t("Tell them that you corrected it.") if corrected else ""
    return Said(answer.result, first, f"{where} {anew}".strip())


def turned_away(event: Event, reason: str | None) -> Said:
    """Nobody is let in; what to do is said, and why only where it is no secret."""
    t = spoken(event).t
    if reason == "not_open":
        opens = t("The doors open at {doors}. You are very welcome then.", doors=clock(event.doors_at, event))
        return Said("ask", t("You are early."), opens)
    if reason == "closed":
        return Said("ask", t("The evening is over."), t("Thank you for thinking of it."))
    help_at_desk = t("Please come to the desk; somebody will help you.")
    if reason == "other_event":
        return Said("ask", t("This code is for another event."), help_at_desk)
    if reason == "unknown_code":
        again = t("Please try once more, or come to the desk.")
        return Said("refused", t("We do not know this code."), again)
    return Said("ask", t("Please come to the desk."), t("Somebody there will help you."))


def not_found(event: Event) -> str:
    """The one sentence for a name that is not on the list and for a fact that does not go with it."""
    t = spoken(event).t
    return t("We could not find you by that. Please look at both once more, or come to the desk.")


def too_often(event: Event) -> Said:
    """Somebody tries codes or names; whoever stands there honestly is helped at the desk."""
    t = spoken(event).t
    return Said("ask", t("Please come to the desk."), t("This kiosk rests for a minute."))


def _name(written: str) -> Markup:
    """A name within a sentence, in its own direction and in no language we would presume."""
    return Markup('<bdi dir="auto" translate="no">{}</bdi>').format(written)
