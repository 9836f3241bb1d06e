"""What hosts hear in the course of an evening, and what their pages say."""


import pytest
from sqlalchemy import update

from badges import journal
from badges.model import Attendee
from badges.notices import mail, owed, page
from tests.builders import at
from tests.post import Evening


@pytest.fixture
def evening(store, tmp_path, sink):
    return Evening(store, tmp_path, sink.url)


def test_a_host_is_written_to_once_about_somebody_who_is_missing(evening, sink):
    evening.invites("Mira Okafor", "Kenji Mori")
    with evening.store.writing() as session:
        session.execute(update(Attendee).where(Attendee.name == "Kenji Mori").values(due_at=None))
    evening.tells("19:00")

    assert [evening.delivers("19:00:01"), evening.delivers("19:00:02")] == [1, 0]

    assert sink.subjects() == ["Mira Okafor is not here yet"]
    assert evening.states() == ["sent"]
    assert evening.lines("notice_sent")[0]["about"] == ["missing"]
    assert evening.lines("notice_sent")[0]["count"] == 1


def test_several_at_once_are_one_message_with_their_names_and_the_events_own_time(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor", "Kenji Mori", "Ana Lucía de la Cruz", "Wes McAllister")
    [here, *_] = on_sqlite.invites(*(f"Number {number}" for number in range(8)))
    for number in range(8):
        on_sqlite.scans(Attendee(id=here.id + number), "18:40", "collect")
    on_sqlite.tells("19:00")

    on_sqlite.delivers("19:00:01")

    assert sink.subjects() == ["4 of your 12 are not here yet"]
    assert "Ana Lucía de la Cruz, expected at 11:30" in sink.text()
    assert "https://b.test/h/Ramit" in sink.text()


def test_those_who_are_missed_later_are_counted_with_those_told_before(on_sqlite, sink):
    came, *_ = on_sqlite.invites("Mira Okafor", "Kenji Mori", "Bo")
    on_sqlite.invites("Wes McAllister", "Ana Lucía de la Cruz", expected_at=at("18:45"))
    on_sqlite.tells("19:00")
    on_sqlite.delivers("19:00:01")
    on_sqlite.scans(came, "19:10")

    on_sqlite.tells("19:15")
    on_sqlite.delivers("19:15:01")

    assert sink.subjects()[1:] == ["Mira Okafor has come after all; 2 more of your 5 are not here yet"]
    assert "2 more of your 5 are not here yet, 4 in all:" in sink.text()


def test_each_host_gets_a_message_of_their_own(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor")
    on_sqlite.invites("Kenji Mori", host=on_sqlite.a_host("Thea"))
    on_sqlite.tells("19:00")

    assert on_sqlite.delivers("19:00:01") == 2

    assert sink.subjects() == ["Mira Okafor is not here yet"]
    assert sink.subjects("thea@example.test") == ["Kenji Mori is not here yet"]


def test_a_host_who_has_heard_hears_that_somebody_came_after_all(evening, sink):
    [mira] = evening.invites("Mira Okafor")
    evening.tells("19:00")
    evening.delivers("19:00:01")

    evening.scans(mira, "19:10")
    evening.delivers("19:10")

    assert sink.subjects() == ["Mira Okafor is not here yet", "Mira Okafor has come after all"]
    assert "Mira Okafor has come after all, at 12:10." in sink.text()


def test_a_host_who_has_not_heard_hears_nothing_of_somebody_who_came_in_the_meantime(evening, sink):
    [mira] = evening.invites("Mira Okafor")
    evening.tells("19:00")
    parcel = evening.takes("19:00:01")

    evening.scans(mira, "19:00:02")
    evening.deliverer.carry(parcel, mail.open_post(evening.settings))
    evening.delivers("19:00:03")

    assert sink.mails == []
    assert evening.states() == ["taken_back", "taken_back"]


def test_who_excused_themselves_before_the_mail_went_out_is_not_called_missing(on_sqlite, sink):
    mira, _ = on_sqlite.invites("Mira Okafor", "Kenji Mori")
    on_sqlite.tells("19:00")

    on_sqlite.excuses(mira)
    on_sqlite.delivers("19:00:01")

    assert sink.subjects() == ["Kenji Mori is not here yet"]
    assert on_sqlite.states() == ["taken_back", "sent"]


def test_what_waited_for_a_dead_server_becomes_the_good_news_of_one_message(on_sqlite, sink):
    mira, _ = on_sqlite.invites("Mira Okafor", "Kenji Mori")
    sink.says["ramit@example.test"] = "451 come back later"
    on_sqlite.tells("19:00")
    on_sqlite.delivers("19:00:01")
    sink.says.clear()

    on_sqlite.scans(mira, "19:00:20")
    on_sqlite.delivers("19:00:40")

    assert sink.subjects() == ["Mira Okafor has come after all; Kenji Mori is not here yet"]
    assert sorted(on_sqlite.states()) == ["sent", "sent", "taken_back"]


def test_an_arrival_undone_before_the_good_news_went_out_does_not_repeat_the_bad(on_sqlite, sink):
    [mira] = on_sqlite.invites("Mira Okafor")
    on_sqlite.tells("19:00")
    on_sqlite.delivers("19:00:01")
    arrived = on_sqlite.scans(mira, "19:05")

    on_sqlite.scans(mira, "19:05:01", "undo", undoes=arrived.id)
    on_sqlite.tells("19:05:02")
    on_sqlite.delivers("19:05:04")

    assert sink.subjects() == ["Mira Okafor is not here yet"]
    assert on_sqlite.states() == ["sent", "taken_back", "taken_back"]


def test_who_said_they_would_be_late_and_was_not_is_missed_once_more(on_sqlite, sink):
    [mira] = on_sqlite.invites("Mira Okafor")
    on_sqlite.tells("19:00")
    on_sqlite.delivers("19:00:01")
    with on_sqlite.store.writing() as session:
        later = {"late_until": at("19:30"), "missing_told_at": None, "due_at": at("20:00")}
        session.execute(update(Attendee).where(Attendee.id == mira.id).values(later))

    on_sqlite.tells("20:00")
    on_sqlite.delivers("20:00:01")

    assert sink.subjects() == ["Mira Okafor is not here yet"] * 2


def test_after_the_end_a_host_reads_of_all_their_no_shows_in_one_message(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor", "Kenji Mori")
    on_sqlite.tells("22:00")

    on_sqlite.delivers("22:00:01")

    assert sink.subjects() == ["2 of your 2 did not come"]
    assert "See your report" in sink.text()


def test_a_page_shows_what_is_so_newest_first_until_its_host_has_seen_it(evening):
    mira, kenji = evening.invites("Mira Okafor", "Kenji Mori")
    evening.tells("19:00")
    with evening.store.writing() as session:
        shown = page.for_page(session, evening.ramit, 10)
        assert page.seen(session, evening.ramit, at("19:01"), newest=shown[0].id) == 2

    evening.scans(mira, "19:10")
    evening.tells("20:00")

    with evening.store.reading() as session:
        again = page.for_page(session, evening.ramit, 10)
    assert [(one.sentence, one.state, one.attendee) for one in again] == [
        ("Kenji Mori’s badge is still on the table", "owed", kenji.id),
        ("Mira Okafor is here, but their badge is still on the table", "owed", mira.id),
        ("Mira Okafor has come after all", "owed", mira.id),
        ("Kenji Mori is not here yet", "sent", kenji.id),
        ("Mira Okafor is not here yet", "sent", mira.id),
    ]


def test_a_page_says_until_when_somebody_is_late_in_the_events_own_time(evening):
    [mira] = evening.invites("Mira Okafor")
    with evening.store.writing() as session:
        line = journal.Line("running_late", at("19:00"), mira.id, data={"until": "2026-05-08T20:15:00.000Z"})
        [seq] = journal.write(session, evening.event.id, [line])
        lines = [(seq, mira.id)]
        owed.owe(session, evening.event.id, "running_late", lines, now=at("19:00"), channels=("page",))

    with evening.store.reading() as session:
        [shown] = page.for_page(session, evening.ramit)

    assert shown.sentence == "Mira Okafor is running late and expects to be here at 13:15"
