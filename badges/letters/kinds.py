"""The kinds of letters, and which one a host would write now."""

from datetime import datetime
from typing import Any

from badges.rules.hours import Hours

WHERE_ARE_YOU, MISSED_YOU, THANKS, ANSWER = "where_are_you", "missed_you", "thanks", "answer"
KINDS = (WHERE_ARE_YOU, MISSED_YOU, THANKS, ANSWER)
# Written while the evening runs, or once it has ended.
AFTERWARDS = frozenset({MISSED_YOU, THANKS})


def kind_for(attendee: Any, hours: Hours, now: datetime) -> str:
    """The letter to somebody with this ``arrived_at``: a question before the end, else missed or thanked."""
    if not hours.over(now):
        return WHERE_ARE_YOU
    return THANKS if attendee.arrived_at else MISSED_YOU
