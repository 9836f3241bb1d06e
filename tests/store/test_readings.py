"""Readings of reasons: each is in the audit trail, once a reader, attendee and day."""

from datetime import timedelta

import pytest

from badges import readings
from tests.builders import a_host, an_attendee, an_event, at


@pytest.fixture
def evening(store):
    with store.writing() as session:
        event = an_event(session, timezone="America/Los_Angeles")
        host = a_host(session, event)
        return event, host, [an_attendee(session, event, name) for name in ("Mira Okafor", "Noor Haddad")]


def read(store, evening, *, where="page", now=None, reader="host"):
    event, host, people = evening
    now = now or at("19:00")
    return readings.note_new(store, event, reader, host.id, host.name, [one.id for one in people], where, now)


def test_whoever_reads_twice_a_day_is_noted_once_for_each_attendee(store, evening):
    first, again = read(store, evening), read(store, evening, where="report", now=at("20:00"))
    tomorrow = read(store, evening, now=at("19:00") + timedelta(days=1))

    assert (first, again, tomorrow) == (2, 0, 2)
    with store.reading() as session:
        trail = readings.of_event(session, evening[0])
        hers = readings.of_attendee(session, evening[2][0].id)
    assert [one.whose for one in trail][-2:] == ["Noor Haddad", "Mira Okafor"]
    assert [(one.reader, one.name, one.where) for one in hers] == [("host", "Ramit", "page")] * 2


def test_an_organiser_and_a_host_of_one_number_are_two_readers(store, evening):
    assert read(store, evening) + read(store, evening, reader="organiser") == 4


def test_the_day_is_the_one_where_the_event_is(store, evening):
    read(store, evening, now=at("06:59"))

    assert read(store, evening, now=at("07:01")) == 2


def test_two_pages_that_open_at_one_moment_note_one_reading(postgres_store):
    with postgres_store.writing() as session:
        event = an_event(session)
        host = a_host(session, event)
        mira = an_attendee(session, event)
    facts = (event, "host", host.id, host.name, [mira.id], "page", at("19:00"))
    with postgres_store.reading() as session:
        assert readings.unnoted(session, event, "host", host.id, [mira.id], at("19:00"))

        with postgres_store.writing() as other:
            readings.note(other, *facts)
        with postgres_store.writing() as late:
            readings.note(late, *facts)

    with postgres_store.reading() as session:
        assert len(readings.of_event(session, event)) == 1


def test_nobody_read_means_nothing_is_written(store, evening):
    event, host, _ = evening

    assert readings.note_new(store, event, "host", host.id, host.name, [], "page", at("19:00")) == 0
