"""Where everything of the curve of arrivals is: the frame, the two lines, the ticks and the marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from badges.rules.hours import DESK_AFTER_END, DESK_BEFORE_DOORS, Hours

# A drawing for a phone, and one for where there is room; in units, each about a pixel.
NARROW, WIDE = 300, 760
TEXT = 15.0
_QUARTER = timedelta(minutes=15)
_STEPS = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60, 120, 180, 360, 720, 1440))
_DAY = timedelta(days=1)
# Room round the frame: above it the legend and the marks' words, below it the hours and days.
_ABOVE, _BELOW, _RIGHT = 62.0, 46.0, 24.0
# Narrower than this the legend's two lines stand one below the other.
ABREAST, LEGEND_LINE = 400, 22.0
LETTER = 0.56 * TEXT
_HOUR_WIDE = 5 * LETTER + 18.0
_DAY_WIDE = 10 * LETTER + 6.0
_MOST_COUNTS = 5


class Point(NamedTuple):
    """A place in the drawing, from its top left corner."""

    x: float
    y: float


class Tick(NamedTuple):
    """A value of an axis or a mark: where it is on its axis, what it is called, and a second line."""

    at: float
    says: str
    more: str = ""


@dataclass(frozen=True)
class Plot:
    """Where everything of the drawing is, in units from its top left corner.

    ``came`` and ``awaited`` are the corners of the two lines; ``came`` ends at
    the moment it was drawn for. ``marks`` are the start, the end and, while it
    goes on, now.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    came: tuple[Point, ...]
    awaited: tuple[Point, ...]
    hours: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    marks: tuple[Tick, ...]
    legend: tuple[str, str]
    says: str


def plotted(
    arrivals: Sequence[datetime],
    expected: Sequence[datetime],
    hours: Hours,
    zone: ZoneInfo,
    *,
    now: datetime,
    width: int = NARROW,
) -> Plot:
    """Where everything is. What lies outside the evening and an hour round it stands at the edge."""
    arrivals, expected = sorted(one for one in arrivals if one <= now), sorted(expected)
    counts = _counts(max(len(arrivals), len(expected), 1))
    more = 0.0 if width >= ABREAST else LEGEND_LINE
    height = round(0.3 * width + 150.0 + more)
    frame = _Frame(
        left=len(f"{counts[-1]:,}") * LETTER + 14.0,
        right=width - _RIGHT,
        top=_ABOVE + more,
        bottom=height - _BELOW,
        span=_span(arrivals, expected, hours),
        most=counts[-1],
    )
    return Plot(
        *(float(width), float(height), frame.left, frame.right, frame.top, frame.bottom),
        came=frame.line(arrivals, until=min(max(now, frame.span[0]), frame.span[1])),
        awaited=frame.line(expected, until=frame.span[1]),
        hours=tuple(_hour_ticks(frame, zone)),
        counts=tuple(Tick(frame.y(count), f"{count:,}") for count in counts),
        marks=tuple(_marks(frame, hours, now)),
        legend=(f"Arrived: {len(arrivals):,}", f"Expected: {len(expected):,}"),
        says=_said(arrivals, expected, zone, now),
    )


@dataclass(frozen=True)
class _Frame:
    """The box between the axes, and what its edges stand for."""

    left: float
    right: float
    top: float
    bottom: float
    span: tuple[datetime, datetime]
    most: int

    def x(self, moment: datetime) -> float:
        """Where a moment is: by the time that passed, whatever clocks did meanwhile."""
        begin, end = self.span
        part = (min(max(moment, begin), end) - begin) / (end - begin)
        return round(self.left + part * (self.right - self.left), 1)

    def y(self, count: int) -> float:
        """Where a count is."""
        return round(self.bottom - count / self.most * (self.bottom - self.top), 1)

    def line(self, moments: Sequence[datetime], until: datetime) -> tuple[Point, ...]:
        """The count as it grew, in steps; those at one place are one step, so it is never long."""
        corners, count = [Point(self.left, self.bottom)], 0
        for x, together in groupby(map(self.x, moments)):
            corners.append(Point(x, self.y(count)))
            count += len(list(together))
            corners.append(Point(x, self.y(count)))
        return (*corners, Point(max(self.x(until), corners[-1].x), self.y(count)))


