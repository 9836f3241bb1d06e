"""Settling: each step is kept under its fence, silence makes questions, and people answer them."""

import threading

import pytest

from badges.clock import Clock
from badges.errors import Conflict, LostLease, NotFound, UnknownJob
from badges.model import Attendee, JobState, PrintStation
from badges.printing import asking, settling
from tests.builders import an_event, at
from tests.prints import Prints, Station

WAY = ("claimed", "created", "sending", "printing", "blocked")


@pytest.fixture
def evening(store):
    return Prints(store)


def one_at(evening, state, *, clock="18:42"):
    """Somebody's job in this state, and its station."""
    mira, station = evening.invites(), Station(evening)
    evening.scans(mira, clock)
    if state == "queued":
        return evening.jobs(mira)[0], station
    job = station.takes(clock)
    return station.says(job, *WAY[1 : WAY.index(state) + 1], clock=clock) if state in WAY else job, station


def attendee_of(evening, job):
    with evening.store.reading() as session:
        return session.get_one(Attendee, job.attendee_id)


def settled(evening, state, **more):
    job, station = one_at(evening, "printing", **more)
    return station.says(job, state), station


def test_a_badge_goes_from_the_queue_to_the_table_and_each_step_is_kept(evening):
    job, station = one_at(evening, "claimed")

    made = station.says(job, "created", clock="18:42:01", printer_job="17")
    assert (made.state, made.printer_job, made.sent_at) == ("created", "17", None)
    assert station.says(job, "sending", clock="18:42:02").sent_at == at("18:42:02")
    assert station.says(job, "printing", clock="18:42:03").lease_until == at("18:42:18")
    done = station.says(job, "printed", clock="18:42:05")

    assert (done.state, done.printed_at, done.settled_at) == ("printed", at("18:42:05"), at("18:42:05"))
    assert (done.printer_job, done.lease_until) == ("17", None)
    assert evening.states() == ["queued", "claimed", "printed"]
    (line,) = evening.lines("printed")
    assert (line["revision"], line["printer"], line["device"]) == (1, "Printer 1", "Printer 1")


@pytest.mark.parametrize("what", ["attempt", "instance"])
@pytest.mark.parametrize("state", WAY[:4])
def test_a_station_whose_lease_went_to_another_is_refused_at_every_step(evening, what, state):
    job, station = one_at(evening, state)
    after = {"claimed": "created", "created": "sending", "sending": "printing", "printing": "printed"}[state]
    wrong = {what: job.attempt + 1 if what == "attempt" else "second"}

    with pytest.raises(LostLease):
        station.says(job, after, **wrong)

    assert evening.job(job).state == state


def test_another_station_says_nothing_of_a_badge(evening):
    job, station = one_at(evening, "created")
    other = Station(evening, "Printer 2")
    other.instance = station.instance

    with pytest.raises(LostLease):
        other.says(job, "sending")


def test_a_job_that_nobody_knows_is_refused(evening):
    job, station = one_at(evening, "created")
    job.id += 1

    with pytest.raises(LostLease):
        station.says(job, "sending")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("claimed", "sending"),
        ("claimed", "printed"),
        ("created", "printed"),
        ("printing", "sending"),
        ("printing", "created"),
        ("queued", "created"),
    ],
)
def test_no_step_is_left_out_and_none_goes_back(evening, state, said):
    job, station = one_at(evening, state)

    with pytest.raises(LostLease):
        station.says(job, said)


@pytest.mark.parametrize("state", ["created", "sending", "printing", "blocked"])
def test_a_step_that_is_said_twice_because_an_answer_was_lost_is_no_harm(evening, state):
    job, station = one_at(evening, state)
    before = len(evening.lines())

    if state != "created":
        station.says(job, state)
    station.says(job, state)

    assert evening.job(job).state == state
    assert len(evening.lines()) == before


@pytest.mark.parametrize("state", ["printed", "failed"])
def test_an_end_that_is_said_twice_is_told_and_counted_once(evening, state):
    job, station = settled(evening, state)
    before = len(evening.lines())

    station.says(job, state)

    assert len(evening.lines()) == before


def test_a_printer_that_stops_is_told_with_its_words_and_once_more_when_it_goes_on(evening):
    job, station = one_at(evening, "printing")

    station.says(job, "blocked", clock="18:42:10", words="out of labels")
    station.says(job, "blocked", clock="18:42:13", words="out of labels")
    station.says(job, "blocked", clock="18:42:16", words="cover open")
    station.says(job, "printing", clock="18:42:30")

    lines = evening.lines("print_job")[2:]
    told = [(line["state"], line["why"]) for line in lines]
    assert told == [("blocked", "out of labels"), ("blocked", "cover open"), ("printing", "")]


