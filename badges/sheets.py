"""Sheets: the badges of one event, gathered from the list and handed to the paper."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from badges import paper, people
from badges.errors import NotFound
from badges.model import Event
from badges.moments import now
from badges.paper import Badge, Drawn, Problem

__all__ = ["Drawn", "Problem", "check", "draw", "measures", "stocks"]

# Nobody prints more at once; it only bounds the query.
WHOLE_LIST = 1_000_000


def stocks() -> tuple[str, ...]:
    """The names of the papers we know."""
    return paper.stock_names()


def measures(stock: str) -> str:
    """How many badges a page of this paper holds, and how large they are."""
    sheet = paper.stock_named(stock)
    size = f"{sheet.label_width:g} × {sheet.label_height:g} mm"
    return f"{sheet.labels} on a page, each {size}" if sheet.labels > 1 else f"One a page, {size}"


def designs() -> tuple[str, ...]:
    """The names of the designs we know."""
    return paper.design_names()


def known(*, stock: str, design: str) -> None:
    """Refuse names of papers and designs that nobody knows."""
    paper.stock_named(stock)
    paper.design_named(design)


def badges_of(session: Session, event: Event, only: Collection[str] = ()) -> Iterator[Badge]:
    """The badge of everybody on the list, or of those named. Raises NotFound for a name not on it."""
    cards = people.cards(session, event, now=now(), limit=WHOLE_LIST)
    strangers = set(only) - {card.name for card in cards}
    if strangers:
        raise NotFound(f"Nobody on this list is named {', '.join(sorted(strangers))}.")
    for card in cards:
        if (not only or card.name in only) and card.standing != "cancelled":
            yield Badge(
                name=card.name,
                line=card.company,
                event=event.name,
                kind=card.kind,
                badge_code=card.badge_code,
                short_code=card.short_code,
            )


@dataclass(frozen=True)
class Preflight:
    """How many badges can be printed as they are, and which cannot, and why."""

    count: int
    refused: tuple[Problem, ...]


def check(
    session: Session,
    event: Event,
    *,
    stock: str | None = None,
    design: str | None = None,
    only: Collection[str] = (),
) -> Preflight:
    """Whose badge cannot be printed on this stock, and why."""
    chosen = _choose(event, stock, design)
    badges = list(badges_of(session, event, only))
    refused = tuple(paper.check(badges, stock=chosen.stock, design=chosen.design))
    return Preflight(len(badges) - len(refused), refused)


def draw(
    session: Session,
    event: Event,
    *,
    out: Path,
    stock: str | None = None,
    design: str | None = None,
    only: Collection[str] = (),
) -> Drawn:
    """Draw the badges into a file, which appears whole or not at all."""
    chosen = _choose(event, stock, design)
    unfinished = out.with_name(out.name + ".unfinished")
    with unfinished.open("wb") as file:
        drawn = paper.draw_pdf(
            badges_of(session, event, only), file, stock=chosen.stock, design=chosen.design
        )
    if drawn.count:
        unfinished.replace(out)
    else:
        unfinished.unlink()
        raise NotFound("There is no badge to print: the list is empty, or no name on it can be drawn yet.")
    return drawn


@dataclass(frozen=True)
class _Chosen:
    stock: paper.Stock
    design: paper.Design


def _choose(event: Event, stock: str | None, design: str | None) -> _Chosen:
    return _Chosen(
        paper.stock_named(stock or event.badge_stock), paper.design_named(design or event.badge_design)
    )
