"""Two sessions at the same moment, interleaved by hand: who was first is known, and nothing is half-done."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy import event as sa_event

from badges import access, hosts, journal, replies
from badges.bell import Bell
from badges.clock import tell_due
from badges.desk import record, take
from badges.desk.people import facts_of, find, moves_of
from badges.errors import BadInput, Conflict, Refusal
from badges.event_file import EventPlan, HostPlan
from badges.events import add_event, change_event
from badges.model import Attendee, Device, Event, Host, JournalCounter, Notice, Organiser, Reply, Scan
from badges.rules.fold import fold
from badges.store import WRITERS, Store, make_engine
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at, badge_of
from tests.post import wait_until


class Evening:
    """Two desks, two attendees, and ``other``: another process on the same database."""

    def __init__(self, store, other):
        self.store, self.other = store, other
        with store.writing() as session:
            self.event = an_event(session)
            self.ramit = a_host(session, self.event)
            self.one, self.two = a_device(session, self.event), a_device(session, self.event, "Desk 2")
            self.mira = an_attendee(session, self.event, hosts=[self.ramit])
            self.kenji = an_attendee(session, self.event, "Kenji Mori", hosts=[self.ramit])
            self.badge, self.kenjis = badge_of(session, self.mira), badge_of(session, self.kenji)

    def begins(self, *asked, desk=None, clock="18:42"):
        """What a desk does in a session that has not committed yet."""
        place = a_place(self.event, desk or self.one)
        careful = len(asked) > 1
        return lambda session: record(session, place, asked, now=at(clock), careful=careful).answers

    def takes(self, *asked, desk=None, clock="18:42"):
        """What a desk does in the other process, from its beginning to its end."""
        place = a_place(self.event, desk or self.two)
        return lambda store: take(store, place, asked, now=at(clock)).answers

    def has(self, *asked, desk=None, clock="18:42"):
        """What a desk did before."""
        return self.takes(*asked, desk=desk or self.one, clock=clock)(self.store)

    def writes(self, errand):
        """The errand in a session of the other process."""

        def whole(store):
            with store.writing() as session:
                return errand(session)

        return whole

    def at_once(self, first, second):
        """``second`` begins before ``first`` has committed, waits for it, and goes on; what each was told."""
        with ThreadPoolExecutor(1) as pool:
            with self.store.writing() as session:
                told = first(session)
                session.flush()
                waiting = pool.submit(second, self.other)
                it_waits(session, waiting)
            trouble = waiting.exception(timeout=5)
            if trouble and not isinstance(trouble, Refusal):
                raise trouble
            return told, trouble or waiting.result()

    def all(self, what):
        with self.store.reading() as session:
            return session.scalars(select(what).order_by(what.id)).all()

    def kinds(self):
        with self.store.reading() as session:
            lines = journal.read(session, self.event.id, after=0, limit=100)
        assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
        return [line["kind"] for line in lines]

    def facts(self, attendee=None):
        """The attendee's row, once it is certain that it is the fold of their scans."""
        attendee = attendee or self.mira
        with self.store.reading() as session:
            found = find(session, [a_scan(attendee=attendee.id)])
            person = found.of(a_scan(attendee=attendee.id), self.event.id).person
            row = session.get(Attendee, attendee.id)
            assert facts_of(row) == fold(moves_of(session, person)).facts
            return row


