"""Sending letters: what arrives in a mail server, what is taken back, and what becomes of trouble."""

from datetime import timedelta

import pytest

from badges.letters import posted
from badges.notices.carrying import LEASE
from tests.builders import at
from tests.correspondence import Evening


@pytest.fixture
def evening(store, tmp_path, sink):
    return Evening(store, tmp_path, sink.url)


@pytest.fixture
def small(sqlite_store, tmp_path, sink):
    return Evening(sqlite_store, tmp_path, sink.url)


def test_the_letter_comes_from_the_event_and_is_answered_to_the_host(evening, sink):
    evening.writes(words="Where are you, Mira?\n\nRamit")

    evening.sends()

    [mail] = sink.mails
    assert mail["From"] == "The chum parade <last-badge@localhost>"
    assert mail["Reply-To"] == "Ramit <ramit@example.test>"
    assert mail["To"] == "Mira Okafor <mira@example.test>"
    assert mail["Subject"] == "Ramit is looking out for you at The chum parade"
    assert mail["Auto-Submitted"] is None
    assert sink.text().splitlines()[:3] == ["Where are you, Mira?", "", "Ramit"]
    [letter] = evening.letters()
    assert f"https://b.test/l/{letter.id}" in sink.text()
    html = mail.get_body(("html",)).get_content()
    assert html.count("<a ") == 1
    assert f'href="https://b.test/l/{letter.id}"' in html
    assert "<img" not in html
    assert "color-scheme" in html
    assert (letter.state, evening.kinds()) == ("sent", ["letter_sent"])


def test_words_and_names_are_safe_and_stand_in_their_own_direction(small, sink):
    small.change(small.ramit, name="رامي حداد")
    small.writes(words="مرحبا ميرا\n\n<script>alert(1)</script> & more")

    small.sends()

    html = sink.mails[0].get_body(("html",)).get_content()
    assert '<p dir="auto"' in html
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    assert '<bdi dir="auto">رامي حداد</bdi>' in html
    assert "\u2068رامي حداد\u2069" in sink.mails[0]["Subject"]


@pytest.mark.parametrize(
    ("becomes", "why"),
    [
        ({"arrived_at": at("19:10")}, "they have come"),
        ({"excused_at": at("19:10")}, "they said that they cannot come"),
        ({"no_contact": True}, "they asked for no more letters"),
        ({"cancelled_at": at("19:10")}, "the organiser took them off the list"),
        ({"late_until": at("20:40")}, "they said when they will come"),
    ],
)
def test_a_letter_that_is_no_longer_true_stays_at_home(evening, sink, becomes, why):
    evening.writes()
    evening.change(**becomes)

    evening.sends("19:10:05")

    [letter] = evening.letters()
    assert (letter.state, letter.trouble, letter.settled_at) == ("taken_back", why, at("19:10:05"))
    assert (sink.mails, evening.kinds()) == ([], [])


def test_after_the_evening_nobody_is_asked_where_they_are(small, sink):
    sink.says["mira@example.test"] = "451 later"
    small.writes(clock="21:59")
    small.sends("21:59")

    small.sends("22:01")

    assert [(one.state, one.trouble) for one in small.letters()] == [("taken_back", "the evening was over")]


def test_a_wish_for_no_more_letters_takes_back_what_nobody_has_touched(evening):
    evening.writes()

    evening.wants_letters(wanted=False)

    [letter] = evening.letters()
    assert (letter.state, letter.trouble) == ("taken_back", "they asked for no more letters")
    assert evening.kinds() == ["changed"]


def test_a_server_that_is_busy_gets_it_later_and_the_host_sees_why_it_waits(evening, sink):
    sink.says["mira@example.test"] = "451 too busy"
    evening.writes()

    evening.sends()
    [waiting] = evening.letters()
    sink.says = {}
    evening.sends("19:10:20")
    before = list(sink.mails)
    evening.sends("19:10:30")

    assert (waiting.state, waiting.due_at) == ("owed", at("19:10:30"))
    assert "too busy" in waiting.trouble
    assert (len(before), len(sink.mails), evening.states()) == (0, 1, ["sent"])


@pytest.mark.parametrize("to", ["nobody@example.test", "not an address"])
def test_an_address_that_takes_nothing_is_told_to_its_host_alone(evening, sink, to):
    evening.change(email=to)
    sink.says["nobody@example.test"] = "550 no such person"
    evening.writes()

    evening.sends()

    [letter] = evening.letters()
    assert letter.state == "failed"
    assert letter.trouble
    [line] = evening.lines()
    assert (line["kind"], line["about"], line["attendee"]) == ("notice_failed", ["letter"], None)
    assert evening.reason("19:12") is None


def test_a_letter_that_met_trouble_by_night_waits_for_the_morning(small, sink):
    sink.says["mira@example.test"] = "451 later"
    small.writes(kind="missed_you", clock="21:50", day=9)
    small.sends("21:50", day=9)

    small.sends("22:10", day=9)

    [letter] = small.letters()
    assert (letter.state, letter.due_at) == ("owed", at("08:00", day=10))


def test_two_senders_send_it_once(evening, sink):
    evening.writes()
    with evening.store.writing() as session:
        mine = posted.claim(session, now=at("19:10"), until=at("19:10") + LEASE)

    other = evening.sends("19:10:01")

    assert mine
    assert (other, sink.mails) == (0, [])


def test_a_sender_that_died_is_followed_by_another_and_changes_nothing_if_it_wakes(evening, sink):
    evening.writes()
    with evening.store.writing() as session:
        dead = posted.claim(session, now=at("19:10"), until=at("19:10") + LEASE)

    evening.sends("19:12")
    with evening.store.writing() as session:
        posted.failed(session, dead, now=at("19:13"), trouble="woke too late")

    assert (len(sink.mails), evening.states(), evening.kinds()) == (1, ["sent"], ["letter_sent"])


def test_a_repeated_mail_is_recognised_as_itself(small, sink):
    small.writes()
    with small.store.writing() as session:
        one = posted.claim(session, now=at("19:10"), until=at("19:10") + timedelta(seconds=1))

    first = small.sender.prepare(one).mail["Message-ID"]
    small.sends("19:11")

    assert sink.mails[0]["Message-ID"] == first


def test_each_kind_has_its_own_subject(small, sink):
    small.writes(kind="missed_you", clock="10:00", day=9)
    small.sends("10:00", day=9)
    small.says("word", "10:05", day=9, to=1, words="Sorry")
    small.writes(kind="answer", clock="10:10", day=9)
    small.sends("10:10", day=9)

    assert sink.subjects("mira@example.test") == [
        "Ramit missed you at The chum parade",
        "Ramit has answered you",
    ]
