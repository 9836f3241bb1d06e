"""Two at the same moment: two desks, two stations, a station and a person, in threads on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import text

from badges.errors import Conflict, LostLease, PrinterTaken
from badges.model import PrintJob
from badges.printing import stations
from badges.printing.stations import Report
from tests.builders import a_scan, at
from tests.post import wait_until
from tests.prints import Prints, Station


@pytest.fixture
def evening(store):
    return Prints(store)


def together(*errands):
    """All begin at one moment, each in a thread of its own; what each answers, or is refused with."""
    starts = threading.Barrier(len(errands))

    def one(errand):
        starts.wait()
        return errand()

    with ThreadPoolExecutor(len(errands)) as pool:
        begun = [pool.submit(one, errand) for errand in errands]
        return [each.exception(timeout=60) or each.result() for each in begun]


def it_waits(session, waiting):
    """Until the second waits for the first: PostgreSQL says so, and on SQLite nobody writes out of turn."""
    if session.connection().dialect.name == "sqlite":
        assert not wait([waiting], timeout=0.02).done
        return
    blocked = text("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    wait_until(lambda: session.scalar(blocked) or waiting.done())
    assert not waiting.done(), "the second did not wait for the first"


def three_wait(evening):
    """Three badges, each asked for a second after the other."""
    names = ("Mira Okafor", "Kenji Mori", "Noor Haddad")
    return [evening.asks(evening.invites(name), f"18:42:0{n}") for n, name in enumerate(names)]


def some_stations(evening, count):
    ready = [Station(evening, f"Printer {n}") for n in range(1, count + 1)]
    for one in ready:
        one.hello("18:42:05")
    return ready


def test_three_claims_at_once_get_three_jobs(evening):
    three_wait(evening)
    ready = some_stations(evening, 3)

    got = together(*(lambda one=one: one.claims("18:42:06") for one in ready))

    assert sorted(job.id for job in got) == [job.id for job in evening.jobs()]
    assert {job.claimed_by for job in got} == {one.id for one in ready}


def test_a_claim_takes_the_next_job_where_another_holds_the_first_and_waits_for_nobody(postgres_store):
    evening = Prints(postgres_store)
    first, second, _ = three_wait(evening)
    [station] = some_stations(evening, 1)

    with ThreadPoolExecutor(1) as pool, postgres_store.writing() as other:
        other.get_one(PrintJob, first.id, with_for_update=True)
        got = pool.submit(station.claims, "18:42:06").result(timeout=10)

    assert got.id == second.id


def test_five_stations_that_claim_and_print_at_once_print_every_badge_once(evening):
    for n in range(30):
        evening.asks(evening.invites(f"Attendee {n}"), "18:42:00")

    def works(one):
        while (job := one.claims("18:42:06")) is not None:
            one.prints(job, "18:42:06")

    together(*(lambda one=one: works(one) for one in some_stations(evening, 5)))

    assert {job.state for job in evening.jobs()} == {"printed"}
    assert {job.attempt for job in evening.jobs()} == {1}
    assert [line["state"] for line in evening.lines("printed")] == ["printed"] * 30


def test_an_arrival_that_is_taken_back_while_a_station_claims_its_badge_harms_neither(evening):
    mira = evening.invites()
    arrival = evening.scans(mira)
    [station] = some_stations(evening, 1)

    together(
        lambda: station.claims("18:42:06"),
        lambda: evening.scans(mira, "18:42:06", "undo", undoes=arrival.id),
    )

    (job,) = evening.jobs(mira)
    # Whoever was first: it was taken back, or the station has it.
    assert (job.state, job.claimed_by) in {("cancelled", None), ("claimed", station.id)}
    assert evening.facts(mira).arrived_at is None


def test_of_a_person_who_answers_and_a_station_that_settles_one_is_told_of_the_other(evening):
    evening.scans(evening.invites())
    [station] = some_stations(evening, 1)
    job = station.sends(station.claims("18:42:05"), "18:42:06")
    evening.sweeps("18:44")

    told = together(
        lambda: station.says(job, "printed", clock="18:44:01"),
        lambda: evening.answers(job, "18:44:01", came_out=False),
    )

    assert [type(one) for one in told] in ([PrintJob, Conflict], [LostLease, PrintJob])
    assert evening.job(job).state == ("printed" if isinstance(told[0], PrintJob) else "queued")


def test_two_arrivals_of_one_person_at_one_moment_queue_one_badge(evening):
    mira = evening.invites()

    together(*[lambda: evening.takes([a_scan(attendee=mira.id)])] * 2)

    assert [job.revision for job in evening.jobs(mira)] == [1]


def test_two_reprints_at_one_moment_are_one(evening):
    mira = evening.invites()
    evening.scans(mira)
    [station] = some_stations(evening, 1)
    station.prints(station.claims())

    first, second = together(*[lambda: evening.reprints(mira, "lost")] * 2)

    assert first.id == second.id
    assert [job.revision for job in evening.jobs(mira)] == [1, 2]


def test_a_reprint_waits_for_the_one_before_it(evening):
    mira = evening.invites()

    with ThreadPoolExecutor(1) as pool:
        with evening.store.writing() as session:
            asked = evening.asks_in(session, mira)
            waiting = pool.submit(evening.reprints, mira, "spoilt")
            it_waits(session, waiting)
        again = waiting.result(timeout=10)

    assert again.id == asked.id


def test_of_two_stations_that_find_a_printer_free_at_one_moment_the_second_is_refused(evening):
    one, two = some_stations(evening, 2)

    def says(session, station):
        report = Report(station.instance, "ipp://the-one/ipp/print")
        return stations.hello(session, station.id, report, now=at("18:42"))

    def says_too():
        with evening.store.writing() as session:
            says(session, two)

    with ThreadPoolExecutor(1) as pool:
        with evening.store.writing() as session:
            says(session, one)
            waiting = pool.submit(says_too)
            it_waits(session, waiting)
        trouble = waiting.exception(timeout=10)

    assert isinstance(trouble, PrinterTaken)
    assert [each.row().uri == "ipp://the-one/ipp/print" for each in (one, two)] == [True, False]
