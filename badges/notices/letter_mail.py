"""The mail with a host's letter: their own words, one thing to touch, and answers go to the host."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from html import escape

from badges.letters.kinds import ANSWER, MISSED_YOU, THANKS, WHERE_ARE_YOU
from badges.model import Attendee, Event, Host, Letter
from badges.notices.message import address, bare, button, filled, foot, headed, sheet, step
from badges.notices.words import isolated

_SUBJECTS = {
    WHERE_ARE_YOU: "{host} is looking out for you at {event}",
    MISSED_YOU: "{host} missed you at {event}",
    THANKS: "A word of thanks from {host}",
    ANSWER: "{host} has answered you",
}
_STEPS = {
    WHERE_ARE_YOU: "Late, on the way, or not coming: one touch is enough, and nothing needs a sign-in.",
    MISSED_YOU: "A word is enough, nothing needs a sign-in, and you choose who reads it.",
    THANKS: "If you have something to say back, nothing needs a sign-in.",
    ANSWER: "There you also find what you have said to each other so far.",
}
_PARAGRAPH = "margin:16px 0 0;white-space:pre-line"


def letter_mail(
    letter: Letter,
    attendee: Attendee,
    event: Event,
    host: Host,
    *,
    sender: str,
    link: str,
    message_id: str,
    now: datetime,
) -> EmailMessage:
    """The mail to the attendee, from the event, with the host to answer to. Raises BadAddress.

    ``link`` opens the answer page.
    """
    mail = headed(
        address(sender, called=event.name),
        address(attendee.email, called=attendee.name),
        message_id=message_id,
        now=now,
    )
    # A person wrote this one, and should be told by a machine when nobody is there to read it.
    del mail["Auto-Submitted"]
    mail["Reply-To"] = address(host.email, called=host.name)
    mail["Subject"] = subject(letter.kind, event, host)
    return filled(mail, as_text(letter, event, host, link), as_html(letter, event, host, link))


def subject(kind: str, event: Event, host: Host) -> str:
    """What the letter's mail is headed."""
    return _SUBJECTS[kind].format(host=isolated(host.name), event=isolated(event.name))


def button_words(host: Host, marked: Callable[[str], str] = isolated) -> str:
    """What the one button says."""
    return f"Answer {marked(host.name)}"


def as_text(letter: Letter, event: Event, host: Host, link: str) -> str:
    """The mail in plain text."""
    paragraphs = [
        letter.words,
        f"{button_words(host)}:\n{link}",
        _STEPS[letter.kind],
        f"-- \n{why_you(event, host, isolated)}",
    ]
    return "\n\n".join(paragraphs) + "\n"


def as_html(letter: Letter, event: Event, host: Host, link: str) -> str:
    """The mail in HTML: the host's paragraphs, each in its own direction."""
    said = "".join(
        f'<p dir="auto" style="{_PARAGRAPH}">{escape(paragraph.strip())}</p>\n'
        for paragraph in letter.words.split("\n\n")
        if paragraph.strip()
    )
    return sheet(
        subject(letter.kind, event, host),
        f"{said}{button(link, button_words(host, bare))}\n"
        f"{step(escape(_STEPS[letter.kind]))}<br>\n{foot(why_you(event, host, bare))}",
    )


def why_you(event: Event, host: Host, marked: Callable[[str], str]) -> str:
    """Why the attendee has this mail, and how it is the last one."""
    return (
        f"{marked(host.name)} wrote this to you as your host at {marked(event.name)}; answering the mail "
        "reaches them too. If you want no such letters, the page behind the button takes that wish. "
        "Whoever has its link can answer for you, so please keep it to yourself."
    )