def it_waits(session, waiting):
    """On PostgreSQL the database says who waits for whom; on SQLite nobody writes before their turn."""
    if session.connection().dialect.name == "sqlite":
        assert not wait([waiting], timeout=0.02).done
        return
    blocked = text("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    wait_until(lambda: session.scalar(blocked) or waiting.done())
    assert not waiting.done(), "the second did not wait for the first"


@pytest.fixture
def postgres_store(postgres_engine):
    # Everything hangs on an event or is an organiser; nobody listens to the bell of other processes.
    store = Store(postgres_engine, Bell())
    with store.writing() as session:
        session.execute(delete(Event))
        session.execute(delete(Organiser))
    return store


@pytest.fixture(scope="module")
def other_process(postgres_url):
    other = Store(make_engine(postgres_url), Bell())
    yield other
    other.close()


@pytest.fixture
def on_postgres(postgres_store, other_process):
    return Evening(postgres_store, other_process)


@pytest.fixture
def on_sqlite(sqlite_store):
    # One process writes a SQLite file; its threads take turns.
    return Evening(sqlite_store, sqlite_store)


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def evening(request):
    return request.getfixturevalue(request.param)


def results(*answers):
    return [(answer.result, answer.reason, answer.first_by) for answer in answers]


def test_two_desks_that_scan_one_person_at_the_same_moment_let_them_in_once(evening):
    mine, theirs = a_scan(code=evening.badge), a_scan(code=evening.badge)

    [one], [two] = evening.at_once(evening.begins(mine), evening.takes(theirs, clock="18:42:01"))

    assert results(one, two) == [("done", None, None), ("again", None, "Desk 1")]
    assert (two.first_at, evening.kinds()) == (at("18:42"), ["arrived"])
    assert (evening.facts().arrived_at, evening.facts().arrived_by) == (at("18:42"), evening.one.id)


def test_two_desks_that_hand_over_one_badge_at_the_same_moment_hand_it_over_once(evening):
    mine, theirs = (a_scan("collect", code=evening.badge) for _ in range(2))

    [one], [two] = evening.at_once(evening.begins(mine), evening.takes(theirs, clock="18:42:01"))

    assert results(one, two) == [("done", None, None), ("again", None, "Desk 1")]
    assert evening.kinds() == ["arrived", "collected"]
    assert evening.facts().collected_by == evening.one.id


def test_the_earlier_scan_that_comes_second_says_that_two_desks_let_them_in(evening):
    mine = a_scan(code=evening.badge, at=at("18:42:01"))
    theirs = a_scan(code=evening.badge, at=at("18:42"))

    [one], [two] = evening.at_once(
        evening.begins(mine, clock="18:42:02"), evening.takes(theirs, clock="18:42:02")
    )

    assert (one.result, two.result, two.review) == ("done", "done", "double_admission")
    assert evening.facts().arrived_by == evening.two.id
    assert evening.kinds() == ["arrived", "arrived", "conflict"]


def test_a_desk_that_fails_before_its_commit_leaves_the_other_the_first(evening):
    mine, theirs = a_scan(code=evening.badge), a_scan(code=evening.badge)

    with ThreadPoolExecutor(1) as pool:
        with evening.store.writing() as session:
            evening.begins(mine)(session)
            waiting = pool.submit(evening.takes(theirs), evening.other)
            it_waits(session, waiting)
            session.rollback()
        [two] = waiting.result(timeout=5)

    assert results(two) == [("done", None, None)]
    assert (evening.kinds(), len(evening.all(Scan))) == (["arrived"], 1)


@pytest.mark.parametrize("undone_first", [True, False])
def test_an_arrival_taken_back_while_another_desk_lets_them_in_leaves_them_here(evening, undone_first):
    arrived = a_scan(code=evening.badge)
    evening.has(arrived)
    undo = a_scan("undo", undoes=arrived.id)
    again = a_scan(code=evening.badge)

    if undone_first:
        [took_back], [let_in] = evening.at_once(
            evening.begins(undo, clock="18:43"), evening.takes(again, clock="18:43")
        )
    else:
        [let_in], [took_back] = evening.at_once(
            evening.begins(again, desk=evening.two, clock="18:43"),
            evening.takes(undo, desk=evening.one, clock="18:43"),
        )

    assert (took_back.result, let_in.result) == ("done", "done" if undone_first else "again")
    assert (evening.facts().arrived_at, evening.facts().arrived_by) == (at("18:43"), evening.two.id)


def test_an_arrival_taken_back_at_two_desks_is_taken_back_once(evening):
    arrived = a_scan(code=evening.badge)
    evening.has(arrived)
    mine, theirs = (a_scan("undo", undoes=arrived.id) for _ in range(2))

    [one], [two] = evening.at_once(evening.begins(mine, clock="18:43"), evening.takes(theirs, clock="18:44"))

    assert results(one, two) == [("done", None, None), ("again", None, "Desk 1")]
    assert evening.kinds() == ["arrived", "undone"]
    assert evening.facts().arrived_at is None


def test_an_undo_waits_for_the_scan_that_it_takes_back(evening):
    arrived = a_scan(code=evening.badge)
    undo = a_scan("undo", code=evening.badge, undoes=arrived.id)

    [one], [two] = evening.at_once(evening.begins(arrived), evening.takes(undo, clock="18:43"))

    assert (one.result, two.result, evening.kinds()) == ("done", "done", ["arrived", "undone"])
    assert evening.facts().arrived_at is None


@pytest.mark.parametrize("leaves_first", [True, False])
def test_whoever_leaves_at_one_desk_while_another_hands_over_the_badge_is_here_with_it(evening, leaves_first):
    evening.has(a_scan(code=evening.badge))
    leave, collect = a_scan("leave", code=evening.badge), a_scan("collect", code=evening.badge)

    if leaves_first:
        evening.at_once(evening.begins(leave, clock="20:00"), evening.takes(collect, clock="20:00"))
    else:
        evening.at_once(
            evening.begins(collect, desk=evening.two, clock="20:00"),
            evening.takes(leave, desk=evening.one, clock="20:00"),
        )

    facts = evening.facts()
    assert (facts.arrived_at, facts.collected_at, facts.left_at) == (at("18:42"), at("20:00"), None)


def test_one_scan_through_two_processes_is_recorded_once_and_answered_alike(evening):
    asked = a_scan(code=evening.badge)

    one, two = evening.at_once(
        evening.begins(asked), evening.takes(asked, desk=evening.one, clock="18:42:01")
    )

    assert two == one
    assert (evening.kinds(), len(evening.all(Scan))) == (["arrived"], 1)


def test_one_batch_through_two_processes_is_recorded_once_and_answered_alike(evening):
    batch = [a_scan(code=evening.badge), a_scan("collect", code=evening.kenjis)]

    one, two = evening.at_once(
        evening.begins(*batch), evening.takes(*batch, desk=evening.one, clock="18:42:01")
    )

    assert two == one
    assert (evening.kinds(), len(evening.all(Scan))) == (["arrived", "arrived", "collected"], 2)


@pytest.mark.parametrize("what", ["another action", "another person"])
def test_one_id_with_another_content_at_the_same_moment_is_refused_and_changes_nothing(evening, what):
    asked = a_scan(code=evening.badge)
    action, code = ("collect", evening.badge) if what == "another action" else ("arrive", evening.kenjis)
    reused = a_scan(action, code=code, id=asked.id)

    [one], [two] = evening.at_once(evening.begins(asked), evening.takes(reused))

    assert results(one, two) == [("done", None, None), ("refused", "id_reused", None)]
    assert two.person is None
    assert (evening.kinds(), len(evening.all(Scan))) == (["arrived"], 1)
    assert evening.facts().collected_at is evening.facts(evening.kenji).arrived_at is None


def test_a_reused_id_spoils_none_of_its_neighbours(evening):
    asked = a_scan(code=evening.badge)
    batch = [a_scan("leave", code=evening.badge, id=asked.id), a_scan(code=evening.kenjis)]

    [one], two = evening.at_once(evening.begins(asked), evening.takes(*batch))

    assert results(one, *two) == [("done", None, None), ("refused", "id_reused", None), ("done", None, None)]
    assert evening.kinds() == ["arrived", "arrived"]


def test_two_tablets_that_upload_in_opposite_order_let_everybody_in_once(evening):
    mine = [a_scan(code=evening.badge), a_scan(code=evening.kenjis)]
    theirs = [a_scan(code=evening.kenjis), a_scan(code=evening.badge)]

    one, two = evening.at_once(evening.begins(*mine), evening.takes(*theirs, clock="18:42:01"))

    assert [answer.result for answer in [*one, *two]] == ["done", "done", "again", "again"]
    assert evening.kinds() == ["arrived", "arrived"]


def test_two_tablets_that_hold_what_the_other_needs_are_both_answered(on_postgres):
    evening, troubles, held = on_postgres, [], threading.local()
    # Codes are looked up before ids, so that each holds one person and asks for the other.
    mine = [a_scan(code=evening.badge), a_scan(attendee=evening.kenji.id)]
    theirs = [a_scan(code=evening.kenjis), a_scan(attendee=evening.mira.id)]
    each_holds_one = threading.Barrier(2, timeout=5)

    def hold(_connection, _cursor, statement, *_):
        if "FOR UPDATE" in statement and not getattr(held, "once", False):
            held.once = True
            each_holds_one.wait()

    def note(trouble):
        troubles.append(trouble.original_exception.sqlstate)

    with (
        listening(evening, "after_cursor_execute", hold),
        listening(evening, "handle_error", note),
        ThreadPoolExecutor(2) as pool,
    ):
        one = pool.submit(evening.takes(*mine, desk=evening.one), evening.store)
        two = pool.submit(evening.takes(*theirs, clock="18:42:01"), evening.other)
        told = [answer.result for answer in [*one.result(timeout=9), *two.result(timeout=9)]]

    assert troubles == ["40P01"]
    # Which of the two the database ends is its own choice; whoever comes second, the earlier scan holds.
    assert set(told) <= {"done", "again"}
    for attendee in (evening.mira, evening.kenji):
        assert (evening.facts(attendee).arrived_at, evening.facts(attendee).arrived_by) == (
            at("18:42"),
            evening.one.id,
        )


@contextmanager
def listening(evening, what, listener):
    engines = [evening.store.engine, evening.other.engine]
    for engine in engines:
        sa_event.listen(engine, what, listener)
    yield
    for engine in engines:
        sa_event.remove(engine, what, listener)


@pytest.mark.parametrize("who", ["cannot_come", "running_late"])
def test_whoever_says_something_while_the_desk_lets_them_in_is_told_that_they_are_here(evening, who):
    says = saying(evening, who)

    [one], two = evening.at_once(evening.begins(a_scan(code=evening.badge)), evening.writes(says))

    assert (one.result, type(two)) == ("done", Conflict)
    assert (evening.kinds(), evening.all(Reply)) == (["arrived"], [])
    assert evening.facts().excused_at is evening.facts().late_until is None


@pytest.mark.parametrize(
    ("who", "kind", "review"),
    [("cannot_come", "excused", "excused_but_here"), ("running_late", "running_late", None)],
)
def test_whoever_is_let_in_while_they_say_something_is_welcome(evening, who, kind, review):
    says = saying(evening, who)

    _, [answer] = evening.at_once(says, evening.takes(a_scan(code=evening.badge)))

    assert (answer.result, answer.review) == ("done", review)
    assert (evening.kinds(), len(evening.all(Reply))) == ([kind, "arrived"], 1)
    assert evening.facts().due_at == at("18:52")


@pytest.mark.parametrize(
    ("first", "second"),
    [("cannot_come", "running_late"), ("running_late", "cannot_come"), ("cannot_come", "can_come")],
)
def test_of_two_things_said_at_once_the_second_holds_and_both_are_kept(evening, first, second):
    one, two = evening.at_once(saying(evening, first), evening.writes(saying(evening, second)))

    row = evening.facts()
    assert [reply.kind for reply in evening.all(Reply)] == [one.kind, two.kind]
    assert (row.excused_at is not None, row.late_until is not None) == (
        second == "cannot_come",
        second == "running_late",
    )
    assert len(evening.kinds()) == 2
    with evening.store.reading() as session:
        assert replies.own(session, evening.mira.id) == two


def test_who_says_no_while_the_clock_calls_them_missing_takes_it_back(evening):
    def tells(session):
        return tell_due(session, now=at("19:00"))

    evening.at_once(tells, evening.writes(saying(evening, "cannot_come", "19:00")))

    assert evening.kinds() == ["missing", "missing", "excused"]
    states = {notice.state for notice in evening.all(Notice) if notice.attendee_id == evening.mira.id}
    assert {"taken_back", "owed"} == states
    assert all(notice.kind == "excused" for notice in evening.all(Notice) if about(notice, evening.mira))


def about(notice, attendee):
    return notice.state == "owed" and notice.attendee_id == attendee.id


def saying(evening, what, clock="18:42"):
    """The errand of somebody who says this of themselves."""
    more = {"until": at("20:00")} if what == "running_late" else {}

    def says(session):
        return getattr(replies, what)(session, evening.event, evening.mira.id, now=at(clock), **more)

    return says


def test_two_devices_of_one_name_at_once_are_one_device(evening):
    def adds(session):
        return access.add_device(session, evening.event, role="desk", name="Desk 3", now=at("17:00"))

    one, two = evening.at_once(adds, evening.writes(adds))

    assert isinstance(two, Conflict)
    found = [device for device in evening.all(Device) if device.name == "Desk 3"]
    assert [device.key_hash for device in found] == [access.key_hash(one.key)]


@pytest.mark.parametrize("email", ["thea@example.test", "Thea@Example.test"])
def test_one_host_added_twice_at_once_is_one_host(evening, email):
    def adds(email):
        return lambda session: hosts.add_host(session, evening.event, name="Thea", email=email)

    _, two = evening.at_once(adds("thea@example.test"), evening.writes(adds(email)))

    assert isinstance(two, Conflict)
    assert [host.email for host in evening.all(Host)] == ["ramit@example.test", "thea@example.test"]


@pytest.mark.parametrize("email", ["ada@example.test", "Ada@Example.test"])
def test_one_organiser_added_twice_at_once_is_one_organiser(evening, email):
    def adds(email):
        return lambda session: access.add_organiser(session, email=email)

    _, two = evening.at_once(adds("ada@example.test"), evening.writes(adds(email)))

    assert isinstance(two, Conflict)
    assert [organiser.email for organiser in evening.all(Organiser)] == ["ada@example.test"]


def test_one_event_added_twice_at_once_is_one_event_with_its_hosts_once(evening):
    def adds(session):
        return add_event(session, a_plan(), now=at("12:00"))

    one, two = evening.at_once(adds, evening.writes(adds))

    assert isinstance(two, Conflict)
    assert [event.slug for event in evening.all(Event)] == ["chums", "gala"]
    assert [host.name for host in evening.all(Host)] == ["Ramit", "Thea"]
    with evening.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(JournalCounter)) == 2
        assert journal.seq(session, one.id) == 1


