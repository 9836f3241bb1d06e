"""Asking for badges: who arrives gets one where the event says so, once; and more only by a person's word."""

from datetime import timedelta

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import func, select

from badges.desk import record
from badges.desk.record import STILL_WAITS
from badges.errors import BadInput, Conflict, LostLease, NotFound, UnknownAttendee
from badges.model import Code, Device, Event, TablePlace
from badges.people import card
from badges.printing import asking, looks
from tests.builders import a_device, a_place, a_scan, an_attendee, an_event, at
from tests.prints import Prints, Station


@pytest.fixture
def evening(store):
    return Prints(store)


def state_of(evening, attendee):
    return [(one.revision, one.reason, one.state) for one in evening.jobs(attendee)]


def lies_in_a_box(evening, attendee, *, layout=1):
    with evening.store.writing() as session:
        session.get_one(Event, evening.event.id).table_layout = 1
        place = {"layout": layout, "event_id": evening.event.id, "box": 1, "slot": 1}
        session.add(TablePlace(attendee_id=attendee.id, **place))


def test_whoever_arrives_gets_their_badge_printed_and_the_journal_says_so_next(evening):
    mira = evening.invites()

    evening.scans(mira)

    (job,) = evening.jobs(mira)
    assert (job.revision, job.reason, job.state) == (1, "", "queued")
    assert (job.asked_at, job.asked_by, job.station_id) == (at("18:42"), evening.desk.id, None)
    arrived, queued = evening.lines()
    assert (arrived["kind"], queued["kind"]) == ("arrived", "print_job")
    told = {"job": job.id, "revision": 1, "state": "queued", "printer": None, "station": None, "why": ""}
    assert queued["attendee"] == mira.id
    assert queued.items() >= told.items()


def test_the_answer_to_a_scan_names_the_line_of_the_arrival(evening):
    answer = evening.scans(evening.invites())

    assert answer.seq == evening.lines("arrived")[0]["seq"]


def test_a_badge_is_meant_for_the_printer_of_the_desk_that_asks(evening):
    station, mira = Station(evening), evening.invites()
    with evening.store.writing() as session:
        session.get_one(Device, evening.desk.id).prints_at = station.id

    evening.scans(mira)

    assert evening.jobs(mira)[0].station_id == station.id
    (queued,) = evening.lines("print_job")
    assert (queued["printer"], queued["station"]) == ("Printer 1", station.id)


def test_who_checks_in_on_their_own_phone_gets_their_badge_printed(evening):
    mira = evening.invites()

    evening.scans(mira, desk=None)

    (job,) = evening.jobs(mira)
    assert (job.state, job.asked_by) == ("queued", None)


def test_an_event_that_does_not_print_on_arrival_queues_nothing_and_says_nothing(store):
    evening = Prints(store, prints_on_arrival=False)
    mira = evening.invites()

    evening.scans(mira)

    assert evening.jobs() == []
    assert [line["kind"] for line in evening.lines()] == ["arrived"]


def test_a_badge_that_lies_on_the_table_is_not_printed_again(evening):
    mira = evening.invites()
    lies_in_a_box(evening, mira)

    evening.scans(mira)

    assert evening.jobs() == []


def test_a_place_in_a_layout_that_holds_no_more_is_no_badge(evening):
    mira = evening.invites()
    lies_in_a_box(evening, mira, layout=0)

    evening.scans(mira)

    assert state_of(evening, mira) == [(1, "", "queued")]


def test_a_second_arrival_at_another_desk_queues_no_second_badge(evening):
    mira = evening.invites()

    evening.scans(mira)
    evening.scans(mira, "18:43")

    assert state_of(evening, mira) == [(1, "", "queued")]


def test_the_earlier_of_two_arrivals_that_comes_second_queues_no_second_badge(evening):
    mira = evening.invites()

    evening.scans(mira, "18:42")
    evening.scans(mira, "18:43", at=at("18:41"), offline=True)

    assert state_of(evening, mira) == [(1, "", "queued")]


def test_whoever_went_and_comes_back_keeps_the_badge_they_had(evening):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    station.prints(station.takes())

    evening.scans(mira, "19:00", "leave")
    evening.scans(mira, "19:30")

    assert state_of(evening, mira) == [(1, "", "printed")]


def test_a_batch_from_a_moment_without_a_network_queues_a_badge_for_each(evening):
    people = [evening.invites(name) for name in ("Mira Okafor", "Kenji Mori", "Noor Haddad")]
    scans = [
        a_scan(attendee=one.id, at=at(f"18:4{n}"), n=n, offline=True) for n, one in enumerate(people, 1)
    ]

    evening.takes(scans, "18:45")

    assert [state_of(evening, one) for one in people] == [[(1, "", "queued")]] * 3
    assert [line["kind"] for line in evening.lines()] == ["arrived"] * 3 + ["print_job"] * 3


def test_an_arrival_that_is_hours_old_when_it_comes_queues_nothing(evening):
    mira = evening.invites()

    evening.takes([a_scan(attendee=mira.id, at=at("18:42"), n=1, offline=True)], "20:42")

    assert evening.facts(mira).arrived_at == at("18:42")
    assert evening.jobs() == []


