"""The tree of refusals: what the subject says no to, free of HTTP.

Refusal
├── BadInput            what was sent cannot be understood
│   ├── BadMoment       a moment without a zone, or no moment at all
│   ├── NotJson         a body that is no JSON object
│   ├── BadSetting      a setting that cannot be used
│   └── BadFile         a file that cannot be read as what it should be
├── NotFound            nothing has that name here
│   ├── UnknownEvent
│   ├── UnknownAttendee
│   ├── UnknownJob
│   └── UnknownCode
├── NotAllowed          this key or link does not open this door
├── NotNow              the evening's hours do not allow it
└── Conflict            somebody else was first, or it exists already
    ├── LostLease       a print job that is no longer this station's
    ├── PrinterTaken    a printer that another station drives
    └── StationTaken    a station that another program runs

Each refusal says what happened, why, and what to do next, and carries the
facts as attributes of ``facts``. ``web`` turns the branches into statuses.
"""

from typing import Any


class Refusal(Exception):  # noqa: N818 - a refusal is the product's word; it is an answer, not a fault.
    """The root: ``message`` is a sentence a volunteer can read aloud."""

    code = "refused"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class BadInput(Refusal):
    """What was sent cannot be understood."""

    code = "bad_input"


class BadMoment(BadInput):
    """A moment without a zone, or no moment at all."""

    code = "bad_moment"


class NotJson(BadInput):
    """A body that is no JSON object."""

    code = "not_json"


class BadSetting(BadInput):
    """A setting that cannot be used; the message names it."""

    code = "bad_setting"


class BadFile(BadInput):
    """A file that cannot be read as what it should be."""

    code = "bad_file"


class NotFound(Refusal):
    """Nothing has that name here."""

    code = "not_found"


class UnknownEvent(NotFound):
    """No event has this slug."""

    code = "unknown_event"


class UnknownAttendee(NotFound):
    """Nobody on this event's list has this id."""

    code = "unknown_attendee"


class UnknownCode(NotFound):
    """No pass, badge or foreign code reads like this."""

    code = "unknown_code"


class UnknownJob(NotFound):
    """No print job of this event has this number."""

    code = "unknown_job"


class NotAllowed(Refusal):
    """The key or link does not open this door."""

    code = "not_allowed"


class NotNow(Refusal):
    """The evening's hours do not allow it."""

    code = "not_now"


class Conflict(Refusal):
    """Somebody else was first, or it exists already."""

    code = "conflict"


class LostLease(Conflict):
    """A print job is no longer the station's: nothing of it may be sent to a printer."""

    code = "lost_lease"


class PrinterTaken(Conflict):
    """Another station drives this printer."""

    code = "printer_taken"


class StationTaken(Conflict):
    """Another program runs as this station."""

    code = "station_taken"