def a_plan():
    return EventPlan(
        slug="gala",
        name="The gala",
        timezone="UTC",
        doors_at=at("18:00"),
        start_at=at("18:30"),
        end_at=at("22:00"),
        venue="",
        dress="",
        language="en",
        missing_after=1800,
        uncollected_after=600,
        set_aside_after=5400,
        badge_design="networking",
        badge_stock="page-90x60",
        badge_box_holds=100,
        desk_shows=None,
        quiet_field="",
        hosts=(HostPlan("Thea", "thea@example.test"),),
    )


def changing(evening, **changes):
    """The errand of an organiser who had the event before them and saves it."""

    def changes_it(session):
        event = session.get(Event, evening.event.id)
        return change_event(session, event, now=at("17:00"), **changes)

    return changes_it


def test_two_organisers_who_change_different_things_at_once_both_have_their_way(evening):
    evening.at_once(
        changing(evening, venue="The old mill"), evening.writes(changing(evening, start_at=at("19:00")))
    )

    [event] = evening.all(Event)
    assert (event.venue, event.start_at) == ("The old mill", at("19:00"))
    assert evening.kinds() == ["event_changed", "event_changed"]
    assert evening.facts().due_at == at("19:30")


def test_two_organisers_who_save_the_same_change_at_once_write_it_once(evening):
    same = changing(evening, venue="The old mill")

    told = evening.at_once(same, evening.writes(same))

    assert (told, evening.kinds()) == ((("venue",), ()), ["event_changed"])


