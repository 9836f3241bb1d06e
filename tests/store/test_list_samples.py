"""The exports of other systems: recognised without being told, and the right people on the list."""

import tomllib
from pathlib import Path

import pytest
from sqlalchemy import select

from badges.model import Code, CodeKind
from tests.guest_lists import a_party, everybody, names, plan_of, take_in

SAMPLES = Path(__file__).parents[1] / "samples" / "lists"
EXPECTED = tomllib.loads((SAMPLES / "expected.toml").read_text())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_export_puts_the_right_people_on_the_list_and_the_second_time_nobody_new(sqlite_store, name):
    party, expected, data = a_party(sqlite_store), EXPECTED[name], (SAMPLES / name).read_bytes()

    told = take_in(party, data)
    again = plan_of(party, data)

    assert (told["preset"], told["rows"]) == (expected["preset"], expected["rows"])
    assert names(party) == expected["people"]
    assert [one["row"] for one in told["skipped"]] == expected["skipped"]
    assert sorted({one["row"] for one in told["problems"]}) == expected["problems"]
    assert told["questions"] == []
    assert (again.new, again.changed, len(again.same)) == ((), (), len(expected["people"]))


@pytest.mark.parametrize("name", sorted(name for name in EXPECTED if "codes" in EXPECTED[name]))
def test_the_codes_of_an_export_are_those_its_tickets_carry(sqlite_store, name):
    party = a_party(sqlite_store)
    take_in(party, (SAMPLES / name).read_bytes())

    with sqlite_store.reading() as session:
        foreign = dict(
            session.execute(select(Code.attendee_id, Code.value).where(Code.kind == CodeKind.FOREIGN)).all()
        )
    codes = {one.name: foreign.get(one.id) for one in everybody(party)}

    assert {person: codes[person] for person in EXPECTED[name]["codes"]} == EXPECTED[name]["codes"]


def test_no_sample_is_left_out():
    files = {path.name for path in SAMPLES.iterdir() if path.suffix != ".toml"}

    assert files == set(EXPECTED)
