"""Notices on their way to hosts: real SMTP sinks, real outboxes, both databases."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from sqlalchemy import delete, select, update

from badges import journal
from badges.clock import tell_due
from badges.desk import take
from badges.errors import BadSetting
from badges.model import Attendee, Notice, NoticeState
from badges.notices import leases, mail, owed, page, words
from badges.notices.deliver import LEASE, Deliverer, pause
from badges.notices.message import as_html, as_text
from badges.notices.words import News, Told, collapsed
from badges.settings import from_environment
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at, badge_of


class Sink:
    """A mail server that keeps what it takes; ``says`` maps an address to what it answers instead."""

    def __init__(self):
        self.mails, self.says = [], {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's.
        if answer := self.says.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's.
        if answer := self.says.get("DATA"):
            return answer
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def subjects(self, to="ramit@example.test"):
        return [one["Subject"] for one in self.mails if to in one["To"]]

    def text(self, number=-1):
        return self.mails[number].get_body(("plain",)).get_content()


@pytest.fixture(scope="module")
def mail_server():
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.url = f"smtp://127.0.0.1:{controller.port}"
    yield handler
    controller.stop()


@pytest.fixture
def sink(mail_server):
    mail_server.mails, mail_server.says = [], {}
    return mail_server


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Evening:
    """One event with a desk and two hosts, and a deliverer whose clock the test sets."""

    def __init__(self, store, folder, mail_url=""):
        self.store, self.now = store, at("18:00")
        self.settings = settings_of(folder, mail_url)
        self.deliverer = self.a_deliverer()
        with store.writing() as session:
            self.event = an_event(session, timezone="America/Los_Angeles")
            self.desk = a_device(session, self.event)
            self.ramit = a_host(session, self.event)

    def a_deliverer(self, **more):
        more.setdefault("now", lambda: self.now)
        return Deliverer(self.store, self.settings, lambda host: f"https://b.test/h/{host.name}", **more)

    def a_host(self, name):
        with self.store.writing() as session:
            return a_host(session, self.event, name)

    def invites(self, *names, host=None, **more):
        with self.store.writing() as session:
            host = session.merge(host or self.ramit)
            return [an_attendee(session, self.event, name, hosts=[host], **more) for name in names]

    def tells(self, clock):
        self.now = at(clock)
        with self.store.writing() as session:
            tell_due(session, now=self.now)

    def delivers(self, clock, deliverer=None):
        self.now = at(clock)
        return (deliverer or self.deliverer).send_due()

    def scans(self, attendee, clock, action="arrive", **more):
        self.now = at(clock)
        with self.store.reading() as session:
            badge = badge_of(session, attendee)
        asked = a_scan(action, code=None if action == "undo" else badge, **more)
        take(self.store, a_place(self.event, self.desk), [asked], now=self.now)
        return asked

    def excuses(self, attendee):
        with self.store.writing() as session:
            session.execute(update(Attendee).where(Attendee.id == attendee.id).values(excused_at=self.now))

    def takes(self, clock):
        """A sender takes what is due and is never heard of again, unless the test lets it go on."""
        with self.store.writing() as session:
            return leases.claim(session, now=at(clock), until=at(clock) + LEASE)

    def mails(self):
        query = select(Notice).where(Notice.channel == "mail").order_by(Notice.id)
        with self.store.reading() as session:
            return [(one.kind, one.state, one.attempts) for one in session.scalars(query)]

    def states(self):
        return [state for _, state, _ in self.mails()]

    def lines(self, kind):
        with self.store.reading() as session:
            lines = journal.read(session, self.event.id, after=0, limit=1_000)
            return [line for line in lines if line["kind"] == kind]

    def fates(self):
        with self.store.reading() as session:
            return page.fates(session, self.event.id)


def settings_of(folder, mail_url=""):
    return from_environment({"LAST_BADGE_DATA_DIR": str(folder), "LAST_BADGE_MAIL_URL": mail_url})


@pytest.fixture
def evening(store, tmp_path, sink):
    return Evening(store, tmp_path, sink.url)


@pytest.fixture
def on_sqlite(sqlite_store, tmp_path, sink):
    return Evening(sqlite_store, tmp_path, sink.url)


@pytest.fixture
def on_postgres(postgres_store, tmp_path, sink):
    return Evening(postgres_store, tmp_path, sink.url)


@pytest.fixture
def small(sqlite_store, tmp_path):
    """An evening without a mail server."""
    return Evening(sqlite_store, tmp_path)


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


@pytest.mark.parametrize("answer", ["451 busy", "421 shutting down"])
def test_a_server_that_asks_for_patience_is_tried_again_with_growing_pauses(on_sqlite, sink, answer):
    on_sqlite.invites("Mira Okafor")
    sink.says["ramit@example.test"] = answer
    on_sqlite.tells("19:00")

    tries = ("19:00:01", "19:00:30", "19:00:31", "19:01:30", "19:01:31")
    carried = [on_sqlite.delivers(clock) for clock in tries]
    [waits] = on_sqlite.fates()
    sink.says.clear()
    on_sqlite.delivers("19:03:31")

    assert carried == [1, 0, 1, 0, 1]
    assert (waits.state, waits.trouble, waits.next_try) == ("owed", answer, at("19:03:31"))
    assert sink.subjects() == ["Mira Okafor is not here yet"]
    assert on_sqlite.states() == ["sent"]


def test_the_pauses_double_up_to_an_hour():
    minutes = [pause(attempt) / timedelta(minutes=1) for attempt in (1, 2, 3, 4, 7, 8, 50)]

    assert minutes == [0.5, 1, 2, 4, 32, 60, 60]


def test_a_host_whom_the_server_does_not_know_is_a_failure_everybody_can_see(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor")
    on_sqlite.invites("Kenji Mori", host=on_sqlite.a_host("Thea"))
    sink.says["ramit@example.test"] = "550 no such user here"
    on_sqlite.tells("19:00")

    on_sqlite.delivers("19:00:01")
    on_sqlite.delivers("19:10")

    assert on_sqlite.mails() == [("missing", "failed", 1), ("missing", "sent", 1)]
    assert len(on_sqlite.lines("notice_failed")) == 1
    with on_sqlite.store.reading() as session:
        [trouble] = page.troubles_of(session, on_sqlite.ramit)
    said = "A mail about Mira Okafor did not reach ramit@example.test: 550 no such user here"
    assert trouble.sentence == said


def test_a_message_the_server_will_not_have_is_a_failure_too(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor")
    sink.says["DATA"] = "554 no thank you"
    on_sqlite.tells("19:00")

    on_sqlite.delivers("19:00:01")

    assert [(fate.state, fate.trouble) for fate in on_sqlite.fates()] == [("failed", "554 no thank you")]


def test_a_line_that_the_server_has_ended_is_opened_anew_for_the_next_mail(on_sqlite, sink):
    on_sqlite.invites("Mira Okafor")
    on_sqlite.tells("19:00")
    parcel, post = on_sqlite.takes("19:00:01"), mail.open_post(on_sqlite.settings)
    letter = on_sqlite.deliverer.prepare(parcel, parcel.messages()[0]).mail
    post.send(letter)
    post._line.sock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001 - as a server does that has waited long enough.

    post.send(letter)
    post.close()

    assert sink.subjects() == ["Mira Okafor is not here yet"] * 2


def test_a_message_that_could_not_be_sent_for_a_day_is_given_up(small):
    small.invites("Mira Okafor")
    small.settings = settings_of(small.settings.data_dir, f"smtp://127.0.0.1:{free_port()}")
    small.deliverer = small.a_deliverer()
    small.tells("22:00")

    small.delivers("22:00:01")
    small.now += timedelta(days=1)
    small.deliverer.send_due()

    assert small.mails() == [("no_show", "failed", 2)]
    assert "could not be reached" in small.fates()[0].trouble


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
    slow = evening.takes("19:00:01")
    evening.delivers("19:02")

    with evening.store.writing() as session:
        later = {"now": at("19:03"), "due_at": at("19:04"), "trouble": "too slow"}
        ours = leases.settle(session, slow.taken, state=NoticeState.OWED, **later)

    assert ours == 0
    assert evening.mails() == [("missing", "sent", 2)]


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


def test_the_mail_is_whole_and_safe_whatever_people_are_called(small):
    evil = "Mira\r\nBcc: everybody@example.test\r\n\r\n<script>alert(1)</script> {name} %s"
    arabic = "ليلى حداد"
    small.invites(evil, arabic, "Bo")
    small.tells("19:00")

    small.delivers("19:00:01")

    [path] = small.settings.outbox.glob("*.eml")
    letter = message_from_bytes(path.read_bytes(), policy=default)
    html, text = letter.get_body(("html",)).get_content(), letter.get_body(("plain",)).get_content()
    assert letter["Bcc"] is None
    assert letter["From"] == "Last Badge <last-badge@localhost>"
    assert letter["To"] == "Ramit <ramit@example.test>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == at("19:00:01")
    assert letter["Reply-To"] is None
    assert "Mira  Bcc: everybody@example.test    <script>alert(1)</script> {name} %s, expected" in text
    assert f"\u2068{arabic}\u2069" in text
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert f'<bdi dir="auto">{arabic}</bdi>' in html
    assert "color-scheme" in html
    assert "<img" not in html


def told(topic, *names, **more):
    people = [Told(number, name, topic, at("18:30"), at("18:42"), **more) for number, name in enumerate(names)]
    return News("Ramit", "The chum parade", "Europe/Berlin", at("20:00"), collapsed(people), 12, {})


@pytest.mark.parametrize(
    ("news", "subject", "sentence"),
    [
        (
            told("came_after_all", "Mira", "Kenji"),
            "Mira and Kenji have come after all",
            "2 of your 12 have come after all:\n\n  · Mira, at 20:42\n  · Kenji, at 20:42\n",
        ),
        (
            told("here_without", "Mira"),
            "Mira’s badge is still on the table",
            "Mira has been here since 20:42, but their badge is still on the table.",
        ),
        (
            told("here_without", "Mira", "Kenji"),
            "2 of your 12 badges are still on the table",
            "2 of your 12 are here, but their badges are still on the table:\n\n  · Mira, here since 20:42\n",
        ),
        (
            told("on_the_table", "Mira"),
            "Mira’s badge is still on the table",
            "Mira has not come yet, and their badge is still on the table.",
        ),
        (
            replace(told("missing", "Mira"), now=at("02:00", day=9)),
            "Mira is not here yet",
            "Mira is not here yet. We expected them at 20:30 on 8 May.",
        ),
        (told("no_show", "Mira"), "Mira did not come", "Mira did not come."),
    ],
)
def test_the_words_name_the_person_and_the_hour_where_the_event_is(news, subject, sentence):
    assert words.subject(news) == subject
    assert sentence in as_text(news, "https://b.test/h/ramit")


def test_a_mail_does_not_list_more_names_than_anybody_reads():
    news = told("missing", *(f"Number {number}" for number in range(130)))

    assert "and 30 more, on your page" in as_text(news, "https://b.test")
    assert as_html(news, "https://b.test").count("<li") == 101


def test_who_is_missing_while_their_badge_waits_is_named_once():
    people = [Told(1, "Mira", "missing", at("18:30")), Told(1, "Mira", "on_the_table"), Told(1, "Mira", "missing")]

    assert collapsed(people) == (Told(1, "Mira", "missing", at("18:30"), badge_waits=True),)


def test_one_person_with_a_line_break_in_their_name_is_one_line_of_the_subject(small):
    small.invites("Mira\r\nBcc: everybody@example.test")
    small.tells("19:00")

    small.delivers("19:00:01")

    [letter] = mail.list_outbox(small.settings)
    assert letter.subject == "Mira  Bcc: everybody@example.test is not here yet"


def test_without_a_mail_server_letters_lie_in_the_outbox_newest_first(small):
    [mira] = small.invites("Mira Okafor")
    small.tells("19:00")
    small.delivers("19:00:01")
    small.scans(mira, "19:10")
    small.delivers("19:10")

    letters = mail.list_outbox(small.settings)

    assert [letter.subject for letter in letters] == [
        "Mira Okafor has come after all",
        "Mira Okafor is not here yet",
    ]
    assert letters[0].at == at("19:10")
    assert letters[0].to == "Ramit <ramit@example.test>"
    assert "https://b.test/h/Ramit" in letters[0].text
    assert mail.read_outbox(small.settings, letters[1].name) == letters[1]
    assert mail.read_outbox(small.settings, "../secret.key") is None
    assert len(mail.list_outbox(small.settings, limit=1)) == 1


def test_the_outbox_keeps_a_repeated_mail_once_and_for_its_owner_alone(small):
    small.invites("Mira Okafor")
    small.tells("19:00")
    parcel, post = small.takes("19:00:01"), mail.open_post(small.settings)
    post.send(small.deliverer.prepare(parcel, parcel.messages()[0]).mail)

    small.delivers("19:02")

    [path] = small.settings.outbox.iterdir()
    assert small.states() == ["sent"]
    assert path.stat().st_mode & 0o077 == 0


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


def test_the_server_is_given_the_password_in_its_own_letters(small):
    logins = []

    def check(_server, _session, _envelope, _mechanism, data):
        logins.append((data.login, data.password))
        return AuthResult(success=True)

    sink = Sink()
    controller = WithPassword(sink, check)
    controller.start()
    url = f"smtp://ramit:p%40ss@127.0.0.1:{controller.port}"
    small.settings = settings_of(small.settings.data_dir, url)
    small.deliverer = small.a_deliverer()
    small.invites("Mira Okafor")
    small.tells("19:00")

    small.delivers("19:00:01")
    controller.stop()

    assert logins == [(b"ramit", b"p@ss")]
    assert sink.subjects() == ["Mira Okafor is not here yet"]


class WithPassword(Controller):
    """A server that asks for a password, and offers TLS where it has a certificate."""

    def __init__(self, handler, check, context=None):
        super().__init__(handler, hostname="127.0.0.1", port=free_port())
        self.check, self.context = check, context

    def factory(self):
        return SMTP(
            self.handler, authenticator=self.check, auth_require_tls=False, tls_context=self.context
        )


@pytest.fixture
def certificate(tmp_path):
    """A certificate such as a server makes for itself."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    key, signed = tmp_path / "key.pem", tmp_path / "signed.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost"
    subprocess.run([*made.split(), "-keyout", key, "-out", signed], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(signed, key)
    return context


def test_where_the_server_offers_tls_the_mail_goes_through_it(small, certificate):
    class Watchful(Sink):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's.
            assert session.ssl is not None
            return await super().handle_DATA(server, session, envelope)

    sink = Watchful()
    controller = WithPassword(sink, None, certificate)
    controller.start()
    small.settings = settings_of(small.settings.data_dir, f"smtp://127.0.0.1:{controller.port}")
    small.deliverer = small.a_deliverer()
    small.invites("Mira Okafor")
    small.tells("19:00")

    small.delivers("19:00:01")
    controller.stop()

    assert sink.subjects() == ["Mira Okafor is not here yet"]


def test_a_server_may_speak_tls_from_the_first_byte(small, certificate):
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), ssl_context=certificate)
    controller.start()
    small.settings = settings_of(small.settings.data_dir, f"smtps://127.0.0.1:{controller.port}")
    small.deliverer = small.a_deliverer()
    small.invites("Mira Okafor")
    small.tells("19:00")

    small.delivers("19:00:01")
    controller.stop()

    assert sink.subjects() == ["Mira Okafor is not here yet"]


