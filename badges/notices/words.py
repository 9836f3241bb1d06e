"""The words hosts read: short, kind and exact, each a pure function of what is so."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from badges.notices.owed import CAME_AFTER_ALL, CAME_BACK, LAST_BADGES
from badges.rules.call import AT_DESK
from badges.rules.watch import LEFT_EARLY, MISSING, NO_SHOW, UNCOLLECTED, VIP_HERE

# An uncollected badge is one of two things to a host: its wearer is here without it, or has not come.
HERE_WITHOUT, ON_THE_TABLE = "here_without", "on_the_table"
# Good news first, then what can still be helped.
TOPICS = (
    *(AT_DESK, VIP_HERE, CAME_AFTER_ALL, CAME_BACK, MISSING, HERE_WITHOUT),
    *(LAST_BADGES, ON_THE_TABLE, LEFT_EARLY, NO_SHOW),
)
# Nobody reads more names in a mail; the page has them all.
MOST_NAMES = 100
# A subject says two things at most.
CLAUSES = 2

# Somebody's name as the medium shows it.
Marked = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """What one notice tells of one attendee. ``badge_waits``: who is missing has a badge on the table too."""

    attendee: int
    name: str
    topic: str
    expected: datetime | None = None
    arrived: datetime | None = None
    left: datetime | None = None
    badge_waits: bool = False


@dataclass(frozen=True)
class News:
    """What one host is to read in one message.

    ``total`` counts the host's people; ``before`` how many others they were
    told are missing or did not come, and of whom it is still so.
    """

    host: str
    event: str
    zone: str
    now: datetime
    people: tuple[Told, ...]
    total: int
    before: Mapping[str, int]


@dataclass(frozen=True)
class Block:
    """One topic of a message: a sentence, names where there are several, and the next step."""

    sentence: str
    names: tuple[tuple[str, str], ...]
    more: int
    next_step: str


def collapsed(people: Iterable[Told]) -> tuple[Told, ...]:
    """Each attendee once for each thing that matters now: what a later notice overtakes is left out."""
    by_topic = {(one.attendee, one.topic): one for one in people}
    return tuple(
        Told(**{**vars(one), "badge_waits": topic == MISSING and (who, ON_THE_TABLE) in by_topic})
        for (who, topic), one in by_topic.items()
        if not _overtaken(who, topic, by_topic.keys())
    )


def _overtaken(who: int, topic: str, all_of_them: Iterable[tuple[int, str]]) -> bool:
    theirs = {other for one, other in all_of_them if one == who}
    return (
        (CAME_AFTER_ALL in theirs and topic in {MISSING, LAST_BADGES, ON_THE_TABLE, NO_SHOW})
        or (NO_SHOW in theirs and topic in {MISSING, LAST_BADGES, ON_THE_TABLE})
        or (LAST_BADGES in theirs and topic in {MISSING, ON_THE_TABLE})
        or (topic == ON_THE_TABLE and MISSING in theirs)
        # That they have come says both, and so does that they have gone.
        or (VIP_HERE in theirs and topic == CAME_AFTER_ALL)
        or (LEFT_EARLY in theirs and topic == VIP_HERE)
        or (CAME_BACK in theirs and topic == LEFT_EARLY)
    )


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which end a mail header; all else as it is."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp", "Cs"} else c for c in text)


def isolated(name: str) -> str:
    """A name in plain text; one written from right to left is kept from turning its neighbours round."""
    name = one_line(name)
    turns = any(unicodedata.bidirectional(c) in {"R", "AL", "RLE", "RLO", "RLI"} for c in name)
    return f"\u2068{name}\u2069" if turns else name


def clock(moment: datetime, news: News) -> str:
    """The time of day where the event is, with the day when it is not today's."""
    zone = ZoneInfo(news.zone)
    local = moment.astimezone(zone)
    today = local.date() == news.now.astimezone(zone).date()
    return f"{local:%H:%M}" if today else f"{local:%H:%M} on {local.day} {local:%B}"


def subject(news: News) -> str:
    """What the message is about, its two first topics at most."""
    topics = _by_topic(news)
    without, table = topics.pop(HERE_WITHOUT, []), topics.pop(ON_THE_TABLE, [])
    if badges := without + table:
        topics[UNCOLLECTED] = badges
    clauses = [_clause(topic, people, news) for topic, people in topics.items()]
    return "; ".join(clauses[:CLAUSES])


def _clause(topic: str, people: list[Told], news: News) -> str:
    names = [isolated(one.name) for one in people]
    if len(names) == 1:
        return OF_ONE[topic].format(name=names[0])
    if topic == CAME_AFTER_ALL and len(names) == 2:  # noqa: PLR2004 - both fit.
        return f"{names[0]} and {names[1]} have come after all"
    return _OF_SEVERAL[topic].format(count=_count(topic, people, news))


