"""Quiet hours: nobody is woken, wherever they live and whatever clocks do."""

from datetime import UTC, datetime

import pytest

from badges.rules.quiet import next_allowed


def utc(day, hour, minute=0, month=10):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "allowed"),
    [
        (utc(8, 18), "UTC", utc(8, 18)),
        (utc(8, 21, 59), "UTC", utc(8, 21, 59)),
        (utc(8, 22), "UTC", utc(9, 8)),
        (utc(8, 3), "UTC", utc(8, 8)),
        (utc(8, 8), "UTC", utc(8, 8)),
        # Seven in the morning in Tokyo, where it was nine for an hour already in Auckland.
        (utc(8, 22), "Asia/Tokyo", utc(8, 23)),
        # Clocks go back in this night, and forward in that: eight is eight as the clocks show it.
        (utc(24, 22), "Europe/Berlin", utc(25, 7)),
        (utc(28, 22, month=3), "Europe/Berlin", utc(29, 6, month=3)),
    ],
)
def test_what_would_come_at_night_waits_for_the_morning(moment, zone, allowed):
    assert next_allowed(moment, zone) == allowed
