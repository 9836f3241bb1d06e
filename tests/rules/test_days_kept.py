"""How long an event says that it keeps words and names."""

import pytest

from badges.errors import BadFile
from badges.event_file import read_event

FILE = """
name = "The chum parade"
timezone = "UTC"
start = 2026-05-08T18:30:00
end = 2026-05-08T22:00:00
"""


def test_an_event_keeps_reasons_for_thirty_days_and_times_for_ninety_unless_it_says_otherwise():
    plain = read_event(FILE, "chums")
    other = read_event(FILE + "[privacy]\nreasons_days = 7\ntimes_days = 365\n", "chums")

    assert (plain.reasons_kept, plain.times_kept) == (30, 90)
    assert (other.reasons_kept, other.times_kept) == (7, 365)


@pytest.mark.parametrize("days", ["-1", "1.5", "true", '"30"', "3651"])
def test_days_that_cannot_be_are_refused_with_an_example(days):
    with pytest.raises(BadFile, match="whole number of days from 0 to 3,650, such as reasons_days = 30"):
        read_event(FILE + f"[privacy]\nreasons_days = {days}\n", "chums")


def test_what_privacy_does_not_know_is_named():
    with pytest.raises(BadFile, match="reasons_days and times_days and nothing else"):
        read_event(FILE + "[privacy]\nreason_days = 3\n", "chums")
