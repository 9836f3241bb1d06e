"""The search of the desk: people by the words of their name, company and hosts, misspelt ones too."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any
from weakref import WeakKeyDictionary

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from badges import journal
from badges.attendance import inviters
from badges.folded import words
from badges.model import Attendee, JournalLine, invitation

# How well a typed word meets one of somebody's: the same, its beginning, the host's, one or two letters off.
SAME, BEGINS, HOSTS, OFF = 0, 1, 3, 4
MOST_WORDS = 8
# What may change who is found by which word.
_CHANGES = ("added", "changed", "removed", "event_changed")
_KEPT_EVENTS = 16


@dataclass
class Index:
    """The words of one event's people, as of a number in its journal and a last attendee."""

    seq: int
    last_id: int
    ids: list[int] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)
    # Places in ``ids`` by word, and the words in order, for what begins with what was typed.
    places: dict[str, list[int]] = field(default_factory=dict)
    in_order: list[str] = field(default_factory=list)
    # Attendees' places by the words of their hosts' names.
    invited: dict[str, set[int]] = field(default_factory=dict)
    # The words by their beginnings of one length, made when a misspelt word of that length comes.
    beginnings: dict[int, dict[str, list[str]]] = field(default_factory=dict)


# An index costs a tenth of a second for 50,000 people, so each process keeps those of its latest events.
_kept: WeakKeyDictionary[Engine, dict[int, Index]] = WeakKeyDictionary()


def hits(session: Session, event_id: int, text: str, limit: int) -> list[int]:
    """The ids of those whom the text may mean, best first."""
    asked = list(dict.fromkeys(words(text)))[:MOST_WORDS]
    if not asked:
        return []
    index = _index(session, event_id)
    grades = _in_common([_as_typed(index, word) for word in asked])
    if len(grades) < limit:
        for place, grade in _in_common([_misspelt(index, word) for word in asked]).items():
            grades.setdefault(place, grade)
    if not grades:
        grades = _within(index, "".join(asked))
    best = nsmallest(limit, grades, key=lambda place: (grades[place], _position(index, place, asked), place))
    return [index.ids[place] for place in best]


def _as_typed(index: Index, word: str) -> dict[int, int]:
    """The people one of whose words is or begins with this one, or whose host's does."""
    found: dict[int, int] = {}
    for name, places in index.invited.items():
        if name.startswith(word):
            found.update(dict.fromkeys(places, HOSTS))
    for known in _beginning_with(index.in_order, word):
        if known != word:
            found.update(dict.fromkeys(index.places[known], BEGINS))
    found.update(dict.fromkeys(index.places.get(word, ()), SAME))
    return found


def _misspelt(index: Index, word: str) -> dict[int, int]:
    """The same, a letter or two off; a word half typed is held against the beginnings of words."""
    found = _as_typed(index, word)
    most = _errors_allowed(word)
    if most == 0:
        return found
    # Whole words, and beginnings of this length and one more, for the letter that was left out.
    for known, distance in _near(word, index.in_order, most):
        _add(found, index.places[known], OFF + distance)
    for length in (len(word), len(word) + 1):
        beginnings = _beginnings(index, length)
        for beginning, distance in _near(word, beginnings, most):
            for known in beginnings[beginning]:
                _add(found, index.places[known], OFF + distance)
    for name, distance in _near(word, index.invited, most):
        _add(found, index.invited[name], OFF + HOSTS + distance)
    return found


def _errors_allowed(word: str) -> int:
    if len(word) < 4:  # noqa: PLR2004 - a letter off in three is another name.
        return 0
    return 1 if len(word) <= 6 else 2  # noqa: PLR2004 - a long word has room for two mistakes.


def _near(word: str, choices: Iterable[str], most: int) -> Iterator[tuple[str, int]]:
    found = process.extract(word, list(choices), scorer=OSA.distance, score_cutoff=most, limit=None)
    for known, distance, _ in found:
        yield known, int(distance)


def _add(found: dict[int, int], places: Iterable[int], grade: int) -> None:
    for place in places:
        if found.get(place, grade + 1) > grade:
            found[place] = grade


