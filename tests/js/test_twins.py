"""The search of the tablet and that of the server answer alike, whatever is asked."""

import json
import os
import subprocess
from random import Random

import pytest

from badges.folded import words
from badges.romanised import found_by
from badges.search import best, make_index, nicknames
from tests.crowd import crowd
from tests.js.test_js import NODE, ROOT

LIMITS = (3, 20)
LETTERS = "abcdefghijklmnopqrstuvwxyz明ая"
# Another number tries other lists and questions.
SEED = int(os.environ.get("LAST_BADGE_TEST_SEED", "5"))


@pytest.mark.parametrize("size", [40, 400, 2500])
def test_three_thousand_questions_are_answered_alike(size):
    luck = Random(SEED + size)
    people = a_list(luck, size)
    asked = [mistyped(luck, luck.choice(people)) for _ in range(1000)]

    index = make_index((one["id"], one["found_by"], one["hosts"]) for one in people)
    ours = [[best(index, text, limit) for limit in LIMITS] for text in asked]

    theirs = of_the_tablet({"people": people, "nicknames": nicknames(), "asked": asked, "limits": LIMITS})
    for text, one, other in zip(asked, ours, theirs, strict=True):
        assert one == other, (text, named(people, one[-1]), named(people, other[-1]))
    assert sum(bool(few) for few, _ in ours) > 700
    assert all(many[:3] == few for few, many in ours)


def a_list(luck, size):
    hosts = [name for name, _ in crowd(12, luck.random())]
    return [
        {
            "id": number,
            "found_by": found_by(name, company),
            "hosts": luck.sample(hosts, luck.choice([0, 1, 1, 2])),
        }
        for number, (name, company) in enumerate(crowd(size, luck.random()), start=1)
    ]


def mistyped(luck, person):
    """Some words of somebody's, of their hosts' and by chance other forms of names, half of them wrong."""
    said = [word for word in person["found_by"].split() if not word.startswith("~")]
    said += [word for host in person["hosts"] for word in words(host)]
    if luck.random() < 0.1:
        said += luck.choice(nicknames())
    some = luck.sample(said, min(len(said), luck.choice([1, 1, 1, 2, 2, 3])))
    if luck.random() < 0.15:
        some = said[:2]
    wrong = [misspelt(luck, word) if luck.random() < 0.5 else word for word in some]
    wrong = [misspelt(luck, word) if word and luck.random() < 0.3 else word for word in wrong]
    return ("" if luck.random() < 0.15 else " ").join(wrong)


def misspelt(luck, word):
    at, letter = luck.randrange(len(word)), luck.choice(LETTERS)
    return luck.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            word[: at + 1],
            word[at:],
        ]
    )


def of_the_tablet(questions):
    command = [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "tests/js/answers.mjs"]
    ran = subprocess.run(
        command,
        cwd=ROOT,
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(ran.stdout)


def named(people, ids):
    return [people[number - 1]["found_by"] for number in ids[:5]]
