"""Claiming: each badge goes to one station: its own, or one that is free when that has stopped."""

import pytest
from sqlalchemy import event as sa_event

from badges.errors import LostLease
from badges.model import PrintStation
from badges.printing import asking, claiming, stations
from tests.builders import an_attendee, an_event, at
from tests.prints import Prints, Station

NAMES = ("Mira Okafor", "Kenji Mori", "Noor Haddad")


@pytest.fixture
def evening(store):
    return Prints(store)


def three_wait(evening, **more):
    """Three badges, the first asked for at 18:42:00, each a second after the other."""
    people = [evening.invites(name) for name in NAMES]
    return [evening.asks(one, f"18:42:0{n}", **more) for n, one in enumerate(people)]


def test_an_idle_station_claims_the_badge_that_waits_longest(evening):
    first, *_ = three_wait(evening)
    station = Station(evening)

    job = station.takes("18:42:05")

    assert (job.id, job.state, job.attempt, job.claimed_by) == (first.id, "claimed", 1, station.id)
    assert (job.instance, job.lease_until) == (station.instance, at("18:42:20"))
    line = evening.lines("print_job")[-1]
    assert (line["state"], line["printer"], line["station"]) == ("claimed", "Printer 1", station.id)


def test_a_station_that_has_a_badge_claims_no_other_before_it_is_done(evening):
    first, second, _ = three_wait(evening)
    station = Station(evening)
    job = station.takes("18:42:05")

    assert station.claims("18:42:06") is None
    station.prints(job, "18:42:07")

    assert station.claims("18:42:08").id == second.id
    assert evening.job(first).state == "printed"


def test_a_badge_that_is_a_question_keeps_its_station_from_no_other(evening):
    _, second, _ = three_wait(evening)
    station = Station(evening)
    job = station.takes("18:42:05")
    station.sends(job)
    station.says(job, "unknown")

    assert station.claims("18:42:06").id == second.id


def test_nothing_is_claimed_where_nothing_waits(evening):
    assert Station(evening).takes() is None


def test_a_station_takes_what_is_meant_for_it_before_what_is_meant_for_none(evening):
    three_wait(evening)
    station = Station(evening)
    meant = evening.asks(evening.invites("Ada Bell"), "18:42:04", station=station.id)

    assert station.takes("18:42:05").id == meant.id


def test_a_station_leaves_to_another_what_that_one_will_print_in_a_moment(evening):
    one, two = Station(evening), Station(evening, "Printer 2")
    evening.asks(evening.invites(), "18:42:00", station=one.id)
    one.hello("18:42:00")

    assert two.takes("18:42:05") is None


def blocked(one):
    one.hello("18:42:00", "blocked", "media-empty")


def offline(one):
    one.hello("18:42:00", "offline")


def held(one):
    one.evening.writes(claim_holds, one.id)


def claim_holds(session, event, station_id, *, now):
    stations.hold(session, event, station_id, held=True, now=now)


def silent(one):
    one.hello("18:41:40")


def untested(one):
    with one.evening.store.writing() as session:
        session.get_one(PrintStation, one.id).tested_at = None


def with_the_wrong_paper(one):
    one.hello("18:42:00", media=(62.0, 100.0))


@pytest.mark.parametrize("cannot", [blocked, offline, held, silent, untested, with_the_wrong_paper])
def test_what_is_meant_for_a_station_that_cannot_goes_to_another_and_says_where_to_look(evening, cannot):
    one, two = Station(evening), Station(evening, "Printer 2")
    one.hello("18:41:59")
    evening.asks(evening.invites(), "18:42:00", station=one.id)
    cannot(one)

    job = two.takes("18:42:06")

    assert (job.claimed_by, job.station_id, job.moved) == (two.id, one.id, 1)
    assert evening.lines("print_job")[-1]["why"].startswith("instead of Printer 1")


def test_a_printer_that_stopped_a_moment_ago_keeps_its_badges(evening):
    one, two = Station(evening), Station(evening, "Printer 2")
    evening.asks(evening.invites(), "18:42:00", station=one.id)
    blocked(one)

    assert two.takes("18:42:04") is None
    assert two.takes("18:42:05") is not None