@pytest.mark.parametrize("then", ["leave", "collect"])
def test_who_left_already_or_wears_a_badge_when_the_batch_comes_gets_none(evening, then):
    mira = evening.invites()
    arrival = a_scan(attendee=mira.id, at=at("18:42"), n=1, offline=True)
    after = a_scan(then, attendee=mira.id, at=at("18:44"), n=2, offline=True)

    evening.takes([arrival, after], "18:45")

    assert evening.jobs() == []


def test_an_arrival_that_its_own_batch_takes_back_queues_nothing(evening):
    mira = evening.invites()
    arrival = a_scan(attendee=mira.id, at=at("18:42"), n=1, offline=True)
    undo = a_scan("undo", undoes=arrival.id, at=at("18:43"), n=2, offline=True)

    evening.takes([arrival, undo], "18:45")

    assert evening.jobs() == []


def test_an_arrival_that_comes_when_the_event_is_over_queues_nothing(evening):
    mira = evening.invites()

    evening.takes([a_scan(attendee=mira.id, at=at("21:59"), n=1, offline=True)], "22:01")

    assert evening.facts(mira).arrived_at == at("21:59")
    assert evening.jobs() == []


def test_an_arrival_that_is_refused_queues_nothing(evening):
    mira = evening.invites(cancelled_at=at("12:00"))

    answer = evening.scans(mira)

    assert answer.reason == "cancelled"
    assert evening.jobs() == []


