"""What the kiosk says to somebody who stands there alone. Each answer's first sentence is set large."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from badges.desk import Answer
from badges.model import Event
from badges.people import Card
from web.speech import spoken
from web.words import clock

# The latest print of somebody's badge, as ``badges.printing.looks`` tells of it.
Print = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """An answer that fills the screen: ``word`` is its shape (done, again, refused, ask)."""

    word: str
    first: str
    rest: str = ""


def welcomed(event: Event, answer: Answer, card: Card, *, corrected: bool) -> Said:
    """Somebody is here, now or already, and where their badge is."""
    t = spoken(event).t
    first = _greeting(event, card, again=answer.result == "again")
    if card.collected_at:
        return Said(answer.result, first, t("You have your badge."))
    where = t("Your badge is at the desk.")
    if card.box:
        where = t("Your badge is at the desk, in box {box}.", box=card.box)
    anew = t("Tell them that you corrected it.") if corrected else ""
    return Said(answer.result, first, f"{where} {anew}".strip())


def printing(event: Event, print_: Print, card: Card, *, again: bool) -> Said:
    """Their badge is on its way: where it comes out, and how many come before it."""
    t, tn = spoken(event).t, spoken(event).tn
    at = t("Your badge is printed now.")
    if print_["printer"]:
        at = t("Your badge is printed now, at {printer}.", printer=_name(print_["printer"]))
    before = (print_["position"] or 1) - 1
    line = tn("One badge comes before it.", "{n} badges come before it.", before) if before else ""
    return Said("again" if again else "done", _greeting(event, card, again=again), _joined(at, line))


def printed(event: Event, print_: Print, card: Card) -> Said:
    """It is out."""
    t, printer = spoken(event).t, print_["printer"]
    first = t("Your badge is ready, {name}.", name=_name(card.name))
    if not printer:
        return Said("done", first, t("Please take it."))
    return Said("done", first, t("Please take it at {printer}.", printer=_name(printer)))


def printed_before(event: Event, print_: Print, card: Card) -> Said:
    """It came out some time ago, and nobody has said since that they have it."""
    t, printer = spoken(event).t, print_["printer"]
    desk = t("If you do not have it, please come to the desk.")
    at = t("Your badge was printed.")
    if printer:
        at = t("Your badge was printed at {printer}.", printer=_name(printer))
    return Said("again", _greeting(event, card, again=True), _joined(at, desk))


def checked_in_only(event: Event, card: Card) -> Said:
    """Nothing came out in time: they are here all the same, and a desk has other ways."""
    t = spoken(event).t
    first = t("You are checked in, {name}.", name=_name(card.name))
    return Said("ask", first, t("Please come to the desk for your badge."))


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


def _greeting(event: Event, card: Card, *, again: bool) -> Markup:
    t, name = spoken(event).t, _name(card.name)
    return t("You are here already, {name}.", name=name) if again else t("Welcome, {name}.", name=name)


def _joined(*sentences: str) -> Markup:
    return Markup(" ").join(one for one in sentences if one)


def _name(written: str) -> Markup:
    """A name within a sentence, in its own direction and in no language we would presume."""
    return Markup('<bdi dir="auto" translate="no">{}</bdi>').format(written)