OF_ONE = {
    AT_DESK: "{name} is at the desk and would like to see you",
    CAME_AFTER_ALL: "{name} has come after all",
    CAME_BACK: "{name} is back",
    VIP_HERE: "{name} has arrived",
    MISSING: "{name} is not here yet",
    LAST_BADGES: "{name}’s badge is among the last on the table",
    LEFT_EARLY: "{name} left early",
    UNCOLLECTED: "{name}’s badge is still on the table",
    NO_SHOW: "{name} did not come",
}
_OF_SEVERAL = {
    AT_DESK: "{count} are at the desk and would like to see you",
    CAME_AFTER_ALL: "{count} have come after all",
    CAME_BACK: "{count} are back",
    VIP_HERE: "{count} have arrived",
    MISSING: "{count} are not here yet",
    LAST_BADGES: "{count} have badges among the last on the table",
    LEFT_EARLY: "{count} left early",
    UNCOLLECTED: "{count} badges are still on the table",
    HERE_WITHOUT: "{count} are here, but their badges are still on the table",
    ON_THE_TABLE: "{count} have not come yet, and their badges are still on the table",
    NO_SHOW: "{count} did not come",
}


def _count(topic: str, people: list[Told], news: News) -> str:
    """How many of how many; “more” where the host has been told of others before."""
    more = " more" if news.before.get(topic) else ""
    return f"{len(people)}{more} of your {max(news.total, len(people))}"


def blocks(news: News, marked: Marked) -> list[Block]:
    """The message's topics in full, names marked as the medium shows them."""
    return [_block(topic, people, news, marked) for topic, people in _by_topic(news).items()]


def _block(topic: str, people: list[Told], news: News, marked: Marked) -> Block:
    step = _NEXT_STEP[topic]
    if len(people) == 1:
        return Block(_sentence(people[0], news, marked), (), 0, step)
    sentence = _OF_SEVERAL[topic].format(count=_count(topic, people, news))
    names = tuple((marked(one.name), _detail(one, news)) for one in people[:MOST_NAMES])
    return Block(f"{sentence}{_altogether(topic, people, news)}", names, len(people) - len(names), step)


def _altogether(topic: str, people: list[Told], news: News) -> str:
    before = news.before.get(topic)
    return f", {before + len(people)} in all:" if before else ":"


def _sentence(one: Told, news: News, marked: Marked) -> str:
    name = marked(one.name)
    if one.topic in _AT_A_MOMENT:
        moment = one.left if one.topic == LEFT_EARLY else one.arrived
        at = f", at {clock(moment, news)}" if moment else ""
        return f"{OF_ONE[one.topic].format(name=name)}{at}."
    if one.topic == LAST_BADGES:
        return f"{name} has not come yet, and their badge is among the last on the table."
    if one.topic == MISSING:
        expected = f" We expected them at {clock(one.expected, news)}." if one.expected else ""
        waits = " Their badge is still on the table." if one.badge_waits else ""
        return f"{name} is not here yet.{expected}{waits}"
    if one.topic == HERE_WITHOUT:
        since = f" since {clock(one.arrived, news)}" if one.arrived else ""
        return f"{name} has been here{since}, but their badge is still on the table."
    if one.topic == ON_THE_TABLE:
        return f"{name} has not come yet, and their badge is still on the table."
    return f"{OF_ONE[one.topic].format(name=name)}."


# What is told with the moment at which it happened.
_AT_A_MOMENT = frozenset({VIP_HERE, CAME_AFTER_ALL, LEFT_EARLY})


def _detail(one: Told, news: News) -> str:
    moment = one.left if one.topic == LEFT_EARLY else one.arrived
    if one.topic in _AT_A_MOMENT and moment:
        return f"at {clock(moment, news)}"
    if one.topic == HERE_WITHOUT and one.arrived:
        return f"here since {clock(one.arrived, news)}"
    if one.topic == MISSING and one.expected:
        waits = "; the badge is still on the table" if one.badge_waits else ""
        return f"expected at {clock(one.expected, news)}{waits}"
    return ""


_NEXT_STEP = {
    AT_DESK: "Your page takes your answer to the desk: on your way, or please send them in.",
    VIP_HERE: "",
    CAME_AFTER_ALL: "",
    CAME_BACK: "",
    LAST_BADGES: "You could write to them from your page, or leave it for tonight. Both are kind.",
    LEFT_EARLY: "",
    MISSING: "They may well be on their way. A short word from you is often all it takes.",
    HERE_WITHOUT: "It waits for them at the desk, should you meet them.",
    ON_THE_TABLE: "If you know that they will not come, please tell the desk.",
    NO_SHOW: "Something may have come up. A kind word is seldom wrong.",
}


def _by_topic(news: News) -> dict[str, list[Told]]:
    found = {topic: [one for one in news.people if one.topic == topic] for topic in TOPICS}
    return {topic: people for topic, people in found.items() if people}


def link_words(news: News) -> str:
    """What the link to the host's page says."""
    if any(one.topic == NO_SHOW for one in news.people):
        return "See your report"
    return "See who is here"


def why_you(news: News, marked: Marked) -> str:
    """Why the host reads this."""
    return (
        f"You get this because you are a host of {marked(news.event)}. "
        "We say each thing once, and tell you when somebody comes after all."
    )