def test_an_arrival_that_fails_leaves_no_badge_behind(evening):
    mira = evening.invites()

    def fails():
        with evening.store.writing() as session:
            record(session, a_place(evening.event, evening.desk), [a_scan(attendee=mira.id)], now=at("18:42"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert evening.jobs() == []
    assert evening.lines() == []


def test_an_arrival_taken_back_takes_its_queued_badge_back(evening):
    mira = evening.invites()
    first = evening.scans(mira)

    evening.scans(mira, "18:43", "undo", undoes=first.id)

    assert state_of(evening, mira) == [(1, "", "cancelled")]
    assert evening.states() == ["queued", "cancelled"]


def test_an_arrival_taken_back_leaves_a_badge_alone_that_a_station_has(evening):
    mira, station = evening.invites(), Station(evening)
    first = evening.scans(mira)
    station.takes()

    evening.scans(mira, "18:43", "undo", undoes=first.id)

    assert state_of(evening, mira) == [(1, "", "claimed")]


def test_who_arrives_again_after_it_was_taken_back_has_the_same_badge_queued_again(evening):
    mira = evening.invites()
    first = evening.scans(mira)
    evening.scans(mira, "18:43", "undo", undoes=first.id)

    evening.scans(mira, "18:44")

    (job,) = evening.jobs(mira)
    assert (job.state, job.asked_at, job.settled_at) == ("queued", at("18:44"), None)
    assert evening.states() == ["queued", "cancelled", "queued"]


@pytest.mark.parametrize(("prints", "most"), [(False, 5), (True, 6)])
def test_one_scan_costs_one_statement_more_where_it_has_a_badge_printed(store, prints, most):
    evening = Prints(store, prints_on_arrival=prints)
    badge, statements = evening.badge(evening.invites()), []
    sa_event.listen(store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    evening.takes([a_scan(code=badge)])

    # The look-up of the device's key is one more.
    assert len(statements) == most, statements


def test_a_first_badge_asked_for_by_hand_is_queued_once(evening):
    mira = evening.invites()

    first, second = evening.asks(mira), evening.asks(mira, "18:44")

    assert first.id == second.id
    assert evening.states() == ["queued"]


def test_a_badge_that_is_printed_already_is_asked_for_again_only_with_a_reason(evening):
    mira, station = evening.invites(), Station(evening)
    evening.asks(mira)
    station.prints(station.takes())

    with pytest.raises(Conflict, match="say why"):
        evening.asks(mira)


def test_a_badge_that_failed_is_asked_for_again_as_the_same(evening):
    mira, station = evening.invites(), Station(evening)
    job = evening.asks(mira)
    station.says(station.takes(), "failed", words="The name does not fit.")

    again = evening.asks(mira, "18:50")

    assert (again.id, again.state, again.revision) == (job.id, "queued", 1)


def test_nobody_prints_for_people_of_another_event(evening):
    with evening.store.writing() as session:
        other = an_event(session, "gala", prints_on_arrival=True)
        stranger = an_attendee(session, other)

    with pytest.raises(UnknownAttendee):
        evening.asks(stranger)
    with pytest.raises(UnknownAttendee):
        evening.reprints(stranger)


@pytest.mark.parametrize("reason", ["spoilt", "lost", "corrected"])
def test_a_reprint_is_the_next_revision_with_its_reason_and_is_counted(evening, reason):
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira)
    station.prints(station.takes())

    job = evening.reprints(mira, reason)

    assert state_of(evening, mira) == [(1, "", "printed"), (2, reason, "queued")]
    (line,) = evening.lines("reprinted")
    assert (line["job"], line["revision"], line["reason"]) == (job.id, 2, reason)
    with evening.store.reading() as session:
        assert looks.figures(session, evening.event).reprints == {reason: 1}


def test_a_reprint_needs_a_reason_that_we_know(evening):
    with pytest.raises(BadInput, match="spoilt, lost, corrected"):
        evening.reprints(evening.invites(), "ugly")


def test_a_pre_printed_badge_that_is_spoilt_is_printed_with_its_reason(evening):
    mira = evening.invites()
    lies_in_a_box(evening, mira)

    evening.reprints(mira, "spoilt")

    assert state_of(evening, mira) == [(1, "spoilt", "queued")]


def test_a_lost_badge_gets_another_code_and_scanning_the_old_one_says_that_it_is_retired(evening):
    mira, station = evening.invites(), Station(evening)
    old = evening.badge(mira)
    evening.scans(mira)
    station.prints(station.takes())

    evening.reprints(mira, "lost")

    with evening.store.reading() as session:
        new = card(session, evening.event, mira.id, now=at("18:51")).badge_code
    assert new != old
    answers = evening.takes([a_scan("leave", old), a_scan("arrive", new)], "18:52").answers
    assert [one.review for one in answers] == ["retired", None]
    assert [one.person.id for one in answers] == [mira.id] * 2


def test_a_badge_that_is_spoilt_keeps_its_code(evening):
    mira = evening.invites()
    before = evening.badge(mira)
    evening.asks(mira)
    station = Station(evening)
    station.prints(station.takes())

    evening.reprints(mira, "spoilt")

    assert evening.takes([a_scan(code=before)], "18:52").answers[0].review is None


def test_a_reprint_of_a_badge_that_still_waits_is_that_one(evening):
    mira = evening.invites()
    first = evening.asks(mira)

    again = evening.reprints(mira, "spoilt")

    assert (again.id, again.revision, again.reason) == (first.id, 1, "")


def test_touching_reprint_twice_queues_one_badge_and_retires_one_code(evening):
    mira, station = evening.invites(), Station(evening)
    evening.asks(mira)
    station.prints(station.takes())

    first, second = evening.reprints(mira, "lost"), evening.reprints(mira, "lost")

    assert first.id == second.id
    with evening.store.reading() as session:
        codes = select(func.count()).where(Code.attendee_id == mira.id, Code.kind == "badge")
        assert session.scalar(codes) == 2


def test_a_lost_badge_that_a_station_draws_at_this_moment_is_drawn_anew(evening):
    mira, station = evening.invites(), Station(evening)
    evening.asks(mira)
    drawn = station.takes()

    evening.reprints(mira, "lost")

    with pytest.raises(LostLease):
        station.says(drawn, "created")
    assert station.claims().attempt == drawn.attempt + 1


def test_a_reprint_of_a_badge_at_the_printer_asks_for_that_one_back(evening):
    mira, station = evening.invites(), Station(evening)
    evening.asks(mira)
    job = station.takes()
    station.sends(job)

    evening.reprints(mira, "corrected", "18:42:05")
    orders = station.hello("18:42:08")
    station.says(job, "cancelled", clock="18:42:08")

    assert orders.stop == (job.id,)
    assert state_of(evening, mira) == [(1, "", "cancelled"), (2, "corrected", "queued")]


def test_a_reprint_answers_whether_the_badge_before_it_came_out(evening):
    mira, station = evening.invites(), Station(evening)
    evening.asks(mira)
    job = station.takes()
    station.sends(job)
    station.says(job, "unknown")

    evening.reprints(mira, "spoilt")

    assert state_of(evening, mira) == [(1, "", "failed"), (2, "spoilt", "queued")]


def test_a_test_badge_is_asked_for_once_and_is_nobodys(evening):
    station = Station(evening, tested=False)

    first = evening.writes(asking.test_badge, station.id)
    second = evening.writes(asking.test_badge, station.id)

    assert first.id == second.id
    assert (first.attendee_id, first.revision, first.station_id) == (None, 0, station.id)
    assert evening.lines("print_job")[0]["attendee"] is None


@pytest.mark.parametrize("whose", ["a desk's", "another event's", "nobody's"])
def test_a_test_badge_needs_a_station_of_this_event(evening, whose):
    with evening.store.writing() as session:
        other = an_event(session, "gala")
        elsewhere = a_device(session, other, "Printer 9", role="station").id
    device = {"a desk's": evening.desk.id, "another event's": elsewhere, "nobody's": 999}[whose]

    with pytest.raises(NotFound):
        evening.writes(asking.test_badge, device)


def test_a_scan_that_comes_late_by_less_than_its_bound_still_prints(evening):
    mira = evening.invites()
    came = at("18:42")

    scan = a_scan(attendee=mira.id, at=came, n=1, offline=True)
    evening.takes([scan], (came + STILL_WAITS - timedelta(seconds=1)).strftime("%H:%M:%S"))

    assert state_of(evening, mira) == [(1, "", "queued")]