def test_a_badge_that_fails_is_told_with_why(evening):
    job, station = one_at(evening, "claimed")

    station.says(job, "failed", words="The name does not fit.")

    (line,) = evening.lines("print_failed")
    assert (line["state"], line["why"], line["job"]) == ("failed", "The name does not fit.", job.id)
    assert attendee_of(evening, job).printed_at is None


def test_a_printed_badge_lies_there_uncollected_from_that_moment(evening):
    job, _ = settled(evening, "printed")

    mira = attendee_of(evening, job)
    assert (mira.printed_at, mira.collected_at) == (at("18:42"), None)


def test_a_label_less_is_counted_and_how_long_it_took(evening):
    job, station = one_at(evening, "claimed")
    with evening.store.writing() as session:
        session.get_one(PrintStation, station.id).labels_left = 20

    station.prints(job, "18:42:00", until="18:42:05")
    assert (station.row().labels_left, station.row().seconds) == (19, 5.0)

    evening.asks(evening.invites("Kenji Mori"), "18:43")
    station.prints(station.takes("18:43"), "18:43:00", until="18:43:10")
    assert (station.row().labels_left, station.row().seconds) == (18, 6.0)


def test_a_badge_that_stood_still_says_nothing_of_how_long_badges_take(evening):
    job, station = one_at(evening, "printing")

    station.says(job, "blocked", clock="18:42:02", words="out of labels")
    station.says(job, "printing", "printed", clock="18:47:00")

    assert station.row().seconds is None


def test_released_it_is_queued_again_and_a_later_word_of_it_is_refused(evening):
    job, station = one_at(evening, "created")

    with evening.store.writing() as session:
        whose = {"instance": station.instance, "attempt": job.attempt}
        settling.release(session, station.id, job.id, **whose, now=at("18:42:05"))

    assert evening.job(job).state == "queued"
    assert evening.states() == ["queued", "claimed", "queued"]
    with pytest.raises(LostLease):
        station.says(job, "sending")
    again = station.claims("18:42:06")
    assert (again.id, again.attempt, again.printer_job) == (job.id, 2, "")


@pytest.mark.parametrize("state", ["sending", "printing", "blocked"])
def test_what_was_sent_is_released_by_nobody(evening, state):
    job, station = one_at(evening, state)

    with evening.store.writing() as session, pytest.raises(LostLease):
        settling.release(
            session, station.id, job.id, instance=station.instance, attempt=1, now=at("18:42:05")
        )


@pytest.mark.parametrize("state", ["claimed", "created"])
def test_a_lease_that_runs_out_before_anything_was_sent_queues_the_badge_again(evening, state):
    job, station = one_at(evening, state)

    evening.sweeps("18:42:14")
    assert evening.job(job).state == state
    evening.sweeps("18:42:15")

    assert evening.job(job).state == "queued"
    assert evening.lines("print_job")[-1]["why"] == settling.SILENT
    after = {"claimed": "created", "created": "sending"}[state]
    with pytest.raises(LostLease):
        station.says(job, after, clock="18:42:16")


@pytest.mark.parametrize("state", ["sending", "printing", "blocked"])
def test_a_lease_that_runs_out_after_it_was_sent_makes_the_badge_a_question(evening, state):
    job, _ = one_at(evening, state)

    evening.sweeps("18:42:59")
    assert evening.job(job).state == state
    evening.sweeps("18:43")

    assert evening.job(job).state == "unknown"
    assert evening.states()[-1] == "unknown"


@pytest.mark.parametrize("state", ["queued", "unknown", "printed", "failed"])
def test_silence_changes_nothing_of_what_no_station_has(evening, state):
    job, _ = one_at(evening, "queued") if state == "queued" else settled(evening, state)
    before = len(evening.lines())

    evening.sweeps("20:00")

    assert evening.job(job).state == state
    assert len(evening.lines()) == before


def test_a_station_that_says_hello_keeps_its_badge_however_long_it_takes(evening):
    job, station = one_at(evening, "blocked")

    station.stays("18:42", "18:50", state="blocked")
    evening.sweeps("18:50:05")

    assert evening.job(job).state == "blocked"


def test_a_claim_finds_what_another_station_let_go_in_silence(evening):
    job, _ = one_at(evening, "created")
    two = Station(evening, "Printer 2")

    again = two.takes("18:42:20")

    assert (again.id, again.claimed_by, again.attempt) == (job.id, two.id, 2)


def test_the_clock_hears_silence_where_no_station_is_left(evening):
    job, _ = one_at(evening, "sending")

    Clock(evening.store, now=lambda: at("18:44")).look(threading.Event())

    assert evening.job(job).state == "unknown"


