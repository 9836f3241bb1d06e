"""The figures of the no-show report: what is counted, and how it adds up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from badges.attendance import Card
from badges.people import badge_is
from badges.rules.hours import Hours
from badges.rules.standing import Standing

# Fewer than this could be somebody, so an organiser is told no number.
FEWEST = 5


@dataclass(frozen=True)
class Totals:
    """How many stand where; all others add up to ``expected``, which is everybody not cancelled."""

    expected: int = 0
    # Not yet due.
    awaited: int = 0
    late: int = 0
    missing: int = 0
    here: int = 0
    left_early: int = 0
    stayed: int = 0
    no_show: int = 0
    excused: int = 0

    @property
    def came(self) -> int:
        """Everybody who was here, however long."""
        return self.here + self.left_early + self.stayed

    @property
    def absent(self) -> int:
        """Those we have not heard from: missing while it goes on, no-shows afterwards."""
        return self.missing + self.no_show

    @property
    def coming(self) -> int:
        """Those still to come, late ones too."""
        return self.awaited + self.late


@dataclass(frozen=True)
class Badges:
    """Where the badges are; they add up to everybody who is expected."""

    collected: int = 0
    uncollected_here: int = 0
    on_the_table: int = 0
    set_aside: int = 0
    not_printed: int = 0

    @property
    def uncollected(self) -> int:
        """Those that nobody has collected and nobody has set aside."""
        return self.uncollected_here + self.on_the_table


@dataclass(frozen=True)
class Part:
    """Some of the people: one host's, one type's, one company's, those of one hour.

    Somebody with two hosts is in both parts. ``name`` is empty for those
    with no host, type or company. ``walk_ins`` are among the expected.
    """

    name: str
    totals: Totals
    badges: Badges
    walk_ins: int = 0


@dataclass(frozen=True)
class Doubt:
    """Something to look at before the report is believed."""

    attendee: int
    name: str
    why: str
    at: datetime


@dataclass(frozen=True)
class Answered:
    """How many said this last, and how many of them gave a reason in words.

    None says that there are some and fewer than five, which an organiser is not told.
    """

    kind: str
    people: int | None
    reasons: int | None


@dataclass(frozen=True)
class Earlier:
    """How one earlier event went, of the same host's people or as a whole."""

    slug: str
    name: str
    timezone: str
    start: datetime
    expected: int
    came: int
    excused: int

    @property
    def no_show(self) -> int:
        """Those who did not come and had not said so."""
        return self.expected - self.came - self.excused

    @property
    def no_show_share(self) -> float | None:
        """Of those expected and not excused, how many did not come; None where there was nobody."""
        due = self.expected - self.excused
        return self.no_show / due if due else None


@dataclass(frozen=True)
class Report:
    """The evening as it stood at one moment; ``final`` once it was over.

    ``words`` are what attendees answered, by their ids: in a host's own part
    all that were meant for that host, in the organiser's only those that the
    attendee let organisers read. ``said`` is the kind of what they said last,
    for the same readers. ``printed`` is None where nothing was ever printed
    from here. ``parts`` are by host; ``times`` by the hour people were asked
    for, walk-ins under None; ``earlier`` has the latest event first.
    """

    slug: str
    name: str
    timezone: str
    doors: datetime
    start: datetime
    end: datetime
    at: datetime
    final: bool
    host: str | None
    totals: Totals
    badges: Badges
    walk_ins: int
    printed: int | None
    parts: tuple[Part, ...]
    kinds: tuple[Part, ...]
    companies: tuple[Part, ...]
    times: tuple[tuple[datetime | None, Part], ...]
    rows: tuple[Card, ...]
    walked_in: frozenset[int]
    doubts: tuple[Doubt, ...]
    first_arrival: datetime | None
    last_arrival: datetime | None
    words: Mapping[int, str]
    said: Mapping[int, str]
    answers: tuple[Answered, ...]
    earlier: tuple[Earlier, ...]

    @property
    def hours(self) -> Hours:
        """When it opened, began and ended."""
        return Hours(self.doors, self.start, self.end)

    @property
    def as_one(self) -> "Earlier":
        """The same sums of this event, for a comparison."""
        totals = self.totals
        return Earlier(
            self.slug, self.name, self.timezone, self.start, totals.expected, totals.came, totals.excused
        )


def totals_of(cards: Iterable[Card]) -> Totals:
    """How many of these stand where; the cancelled are not counted."""
    counts = dict.fromkeys((field.name for field in fields(Totals)), 0)
    for card in cards:
        if card.standing != Standing.CANCELLED:
            counts["expected"] += 1
            counts["awaited" if card.standing == Standing.EXPECTED else str(card.standing)] += 1
    return Totals(**counts)


def badges_of(cards: Iterable[Card]) -> Badges:
    """Where the badges of these are."""
    counts = dict.fromkeys((field.name for field in fields(Badges)), 0)
    for card in cards:
        if card.standing != Standing.CANCELLED:
            counts[badge_is(card)] += 1
    return Badges(**counts)


def told(count: int) -> int | None:
    """The number as an organiser may know it: None for a few, who could be guessed."""
    return None if 0 < count < FEWEST else count
