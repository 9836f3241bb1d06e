"""Letters: what hosts write to the one who is missing, when they may, and what comes back."""

from badges.letters.asked import Asked, asked_by
from badges.letters.guards import may_write
from badges.letters.kinds import ANSWER, KINDS, MISSED_YOU, THANKS, WHERE_ARE_YOU, kind_for
from badges.letters.threads import Spoken, thread
from badges.letters.writing import Draft, Written, write

__all__ = [
    "ANSWER",
    "KINDS",
    "MISSED_YOU",
    "THANKS",
    "WHERE_ARE_YOU",
    "Asked",
    "Draft",
    "Spoken",
    "Written",
    "asked_by",
    "kind_for",
    "may_write",
    "thread",
    "write",
]
