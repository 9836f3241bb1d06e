"""Who of those whom the typed words may mean comes first."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain

from badges.folded import words
from badges.search.index import LAST_WHERE, PLACE, Index
from badges.search.meeting import Asked, as_typed, look_inside, misspell, put_together

MOST_WORDS = 8
# What each way of meeting is worth, the less the better: in somebody's own words, and in their host's.
_OWN = (0, 0, 1, 2, 4, 5, 6, 7, 8, 9)
_HOSTS = (0, 3, 3, 3, 6, 7, 8, 9, 10, 11)
_TOGETHER = 2
_HOSTS_WHERE = 63
_WHERES = 64
_NONE = 1 << 16
_MANY_WORDS = 1000
_MANY_PLACES = 5000
_MOST_KEPT = 1000
# A typed word, and the hosts who are meant by it with their grades.
_Way = tuple[Asked, dict[str, int]]
# Entries as an index has them, and what is to be added to each.
_Entries = tuple[int, Sequence[int]]
# Nobody has more than a few words that begin alike.
_SOME = 4
# One number says how well somebody is meant: their grades, where the words stand and where the first of them
# does; and behind these who it is.
_GRADE, _WHERE, _FIRST = PLACE << 15, PLACE << 6, PLACE


def best(index: Index, text: str, limit: int) -> list[int]:
    """The ids of those whom a text may mean, best first."""
    typed = tuple(dict.fromkeys(words(text)))[:MOST_WORDS]
    known = index.answers.get((typed, limit))
    if known is None:
        if len(index.answers) >= _MOST_KEPT:
            index.answers.clear()
        known = index.answers[typed, limit] = _best(index, typed, limit)
    return list(known)


def _best(index: Index, typed: tuple[str, ...], limit: int) -> list[int]:
    found: dict[int, None] = {}
    for tier in _tiers(index, typed, found, limit) if typed else ():
        found.update(dict.fromkeys(worth % PLACE for worth in nsmallest(limit - len(found), tier)))
        if len(found) >= limit:
            break
    return [index.ids[place] for place in found]


def _tiers(
    index: Index, typed: tuple[str, ...], found: Mapping[int, None], limit: int
) -> Iterator[Iterable[int]]:
    """Those found in one way after another; a way is tried only where those before it found too few."""
    asked = [as_typed(index, word) for word in typed]
    yield _meant(index, asked, found, limit)
    yield _with_other_blanks(index, typed, asked, found, limit)
    for one in asked:
        misspell(index, one)
    yield _meant(index, asked, found, limit)
    if not found:
        for one in asked:
            look_inside(index, one)
        yield _meant(index, asked, found, limit)


def _with_other_blanks(
    index: Index, typed: tuple[str, ...], asked: list[Asked], found: Mapping[int, None], limit: int
) -> Iterable[int]:
    """Whom the words mean with a blank less, and with one more, whichever is the better."""
    for one in asked:
        put_together(index, one)
    joined = ([*typed[:at], typed[at] + typed[at + 1], *typed[at + 2 :]] for at in range(len(typed) - 1))
    ways = (asked, *([as_typed(index, word) for word in dict.fromkeys(way)] for way in joined))
    worths: dict[int, int] = {}
    for worth in chain.from_iterable(_meant(index, way, found, limit) for way in ways):
        worths[worth % PLACE] = min(worth, worths.get(worth % PLACE, worth))
    return worths.values()


def _meant(index: Index, asked: list[Asked], found: Mapping[int, None], limit: int) -> Iterable[int]:
    """Whom all the words mean, the best up to a limit among them, but for those who were found before."""
    if len(asked) == 1:
        return _alone(index, asked[0], found, limit)
    return _by_all(index, asked, found)


def _alone(index: Index, asked: Asked, found: Mapping[int, None], limit: int) -> list[int]:
    above = _HOSTS_WHERE * PLACE
    ways: list[_Entries] = [
        (_OWN[how] * _GRADE, index.own[word]) for word, how in asked.meets.items() if word in index.own
    ]
    ways += [(grade * _GRADE + above, index.invited[host]) for host, grade in _hosts(index, asked).items()]
    ways += [(_TOGETHER * _GRADE + where * PLACE, [place]) for place, where in asked.together.items()]
    # A first letter means half the list: the best of it come with words whose own first is among the best.
    for most in (_SOME * limit, len(ways)):
        first = nsmallest(most, ways, key=lambda way: way[0] + way[1][0])
        worths = sorted(above + entry for above, entries in first for entry in entries[:limit])
        if len(ways) > len(first):
            worths = worths[: bisect_right(worths, first[-1][0] + first[-1][1][0])]
        by_place: dict[int, int] = {}
        for worth in worths:
            if worth % PLACE not in found:
                by_place.setdefault(worth % PLACE, worth)
        if len(found) + len(by_place) >= limit:
            break
    return list(by_place.values())


def _by_all(index: Index, asked: list[Asked], found: Mapping[int, None]) -> Iterator[int]:
    ways = [(one, _hosts(index, one)) for one in asked]
    rarest = min(ways, key=lambda way: _many(index, way[0]))
    others = [way for way in ways if way is not rarest]
    places = _places(index, rarest[0])
    if len(places) > _MANY_PLACES:
        places = places.intersection(*(_places(index, other) for other, _ in others))
    for place in places:
        theirs = index.folded[place].split()
        if place not in found and all(_is_meant(index, place, theirs, way) for way in others):
            yield place + _worth(index, place, theirs, ways)


def _is_meant(index: Index, place: int, theirs: list[str], way: _Way) -> bool:
    asked, hosts = way
    return (
        not asked.meets.keys().isdisjoint(theirs)
        or not hosts.keys().isdisjoint(index.hosts[place])
        or place in asked.together
    )


def _many(index: Index, asked: Asked) -> int:
    """Roughly how many may be meant by a word; of one that meets a thousand words, many."""
    if len(asked.meets) > _MANY_WORDS:
        return len(index.ids) * len(asked.meets)
    theirs = sum(len(index.invited[host]) for word in asked.meets for host in index.called.get(word, ()))
    return theirs + len(asked.together) + sum(len(index.own.get(word, ())) for word in asked.meets)


def _places(index: Index, asked: Asked) -> set[int]:
    """Whoever has one of the words that meet this one."""
    places = set(asked.together)
    for word in asked.meets:
        places.update(entry % PLACE for entry in index.own.get(word, ()))
        for host in index.called.get(word, ()):
            places.update(index.invited[host])
    return places


def _hosts(index: Index, asked: Asked) -> dict[str, int]:
    """The hosts one of whose words meets this one, with the best grade of these."""
    found: dict[str, int] = {}
    for word in asked.meets.keys() & index.called.keys():
        grade = _HOSTS[asked.meets[word]]
        for host in index.called[word]:
            found[host] = min(grade, found.get(host, grade))
    return found


def _worth(index: Index, place: int, theirs: list[str], ways: list[_Way]) -> int:
    total = 0
    for number, (asked, hosts) in enumerate(ways):
        best = _best_of(asked, theirs)
        for host in index.hosts[place] if hosts else ():
            if host in hosts:
                best = min(best, hosts[host] * _WHERES + _HOSTS_WHERE)
        if place in asked.together:
            best = min(best, _TOGETHER * _WHERES + asked.together[place])
        total += best // _WHERES * _GRADE + best % _WHERES * (_WHERE if number else _WHERE + _FIRST)
    return total


def _best_of(asked: Asked, theirs: list[str]) -> int:
    """What the best of somebody's own words is worth, and where it stands."""
    best = _NONE
    for where, word in enumerate(theirs):
        if how := asked.meets.get(word):
            best = min(best, _OWN[how] * _WHERES + min(where, LAST_WHERE))
    return best
