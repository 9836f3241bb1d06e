"""Whether a notice is still true, and still news, at the moment before it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from badges.model import NoticeState
from badges.notices.owed import ABSENCES, CAME_AFTER_ALL, CAME_BACK, LAST_BADGES
from badges.rules.fold import Facts
from badges.rules.hours import Hours
from badges.rules.standing import Said
from badges.rules.watch import LEFT_EARLY, UNCOLLECTED, Told, due


@dataclass(frozen=True)
class Earlier:
    """Another notice to the same host about the same attendee over the same channel."""

    kind: str
    state: str
    attempts: int

    @property
    def may_have_been_heard(self) -> bool:
        """It was sent, or somebody tried before and we cannot know how far they came."""
        return self.state == NoticeState.SENT or (self.attempts > 1 and self.state != NoticeState.FAILED)


# What good news makes untrue.
_TAKES_BACK: dict[str, tuple[str, ...]] = {CAME_AFTER_ALL: ABSENCES, CAME_BACK: (LEFT_EARLY,)}


def is_true(kind: str, facts: Facts, said: Said, hours: Hours, now: datetime) -> bool:
    """Whether the notice says what is so: the watch would tell it now if nobody had been told.

    Among the last badges is one that will be told of as left behind, as soon as its owner is missed.
    """
    if kind == CAME_AFTER_ALL:
        return facts.arrived is not None
    if kind == CAME_BACK:
        return facts.arrived is not None and facts.left is None
    if kind == LAST_BADGES:
        return facts.arrived is None and UNCOLLECTED in due(
            facts, said, Told(), replace(hours, set_aside_after=timedelta(0)), now
        )
    return kind in due(facts, said, Told(), hours, now)


def is_news(kind: str, earlier: Sequence[Earlier]) -> bool:
    """Whether the host does not know it yet; ``earlier`` is in the order the notices were owed.

    Good news is none to a host who never heard the bad. Bad news is none
    after good news that never reached them, because an arrival was undone at
    once: the host was told before, and still believes it.
    """
    if kind in _TAKES_BACK:
        return any(one.kind in _TAKES_BACK[kind] and one.may_have_been_heard for one in earlier)
    good = CAME_BACK if kind == LEFT_EARLY else CAME_AFTER_ALL
    story = [one for one in earlier if one.kind in {kind, good}]
    last = story[-1] if story else None
    unheard = last is not None and last.kind == good and not last.may_have_been_heard
    return not (unheard and _last_sent(story) == kind)


def _last_sent(story: Sequence[Earlier]) -> str | None:
    return next((one.kind for one in reversed(story) if one.state == NoticeState.SENT), None)
