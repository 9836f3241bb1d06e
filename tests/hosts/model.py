"""The model: people with plain stories, and what is true of them at a moment. It imports none of ours."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

MISSING, CAME, NO_SHOW, LEFT, VIP = "missing", "came_after_all", "no_show", "left", "vip"
BACK = "came_back"
HERE_WITHOUT, ON_THE_TABLE, LAST = "here_without", "on_the_table", "last"
ABSENCES = frozenset({MISSING, ON_THE_TABLE, LAST, NO_SHOW})
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# Who goes in the last quarter of an hour has stayed.
LEAVING_IS_EARLY = timedelta(minutes=15)


@dataclass(frozen=True)
class Night:
    """An evening's hours and graces."""

    doors: datetime
    start: datetime
    end: datetime
    missing_after: timedelta = timedelta(minutes=30)
    uncollected_after: timedelta = timedelta(minutes=10)
    set_aside_after: timedelta = timedelta(minutes=90)


@dataclass(frozen=True)
class Known:
    """What is known of somebody from a moment on."""

    arrived: datetime | None = None
    collected: bool = False
    left: datetime | None = None
    set_aside: bool = False
    excused: bool = False
    late_until: datetime | None = None


@dataclass
class Person:
    """Somebody invited, by whom, and how what is known of them changed."""

    name: str
    hosts: frozenset[str]
    expected: datetime
    grace: timedelta
    vip: bool = False
    story: list[tuple[datetime, Known]] = field(default_factory=lambda: [(LONG_AGO, Known())])

    def learns(self, at, **changes):
        """From this moment on something else is known."""
        self.story.append((at, replace(self.story[-1][1], **changes)))

    def known(self, at):
        """What is known at a moment."""
        times = [when for when, _ in self.story]
        return self.story[bisect_right(times, at) - 1][1]

    def missing_at(self, known, night):
        """When they are missed."""
        return max((known.late_until or self.expected) + self.grace, night.doors)

    def true(self, at, night):
        """All that is so at this moment and that a host would want to hear."""
        known = self.known(at)
        return self._of_somebody_here(known, at, night) if known.arrived else self._of_somebody_away(
            known, at, night
        )

    def _of_somebody_here(self, known, at, night):
        found = {CAME} | (set() if known.left else {BACK} | ({VIP} if self.vip else set()))
        waits = not known.collected and not known.left
        if waits and known.arrived + night.uncollected_after <= at < night.end:
            found.add(HERE_WITHOUT)
        if known.left and known.left < night.end - LEAVING_IS_EARLY:
            found.add(LEFT)
        return found

    def _of_somebody_away(self, known, at, night):
        if known.excused:
            return set()
        if at >= night.end:
            return {NO_SHOW}
        missed = self.missing_at(known, night)
        found = {MISSING} if at >= missed else set()
        if at >= missed and not known.set_aside:
            # Whether it is one of the last is the table's to say.
            found.add(LAST)
        cleared = max(night.start + night.set_aside_after, missed)
        return found | ({ON_THE_TABLE} if at >= cleared and not known.set_aside else set())
