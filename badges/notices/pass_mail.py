"""The mail with somebody's pass: plain and personal, one touch, the evening attached for their calendar."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from html import escape
from zoneinfo import ZoneInfo

from badges.calendar_file import calendar_file
from badges.model import Attendee, Event
from badges.notices.message import address, bare, button, filled, foot, headed, sentence, sheet, step
from badges.notices.words import isolated, one_line

LINK_WORDS = "Open my pass"


def pass_mail(
    attendee: Attendee, event: Event, *, sender: str, link: str, page: str, message_id: str, now: datetime
) -> EmailMessage:
    """The mail to the attendee's address on the list. Raises BadAddress.

    ``link`` opens the pass, ``page`` is the event's open page.
    """
    mail = headed(
        address(sender, called=event.name),
        address(attendee.email, called=attendee.name),
        message_id=message_id,
        now=now,
    )
    mail["Subject"] = f"Your pass for {isolated(event.name)}"
    filled(mail, as_text(attendee, event, link), as_html(attendee, event, link))
    entry = calendar_file(event, page=page, own_pass=link, now=now)
    mail.add_attachment(entry, maintype="text", subtype="calendar", filename=f"{event.slug}.ics")
    return mail


def as_text(attendee: Attendee, event: Event, link: str) -> str:
    """The mail in plain text."""
    paragraphs = [
        f"Hello {isolated(attendee.name)},",
        f"here is your pass for {isolated(event.name)}:\n{link}",
        _TO_DO,
        "\n".join(_where_and_when(event, isolated)),
        f"-- \n{_why_you(event, isolated)}",
    ]
    return "\n\n".join(paragraphs) + "\n"


def as_html(attendee: Attendee, event: Event, link: str) -> str:
    """The mail in HTML."""
    here = f"here is your pass for <strong>{bare(event.name)}</strong>."
    return sheet(
        f"Your pass for {one_line(event.name)}",
        f'<p style="margin:0">Hello {bare(attendee.name)},</p>\n'
        f"{sentence(here)}{button(link, LINK_WORDS)}\n"
        f"{step(escape(_TO_DO))}{step('<br>'.join(_where_and_when(event, bare)))}<br>\n"
        f"{foot(_why_you(event, bare))}",
    )


_TO_DO = (
    "Open it when you are at the door and touch “I am here”. Your badge waits at the front desk. "
    "Once opened, the pass stays on your phone and needs no network to be shown."
)


def _where_and_when(event: Event, marked: Callable[[str], str]) -> list[str]:
    doors, start = (at.astimezone(ZoneInfo(event.timezone)) for at in (event.doors_at, event.start_at))
    when = f"{start:%A} {start.day} {start:%B}, doors {doors:%H:%M}, start {start:%H:%M}"
    return [when, marked(event.venue)] if event.venue else [when]


def _why_you(event: Event, marked: Callable[[str], str]) -> str:
    return (
        f"Somebody wrote your name and mail address on the check-in page of {marked(event.name)}, most "
        "likely you. If it was not you, there is nothing to do: the link went to this address and to nobody "
        "else. Whoever has it can answer for you, so please keep it to yourself."
    )
