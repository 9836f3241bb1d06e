"""The letters themselves: their words, their safety, and the outbox."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from badges.notices import mail, outbox, words
from badges.notices.message import as_html, as_text
from badges.notices.words import News, Told, collapsed
from tests.builders import at


def told(topic, *names, **more):
    numbered = enumerate(names)
    people = [Told(number, name, topic, at("18:30"), at("18:42"), **more) for number, name in numbered]
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
    people = [Told(1, "Mira", "missing"), Told(1, "Mira", "on_the_table"), Told(1, "Mira", "missing")]

    assert collapsed(people) == (Told(1, "Mira", "missing", badge_waits=True),)


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

    (small.settings.data_dir / "secret.key").write_text("nobody's business")

    letters = mail.list_outbox(small.settings)

    assert [letter.subject for letter in letters] == [
        "Mira Okafor has come after all",
        "Mira Okafor is not here yet",
    ]
    assert letters[0].at == at("19:10")
    assert letters[0].to == "Ramit <ramit@example.test>"
    assert "https://b.test/h/Ramit" in letters[0].text
    assert outbox.read(small.settings.outbox, letters[1].name) == letters[1]
    assert outbox.read(small.settings.outbox, "../secret.key") is None
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
