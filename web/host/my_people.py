"""My people in four groups, the unusual first: what the host's live page is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from badges import folded, letters, replies
from badges.desk_words import Word
from badges.letters import Asked
from badges.people import Card
from badges.replies import Said
from badges.rules.hours import Hours

# So many of a group stand on the page at once; the others are a touch or their name's first letters away.
SHOWN = 50
# The unusual first within each group; the order of the groups is the host's: who needs me?
GROUPS = (
    ("missing", "Missing", ("missing", "no_show")),
    ("coming", "On the way or late", ("late", "expected")),
    ("here", "Here", ("left_early", "here", "stayed")),
    ("excused", "Not coming", ("excused",)),
)
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Group:
    """One group of my people: the first of them, and how many there are."""

    key: str
    title: str
    cards: Sequence[Card]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Known:
    """What is known of my people beside their cards, by attendee."""

    said: Mapping[int, Said]
    asked: Mapping[int, Asked]
    calls: Mapping[int, Word]


def groups_of(cards: Sequence[Card], known: Known, *, name: str = "", only: str = "") -> list[Group]:
    """The four groups; with a name only those it may mean, with ``only`` one group in full."""
    meant = named(cards, name)
    return [
        _group(key, title, [card for card in meant if card.standing in standings], known, only)
        for key, title, standings in GROUPS
    ]


def named(cards: Sequence[Card], name: str) -> Sequence[Card]:
    """Those whose name or company has words that begin as these do, in any order and without accents."""
    sought = folded.words(name[:_LONGEST_NAME])
    if not sought:
        return cards
    return [card for card in cards if _means(sought, folded.words(f"{card.name} {card.company}"))]


def _means(sought: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in sought)


def _group(key: str, title: str, cards: list[Card], known: Known, only: str) -> Group:
    order: Callable[[Card], tuple[Any, ...]] = {
        "missing": _of_missing,
        "coming": _of_coming,
        "here": _of_here,
    }.get(key, lambda card: (card.id,))
    # A desk that waits for my answer, and who said something, are what I can do something about.
    first = sorted(
        cards, key=lambda card: (card.id not in known.calls, card.id not in known.said, *order(card))
    )
    shown = first if only == key else first[: 0 if only else SHOWN]
    return Group(key, title, shown, len(cards))


def _of_missing(card: Card) -> tuple[Any, ...]:
    return card.late_until is None, card.expected_at, card.id


def _of_coming(card: Card) -> tuple[Any, ...]:
    return card.standing != "late", card.expected_at, card.id


def _of_here(card: Card) -> tuple[Any, ...]:
    # Who went early, who is here without a badge, and then whoever came last.
    came = card.arrived_at.timestamp() if card.arrived_at else 0
    return card.standing != "left_early", card.collected_at is not None, -came, card.id


def sentence(cards: Sequence[Card], hours: Hours, now: datetime) -> str:
    """The calm sentence on top: how my people are."""
    total = len(cards)
    if not total:
        return "Nobody on this list is yours yet."
    if now < hours.doors:
        are = "person is" if total == 1 else "people are"
        return f"{total} of your {are} expected. The doors are not open yet."
    stand = {key: [card for card in cards if card.standing in of] for key, _, of in GROUPS}
    said_late = sum(card.late_until is not None for card in stand["coming"])
    left = sum(card.standing == "left_early" for card in stand["here"])
    counts = {
        f"{len(stand['here']) - left:,} {'came' if hours.over(now) else 'here'}": len(stand["here"]) - left,
        f"{left:,} left early": left,
        f"{said_late:,} late and said so": said_late,
        f"{len(stand['coming']) - said_late:,} still expected": len(stand["coming"]) - said_late,
        f"{len(stand['excused']):,} cannot come": len(stand["excused"]),
        f"{len(stand['missing']):,} we have not heard from": len(stand["missing"]),
    }
    return ", ".join(words for words, count in counts.items() if count) + "."


def parts(values: Mapping[str, Any], groups: Sequence[Group], have: Mapping[str, str]) -> list[Markup]:
    """The live parts that hold the groups, each with its digest; one the page has already is left out.

    So a phone that looks at three thousand people is sent the two groups
    somebody moved between, and of these what is shown.
    """
    made = []
    for group in groups:
        inside = render_template("host/_group.html", group=group, **values)
        digest = sha256(inside.encode()).hexdigest()[:16]
        if have.get(f"group-{group.key}") != digest:
            part = Markup('<div id="group-{}" class="group-part" data-live-part data-digest="{}">{}</div>')
            made.append(part.format(group.key, digest, Markup(inside)))  # noqa: S704 - rendered just above.
    return made


def known_parts(said: str) -> dict[str, str]:
    """What the page says it has: ``group-here:DIGEST,group-missing:DIGEST``."""
    pairs = (one.partition(":") for one in said[:400].split(","))
    return {name: digest for name, _, digest in pairs}


def known(session: Any, event: Any, host: Any, calls: Sequence[Word]) -> Known:
    """What is known of a host's people beside their cards."""
    return Known(
        replies.last_of(session, event, host),
        letters.asked_by(session, event),
        {word.attendee: word for word in calls},
    )


def has(endpoint: str) -> bool:
    """Whether there is such a page."""
    return endpoint in current_app.view_functions
