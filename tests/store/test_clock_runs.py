"""The clock as it runs beside the requests: awake in time, stopped at once, never gone silently."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from badges.clock import Clock
from badges.model import Attendee
from badges.moments import now as right_now
from tests.builders import at
from tests.post import Evening, wait_until


@pytest.fixture
def running():
    """Starts clocks and sees that they end."""
    stop, threads = threading.Event(), []

    def run(clock):
        threads.append(threading.Thread(target=clock.run, args=(stop,)))
        threads[-1].start()
        return stop, threads[-1]

    yield run
    stop.set()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_the_clock_sleeps_until_somebody_is_due_and_tells_it_then(store, tmp_path, running):
    evening = Evening(store, tmp_path)
    [mira] = evening.invites("Mira Okafor")
    # Its time begins when it does, however long it took to make the evening.
    ahead = at("19:00") - timedelta(seconds=0.4) - right_now()

    running(Clock(store, now=lambda: right_now() + ahead, nap=60))

    wait_until(lambda: evening.kinds() == ["missing"])
    with store.reading() as session:
        told = session.get_one(Attendee, mira.id).missing_told_at
    assert told >= at("19:00")


def test_the_clock_wakes_when_the_bell_rings(sqlite_store, tmp_path, running):
    evening = Evening(sqlite_store, tmp_path)
    running(Clock(sqlite_store, now=lambda: at("19:00"), nap=60))

    evening.invites("Mira Okafor")
    sqlite_store.bell.ring(evening.event.id)

    wait_until(lambda: evening.kinds() == ["missing"])


def test_the_clock_stops_at_once(sqlite_store, running):
    stop, thread = running(Clock(sqlite_store, nap=60))

    stop.set()
    thread.join(30)

    assert not thread.is_alive()


def test_the_clock_outlives_trouble_with_its_database_and_says_so(store, tmp_path, running, caplog):
    evening = Evening(store, tmp_path)
    evening.invites("Mira Okafor")
    rename(store, "attendee", "gone")

    running(Clock(store, now=lambda: at("19:00"), nap=0.05))
    wait_until(lambda: "the clock met trouble" in caplog.text)
    rename(store, "gone", "attendee")

    wait_until(lambda: evening.kinds() == ["missing"])


def rename(store, table, to):
    with store.writing() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
