"""The guards: when a host may not write, each with the reason they read."""

from uuid import uuid4

import pytest
from sqlalchemy import event as sa_event

from badges import journal, letters
from badges.desk import take
from badges.journal import Line
from badges.letters import ANSWER, MISSED_YOU, THANKS
from tests.builders import a_device, a_place, a_scan, at
from tests.correspondence import Evening


@pytest.fixture
def evening(store):
    return Evening(store)


@pytest.fixture
def small(sqlite_store):
    return Evening(sqlite_store)


def test_who_is_missing_may_be_asked(evening):
    assert evening.reason() is None


def test_nobody_is_asked_twice_an_evening_and_the_host_who_did_is_named(evening):
    evening.writes(host=evening.thea, clock="19:05")

    assert evening.reason() == (
        "Thea has asked Mira Okafor already, at 19:05, and once an evening is enough."
    )
    assert evening.reason(host=evening.thea).startswith("You have asked Mira Okafor already")


@pytest.mark.parametrize("state", ["failed", "taken_back"])
def test_a_letter_that_nobody_has_read_does_not_count(small, state):
    small.writes()
    small.change(small.letters()[0], state=state, settled_at=at("19:11"))

    assert small.reason("19:12") is None


def test_who_said_they_cannot_come_is_not_asked(evening):
    evening.says("cannot_come", "18:00")

    assert evening.reason() == "Mira Okafor has said that they cannot come."
    assert evening.reason("10:00", MISSED_YOU, day=9) == "Mira Okafor has said that they cannot come."


def test_who_wants_no_letters_gets_none_of_any_kind(evening):
    evening.wants_letters(wanted=False)

    for kind in letters.KINDS:
        assert evening.reason(kind=kind) == "Mira Okafor asked not to be written to."

    evening.wants_letters(wanted=True)
    assert evening.reason() is None


def test_nobody_is_written_to_by_night(evening):
    assert evening.reason("23:30", MISSED_YOU) == (
        "It is night where the event is. From 08:00 on this can be sent."
    )
    assert evening.reason("07:59", MISSED_YOU, day=9).startswith("It is night")
    assert evening.reason("08:00", MISSED_YOU, day=9) is None


def test_the_night_is_that_of_the_place_of_the_event(sqlite_store):
    evening = Evening(sqlite_store, timezone="America/Los_Angeles")

    assert evening.reason("23:30", MISSED_YOU) is None


def test_who_is_expected_at_a_party_that_still_runs_is_not_asleep(sqlite_store):
    late = Evening(sqlite_store, end_at=at("02:00", day=9))

    assert late.reason("23:30") is None


def test_nobody_is_asked_while_a_desk_holds_scans_we_have_not_got(evening):
    evening.change(evening.desk, unsent=3, oldest_unsent_at=at("19:00"), last_seen_at=at("19:10"))

    assert evening.reason() == (
        "Desk 1 still holds 3 scans that we have not got. Let us wait for it before we ask."
    )
    evening.change(evening.desk, revoked_at=at("19:10"))
    assert evening.reason() is None


def test_nobody_is_asked_while_a_desk_has_not_been_heard_of(evening):
    evening.change(evening.desk, last_seen_at=at("19:04"))

    assert evening.reason().startswith("Desk 1 has not been heard of for a while")
    assert evening.reason("19:09") is None


def test_a_tablet_that_was_tried_the_day_before_keeps_nobody_back(small):
    small.change(small.desk, last_seen_at=at("18:00", day=7))

    assert small.reason() is None


def test_after_the_evening_a_tablet_that_is_off_keeps_nobody_from_writing(small):
    small.change(small.desk, last_seen_at=at("21:50"))

    assert small.reason("10:00", MISSED_YOU, day=9) is None


def test_a_walk_in_under_nearly_the_same_name_may_be_the_one_who_is_missing(evening):
    evening.invites("Myra Okafor", walk_in_id=uuid4())

    assert evening.reason() == (
        "Myra Okafor was added at the desk, and that may be Mira Okafor. "
        "Please ask the desk before you write."
    )


def test_a_badge_handed_over_under_nearly_the_same_name_may_be_theirs(evening):
    namesake = evening.invites("Okafor Mira")
    assert evening.reason() is None

    evening.scans("collect", who=namesake)

    assert evening.reason().startswith("Okafor Mira is here, and that may be Mira Okafor.")


def test_another_who_came_keeps_nobody_from_being_asked(small):
    small.scans(who=small.invites("Kenji Mori"))
    small.scans(who=small.invites("…"))

    assert small.reason() is None


