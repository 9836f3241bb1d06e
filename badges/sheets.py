"""Sheets: the badges of one event, gathered from the list in the badge table's order and put on paper."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import badge_table, designs, paper, people
from badges.attendance import Card
from badges.errors import NotFound
from badges.model import Attendee, Event
from badges.moments import now
from badges.paper import Badge, Composer, Design, Divider, Drawn, Look, Preflight, Problem, Setup, Stock

__all__ = ["Drawn", "Look", "Preflight", "Problem", "Setup"]

# Nobody prints more at once; it only bounds the query.
WHOLE_LIST = 1_000_000
_NO_PICTURES: Mapping[str, paper.EventPicture] = {}


@dataclass(frozen=True)
class Choice:
    """A design or a paper as somebody chooses it: its key, its name for people, and a sentence about it."""

    key: str
    name: str
    about: str


def stocks() -> tuple[Stock, ...]:
    """The papers we know, the default first."""
    return tuple(map(paper.stock_named, paper.stock_names()))


def measures(stock: Stock) -> str:
    """How many badges a page of this paper holds, and how large they are when they are worn."""
    size = f"{'folded to ' if stock.fold else ''}{stock.panel_width:g} × {stock.panel_height:g} mm"
    return f"{stock.labels} on a page, each {size}" if stock.labels > 1 else f"One a page, {size}"


def choices(session: Session, event: Event) -> tuple[Choice, ...]:
    """The designs this event can choose: those that come with us, and its own where it has one."""
    shipped = [(key, paper.design_named(key)) for key in paper.design_names()]
    own = designs.own_design(session, event)
    return tuple(Choice(key, design.name, design.about) for key, design in
                 (*shipped, *([(designs.OWN, own)] if own else [])))


def design_of(session: Session, event: Event, key: str | None = None) -> Design:
    """The design of this key, else the one the event has chosen. Raises UnknownDesign."""
    chosen = key or event.badge_design
    own = designs.own_design(session, event) if chosen == designs.OWN else None
    return own or paper.design_named(chosen)


def composer(
    session: Session, event: Event, *, stock: str | None = None, design: str | None = None
) -> Composer:
    """Lays badges out as the event has them, or on another stock, in another design."""
    return Composer(
        design_of(session, event, design),
        paper.stock_named(stock or event.badge_stock),
        designs.pictures_of(session, event),
    )


def badges_of(session: Session, event: Event, only: Collection[str] = ()) -> list[Badge]:
    """The badge of everybody on the list, or of those named, in the order of the badge table.

    Raises NotFound for a name that is not on the list.
    """
    ids = _named(session, event, only) if only else None
    cards = people.cards(session, event, now=now(), ids=ids, limit=WHOLE_LIST)
    strangers = set(only) - {card.name for card in cards}
    if strangers:
        raise NotFound(f"Nobody on this list is named {', '.join(sorted(strangers))}.")
    chosen = [card for card in cards if card.standing != "cancelled"]
    hosts = _numbers(event)
    return [_badge(card, event, hosts) for card in badge_table.as_they_lie(chosen, event.language)]


def badge_of(session: Session, event: Event, attendee_id: int) -> Badge:
    """One attendee's badge. Raises UnknownAttendee."""
    return _badge(people.card(session, event, attendee_id, now=now()), event, _numbers(event))


def _named(session: Session, event: Event, names: Collection[str]) -> list[int]:
    found = select(Attendee.id).where(Attendee.event_id == event.id, Attendee.name.in_(names))
    return list(session.scalars(found))


def _numbers(event: Event) -> Mapping[str, int]:
    """Each host's place among the event's hosts, by name: it chooses the colour of their mark."""
    return {host.name: number for number, host in enumerate(event.hosts)}


def _badge(card: Card, event: Event, hosts: Mapping[str, int]) -> Badge:
    kept = {str(key).casefold(): str(value) for key, value in card.fields.items()}
    first = card.hosts[0] if card.hosts else ""
    ours = {
        "company": card.company,
        "kind": card.kind,
        "event": event.name,
        "venue": event.venue,
        "first_name": card.first_name,
        "last_name": card.last_name,
        "host": ", ".join(card.hosts),
        "host_mark": _initials(first),
        "host_number": str(hosts.get(first, 0)),
        "box": str(card.box or ""),
        "slot": str(card.slot or ""),
    }
    return Badge(card.name, card.badge_code, card.short_code, kept | ours, event.language)


def _initials(name: str) -> str:
    """The first letters of a name's first and last word: a mark to find one's host by, not a name."""
    words = name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:])


def samples(session: Session, event: Event) -> Mapping[str, Badge]:
    """Real badges to look at first: of the longest, the shortest, the most difficult and an ordinary name.

    The most difficult is the one with the most letters beyond plain ones; the ordinary one has a company
    where any has, for that is what a design is to be seen with.
    """
    badges = badges_of(session, event)
    if not badges:
        return {}
    by_length = sorted(badges, key=lambda badge: len(badge.name))
    usual = [badge for badge in by_length if badge.fact("company")] or by_length
    return {
        "ordinary": usual[len(usual) // 2],
        "longest": by_length[-1],
        "shortest": by_length[0],
        "hardest": max(badges, key=lambda badge: _difficulty(badge.name)),
    }


def _difficulty(name: str) -> tuple[int, int]:
    """How far a name is from plain letters: how many are none, and how far up in Unicode the farthest is."""
    return sum(not letter.isascii() for letter in name), max(map(ord, name))


def check(
    session: Session,
    event: Event,
    *,
    stock: str | None = None,
    design: str | None = None,
    only: Collection[str] = (),
) -> Preflight:
    """Whose badge cannot be printed on this stock, and which to look at before printing."""
    engine = composer(session, event, stock=stock, design=design)
    return paper.look_over(badges_of(session, event, only), engine)


def draw(
    session: Session,
    event: Event,
    *,
    out: Path,
    stock: str | None = None,
    design: str | None = None,
    only: Collection[str] = (),
    setup: Setup | None = None,
    dividers: bool = False,
    told: Callable[[int], None] | None = None,
) -> Drawn:
    """Draw the badges into a file, which appears whole or not at all.

    ``dividers`` puts one before each letter of each box; ``told`` hears how many are done.
    """
    engine = composer(session, event, stock=stock, design=design)
    badges = badges_of(session, event, only)
    printed = _divided(session, event, badges) if dividers else badges
    unfinished = out.with_name(out.name + ".unfinished")
    try:
        with unfinished.open("wb") as file:
            drawn = paper.draw_pdf(printed, file, composer=engine, setup=setup, told=told)
        if not drawn.count:
            raise NotFound(
                "There is no badge to print: the list is empty, or no name on it can be drawn yet.")
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return drawn


def _divided(session: Session, event: Event, badges: list[Badge]) -> Iterator[Badge | Divider]:
    """The badges with a divider before the first of each letter in each box."""
    before = {(str(one.box), str(one.slot)): one for one in badge_table.dividers(session, event)}
    for badge in badges:
        found = before.get((badge.fact("box"), badge.fact("slot")))
        if found is not None:
            yield Divider(found.label, found.box, found.first.under, found.last.under)
        yield badge


def draw_alignment(stock: str, out: BinaryIO, *, offset: tuple[float, float] = (0.0, 0.0)) -> None:
    """Draw the sheet on which a printer shows how far off it prints."""
    paper.draw_alignment(paper.stock_named(stock), out, offset=offset)
