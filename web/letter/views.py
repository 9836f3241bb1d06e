"""The answer page: a letter's link opens it without a sign-in, and a touch answers its host."""

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from badges import people, replies
from badges.errors import BadInput, Refusal, UnknownCode
from badges.letters.opened import Opened, opened, wish_contact
from badges.letters.passed_on import with_link
from badges.letters.threads import HOST, thread
from badges.moments import now
from badges.replies import Wish
from web.attendee.own_pass import time_of_the_evening
from web.context import context
from web.errors import status_of

blueprint = Blueprint("letter", __name__, url_prefix="/l")

Shown = AnyResponse | str | tuple[str, int]
Errand = Callable[[Session], object]
MINUTES = (15, 30, 45)


@blueprint.get("/<code>")
def answer(code: str) -> str:
    """The letter, what was said so far, and what there is to say now."""
    return _page(_letter(code), code)


@blueprint.post("/<code>", endpoint="say")
def say(code: str) -> Shown:
    """One of the answers, with a word or without."""
    found, moment = _letter(code), now()
    try:
        errand = _errand(found, moment)
        with context().store.writing() as session:
            errand(session)
    except Refusal as refusal:
        return _page(found, code, refusal.message), status_of(refusal)
    return redirect(f"{url_for('letter.answer', code=code)}#said")


@blueprint.post("/<code>/letters", endpoint="contact")
def contact(code: str) -> AnyResponse:
    """No more letters, or letters again."""
    found = _letter(code)
    wanted = request.form.get("letters") == "yes"
    with context().store.writing() as session:
        wish_contact(session, found.event, found.attendee.id, wanted=wanted, now=now())
    return redirect(f"{url_for('letter.answer', code=code)}#letters")


def _errand(found: Opened, moment: datetime) -> Errand:
    """What the form asks for, as the errand that does it."""
    form, event, who = request.form, found.event, found.attendee.id
    chosen = form.get("answer", "")
    words = with_link(form.get("words", ""), form.get("link", ""))
    wish = Wish(found.letter.id, for_organisers=form.get("readers") == "organisers", keep="keep" in form)
    if chosen.startswith("late"):
        until = _until(chosen, form.get("at", ""), found, moment)
        return lambda session: replies.running_late(
            session, event, who, until=until, words=words, wish=wish, now=moment
        )
    if chosen == "coming":
        return lambda session: replies.can_come(session, event, who, wish=wish, now=moment)
    errands = {
        "on_my_way": replies.on_my_way,
        "cannot_come": replies.could_not_come if event.hours.over(moment) else replies.cannot_come,
        "was_there": replies.was_there,
        "had_to_leave": replies.had_to_leave,
        "word": replies.word,
    }
    if chosen not in errands:
        raise BadInput("Please choose one of the answers first.")
    return lambda session: errands[chosen](session, event, who, words=words, wish=wish, now=moment)


def _until(chosen: str, clock: str, found: Opened, moment: datetime) -> datetime:
    minutes = chosen.removeprefix("late-")
    if minutes in map(str, MINUTES):
        return replies.late_by(int(minutes), event=found.event, now=moment)
    return time_of_the_evening(clock, found.event, moment)


def _letter(code: str) -> Opened:
    with context().store.reading() as session:
        found = opened(session, code)
    return found or _lost()


def _lost() -> NoReturn:
    context().limits.failed("link")
    raise UnknownCode("This link no longer works. The newest mail from your host has one that does.")


def _page(found: Opened, code: str, notice: str = "") -> str:
    moment = now()
    with context().store.reading() as session:
        card = people.card(session, found.event, found.attendee.id, now=moment)
        said = thread(session, found.attendee.id, found.host)
        last = replies.own(session, found.attendee.id)
    return render_template(
        "letter/answer.html",
        event=found.event,
        host=found.host,
        attendee=found.attendee,
        letter=found.letter,
        code=code,
        card=card,
        choices=_choices(card, found, moment),
        # The letter itself stands above it, and earlier evenings are the host's to remember.
        thread=[one for one in said if not one.event and (one.who, one.letter) != (HOST, found.letter.id)],
        last=last,
        over=found.event.hours.over(moment),
        minutes=MINUTES,
        form=request.form,
        notice=notice,
        now=moment,
    )


def _choices(card: people.Card, found: Opened, moment: datetime) -> list[str]:
    """The answers that make sense now, those most likely first."""
    event = found.event
    if card.standing == "cancelled":
        return ["word"]
    if event.hours.over(moment):
        absent = [] if card.arrived_at else ["cannot_come"]
        return [*([] if card.arrived_at else ["was_there"]), "had_to_leave", *absent, "word"]
    if card.arrived_at:
        return ["had_to_leave", "word"]
    away = [*(f"late-{minutes}" for minutes in MINUTES), "late-at", "on_my_way", "cannot_come"]
    open_now = ["was_there", "had_to_leave"] if moment >= event.doors_at else []
    again = ["coming"] if card.excused or card.late_until else []
    return [*away, *again, *open_now, "word"]