def test_a_badge_that_is_gone_though_nobody_saw_its_owner_is_a_doubt(evening):
    evening.change(collected_at=at("19:00"))

    assert evening.reason() == (
        "The badge of Mira Okafor was handed over, but nobody saw them arrive. Please ask the desk."
    )


def test_who_was_seen_leaving_is_not_called_missing(evening):
    evening.scans("leave")

    assert evening.reason().startswith("Mira Okafor was seen leaving, but never seen arriving.")


def test_a_question_the_desk_still_has_keeps_a_letter_back(evening):
    with evening.store.writing() as session:
        line = Line("conflict", at("19:00"), evening.mira.id, data={"review": "double_admission"})
        journal.write(session, evening.event.id, [line])

    assert evening.reason().startswith("The desk has a question about Mira Okafor")


def test_who_says_they_were_there_is_not_told_that_they_were_missed(evening):
    evening.says("was_there", "21:00")

    assert evening.reason("10:00", MISSED_YOU, day=9) == (
        "Mira Okafor says they were there. Please look into that with the desk."
    )


def test_who_is_here_is_not_asked_where_they_are(evening):
    evening.scans(clock="18:42")

    assert evening.reason() == "Mira Okafor is here, since 18:42."
    assert evening.reason("10:00", MISSED_YOU, day=9) == "Mira Okafor came, at 18:42."
    assert evening.reason("10:00", THANKS, day=9) is None


def test_nobody_is_asked_before_they_are_expected(small):
    assert small.reason("18:20") == "Mira Okafor is expected at 18:30. Until then there is nothing to ask."
    small.says("running_late", "18:25", until=at("20:40"))
    assert small.reason().startswith("Mira Okafor said they will be here at 20:40.")


def test_each_kind_has_its_time(small):
    assert small.reason(kind=MISSED_YOU).startswith("The evening still runs, until 22:00.")
    assert small.reason("10:00", day=9).startswith("The evening is over.")
    assert small.reason("10:00", THANKS, day=9).startswith("No desk saw Mira Okafor come")


def test_only_who_has_answered_can_be_answered(small):
    assert small.reason(kind=ANSWER).startswith("Mira Okafor has not answered a letter of yours yet")
    thea = small.writes(host=small.thea)
    small.says("on_my_way", to=thea.letter)

    assert small.reason("19:30", ANSWER).startswith("Mira Okafor has not answered a letter of yours")
    assert small.reason("19:30", ANSWER, host=small.thea) is None


def test_who_cannot_be_reached_is_said_so(small):
    small.change(email="")
    assert small.reason() == "The list has neither a mail address nor a phone number of Mira Okafor."
    small.change(fields={"Handynummer": "+49 170 1234567"})
    assert small.reason() is None


def test_who_was_taken_off_the_list_or_away_or_is_somebody_elses_is_not_written_to(small):
    small.change(cancelled_at=at("18:00"))
    assert small.reason() == "The organiser has taken Mira Okafor off the list."
    small.change(cancelled_at=None, erased_at=at("18:00"))
    assert small.reason().startswith("This person asked that everything")
    kenji = small.invites("Kenji Mori", hosts=[small.thea])
    assert small.reason(who=kenji).startswith("This person is not on your list")


def test_many_are_asked_about_in_as_many_statements_as_one(evening):
    crowd = [evening.invites(f"Number {n}", email=f"{n}@example.test") for n in range(30)]
    counted = []
    for people in (crowd[:1], crowd):
        statements = []

        def count(*_args, seen=statements):
            seen.append(1)

        with evening.store.reading() as session:
            sa_event.listen(evening.store.engine, "before_cursor_execute", count)
            ids = [one.id for one in people]
            letters.may_write(session, evening.event, evening.ramit, ids, "where_are_you", at("19:10"))
            sa_event.remove(evening.store.engine, "before_cursor_execute", count)
        counted.append(len(statements))

    assert counted[0] == counted[1] <= 7


def test_a_desk_of_another_evening_keeps_nobody_back(small):
    from tests.builders import an_event

    with small.store.writing() as session:
        other = an_event(session, "gala", "The gala")
        a_device(session, other).unsent = 5

    assert small.reason() is None


def test_a_scan_that_was_taken_back_makes_them_missing_again(small):
    arrived = a_scan("arrive", attendee=small.mira.id)
    place = a_place(small.event, small.desk)
    take(small.store, place, [arrived], now=at("19:00"))
    take(small.store, place, [a_scan("undo", undoes=arrived.id)], now=at("19:01"))

    assert small.reason() is None
