"""What would not print, found before anything is printed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from badges.paper.badge import Badge
from badges.paper.design import Design
from badges.paper.layout import Label, layout
from badges.paper.refusals import BadgeRefused
from badges.paper.stock import Stock


@dataclass(frozen=True, slots=True)
class Problem:
    """One badge that is not printed: whose (the short code where no name is written), why, what to do."""

    name: str
    why: str
    fix: str


def check(badges: Iterable[Badge], *, stock: Stock, design: Design) -> list[Problem]:
    """Every badge that this stock and design would refuse, in the order given."""
    return [laid for laid in laid_out(badges, stock=stock, design=design) if isinstance(laid, Problem)]


def laid_out(badges: Iterable[Badge], *, stock: Stock, design: Design) -> Iterator[Label | Problem]:
    """Each badge laid out, or the problem that keeps it from being printed, in the order given."""
    for badge in badges:
        yield _laid_out(badge, stock, design)


def _laid_out(badge: Badge, stock: Stock, design: Design) -> Label | Problem:
    try:
        return layout(design, badge, stock)
    except BadgeRefused as refused:
        return Problem(refused.name, refused.why, refused.fix)
