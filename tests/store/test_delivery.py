"""Mail on its way to hosts: leases, crashes and two senders, on both databases."""

import threading

import pytest
from sqlalchemy import delete, select

from badges.errors import BadSetting
from badges.model import Attendee, Notice, NoticeState
from badges.notices import leases, mail, owed
from badges.notices.deliver import Deliverer
from badges.settings import from_environment
from tests.builders import a_host, at
from tests.post import Evening, wait_until


@pytest.fixture
def evening(store, tmp_path, sink):
    return Evening(store, tmp_path, sink.url)


def test_a_sender_killed_after_the_server_took_the_mail_repeats_it_once_as_the_same_message(evening, sink):
    evening.invites("Mira Okafor", "Kenji Mori")
    evening.invites("Wes McAllister", expected_at=at("18:31"))
    evening.tells("19:00")
    parcel, post = evening.takes("19:00:01"), mail.open_post(evening.settings)
    post.send(evening.deliverer.prepare(parcel, parcel.messages()[0]).mail)
    post.close()
    evening.tells("19:01")

    before = evening.delivers("19:01:30")
    evening.delivers("19:01:31")

    assert before == 0
    first, repeated, new = sink.mails
    assert first["Message-ID"] == repeated["Message-ID"] != new["Message-ID"]
    assert first["Subject"] == repeated["Subject"] == "2 of your 3 are not here yet"
    assert evening.states() == ["sent"] * 3


def test_a_sender_that_was_too_slow_changes_nothing_any_more(evening, sink):
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    slow, other = evening.takes("19:00:01"), evening.takes("19:02")

    def settles(parcel):
        with evening.store.writing() as session:
            return leases.settle(session, parcel.taken, state=NoticeState.SENT, now=at("19:02:10"))

    assert [settles(slow), settles(other), settles(slow)] == [0, 1, 0]
    assert evening.mails() == [("missing", "sent", 2)]
    assert sink.mails == []


def test_a_sender_whose_lease_runs_out_does_not_begin(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor")
    on_sqlite.tells("19:00")
    slow = on_sqlite.takes("19:00:01")

    on_sqlite.now = at("19:01")
    on_sqlite.deliverer.carry(slow, mail.open_post(on_sqlite.settings))

    assert sink.mails == []


def test_the_good_news_does_not_overtake_the_bad_that_is_on_its_way(evening, sink):
    [mira] = evening.invites("Mira Okafor")
    evening.tells("19:00")
    on_its_way, post = evening.takes("19:00:01"), mail.open_post(evening.settings)
    ready = evening.deliverer.prepare(on_its_way, on_its_way.messages()[0])

    evening.scans(mira, "19:00:02")
    meanwhile = evening.delivers("19:00:03")
    post.send(ready.mail)
    post.close()
    evening.delivers("19:02")

    assert meanwhile == 0
    assert sink.subjects() == ["Mira Okafor is not here yet", "Mira Okafor has come after all"]


def test_two_deliverers_at_the_same_moment_send_it_once(on_postgres, sink):
    on_postgres.invites("Mira Okafor", "Kenji Mori")
    on_postgres.invites("Wes McAllister", host=on_postgres.a_host("Thea"))
    on_postgres.tells("19:00")
    store, when = on_postgres.store, {"now": at("19:00:01"), "until": at("19:01:31")}

    with store.writing() as one, store.writing() as other:
        parcels = [leases.claim(session, **when) for session in (one, other, one, other)]

    assert [parcel and len(parcel.taken) for parcel in parcels] == [2, 1, None, None]
    assert on_postgres.delivers("19:00:02") == 0


def test_what_the_desk_takes_back_at_this_moment_is_neither_waited_for_nor_sent(on_postgres, sink):
    mira, _ = on_postgres.invites("Mira Okafor", "Kenji Mori")
    on_postgres.tells("19:00")

    with on_postgres.store.writing() as desk:
        owed.withdraw(desk, [mira.id], ["missing"], now=at("19:00:01"))
        parcel = on_postgres.takes("19:00:01")

    assert len(parcel.taken) == 1
    assert on_postgres.states() == ["taken_back", "owed"]


def test_a_host_without_a_mail_address_fails_at_once_and_the_reason_is_told(small):
    with small.store.writing() as session:
        nameless = a_host(session, small.event, "Thea", email="thea")
    small.invites("Mira Okafor", host=nameless)
    small.tells("19:00")

    small.delivers("19:00:01")

    [fate] = small.fates()
    assert (fate.state, fate.trouble) == ("failed", "“thea” is not a mail address.")


def test_a_sender_nobody_could_answer_is_refused_at_the_start(small):
    environment = {"LAST_BADGE_DATA_DIR": str(small.settings.data_dir), "LAST_BADGE_MAIL_FROM": "nobody"}

    with pytest.raises(BadSetting, match="MAIL_FROM"):
        Deliverer(small.store, from_environment(environment), link_of=str)


def test_an_outbox_that_cannot_be_written_is_trouble_and_not_the_end(small, caplog):
    small.invites("Mira Okafor")
    small.settings.outbox.write_text("a file where the folder should be")
    small.tells("19:00")

    small.delivers("19:00:01")
    small.settings.outbox.unlink()
    small.delivers("19:01")

    assert small.states() == ["sent"]
    assert "could not be sent" in caplog.text


def test_the_deliverer_wakes_by_the_bell_sends_and_stops_at_once(store, tmp_path, sink):
    evening = Evening(store, tmp_path, sink.url)
    [mira] = evening.invites("Mira Okafor")
    evening.tells("19:00")
    evening.delivers("19:00:01")
    stop = threading.Event()
    thread = threading.Thread(target=evening.a_deliverer(nap=60).run, args=(stop,))
    thread.start()

    evening.scans(mira, "19:10")
    # It naps for longer than it is waited for here, twice.
    wait_until(lambda: len(sink.mails) == 2)
    stop.set()
    thread.join(20)

    assert sink.subjects()[1:] == ["Mira Okafor has come after all"]
    assert not thread.is_alive()


def test_pages_nobody_looks_at_do_not_slow_the_mail_down(evening):
    evening.invites("Mira Okafor")
    evening.tells("19:00")

    evening.delivers("19:00:01")

    with evening.store.reading() as session:
        assert leases.next_due(session) is None
        assert session.scalar(select(Notice.due_at).where(Notice.channel == "page")) == owed.NEVER


def test_an_attendee_taken_off_the_list_while_the_mail_is_written_spoils_it_for_nobody(on_sqlite, sink):
    mira, _ = on_sqlite.invites("Mira Okafor", "Kenji Mori")
    on_sqlite.tells("19:00")
    parcel, post = on_sqlite.takes("19:00:01"), mail.open_post(on_sqlite.settings)
    with on_sqlite.store.writing() as session:
        session.execute(delete(Attendee).where(Attendee.id == mira.id))

    on_sqlite.deliverer.carry(parcel, post)
    post.close()

    assert sink.subjects() == ["Kenji Mori is not here yet"]
    assert on_sqlite.states() == ["sent"]