def test_silence_at_two_events_is_heard_in_one_sweep(evening):
    one_at(evening, "sending")
    gala = Prints(evening.store, slug="gala")
    mira, station = gala.invites("Ada Bell"), Station(gala, "Printer 7")
    gala.scans(mira)
    station.sends(station.takes())

    evening.sweeps("18:44")

    assert {job.state for job in evening.jobs()} == {"unknown"}
    assert (evening.states()[-1], gala.states()[-1]) == ("unknown", "unknown")


def test_a_station_that_comes_back_settles_what_its_silence_made_a_question(evening):
    job, station = one_at(evening, "printing")
    evening.sweeps("18:44")

    held = station.hello("18:44:01").holds
    station.says(job, "printed", clock="18:44:02")

    assert [(one["id"], one["state"]) for one in held] == [(job.id, "unknown")]
    assert evening.job(job).state == "printed"
    assert evening.states()[-2:] == ["unknown", "printed"]


def test_a_station_that_said_it_does_not_know_is_asked_no_more(evening):
    job, station = one_at(evening, "printing")

    station.says(job, "unknown", words="The printer no longer knows it.")

    assert station.hello("18:42:10").holds == ()
    assert evening.lines("print_job")[-1]["why"] == "The printer no longer knows it."


def test_somebody_who_saw_the_badge_says_that_it_came_out(evening):
    job, _ = settled(evening, "unknown")

    evening.answers(job, "18:50", came_out=True)

    assert evening.job(job).state == "printed"
    assert evening.states()[-1] == "printed"
    (line,) = evening.lines("printed")
    assert line["device"] == "Desk 1"


def test_somebody_who_saw_none_has_it_printed_once_more(evening):
    job, station = settled(evening, "unknown")

    evening.answers(job, "18:50", came_out=False)

    assert evening.job(job).state == "queued"
    with pytest.raises(LostLease):
        station.says(job, "printed")
    again = station.takes("18:51")
    assert (again.id, again.attempt, again.revision) == (job.id, 2, 1)


def test_two_who_answer_alike_answer_once_and_who_answers_otherwise_is_told(evening):
    job, _ = settled(evening, "unknown")
    evening.answers(job, came_out=True)

    evening.answers(job, came_out=True)
    with pytest.raises(Conflict):
        evening.answers(job, came_out=False)

    assert len(evening.lines("printed")) == 1


@pytest.mark.parametrize("came_out", [True, False])
def test_nobody_answers_what_is_not_asked(evening, came_out):
    job, _ = one_at(evening, "printing")

    with pytest.raises(Conflict):
        evening.answers(job, came_out=came_out)


def test_a_job_of_another_event_is_unknown_here(evening):
    job, _ = settled(evening, "unknown")
    with evening.store.writing() as session:
        other = an_event(session, "gala")
        with pytest.raises(UnknownJob):
            settling.cancel(session, other, job.id, now=at("18:50"))


@pytest.mark.parametrize("state", ["queued", "claimed", "created"])
def test_a_badge_of_which_nothing_was_sent_is_cancelled_at_once(evening, state):
    job, station = one_at(evening, state)

    evening.writes(settling.cancel, job.id)

    assert evening.job(job).state == "cancelled"
    assert evening.states()[-1] == "cancelled"
    if state == "created":
        with pytest.raises(LostLease):
            station.says(job, "sending")


@pytest.mark.parametrize("state", ["sending", "printing", "blocked"])
def test_a_badge_that_was_sent_is_asked_back_and_a_person_is_asked_about_it(evening, state):
    job, station = one_at(evening, state)

    evening.writes(settling.cancel, job.id, clock="18:42:05")
    orders = station.hello("18:42:06")
    station.says(job, "cancelled", clock="18:42:07")
    station.says(job, "cancelled", clock="18:42:07")

    assert orders.stop == (job.id,)
    assert orders.holds[0]["cancel"]
    assert evening.job(job).state == "unknown"


def test_a_badge_that_comes_out_though_it_was_asked_back_is_printed(evening):
    job, station = one_at(evening, "printing")

    evening.writes(settling.cancel, job.id, clock="18:42:05")
    station.says(job, "printed", clock="18:42:07")

    assert evening.job(job).state == "printed"


def test_a_job_that_somebody_cancels_at_the_printer_itself_has_failed(evening):
    job, station = one_at(evening, "printing")

    station.says(job, "cancelled")

    assert (evening.job(job).state, evening.job(job).words) == ("failed", "cancelled at the printer")
    assert len(evening.lines("print_failed")) == 1


