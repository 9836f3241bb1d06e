"""What a host's browser was shown, naming few and counting the rest: of their own people, true, in time."""

import re
from datetime import timedelta

from tests.hosts.model import BACK, CAME, HERE_WITHOUT, LAST, LEFT, MISSING, NO_SHOW, ON_THE_TABLE, VIP
from tests.hosts.reading import NAME

# What a title says of one, and of several.
_TITLES = {
    CAME: (rf"({NAME}) has come after all", "have come after all"),
    BACK: (rf"({NAME}) is back", "are back"),
    MISSING: (rf"({NAME}) is not here yet", "are not here yet"),
    LEFT: (rf"({NAME}) left early", "left early"),
    VIP: (rf"({NAME}) has arrived", "have arrived"),
    NO_SHOW: (rf"({NAME}) did not come", "did not come"),
    LAST: (rf"({NAME})’s badge is among the last", "badges among the last"),
    # Of a badge the title does not say why it lies there.
    "badge": (rf"({NAME})’s badge is still on the table", "badges are still on the table"),
}
_EITHER = {"badge": {HERE_WITHOUT, ON_THE_TABLE}}


def check_pushes(world, host, within):
    """Nothing astray, nothing untrue, and after whatever stays so a message in time."""
    people = [person for person in world.people if host in person.hosts]
    for at, title in world.pushed:
        for clause in title.split("; "):
            _is_so(world, host, people, at, clause)
    shown = [at for at, _ in world.pushed]
    for person in people:
        for begin in _begins(world, person):
            until = within(begin)
            assert any(begin <= at <= until for at in shown), f"{host} was shown nothing of {person.name}"


def _is_so(world, host, people, at, clause):
    for topic, (of_one, of_several) in _TITLES.items():
        topics = _EITHER.get(topic, {topic})
        if one := re.match(of_one, clause):
            named = [person for person in people if person.name == one[1]]
            assert named, f"{host} was shown {one[1]}, whom they did not invite"
            assert topics & named[0].true(at, world.night), f"{at:%H:%M} {host} was shown: {clause}"
            return
        if re.search(of_several, clause):
            so = sum(bool(topics & person.true(at, world.night)) for person in people)
            said = re.match(r"(\d+)|.* and ", clause)
            assert int(said[1] or 2) <= so, f"{at:%H:%M} {host} was shown: {clause}; it was so of {so}"
            return
    # Two people who came are both named.
    both = re.fullmatch(rf"({NAME}) and ({NAME}) have come after all", clause)
    assert both, f"a title that says nothing we know: {clause}"


def _begins(world, person):
    """When something began that is told of everybody, and stayed so for a quarter of an hour."""
    at, step, since = world.night.doors, timedelta(minutes=1), {}
    while at < world.night.end:
        true = person.true(at, world.night) & {MISSING, LEFT, HERE_WITHOUT}
        since = {topic: since.get(topic, at) for topic in true}
        yield from (begin for begin in since.values() if at - begin == timedelta(minutes=15))
        at += step
