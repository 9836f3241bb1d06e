"""The event as an entry for a calendar (RFC 5545): where, when, and for an attendee their own pass."""

import unicodedata
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from badges.model import Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar_file(event: Event, *, page: str, own_pass: str = "", now: datetime) -> bytes:
    """The event as the bytes of an ``.ics`` file.

    ``page`` is the event's open page. ``own_pass`` opens an attendee's pass
    and stands in what is theirs alone. The entry has the same UID each time,
    so that a calendar that has it already changes it.
    """
    # Three of our processes in four never write one, and the library takes as long to load as ten pages.
    from icalendar import Calendar  # noqa: PLC0415
    from icalendar import Event as Entry  # noqa: PLC0415

    entry = Entry()
    entry.add("uid", f"{event.slug}@{urlsplit(page).hostname}")
    entry.add("dtstamp", now)
    # In UTC: a zone's rules would have to come along, and each calendar shows its owner's time anyway.
    entry.add("dtstart", event.start_at)
    entry.add("dtend", event.end_at)
    entry.add("summary", _clean(event.name))
    if event.venue:
        entry.add("location", _clean(event.venue))
    entry.add("description", _description(event, own_pass))
    entry.add("url", own_pass or page)
    calendar = Calendar()
    calendar.add("prodid", "-//Last Badge//Last Badge//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written


def _description(event: Event, own_pass: str) -> str:
    doors = f"{event.doors_at.astimezone(ZoneInfo(event.timezone)):%H:%M}"
    said = [f"Doors open at {doors}.", event.dress]
    if own_pass:
        said.append(f"Your pass, for you alone: {own_pass}")
    return _clean("\n".join(filter(None, said)))


def _clean(text: str) -> str:
    """The text without what would end its line in the file."""
    return "".join(" " if c != "\n" and unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
