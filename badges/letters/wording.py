"""The wording: a host's template with its facts filled in, and what they wrote back made a template."""

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from badges.errors import BadInput
from badges.letters.kinds import ANSWER, MISSED_YOU, THANKS, WHERE_ARE_YOU
from badges.model import Attendee, Event, Host

LONGEST = 2000
_PLACE = re.compile(r"\{(first name|name|event|time|host)\}")

OURS = {
    WHERE_ARE_YOU: (
        "Hello {first name},\n\nI have been looking out for you at {event}, and I hope all is well. "
        "Are you on your way? One touch is enough to let me know.\n\n{host}"
    ),
    MISSED_YOU: (
        "Hello {first name},\n\nI missed you at {event}, and I hope all is well. If you like, tell me how "
        "you are; there is nothing to explain.\n\n{host}"
    ),
    THANKS: (
        "Hello {first name},\n\nthank you for coming to {event}. It was good to have you there.\n\n{host}"
    ),
    ANSWER: "",
}


def facts(attendee: Attendee, event: Event, host: Host) -> dict[str, str]:
    """What each place of a template stands for; the first name only where the list gave one."""
    expected = attendee.late_until or attendee.expected_at or event.start_at
    return {
        "name": attendee.name,
        "first name": attendee.first_name or attendee.name,
        "event": event.name,
        "time": f"{expected.astimezone(ZoneInfo(event.timezone)):%H:%M}",
        "host": host.name,
    }


def composed(kind: str, attendee: Attendee, event: Event, host: Host) -> str:
    """The letter as this host would begin it: their own words for its kind, or ours."""
    return filled(str(host.templates.get(kind) or OURS[kind]), facts(attendee, event, host))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its facts; braces that are no place of ours stay as they were typed."""
    return _PLACE.sub(lambda place: values[place[1]], template)


def template_of(words: str, values: Mapping[str, str]) -> str:
    """What was written to one person as a template for all: every fact in it becomes its place again.

    The longest fact first, each as a whole word, so that Ann is not found in
    Annabel. In one pass, so that no fact is found inside a place.
    """
    found: dict[str, str] = {}
    for place in ("first name", "name", "event", "host", "time"):
        if values[place]:
            found.setdefault(values[place], place)
    facts_there = sorted(found, key=len, reverse=True)
    any_fact = re.compile("|".join(rf"(?<!\w){re.escape(fact)}(?!\w)" for fact in facts_there))
    return any_fact.sub(lambda hit: f"{{{found[hit[0]]}}}", words)


def keep_template(host: Host, kind: str, words: str, values: Mapping[str, str]) -> None:
    """The host wants these words again, for everybody they write such a letter to."""
    # Another dict, or the change of a JSON column goes unseen.
    host.templates = {**host.templates, kind: template_of(words, values)}


def tidied(words: str) -> str:
    """A letter's words as they are kept. Raises BadInput where there are none, or a novel."""
    words = words.replace("\0", "").replace("\r\n", "\n").strip()
    if not words:
        raise BadInput("There is nothing in this letter yet. A line of your own is enough.")
    if len(words) > LONGEST:
        raise BadInput(f"Please say it in at most {LONGEST} characters.", length=len(words))
    return words
