"""Questions, by a chance that repeats itself, and what our Python rules answer to them."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from badges import codes
from badges.desk import Asked, Place
from badges.desk.judge import before_the_list, judge
from badges.desk.people import Person
from badges.moments import write_moment
from badges.rules.fold import ACTIONS, UNDO, Facts, Mark, Move, fold
from badges.rules.hours import Hours, desk_refusal, self_refusal
from badges.rules.standing import Said, standing
from badges.rules.watch import Told
from tests.builders import START, at, hours
from tests.vectors.finding import folded_words, found
from tests.vectors.texts import TEXTS

FOLDER = Path(__file__).parent
MINUTE = timedelta(minutes=1)
WHEN = [START + minutes * MINUTE for minutes in (-95, -90, -31, -30, -1, 0, 1, 29, 30, 31, 90, 194, 195, 209)]
WHEN += [START + minutes * MINUTE for minutes in (210, 211, 269, 270, 271)]
THE_HOURS = [hours(), hours(doors="18:30"), hours(doors="19:30", start="19:30", missing_after=0 * MINUTE)]
HERE, ELSEWHERE, PHONE = 1, 2, 0


def written(name):
    """The file of this name as it should be."""
    cases = ALL[name](random.Random(name))
    return json.dumps(cases, ensure_ascii=False, indent=None, separators=(",", ":")).replace("},{", "},\n{")


def folds(luck):
    return [{"moves": [as_move(one) for one in made], **as_folded(fold(made))} for made in histories(luck)]


def histories(luck):
    yield from (some_moves(luck) for _ in range(120))


def some_moves(luck, *, undos=True):
    actions = sorted(ACTIONS if undos else ACTIONS - {UNDO})
    made = []
    for number in range(luck.randrange(10)):
        action = luck.choice(actions)
        undoes = luck.choice(made).id if action == UNDO and made else None
        moment = START + luck.randrange(6) * MINUTE
        made.append(
            Move(UUID(int=luck.getrandbits(128)), action, moment, luck.randrange(3), number % 4, undoes)
        )
    luck.shuffle(made)
    return made


def standings(luck):
    cases = []
    for _ in range(160):
        facts, said = some_facts(luck), some_said(luck)
        the_hours, now = luck.choice(THE_HOURS), luck.choice(WHEN)
        answer = str(standing(facts, said, the_hours, now))
        cases.append({**as_person(facts, said, the_hours), "now": write_moment(now), "standing": answer})
    return cases


def opening(luck):
    return [
        {
            "hours": as_hours(the_hours),
            "at": write_moment(moment),
            "desk": desk_refusal(the_hours, moment),
            "self": self_refusal(the_hours, moment),
        }
        for the_hours in THE_HOURS
        for moment in WHEN
    ]


def judged(luck):
    return [one_judged(luck) for _ in range(240)]


def one_judged(luck):
    """One scan that is later than everything known, which is all a desk with a copy ever judges."""
    facts = fold(some_moves(luck, undos=False)).facts
    said = some_said(luck)
    the_hours = luck.choice(THE_HOURS)
    role = luck.choice(["desk", "desk", "desk", "kiosk", "self"])
    action = luck.choice(sorted(ACTIONS - {UNDO}))
    moment = luck.choice([one for one in WHEN if one > START + 5 * MINUTE or facts == Facts()])
    place = Place(1, the_hours, HERE, role, "Desk 1")
    move = Move(UUID(int=luck.getrandbits(128)), action, moment, HERE, 7)
    person = Person(1, 1, "Mira", "", "", facts, said, Told(), None)
    asked = Asked(move.id, action, at=moment)
    verdict = before_the_list(asked, place) or judge(asked, move, person, place, list)
    told = {"result": verdict.result, "reason": verdict.reason, "review": verdict.review}
    told["first"] = as_mark(verdict.first)
    return {**as_person(facts, said, the_hours), "role": role, "move": as_move(move), **told}


def read(_luck):
    return [{"text": text, **as_reading(codes.read(text))} for text in TEXTS]


def some_facts(luck):
    facts = fold(some_moves(luck)).facts
    if facts.arrived and luck.random() < 0.5:
        return replace(facts, left=Mark(luck.choice(WHEN), luck.randrange(3)))
    return facts


def some_said(luck):
    return Said(
        expected=luck.choice([None, None, at("19:15"), at("18:20")]),
        late_until=luck.choice([None, None, None, at("20:00")]),
        excused=luck.random() < 0.2,
        cancelled=luck.random() < 0.15,
        grace=luck.choice([None, None, 10 * MINUTE]),
    )


def as_person(facts: Facts, said: Said, the_hours: Hours):
    expected = said.late_until or said.expected or the_hours.start
    return {
        "facts": as_facts(facts),
        "said": {
            "expected_at": write_moment(expected),
            "grace": said.grace.total_seconds() if said.grace is not None else None,
            "late_until": write_moment(said.late_until) if said.late_until else None,
            "excused": said.excused,
            "cancelled": said.cancelled,
        },
        "hours": as_hours(the_hours),
    }


def as_hours(the_hours):
    """As the copy's event has them."""
    return {
        "doors": write_moment(the_hours.doors),
        "start": write_moment(the_hours.start),
        "end": write_moment(the_hours.end),
        "missing_after": the_hours.missing_after.total_seconds(),
        "uncollected_after": the_hours.uncollected_after.total_seconds(),
        "set_aside_after": the_hours.set_aside_after.total_seconds(),
    }


def as_folded(folded):
    return {"facts": as_facts(folded.facts), "taken_back": sorted(map(str, folded.taken_back))}


def as_facts(facts):
    return {name: as_mark(getattr(facts, name)) for name in ("arrived", "collected", "left", "set_aside")}


def as_mark(mark):
    return {"at": write_moment(mark.at), "device": mark.device} if mark else None


def as_move(move):
    undoes = str(move.undoes) if move.undoes else None
    return {
        "id": str(move.id),
        "action": move.action,
        "at": write_moment(move.at),
        "device": move.device,
        "n": move.n,
        "undoes": undoes,
    }


def as_reading(reading):
    within = [one for one in reading.within if one]
    return {"ours": reading.ours, "short": reading.short, "foreign": reading.foreign, "within": within}


ALL = {
    "folds": folds,
    "standings": standings,
    "hours": opening,
    "judged": judged,
    "codes": read,
    "words": folded_words,
    "found": found,
}
