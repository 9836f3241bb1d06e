"""The search as other programs ask for it."""

import pytest

from tests.builders import an_attendee


@pytest.mark.parametrize(
    ("typed", "name"), [("bob", "Robert Lund"), ("wang", "王小明"), ("lnud", "Robert Lund")]
)
def test_the_api_finds_by_nicknames_other_letters_and_slips(evening, typed, name):
    with evening.store.writing() as session:
        for one in ("Robert Lund", "王小明"):
            an_attendee(session, evening.event, one)

    answer = evening.api(f"attendees?q={typed}").json

    assert [one["name"] for one in answer["attendees"]] == [name]


def test_a_desk_gets_the_groups_of_names_with_its_copy(evening):
    copy = evening.api("copy").json

    assert any({"robert", "bob"} <= set(group) for group in copy["nicknames"])
