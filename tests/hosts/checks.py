"""What the hosts received, held against the model: none lost, none twice, none astray, none untrue."""

import json
from collections import defaultdict
from datetime import datetime, time, timedelta

from badges import journal
from tests.hosts.model import (
    ABSENCES,
    BACK,
    CAME,
    HERE_WITHOUT,
    LAST,
    LEFT,
    MISSING,
    NO_SHOW,
    ON_THE_TABLE,
    VIP,
)
from tests.hosts.pushed import check_pushes
from tests.hosts.reading import told
from tests.hosts.world import CHATS, PUSHES

STEP = timedelta(minutes=1)
# A worker that dies leaves a lease of a minute and a half; two in a row, and what gathers, come to this.
WITHIN = timedelta(minutes=14)
QUIET_FROM, QUIET_TO = time(22), time(8)
# What a host who heard the one need not hear any more.
SAYS_AS_MUCH = {
    MISSING: {NO_SHOW, ON_THE_TABLE, LAST},
    ON_THE_TABLE: {NO_SHOW, LAST},
    CAME: {VIP, LEFT},
    VIP: {LEFT},
}
# What is news only to who heard the contrary.
TAKES_BACK = {CAME: ABSENCES, BACK: {LEFT}}
ARRIVED = {CAME, VIP, LEFT, HERE_WITHOUT}
# What is told for as long as it is so, however short that is, and what the table decides.
ONLY_WHILE = {LAST}


def check(world):
    """Everything that was promised of this evening."""
    heard = _heard(world)
    _the_program_knows_the_journal(world)
    _nothing_astray_or_untrue(world, heard)
    _nobody_is_woken(world)
    _nothing_twice(world)
    check_pushes(world, PUSHES, lambda begin: _deadline(world, PUSHES, begin))
    for person in world.people:
        for host in person.hosts - {PUSHES}:
            _nothing_lost(world, person, host, heard[host, person.name])
    return sum(map(len, heard.values()))


def _the_program_knows_the_journal(world):
    """Every line once and in order; what came again came as itself."""
    told = [json.loads(body)["data"]["seq"] for _, _, body in world.program.asked]
    firsts = list(dict.fromkeys(told))
    with world.store.reading() as session:
        assert firsts == list(range(1, journal.seq(session, world.event.id) + 1))
    ids = [headers["webhook-id"] for _, headers, _ in world.program.asked]
    assert len(set(zip(ids, told, strict=True))) == len(firsts)


def _heard(world):
    """By host and name, when they heard what."""
    found = defaultdict(list)
    for mail in world.received:
        for name, topic in told(mail.text):
            found[mail.host, name].append((mail.at, topic, mail.id))
    return found


def _nothing_astray_or_untrue(world, heard):
    people = {person.name: person for person in world.people}
    for (host, name), hearings in heard.items():
        assert host in people[name].hosts, f"{host} heard of {name}, whom they did not invite"
        for at, topic, _ in hearings:
            true = people[name].true(at, world.night)
            assert topic in true, f"{at:%H:%M} {host} heard {topic} of {name}; it was {true or 'nothing'}"


def _nobody_is_woken(world):
    for message in world.received:
        awake = _after_the_night(world, message.host, message.at)
        assert awake == message.at, f"{message.host} was woken at {message.at}: {message.text[:80]}"


def _nothing_twice(world):
    """Nothing is told anew that has been so all the time, but where its sender died and could not know."""
    people, last = {person.name: person for person in world.people}, {}
    for mail in world.received:
        for name, topic in told(mail.text):
            before = last.get((mail.host, name, topic))
            last[mail.host, name, topic] = mail
            if before and before.id != mail.id and before.at not in world.deaths:
                moments = _moments(before.at, mail.at)
                was_away = any(topic not in people[name].true(at, world.night) for at in moments)
                assert was_away, f"{mail.host} heard {topic} of {name} at {before.at} and {mail.at}"


def _nothing_lost(world, person, host, hearings):
    """Whatever has been so for long enough is what the host believes."""
    since = {}
    for at in _moments(world.night.doors, world.night.end + timedelta(hours=11)):
        true = person.true(at, world.night)
        since = {topic: since.get(topic, at) for topic in true}
        believed = _believed(hearings, at)
        for topic, begin in since.items():
            if topic in ONLY_WHILE or (topic in TAKES_BACK and not believed & TAKES_BACK[topic]):
                continue
            if at < _deadline(world, host, begin) or believed & {topic, *SAYS_AS_MUCH.get(topic, ())}:
                continue
            raise AssertionError(f"{host} has not heard by {at} that {person.name}: {topic} since {begin}")


def _believed(hearings, at):
    believed = set()
    for when, topic, _ in hearings:
        if when <= at:
            believed = (believed - ABSENCES if topic in ARRIVED else believed) | {topic}
            # Whoever is back has not left, and whoever leaves is not back.
            believed -= {BACK: {LEFT}, LEFT: {BACK}}.get(topic, set())
    return believed


def _deadline(world, host, begin):
    begin = _after_the_night(world, host, begin)
    refused_from, refused_to = world.refusing
    if host in {CHATS, PUSHES}:
        # It is the mail server that refuses.
        return begin + WITHIN
    if refused_from - WITHIN <= begin < refused_to:
        # What was refused waits longer each time.
        return refused_to + 3 * WITHIN
    return begin + WITHIN


def _after_the_night(world, host, begin):
    """During the evening nothing is night; outside it nobody is woken."""
    if world.night.doors <= begin < world.night.end:
        return begin
    local = begin.astimezone(world.zone_of(host))
    if QUIET_TO <= local.time() < QUIET_FROM:
        return begin
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_TO, local.tzinfo).astimezone(begin.tzinfo)


def _moments(begin, end):
    while begin < end:
        yield begin
        begin += STEP