@pytest.fixture
def silent(sqlite_store, tmp_path):
    """An evening with two hosts, and a mail server that takes calls and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        evening = Evening(sqlite_store, tmp_path, f"smtp://127.0.0.1:{server.getsockname()[1]}")
        evening.server = server
        for name in ("Thea", "Diego"):
            evening.invites(f"Somebody of {name}", host=evening.a_host(name))
        evening.tells("19:00")
        evening.now = at("19:00:01")
        yield evening


def test_a_server_that_never_answers_is_not_waited_for_long(silent):
    deliverer = silent.a_deliverer(post=lambda: mail.open_post(silent.settings, patience=0.1))

    deliverer.send_due()

    assert {fate.trouble for fate in silent.fates()} == {"The mail server took too long to answer."}
    assert silent.mails() == [("missing", "owed", 1)] * 2


def test_a_server_that_is_slow_for_one_host_delays_no_other(silent):
    silent.server.settimeout(5)
    deliverer = silent.a_deliverer(post=lambda: mail.open_post(silent.settings, patience=30))

    def both_hosts_are_being_written_to():
        for call, _ in [silent.server.accept(), silent.server.accept()]:
            call.close()
        return True

    run_until(deliverer, both_hosts_are_being_written_to)


def run_until(deliverer, true, seconds=5):
    stop = threading.Event()
    thread = threading.Thread(target=deliverer.run, args=(stop,))
    thread.start()
    try:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.01)
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()


def test_the_deliverer_wakes_by_the_bell_sends_and_stops_at_once(store, tmp_path, sink):
    evening = Evening(store, tmp_path, sink.url)
    [mira] = evening.invites("Mira Okafor")
    evening.tells("19:00")
    evening.delivers("19:00:01")
    stop = threading.Event()
    thread = threading.Thread(target=evening.a_deliverer(nap=60).run, args=(stop,))
    thread.start()

    evening.scans(mira, "19:10")
    rung = time.monotonic()
    while len(sink.mails) < 2 and time.monotonic() < rung + 5:
        time.sleep(0.01)
    took = time.monotonic() - rung
    stop.set()
    thread.join(5)

    assert sink.subjects()[1:] == ["Mira Okafor has come after all"]
    assert took < 2
    assert not thread.is_alive()


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
