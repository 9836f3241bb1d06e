"""The clock of the watch, on both databases; two workers and a desk at the same moment on PostgreSQL."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from badges import journal
from badges.clock import Look, look_again, next_due, tell_due
from badges.desk import take
from badges.model import Attendee, Event, Notice
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at, badge_of
from tests.post import wait_until


class Evening:
    """One event with a desk and a host; doors 18:00, start 18:30, end 22:00."""

    def __init__(self, store, **more):
        self.store = store
        with store.writing() as session:
            self.event = an_event(session, **more)
            self.desk = a_device(session, self.event)
            self.ramit = a_host(session, self.event)

    def invites(self, name="Mira Okafor", hosts=None, **more):
        with self.store.writing() as session:
            ours = [self.ramit] if hosts is None else hosts
            hosts = [session.merge(host) for host in ours]
            return an_attendee(session, self.event, name, hosts=hosts, **more)

    def tells(self, clock, limit=500):
        with self.store.writing() as session:
            return tell_due(session, now=at(clock), limit=limit)

    def scans(self, attendee, clock, action="arrive"):
        with self.store.reading() as session:
            badge = badge_of(session, attendee)
        place = a_place(self.event, self.desk)
        return take(self.store, place, [a_scan(action, code=badge)], now=at(clock)).answers[0]

    def lines(self):
        with self.store.reading() as session:
            return journal.read(session, self.event.id, after=0, limit=1_000)

    def kinds(self):
        return [line["kind"] for line in self.lines()]

    def notices(self, state=None):
        query = select(Notice.kind, Notice.channel, Notice.state).order_by(Notice.id)
        with self.store.reading() as session:
            rows = session.execute(query.where(Notice.state == state) if state else query)
            return [tuple(row) for row in rows]

    def facts(self, attendee):
        with self.store.reading() as session:
            return session.get(Attendee, attendee.id)


@pytest.fixture
def evening(store):
    return Evening(store)


@pytest.fixture
def on_postgres(postgres_store):
    return Evening(postgres_store)


def test_the_host_hears_once_that_somebody_is_missing_over_each_channel(evening):
    mira = evening.invites()

    looks = [evening.tells("18:59"), evening.tells("19:00"), evening.tells("19:01")]

    assert looks == [Look(0, 0), Look(1, 1), Look(0, 0)]
    assert evening.kinds() == ["missing"]
    assert evening.notices() == [("missing", "mail", "owed"), ("missing", "page", "owed")]
    assert evening.facts(mira).missing_told_at == at("19:00")
    assert evening.facts(mira).due_at == at("20:00")


def test_every_host_hears_and_the_fallback_host_of_those_whom_nobody_invited(evening):
    with evening.store.writing() as session:
        thea = a_host(session, evening.event, "Thea", fallback=True)
        diego = a_host(session, evening.event, "Diego")
    evening.invites(hosts=[evening.ramit, diego])
    evening.invites("Kenji Mori", hosts=[])

    evening.tells("19:00")

    with evening.store.reading() as session:
        heard = session.execute(
            select(Notice.host_id, func.count()).group_by(Notice.host_id).order_by(Notice.host_id)
        )
        assert [tuple(row) for row in heard] == [(evening.ramit.id, 2), (thea.id, 2), (diego.id, 2)]


def test_a_clock_set_back_an_hour_tells_nothing_twice(evening):
    mira = evening.invites()
    evening.tells("19:00")

    evening.tells("18:00")
    evening.tells("19:00")

    assert evening.kinds() == ["missing"]
    assert evening.facts(mira).due_at == at("20:00")


def test_a_worker_that_dies_before_its_commit_has_told_nothing_and_the_next_one_tells_it(evening):
    evening.invites()
    with evening.store.writing() as session:
        tell_due(session, now=at("19:00"))
        session.rollback()

    evening.tells("19:00:05")

    assert evening.kinds() == ["missing"]
    assert len(evening.notices()) == 2


def test_the_evening_of_somebody_who_never_comes(evening):
    evening.invites()

    for clock in ("18:30", "19:00", "20:00", "21:00", "22:00", "23:00"):
        evening.tells(clock)

    assert [(line["kind"], line["at"][11:16], line.get("here")) for line in evening.lines()] == [
        ("missing", "19:00", None),
        ("uncollected", "20:00", False),
        ("no_show", "22:00", None),
    ]
    with evening.store.reading() as session:
        assert next_due(session) is None


def test_the_host_hears_of_somebody_who_is_here_without_a_badge(evening):
    mira = evening.invites()
    evening.scans(mira, "18:42")

    evening.tells("18:51")
    evening.tells("18:52")

    assert [(line["kind"], line.get("here")) for line in evening.lines()] == [
        ("arrived", None),
        ("uncollected", True),
    ]


def test_after_the_end_only_the_no_show_is_told_though_the_worker_slept_all_evening(evening):
    evening.invites()
    here = evening.invites("Kenji Mori")
    evening.scans(here, "18:42")

    evening.tells("22:30")

    assert evening.kinds() == ["arrived", "no_show"]


def test_who_comes_before_anybody_was_written_to_is_never_called_missing(evening):
    mira = evening.invites()
    evening.tells("19:00")

    evening.scans(mira, "19:00:30")

    assert evening.kinds() == ["missing", "arrived"]
    assert {state for _, _, state in evening.notices()} == {"taken_back"}


def test_who_is_sent_away_by_an_undo_is_missed_again(evening):
    mira = evening.invites()
    evening.tells("19:00")
    with evening.store.reading() as session:
        badge = badge_of(session, mira)
    place, arrived = a_place(evening.event, evening.desk), a_scan(code=badge)
    take(evening.store, place, [arrived], now=at("19:05"))

    take(evening.store, place, [a_scan("undo", undoes=arrived.id)], now=at("19:06"))
    evening.tells("19:06")

    assert evening.kinds() == ["missing", "arrived", "undone", "missing"]


def test_many_who_are_due_are_told_in_portions(evening):
    for number in range(5):
        evening.invites(f"Number {number}")

    looks = [evening.tells("19:00", limit=2) for _ in range(4)]

    assert [look.told for look in looks] == [2, 2, 1, 0]
    assert evening.kinds() == ["missing"] * 5


def test_one_look_serves_several_events(store):
    early, late = Evening(store), Evening(store, slug="gala", start=at("20:00"))
    early.invites()
    late.invites()

    assert early.tells("20:30").told == 3
    assert (early.kinds(), late.kinds()) == (["missing", "uncollected"], ["missing"])


def test_mails_wait_a_moment_so_that_a_host_gets_one_message(evening):
    evening.invites()

    evening.tells("19:00")

    with evening.store.reading() as session:
        due = session.scalar(select(Notice.due_at).where(Notice.channel == "mail"))
        assert due == at("19:00:01")


def test_when_the_hours_change_everybody_is_looked_at_anew(evening):
    people = [evening.invites(f"Number {number}") for number in range(3)]

    with evening.store.writing() as session:
        event = session.get(Event, evening.event.id)
        event.start_at += timedelta(minutes=45)
        event.missing_after = 600
        session.flush()
        look_again(session, event, now=at("18:00"), chunk=2)

    assert {evening.facts(one).due_at for one in people} == {at("19:25")}


def test_the_clock_finds_who_is_due_by_the_partial_index(store):
    queries = [
        "SELECT id FROM attendee WHERE due_at <= '2026-05-08' ORDER BY due_at LIMIT 10",
        "SELECT due_at FROM attendee WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1",
    ]
    with store.reading() as session:
        sqlite = session.connection().dialect.name == "sqlite"
        if not sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        plans = [str(session.execute(text(explain + query)).all()) for query in queries]

    assert all("ix_attendee_due_at" in plan for plan in plans), plans


def test_two_workers_at_the_same_moment_tell_it_once(on_postgres):
    on_postgres.invites()
    store = on_postgres.store

    with store.writing() as one, store.writing() as other:
        first = tell_due(one, now=at("19:00"))
        second = tell_due(other, now=at("19:00"))
    third = on_postgres.tells("19:00")

    assert (first, second, third) == (Look(1, 1), Look(0, 0), Look(0, 0))
    assert on_postgres.kinds() == ["missing"]
    assert len(on_postgres.notices()) == 2


def test_who_is_at_the_desk_at_this_very_moment_is_not_called_missing(on_postgres):
    mira = on_postgres.invites()
    store = on_postgres.store
    arrival = update(Attendee).where(Attendee.id == mira.id)

    with store.writing() as desk:
        desk.execute(arrival.values(arrived_at=at("18:59"), due_at=at("19:09")))
        with store.writing() as clock:
            look = tell_due(clock, now=at("19:00"))

    assert look == Look(0, 0)
    assert on_postgres.tells("19:00") == Look(0, 0)
    assert on_postgres.kinds() == []


def test_who_is_scanned_while_the_clock_tells_waits_for_it_and_takes_it_back(on_postgres):
    mira = on_postgres.invites()

    with on_postgres.store.writing() as clock:
        tell_due(clock, now=at("19:00"))
        desk = threading.Thread(target=on_postgres.scans, args=(mira, "19:00"))
        desk.start()
        wait_until(lambda: somebody_waits(on_postgres.store))
    desk.join()

    assert on_postgres.kinds() == ["missing", "arrived"]
    assert {state for _, _, state in on_postgres.notices()} == {"taken_back"}


def somebody_waits(store):
    with store.reading() as session:
        return session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
