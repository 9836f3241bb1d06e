"""The figures of the no-show report: what is counted, and how it adds up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from badges.attendance import Card
from badges.people import badge_is
from badges.rules.standing import Standing


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


@dataclass(frozen=True)
class Badges:
    """Where the badges are; they add up to everybody who is expected."""

    collected: int = 0
    uncollected_here: int = 0
    on_the_table: int = 0
    set_aside: int = 0


@dataclass(frozen=True)
class Part:
    """One host's people. Somebody with two hosts is in both parts; of nobody's, the host is empty."""

    host: str
    totals: Totals
    badges: Badges


@dataclass(frozen=True)
class Doubt:
    """Something to look at before the report is believed."""

    attendee: int
    name: str
    why: str
    at: datetime


@dataclass(frozen=True)
class Report:
    """The evening as it stood at one moment; ``final`` once it was over.

    ``words`` are what attendees answered, by their ids, and only in a host's
    own part: a reason for not coming is for nobody else.
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
    parts: tuple[Part, ...]
    rows: tuple[Card, ...]
    doubts: tuple[Doubt, ...]
    first_arrival: datetime | None
    last_arrival: datetime | None
    words: Mapping[int, str]


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