def test_hours_are_judged_as_the_other_organiser_left_them(evening):
    later, shorter = changing(evening, start_at=at("20:00")), changing(evening, end_at=at("19:30"))

    _, two = evening.at_once(later, evening.writes(shorter))

    assert isinstance(two, BadInput)
    [event] = evening.all(Event)
    assert (event.start_at, event.end_at) == (at("20:00"), at("22:00"))
    assert evening.kinds() == ["event_changed"]


def test_links_closed_twice_at_once_are_closed_twice(evening):
    # One opened between the two is closed by the second.
    def closes(session):
        return hosts.close_links(session, evening.event, evening.ramit.id).link_version

    told = evening.at_once(closes, evening.writes(closes))

    assert told == (2, 3)
    assert [host.link_version for host in evening.all(Host)] == [3]


def test_a_host_whose_links_are_closed_while_they_become_the_fallback_is_both(evening):
    def closes(session):
        return hosts.close_links(session, evening.event, evening.ramit.id)

    def makes(session):
        return hosts.make_fallback(session, evening.event, evening.ramit.id)

    evening.at_once(closes, evening.writes(makes))

    assert [(host.link_version, host.fallback) for host in evening.all(Host)] == [(2, True)]


def test_a_device_revoked_twice_at_once_was_revoked_the_first_time(evening):
    def revokes(clock):
        return lambda session: access.revoke_device(session, evening.event, evening.one.id, now=at(clock))

    evening.at_once(revokes("19:00"), evening.writes(revokes("19:01")))

    assert evening.all(Device)[0].revoked_at == at("19:00")