def _within(index: Index, run: str) -> dict[int, int]:
    """Where nothing else is found: typed without blanks, or from the middle, as names without blanks are."""
    if len(run) == 1 and run.isascii():
        return {}
    return {place: OFF for place, text in enumerate(index.folded) if run in text.replace(" ", "")}


def _in_common(found: list[dict[int, int]]) -> dict[int, int]:
    """Those who were found by every word, with the sum of their grades."""
    first, *others = sorted(found, key=len)
    return {
        place: grade + sum(other[place] for other in others)
        for place, grade in first.items()
        if all(place in other for other in others)
    }


def _position(index: Index, place: int, asked: list[str]) -> int:
    """How far into name and company the typed words stand: names come before companies."""
    text = index.folded[place]
    found = (text.find(f" {word}") for word in asked)
    return sum(at if at >= 0 else len(text) for at in found)


def _beginning_with(in_order: list[str], word: str) -> Iterator[str]:
    at = bisect_left(in_order, word)
    while at < len(in_order) and in_order[at].startswith(word):
        yield in_order[at]
        at += 1


def _beginnings(index: Index, length: int) -> dict[str, list[str]]:
    known = index.beginnings.get(length)
    if known is None:
        known = {}
        for word in index.in_order:
            if len(word) > length:
                known.setdefault(word[:length], []).append(word)
        index.beginnings[length] = known
    return known


def _index(session: Session, event_id: int) -> Index:
    kept = _kept.setdefault(_engine(session), {})
    index = kept.get(event_id)
    if index is None or _is_old(session, event_id, index):
        index = _read(session, event_id)
        kept.pop(event_id, None)
        kept[event_id] = index
        while len(kept) > _KEPT_EVENTS:
            kept.pop(next(iter(kept)), None)
    return index


def _engine(session: Session) -> Engine:
    bind = session.get_bind()
    return bind.engine if isinstance(bind, Connection) else bind


def _is_old(session: Session, event_id: int, index: Index) -> bool:
    """Whether somebody came to the list or was changed; an import writes its line after its people."""
    changed = select(JournalLine.seq).where(
        JournalLine.event_id == event_id, JournalLine.seq > index.seq, JournalLine.kind.in_(_CHANGES)
    )
    last_id, line = session.execute(select(_last_id(event_id), changed.limit(1).scalar_subquery())).one()
    return (last_id or 0) != index.last_id or line is not None


def _last_id(event_id: int) -> Any:
    return select(func.max(Attendee.id)).where(Attendee.event_id == event_id).scalar_subquery()


def _read(session: Session, event_id: int) -> Index:
    # The number is read before the people: what changes between is read now and once more later.
    index = Index(journal.seq(session, event_id), 0)
    people = select(Attendee.id, Attendee.folded).where(Attendee.event_id == event_id).order_by(Attendee.id)
    for place, (attendee_id, folded) in enumerate(session.execute(people)):
        index.ids.append(attendee_id)
        index.folded.append(folded)
        for word in dict.fromkeys(folded.split()):
            index.places.setdefault(word, []).append(place)
    index.last_id = index.ids[-1] if index.ids else 0
    index.in_order = sorted(index.places)
    _read_hosts(session, event_id, index)
    return index


def _read_hosts(session: Session, event_id: int, index: Index) -> None:
    place_of = {attendee_id: place for place, attendee_id in enumerate(index.ids)}
    hosts = inviters(session, event_id)
    invited: dict[int, set[int]] = {host.id: set() for host in hosts}
    without = set(place_of.values())
    pairs = select(invitation.c.attendee_id, invitation.c.host_id)
    for attendee_id, host_id in session.execute(pairs.where(invitation.c.host_id.in_(list(invited)))):
        if attendee_id in place_of:
            invited[host_id].add(place_of[attendee_id])
            without.discard(place_of[attendee_id])
    for host in hosts:
        theirs = invited[host.id] | (without if host.fallback else set())
        for word in words(host.name):
            index.invited.setdefault(word, set()).update(theirs)
