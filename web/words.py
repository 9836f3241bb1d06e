"""What pages and answers say: moments in the event's own zone, and the desk's sentences."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask

from badges.desk import Answer
from badges.model import Event
from badges.rules.fold import ACTIONS
from web import speech

REFUSALS = {
    "unknown_code": "We do not know this code. Look for the name, or ask the organiser.",
    "other_event": "This code belongs to another event. Look for the name in this one.",
    "cancelled": "The organiser has taken {name} off the list. Please ask the organiser.",
    "not_open": "The doors are not open yet.",
    "closed": "The evening is over; the list is closed.",
    "not_arrived": "{name} has not arrived, so there is nothing to leave.",
    "nothing_to_undo": "There is nothing here to take back.",
    "not_allowed": "This device may not do that. A desk can.",
    "bad_moment": "The time of this scan cannot be right. Look at this device’s clock and try again.",
    "unknown_action": "That cannot be done here; these can: arrive, collect, leave, set_aside, undo.",
    "id_reused": "Another scan has this id already. The device must make a new one.",
}

REVIEWS = {
    "double_admission": "{name} was let in at two desks while they were apart. Please look who came twice.",
    "excused_but_here": "{name} had said they could not come. A warm welcome.",
    "cancelled_but_here": "{name} was off the list and is here. Please tell the organiser.",
    "retired": "This code was replaced; {name} has a newer one.",
}


def register(app: Flask) -> None:
    """Give the templates their filters."""
    app.add_template_filter(clock)
    app.add_template_filter(day)
    app.add_template_filter(local_input)


def clock(moment: datetime | None, event: Event) -> str:
    """The moment as HH:MM in the event's zone; empty where there is none."""
    return _clock(moment, event.timezone) if moment else ""


def _clock(moment: datetime, timezone: str) -> str:
    return moment.astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def day(moment: datetime | None, event: Event) -> str:
    """The moment's day in the event's zone, as the page's language writes it: “Friday 8 May”."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(event.timezone))
    return speech.written_day(local.date(), speech.spoken(event).language)


def local_input(moment: datetime | None, event: Event) -> str:
    """The moment as an ``<input type="datetime-local">`` takes it."""
    return moment.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def said(answer: Answer, action: str, timezone: str) -> str:
    """What the desk reads aloud: the person and the next step."""
    name = answer.person.name if answer.person else "This person"
    if action not in ACTIONS:
        return REFUSALS["unknown_action"]
    if answer.result == "refused":
        return REFUSALS[answer.reason or "unknown_code"].format(name=name)
    if answer.review:
        return REVIEWS[answer.review].format(name=name)
    if answer.result == "again":
        return _again(answer, name, action, timezone)
    return {
        "arrive": f"{name} is here.",
        "collect": f"{name} is here and has the badge.",
        "leave": f"{name} has left.",
        "set_aside": f"The badge of {name} is set aside.",
        "undo": f"Taken back for {name}.",
    }[action]


def _again(answer: Answer, name: str, action: str, timezone: str) -> str:
    if answer.seen and answer.first_at:
        seen = f"{answer.first_by} saw them at {_clock(answer.first_at, timezone)}"
        return f"{name} is here already; {seen}."
    # What lasts is so since then; what is over was then.
    since = "at" if action in {"leave", "undo"} else "since"
    when = f"{since} {_clock(answer.first_at, timezone)} at {answer.first_by}" if answer.first_at else ""
    what = {
        "arrive": "is here already",
        "collect": "has the badge already",
        "leave": "has left already",
        "set_aside": "needs no setting aside: the badge is away",
        "undo": "was put right already",
    }[action]
    return f"{name} {what}, {when}.".replace(", .", ".")


OWN_REFUSALS = {
    "not_open": "The doors open at {doors}. You are very welcome then.",
    "closed": "The evening is over. Thank you for thinking of it.",
    "cancelled": "Please come to the desk; somebody will help you.",
    "other_event": "This pass is for another event. Please come to the desk.",
}


def own(answer: Answer, event: Event) -> str:
    """What an attendee who checks in alone is told."""
    if answer.result == "refused":
        sentence = OWN_REFUSALS.get(answer.reason or "", "We do not know this code. Please come to the desk.")
        return sentence.format(doors=clock(event.doors_at, event))
    name = answer.person.name if answer.person else ""
    has_badge = answer.person is not None and answer.person.facts.collected is not None
    badge = "You have your badge." if has_badge else "Your badge is at the desk."
    greeting = f"You are here already, {name}." if answer.result == "again" else f"Welcome, {name}."
    return f"{greeting} {badge}"