@pytest.mark.parametrize("scans_first", [True, False])
def test_a_scan_and_the_end_of_its_device_do_not_wait_for_each_other_and_both_hold(on_postgres, scans_first):
    evening = on_postgres
    scans = evening.begins(a_scan(code=evening.badge))
    errands = [scans, lambda session: revoke(session, evening)]
    first, second = errands if scans_first else reversed(errands)

    with evening.store.writing() as one, evening.other.writing() as two:
        first(one)
        one.flush()
        second(two)

    assert (evening.facts().arrived_by, evening.kinds()) == (evening.one.id, ["arrived"])
    assert evening.all(Device)[0].revoked_at == at("18:42")


@pytest.mark.parametrize("scans_first", [True, False])
def test_a_scan_on_its_way_when_its_device_is_revoked_counts_in_either_order(on_sqlite, scans_first):
    evening = on_sqlite
    asked = a_scan(code=evening.badge)

    if scans_first:
        evening.at_once(evening.begins(asked), evening.writes(lambda session: revoke(session, evening)))
    else:
        evening.at_once(lambda session: revoke(session, evening), evening.takes(asked, desk=evening.one))

    assert (evening.facts().arrived_by, evening.kinds()) == (evening.one.id, ["arrived"])
    assert evening.all(Device)[0].revoked_at == at("18:42")


