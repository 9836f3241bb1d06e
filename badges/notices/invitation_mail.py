"""The invitation: the pass with its QR, when, where and what to wear, and “I can’t come” in one touch."""

from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from html import escape
from zoneinfo import ZoneInfo

from badges.calendar_file import calendar_file
from badges.model import Attendee, Event
from badges.notices.message import address, bare, button, filled, foot, headed, sentence, sheet
from badges.notices.pass_mail import LINK_WORDS
from badges.notices.words import isolated, one_line
from badges.paper import qr_png

DECLINE_WORDS = "I can’t come"
# Behind the address of a pass, the page that asks whether somebody cannot come.
DECLINE = "/no"

# As in every mail of ours: colours of the reader's own, and greys that show on light and on dark.
_FACTS = "margin:20px 0 0;border-collapse:collapse;width:100%"
_WORD = (
    "padding:8px 16px 8px 0;vertical-align:top;text-align:start;font-weight:400;opacity:.75;"
    "border-top:1px solid #8a8a8a66;width:1%;white-space:nowrap"
)
_FACT = "padding:8px 0;border-top:1px solid #8a8a8a66"
# The code brings its own white, because scanners do not read it inverted; the words beside it do not.
_QR = (
    "display:block;width:200px;height:200px;margin:24px 0 0;padding:8px;background:#ffffff;"
    "border-radius:12px;border:1px solid #8a8a8a66"
)
_QUIET = "margin:8px 0 0;font-size:15px;opacity:.75"
_DECLINE = (
    "display:inline-block;margin:12px 0 28px;padding:12px 20px;border-radius:12px;"
    "border:2px solid #8a8a8a;color:inherit;text-decoration:none;font-weight:600"
)


def invitation_mail(
    attendee: Attendee,
    event: Event,
    hosts: Sequence[str],
    *,
    sender: str,
    link: str,
    page: str,
    message_id: str,
    now: datetime,
) -> EmailMessage:
    """The mail to the attendee's address on the list. Raises BadAddress.

    ``hosts`` are the names of those who invited them, ``link`` opens the
    pass, ``page`` is the event's open page. The QR is a picture inside the
    mail: nothing is fetched when it is read.
    """
    mail = headed(
        address(sender, called=event.name),
        address(attendee.email, called=attendee.name),
        message_id=message_id,
        now=now,
    )
    mail["Subject"] = f"You are invited: {isolated(event.name)}"
    picture = f"pass-{message_id.strip('<>')}"
    filled(mail, as_text(attendee, event, hosts, link), as_html(attendee, event, hosts, link, picture))
    html = mail.get_body(("html",))
    assert html is not None
    html.add_related(
        qr_png(link), "image", "png", cid=f"<{picture}>", filename="pass.png", disposition="inline"
    )
    entry = calendar_file(event, page=page, own_pass=link, now=now)
    mail.add_attachment(entry, maintype="text", subtype="calendar", filename=f"{event.slug}.ics")
    return mail


def as_text(attendee: Attendee, event: Event, hosts: Sequence[str], link: str) -> str:
    """The mail in plain text."""
    facts = "\n".join(f"{word}: {fact}" for word, fact in _facts(event, isolated))
    paragraphs = [
        f"Hello {isolated(attendee.name)},",
        _who_invites(event, hosts, isolated),
        facts,
        f"Your pass, to show at the door:\n{link}",
        f"If you cannot come, one touch says so, and nobody waits:\n{link}{DECLINE}",
        f"-- \n{_why_you(event, isolated)}",
    ]
    return "\n\n".join(paragraphs) + "\n"


def as_html(attendee: Attendee, event: Event, hosts: Sequence[str], link: str, picture: str) -> str:
    """The mail in HTML; ``picture`` is the content id of the pass's QR."""
    rows = "".join(
        f'<tr><th scope="row" style="{_WORD}">{word}</th><td style="{_FACT}">{fact}</td></tr>\n'
        for word, fact in _facts(event, bare)
    )
    code = (
        f'<img src="cid:{escape(picture)}" width="200" height="200" style="{_QR}" '
        'alt="The QR code of your pass. Without pictures, open your pass with the button above.">'
    )
    return sheet(
        f"You are invited: {one_line(event.name)}",
        f'<p style="margin:0">Hello {bare(attendee.name)},</p>\n'
        f"{sentence(_who_invites(event, hosts, _strong))}"
        f'<table style="{_FACTS}">\n{rows}</table>\n'
        f"{button(link, LINK_WORDS)}\n{code}\n"
        f'<p style="{_QUIET}">Show this at the door, or say your name. {_CALENDAR}</p>\n'
        f'<p style="margin:28px 0 0">Plans change. One touch says so, and nobody waits:</p>\n'
        f'<p style="margin:0"><a href="{escape(link + DECLINE)}" style="{_DECLINE}">{DECLINE_WORDS}</a></p>\n'
        f"{foot(_why_you(event, bare))}",
    )


_CALENDAR = "The evening is attached for your calendar."


def _who_invites(event: Event, hosts: Sequence[str], marked: Callable[[str], str]) -> str:
    names = [marked(name) for name in hosts]
    if not names:
        return f"you are invited to {marked(event.name)}."
    several = len(names) > 1
    said = f"{', '.join(names[:-1])} and {names[-1]}" if several else names[0]
    return f"{said} {'invite' if several else 'invites'} you to {marked(event.name)}."


def _facts(event: Event, marked: Callable[[str], str]) -> list[tuple[str, str]]:
    """When, where and what to wear, as far as the event says."""
    zone = ZoneInfo(event.timezone)
    doors, start, end = (at.astimezone(zone) for at in (event.doors_at, event.start_at, event.end_at))
    when = f"{start:%A} {start.day} {start:%B}, {start:%H:%M} to {end:%H:%M}. Doors open at {doors:%H:%M}."
    said = [("When", when)]
    said += [("Where", marked(event.venue))] if event.venue else []
    said += [("What to wear", marked(event.dress))] if event.dress else []
    return said


def _strong(name: str) -> str:
    return f"<strong>{bare(name)}</strong>"


def _why_you(event: Event, marked: Callable[[str], str]) -> str:
    return (
        f"You have this mail because you are on the guest list of {marked(event.name)}. The pass is yours "
        "alone: whoever has its link can answer for you. On it you also see what is held about you, and can "
        "ask for it to be erased."
    )
