"""The curve of arrivals: those who came beside those who were expected, as one drawing for every form.

``plotted`` says where everything is, ``svg`` writes it for pages, mail and print; badges.paper draws the
same plot into the PDF. Colours stand in classes, with attributes for where no style sheet is
(web/static/css/curve.css has them for light and dark); the lines differ in kind, not in colour alone.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from html import escape
from zoneinfo import ZoneInfo

from badges.attendance import Card
from badges.curve_plot import ABREAST, LEGEND_LINE, LETTER, NARROW, TEXT, WIDE, Plot, Point, day_at, plotted
from badges.rules.hours import Hours
from badges.rules.standing import Standing


def curves_of(
    cards: Iterable[Card], walked_in: Collection[int] = ()
) -> tuple[list[datetime], list[datetime]]:
    """When these arrived, and when they were expected, both in order.

    Who excused themselves was not expected, nor was who walked in (their ids).
    """
    known = [card for card in cards if card.standing != Standing.CANCELLED]
    arrivals = sorted(card.arrived_at for card in known if card.arrived_at)
    due = (card for card in known if card.standing != Standing.EXCUSED and card.id not in walked_in)
    return arrivals, sorted(card.expected_at for card in due)


def svg(
    arrivals: Sequence[datetime],
    expected: Sequence[datetime],
    hours: Hours,
    zone: ZoneInfo,
    *,
    now: datetime,
    title: str,
    width: int = NARROW,
) -> str:
    """The drawing as one SVG element without scripts; ``width`` is NARROW, or WIDE where there is room."""
    plot = plotted(arrivals, expected, hours, zone, now=now, width=width)
    mark = sha256(f"{title} {width} {plot.says}".encode()).hexdigest()[:10]
    head = (
        f'<svg class="curve" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plot.width:g} {plot.height:g}"'
        f' role="img" aria-labelledby="curve-{mark} says-{mark}" font-size="{TEXT:g}"'
        ' font-family="Noto Sans, Helvetica, Arial, sans-serif">'
        f'<title id="curve-{mark}">{escape(title)}</title><desc id="says-{mark}">{escape(plot.says)}</desc>'
    )
    return "".join((head, *_axes(plot), *_lines(plot), *_legend(plot), "</svg>"))


def both(
    arrivals: Sequence[datetime],
    expected: Sequence[datetime],
    hours: Hours,
    zone: ZoneInfo,
    *,
    now: datetime,
    title: str,
) -> str:
    """The drawing for a page, of which curve.css shows the one that fits: for a phone and for more room."""
    drawn = (
        (name, svg(arrivals, expected, hours, zone, now=now, title=title, width=width))
        for name, width in (("narrow", NARROW), ("wide", WIDE))
    )
    return "".join(f'<div class="curve-{name}">{one}</div>' for name, one in drawn)


def _axes(plot: Plot) -> Iterable[str]:
    for tick in plot.counts:
        yield _stroke("curve-grid", "#ddd3d6", f"M{plot.left:g} {tick.at:g}H{plot.right:g}", 1)
        yield _words(plot.left - 8, tick.at + 0.35 * TEXT, tick.says, "end")
    for mark in plot.marks:
        yield _stroke("curve-mark", "#8d7b86", f"M{mark.at:g} {plot.top - 6:g}V{plot.bottom:g}", 1, "2 3")
        yield _words(mark.at, plot.top - 12, mark.says, "middle")
    for tick in plot.hours:
        yield _stroke("curve-grid", "#8d7b86", f"M{tick.at:g} {plot.bottom:g}v5", 1)
        yield _words(tick.at, plot.bottom + 20, tick.says, "middle")
        if tick.more:
            yield _words(day_at(plot, tick), plot.bottom + 38, tick.more, "middle")


def _lines(plot: Plot) -> Iterable[str]:
    came = _path(plot.came)
    under = f"{came}V{plot.bottom:g}Z"
    yield f'<path class="curve-under" fill="#7a1f58" fill-opacity="0.1" d="{under}"/>'
    yield _stroke("curve-awaited", "#5f4d59", _path(plot.awaited), 2, "6 5")
    yield _stroke("curve-came", "#7a1f58", came, 3)


def _legend(plot: Plot) -> Iterable[str]:
    came, awaited = plot.legend
    abreast = plot.width >= ABREAST
    second, below = (40 + len(came) * LETTER + 26, 14.0) if abreast else (4.0, 14.0 + LEGEND_LINE)
    yield _stroke("curve-came", "#7a1f58", f"M{4:g} 14h28", 3)
    yield _words(40, 14 + 0.35 * TEXT, came, "start")
    yield _stroke("curve-awaited", "#5f4d59", f"M{second:g} {below:g}h28", 2, "6 5")
    yield _words(second + 36, below + 0.35 * TEXT, awaited, "start")


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _stroke(name: str, colour: str, path: str, width: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path class="{name}" fill="none" stroke="{colour}" stroke-width="{width:g}"'
        f' stroke-linejoin="round"{dashed} d="{path}"/>'
    )


def _words(x: float, y: float, says: str, anchor: str) -> str:
    where = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
    return f'<text class="curve-words" fill="#5f4d59" {where}>{escape(says)}</text>'