def test_the_printers_own_words_are_told_when_its_badge_goes_elsewhere(evening):
    one, two = Station(evening), Station(evening, "Printer 2")
    evening.asks(evening.invites(), "18:42:00", station=one.id)
    one.hello("18:42:00", "blocked", "out of labels", "cover open")

    two.takes("18:42:06")

    assert evening.lines("print_job")[-1]["why"] == "instead of Printer 1: out of labels, cover open"


def test_who_has_waited_long_for_a_busy_station_is_printed_by_an_idle_one(evening):
    one, two = Station(evening), Station(evening, "Printer 2")
    jobs = three_wait(evening, station=one.id)
    one.takes("18:42:03")

    assert two.takes("18:42:10") is None
    one.hello("18:42:10")
    assert two.takes("18:42:11").id == jobs[1].id


def test_who_has_waited_long_for_a_station_that_is_idle_again_is_left_to_it(evening):
    one, two = Station(evening), Station(evening, "Printer 2")
    three_wait(evening, station=one.id)
    job = one.takes("18:42:03")
    one.prints(job, "18:42:12")
    one.hello("18:42:13")

    assert two.takes("18:42:13") is None


def test_a_stopped_station_claims_nothing(evening):
    three_wait(evening)
    station = Station(evening)

    orders = station.hello("18:42:05", "blocked", "jam")

    assert not orders.waiting
    assert station.claims("18:42:05") is None


def test_a_station_prints_nobodys_badge_before_its_test_badge_was_in_a_hand(evening):
    three_wait(evening)
    station = Station(evening, tested=False)
    assert station.takes("18:42:05") is None

    test = evening.writes(asking.test_badge, station.id)

    assert station.takes("18:43:05").id == test.id


def test_a_test_badge_comes_out_of_no_other_printer(evening):
    one, two = Station(evening, tested=False), Station(evening, "Printer 2")
    evening.writes(asking.test_badge, one.id)

    assert two.takes("18:59") is None


@pytest.mark.parametrize("why", ["held", "the wrong paper"])
def test_a_station_that_is_held_or_has_the_wrong_paper_prints_test_badges_alone(evening, why):
    three_wait(evening)
    station = Station(evening)
    how = {} if why == "held" else {"media": (62.0, 100.0)}
    if why == "held":
        held(station)
    assert not station.hello("18:42:05", **how).waiting
    assert station.claims("18:42:05") is None

    test = evening.writes(asking.test_badge, station.id)

    assert station.claims("18:42:06").id == test.id


def test_hello_says_whether_there_is_something_to_claim(evening):
    station = Station(evening)
    assert not station.hello("18:41").waiting

    three_wait(evening)

    assert station.hello("18:42:05").waiting


def test_a_station_claims_nothing_of_another_event(evening):
    with evening.store.writing() as session:
        other = an_event(session, "gala", prints_on_arrival=True)
        stranger = an_attendee(session, other)
        asking.ask(session, other, stranger.id, device=None, now=at("18:42"))

    assert Station(evening).takes() is None


@pytest.mark.parametrize("how", ["another program", "the lease ran out", "nobody said hello"])
def test_a_program_without_the_lease_claims_nothing(evening, how):
    three_wait(evening)
    station = Station(evening)
    station.hello("18:42:05")

    who = evening.desk.id if how == "nobody said hello" else station.id
    instance = "second" if how == "another program" else station.instance
    clock = "18:42:20" if how == "the lease ran out" else "18:42:06"

    with evening.store.writing() as session, pytest.raises(LostLease):
        claiming.claim(session, who, instance=instance, now=at(clock))


def test_what_was_printed_is_not_read_to_find_what_is_to_be_printed(sqlite_store):
    evening = Prints(sqlite_store)
    station, asked = Station(evening), []
    three_wait(evening)
    sa_event.listen(sqlite_store.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))

    station.takes("18:42:05")

    with sqlite_store.engine.connect() as connection:
        searches = [
            line[3]
            for statement, values in asked
            if statement.startswith("SELECT") and ".state NOT IN" in statement
            for line in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            if "print_job" in line[3]
        ]
    assert len(searches) > 6
    ways = {"INDEX ix_print_job_open", "INTEGER PRIMARY KEY"}
    assert [search for search in searches if not any(way in search for way in ways)] == []