def revoke(session, evening):
    return access.revoke_device(session, evening.event, evening.one.id, now=at("18:42"))


def test_a_command_beside_the_server_waits_for_its_turn_on_the_file(sqlite_store):
    command = Store(make_engine(str(sqlite_store.engine.url)), Bell())
    evening = Evening(sqlite_store, command)

    [one], [two] = evening.at_once(
        evening.begins(a_scan(code=evening.badge)), evening.takes(a_scan(code=evening.badge), clock="18:43")
    )
    command.close()

    assert results(one, two) == [("done", None, None), ("again", None, "Desk 1")]


def test_only_a_few_of_one_process_write_at_once(postgres_store):
    def writes_too():
        with postgres_store.writing() as session:
            return session.scalar(text("SELECT 1"))

    with ThreadPoolExecutor(1) as pool:
        with ExitStack() as few:
            for _ in range(WRITERS):
                few.enter_context(postgres_store.writing())
            one_more = pool.submit(writes_too)
            waits = wait([one_more], timeout=0.3).not_done

        assert waits == {one_more}
        assert one_more.result(timeout=9) == 1


def test_one_scan_id_at_two_events_tells_the_second_nothing_of_the_first(evening):
    asked = a_scan(code=evening.badge)
    with evening.store.writing() as session:
        gala = an_event(session, "gala", "The gala")
        door = a_device(session, gala, "Door")
    elsewhere = a_place(gala, door)

    [one], two = evening.at_once(
        evening.begins(asked), lambda store: take(store, elsewhere, [asked], now=at("18:42")).answers
    )

    assert (one.result, two[0].result, two[0].person) == ("done", "refused", None)
    assert evening.kinds() == ["arrived"]
