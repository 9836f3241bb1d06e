"""Moments: read with their zone or refused, written so that they can be read again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.errors import BadMoment
from badges.moments import read_moment, write_moment


def test_a_moment_with_an_offset_is_the_same_moment_in_utc():
    assert read_moment("2026-05-08T20:42:00+02:00") == datetime(2026, 5, 8, 18, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-08T18:42:00",
        "2026-05-08",
        "half past six",
        "",
        "2026-13-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        None,
        1778265720,
    ],
)
def test_what_is_no_moment_or_has_no_zone_is_refused_in_words(text):
    with pytest.raises(BadMoment) as refusal:
        read_moment(text)

    assert refusal.value.message.endswith((".", "Z"))


def test_a_moment_is_written_in_utc_to_the_millisecond():
    summer = timezone(timedelta(hours=2))

    written = write_moment(datetime(2026, 5, 8, 20, 42, 3, 999_999, tzinfo=summer))

    assert written == "2026-05-08T18:42:03.999Z"


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_was_written_is_read_again_in_any_year(moment):
    read = read_moment(write_moment(moment))

    assert read == moment.replace(microsecond=moment.microsecond // 1000 * 1000)
