"""The call: a desk says to the hosts that their attendee stands there, and how long that is worth hearing."""

from datetime import datetime, timedelta

from badges.rules.fold import Facts

AT_DESK = "at_desk"
# Nobody stands at a desk for longer than this.
LASTS = timedelta(minutes=15)


def still_calls(called: datetime, facts: Facts, now: datetime) -> bool:
    """Whether somebody for whom a desk called at this moment may still be standing there."""
    return facts.collected is None and now - called < LASTS