def _span(
    arrivals: Sequence[datetime], expected: Sequence[datetime], hours: Hours
) -> tuple[datetime, datetime]:
    earliest = min((*arrivals[:1], *expected[:1], hours.doors))
    latest = max((*arrivals[-1:], *expected[-1:], hours.end))
    return max(earliest, hours.doors - DESK_BEFORE_DOORS), min(latest, hours.end + DESK_AFTER_END)


def _counts(most: int) -> list[int]:
    """Round numbers from nought to the first that holds all."""
    steps = (digit * 10**power for power in range(10) for digit in (1, 2, 5))
    step = next(one for one in steps if most / one <= _MOST_COUNTS)
    return [*range(0, most, step), -(-most // step) * step]


def _hour_ticks(frame: _Frame, zone: ZoneInfo) -> list[Tick]:
    """Round hours of the event's own clock; the day or the zone's name wherever it is another one."""
    begin, end = frame.span
    room = max(2, int((frame.right - frame.left) / _HOUR_WIDE))
    days = -(-(end - begin) // (_DAY * room))
    step = next((one for one in _STEPS if (end - begin) / one <= room), _DAY * days)
    ticks: list[Tick] = []
    told: datetime | None = None
    for wall in _round_moments(begin, end, step, zone):
        at, more = frame.x(wall), ""
        if ticks and at - ticks[-1].at < 0.8 * _HOUR_WIDE:
            # The hour that comes twice.
            continue
        near = [n for n, tick in enumerate(ticks) if tick.more and at - tick.at < _DAY_WIDE]
        if told is None or wall.date() != told.date():
            more = f"{wall:%a} {wall.day} {wall:%b}"
            # The new day matters more than what was said just before it.
            ticks[:] = [tick._replace(more="") if n in near else tick for n, tick in enumerate(ticks)]
        elif wall.utcoffset() != told.utcoffset() and not near:
            more = f"{wall:%Z}"
        ticks.append(Tick(at, f"{wall:%H:%M}", more))
        told = wall if more else told
    return ticks


def _round_moments(begin: datetime, end: datetime, step: timedelta, zone: ZoneInfo) -> Iterable[datetime]:
    # By quarters in UTC: an hour that clocks leave out is left out, and one that they repeat comes twice.
    at = begin - timedelta(minutes=begin.minute % 15, seconds=begin.second, microseconds=begin.microsecond)
    while at <= end:
        wall = at.astimezone(zone)
        days = timedelta(days=wall.toordinal()) if step > _DAY else timedelta()
        if at >= begin and (days + timedelta(hours=wall.hour, minutes=wall.minute)) % step == timedelta():
            yield wall
        at += _QUARTER


def _marks(frame: _Frame, hours: Hours, now: datetime) -> Iterable[Tick]:
    marks = [Tick(frame.x(hours.start), "start"), Tick(frame.x(hours.end), "end")]
    if hours.doors <= now < hours.end:
        # It matters more than what stands beside it.
        at = frame.x(now)
        marks = [Tick(at, "now"), *(mark for mark in marks if abs(mark.at - at) > 5 * LETTER)]
    return marks


def day_at(plot: Plot, tick: Tick) -> float:
    """Where the middle of a tick's second line is, so that it stays within the drawing."""
    half = len(tick.more) * LETTER / 2
    return min(max(tick.at, half + 2), plot.width - half - 2)


def _said(
    arrivals: Sequence[datetime], expected: Sequence[datetime], zone: ZoneInfo, now: datetime
) -> str:
    """The drawing in words."""

    def clock(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%H:%M}"

    said = f"Of {len(expected):,} expected, {len(arrivals):,} had arrived at {clock(now)}."
    if not arrivals:
        return said
    if len(arrivals) == 1:
        return f"{said} They came at {clock(arrivals[0])}."
    half = arrivals[(len(arrivals) - 1) // 2]
    return (
        f"{said} The first came at {clock(arrivals[0])}, half of them were here by {clock(half)}, "
        f"the last came at {clock(arrivals[-1])}."
    )