def test_a_printed_badge_is_not_cancelled(evening):
    job, _ = settled(evening, "printed")

    with pytest.raises(Conflict):
        evening.writes(settling.cancel, job.id)


def test_a_reprint_that_is_cancelled_leaves_the_badge_from_before(evening):
    job, _ = settled(evening, "printed")
    mira = attendee_of(evening, job)

    again = evening.reprints(mira)
    assert evening.facts(mira).printed_at is None
    evening.writes(settling.cancel, again.id)

    assert evening.facts(mira).printed_at == at("18:42")


@pytest.mark.parametrize("state", ["queued", "claimed", "created"])
def test_a_badge_of_which_nothing_was_sent_moves_at_once(evening, state):
    job, station = one_at(evening, state)
    two = Station(evening, "Printer 2")

    evening.writes(settling.move, job.id, station=two.id)

    moved = evening.job(job)
    assert (moved.state, moved.station_id, moved.moved) == ("queued", two.id, 1)
    line = evening.lines("print_job")[-1]
    assert (line["why"], line["printer"]) == ("moved", "Printer 2")
    if state != "queued":
        with pytest.raises(LostLease):
            station.says(job, "created" if state == "claimed" else "sending")
    assert two.takes("18:43:05").id == job.id


def test_a_badge_that_was_sent_moves_only_when_a_person_says_that_it_did_not_come_out(evening):
    job, station = one_at(evening, "blocked")
    two = Station(evening, "Printer 2")

    evening.writes(settling.move, job.id, clock="18:42:05", station=two.id)
    assert station.hello("18:42:06").stop == (job.id,)
    station.says(job, "cancelled", clock="18:42:07")
    assert two.takes("18:42:08") is None
    evening.answers(job, "18:42:10", came_out=False)

    assert two.takes("18:42:11").id == job.id


def test_a_badge_moves_to_stations_of_this_event_alone(evening):
    job, _ = one_at(evening, "queued")

    with pytest.raises(NotFound):
        evening.writes(settling.move, job.id, station=evening.desk.id)


def test_a_test_badge_goes_to_no_other_printer(evening):
    station, two = Station(evening, tested=False), Station(evening, "Printer 2")
    test = evening.writes(asking.test_badge, station.id)

    with pytest.raises(Conflict):
        evening.writes(settling.move, test.id, station=two.id)


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_what_failed_or_was_cancelled_is_tried_again(evening, state):
    job, station = one_at(evening, "created")
    if state == "failed":
        station.says(job, "failed", words="It does not fit.")
    else:
        evening.writes(settling.cancel, job.id)

    evening.writes(settling.try_again, job.id)

    again = evening.job(job)
    assert (again.state, again.words, again.printer_job, again.settled_at) == ("queued", "", "", None)
    assert station.takes("18:45").attempt == 2


@pytest.mark.parametrize("state", ["queued", "printing", "unknown", "printed"])
def test_what_is_under_way_asked_about_or_printed_is_not_tried_again(evening, state):
    job, _ = settled(evening, state) if state in {"unknown", "printed"} else one_at(evening, state)

    with pytest.raises(Conflict):
        evening.writes(settling.try_again, job.id)


def test_a_badge_that_a_newer_one_replaced_is_not_tried_again(evening):
    job, _ = settled(evening, "failed")
    mira = attendee_of(evening, job)
    evening.reprints(mira)

    with pytest.raises(Conflict, match="newer"):
        evening.writes(settling.try_again, job.id)


def test_an_older_badge_that_comes_out_after_all_is_not_the_one_to_be_collected(evening):
    job, station = one_at(evening, "printing")
    mira = attendee_of(evening, job)
    evening.reprints(mira, "lost", "18:42:05")

    station.says(job, "printed", clock="18:42:06")

    assert evening.facts(mira).printed_at is None
    assert [one.state for one in evening.jobs(mira)] == ["printed", "queued"]


def test_every_state_that_a_station_may_say_follows_some_other(evening):
    said = set().union(*settling._AFTER.values())  # noqa: SLF001 - the table of steps itself.

    assert said == set(JobState) - {JobState.QUEUED, JobState.CLAIMED}
    assert evening.jobs() == []


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 2**63])
def test_a_number_that_nobody_has_is_unknown_however_large_it_is(evening, number):
    job, station = one_at(evening, "created")

    for errand in (settling.cancel, settling.try_again):
        with pytest.raises(UnknownJob):
            evening.writes(errand, number)
    with pytest.raises(NotFound):
        evening.writes(settling.move, job.id, station=number)
    with pytest.raises(NotFound):
        evening.writes(asking.ask, number, device=None)
    job.id = number
    with pytest.raises(LostLease):
        station.says(job, "sending")
