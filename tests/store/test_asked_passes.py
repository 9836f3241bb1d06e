"""Passes asked for at the wall: whose they are, where they go, how often, and what a crash does."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from badges.model import AskedPass, AskedState, Attendee, Event
from badges.notices import mail, passes
from badges.notices.pass_mail import pass_mail
from badges.notices.pass_sender import GIVEN_UP_AFTER, Addresses, PassSender
from tests.builders import an_attendee, an_event, at
from tests.post import settings_of, wait_until

MIRA, NOOR = "mira@example.test", "noor@example.test"


class Wall:
    """A poster on the wall of an evening, and the sender behind it, whose clock the test sets."""

    def __init__(self, store, folder, mail_url):
        self.store, self.now, self.settings = store, at("18:30"), settings_of(folder, mail_url)
        with store.writing() as session:
            self.event = an_event(session)
            self.mira = an_attendee(session, self.event, email="Mira@Example.test")
            self.noor = an_attendee(session, self.event, "Noor Haddad", email=NOOR)
        self.sender = self.a_sender()

    def a_sender(self, **more):
        addresses = Addresses(
            lambda attendee: f"https://b.test/P/{attendee.name.split()[0].upper()}",
            lambda event: f"https://b.test/e/{event.slug}",
        )
        more.setdefault("now", lambda: self.now)
        return PassSender(self.store, self.settings, addresses, **more)

    def add(self, name, email, event=None, **more):
        with self.store.writing() as session:
            return an_attendee(session, event or self.event, name, email=email, **more)

    def ask(self, name, email, event=None):
        with self.store.writing() as session:
            passes.ask(session, event or self.event, name=name, email=email, now=self.now)

    def change(self, what, where, **columns):
        with self.store.writing() as session:
            session.execute(update(what).where(what.id == where.id).values(columns))

    def rows(self):
        with self.store.reading() as session:
            asked = session.scalars(select(AskedPass).order_by(AskedPass.id))
            return [(one.attendee_id, one.name, one.email, one.state) for one in asked]

    def troubles(self):
        with self.store.reading() as session:
            return [(one.state, one.trouble) for one in passes.lately(session, self.event)]

    def takes(self):
        """A sender takes one and is never heard of again."""
        with self.store.writing() as session:
            passes.look_up(session, now=self.now)
            return passes.claim(session, now=self.now, until=self.now + timedelta(seconds=90))


@pytest.fixture
def wall(store, tmp_path, sink):
    return Wall(store, tmp_path, sink.url)


def written_to(sink):
    return [one["To"].addresses[0].addr_spec for one in sink.mails]


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Mira Okafor", "mira@example.test"),
        ("mira okafor", "MIRA@EXAMPLE.TEST"),
        ("Okafor, Mira", MIRA),
        ("Mira", MIRA),
        ("Míra Okafor", MIRA),
        ("Mira Okafr", MIRA),
    ],
)
def test_who_is_on_the_list_nearly_so_is_mailed_at_the_lists_own_address(wall, sink, name, email):
    wall.ask(name, email)

    assert wall.sender.send_due() == 1
    assert written_to(sink) == ["Mira@Example.test"]
    assert wall.rows() == [(wall.mira.id, "", "", "sent")]


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Mira Okafor", "somebody@example.test"),
        ("Mira Okafor", NOOR),
        ("Zelda Elsewhere", MIRA),
        ("", MIRA),
        ("!", MIRA),
        ("Mira Okafor", ""),
        ("%", "%"),
        ("Mira Okafor", "mira@example.test' OR '1'='1"),
        ("Mira Okafor", "m_ra@example.test"),
    ],
)
def test_for_nobody_nothing_is_mailed_and_nothing_is_kept(wall, sink, name, email):
    wall.add("Nobody Mailed", "")
    wall.ask(name, email)

    assert wall.sender.send_due() == 0
    assert (sink.mails, wall.rows()) == ([], [])


def test_somebody_of_another_event_is_nobody_here(wall, sink):
    with wall.store.writing() as session:
        gala = an_event(session, "gala", "The gala")
    wall.add("Zelda Elsewhere", "zelda@example.test", event=gala)

    wall.ask("Zelda Elsewhere", "zelda@example.test")
    wall.sender.send_due()

    assert (sink.mails, wall.rows()) == ([], [])


@pytest.mark.parametrize("when", ["before it is looked up", "after"])
@pytest.mark.parametrize("why", ["cancelled", "over"])
def test_who_is_off_the_list_or_too_late_is_mailed_nothing(wall, sink, when, why):
    wall.ask("Mira Okafor", MIRA)
    if when == "after":
        with wall.store.writing() as session:
            passes.look_up(session, now=wall.now)

    if why == "cancelled":
        wall.change(Attendee, wall.mira, cancelled_at=wall.now)
    else:
        wall.now = at("22:00")
    wall.sender.send_due()

    assert (sink.mails, wall.rows()) == ([], [])


def test_of_several_under_one_address_the_very_name_is_meant_and_else_each_that_is_near(wall, sink):
    wall.add("Mira Okafor Junior", MIRA)
    wall.add("Ada Okafor", MIRA)

    wall.ask("Mira Okafor", MIRA)
    wall.sender.send_due()
    alone = [one["To"].addresses[0].display_name for one in sink.mails]
    wall.ask("Okafor", MIRA)
    wall.sender.send_due()

    assert alone == ["Mira Okafor"]
    names = {one["To"].addresses[0].display_name for one in sink.mails[1:]}
    assert names == {"Mira Okafor", "Mira Okafor Junior", "Ada Okafor"}


def test_a_crowd_under_one_address_is_not_mailed_at_once(wall, sink):
    for n in range(12):
        wall.add(f"Okafor {n}", "office@example.test")

    wall.ask("Okafor", "office@example.test")
    wall.sender.send_due()

    assert len(sink.mails) == passes.MOST_AT_ONCE


def test_nobody_is_written_to_more_than_three_times_an_hour_whoever_asks(wall, sink):
    for _ in range(20):
        wall.ask("Mira Okafor", MIRA)
    wall.ask("Noor Haddad", NOOR)
    wall.sender.send_due()
    at_once = written_to(sink)

    wall.now += timedelta(minutes=59)
    wall.ask("Mira Okafor", MIRA)
    wall.sender.send_due()
    within_the_hour = len(sink.mails)
    wall.now += timedelta(minutes=2)
    wall.ask("Mira Okafor", MIRA)
    wall.sender.send_due()

    assert sorted(at_once) == ["Mira@Example.test"] * 3 + [NOOR]
    assert within_the_hour == 4
    assert len(sink.mails) == 5


def test_the_mail_is_the_events_own_and_one_touch_opens_the_pass(wall, sink):
    wall.change(Event, wall.event, venue="The Net Loft", timezone="America/Lima")
    wall.ask("Mira Okafor", MIRA)

    wall.sender.send_due()

    [sent] = sink.mails
    assert sent["From"].addresses[0].display_name == "The chum parade"
    assert sent["Subject"] == "Your pass for The chum parade"
    text, html = sent.get_body(("plain",)).get_content(), sent.get_body(("html",)).get_content()
    assert text.count("https://b.test/P/MIRA") == 1
    assert html.count('href="https://b.test/P/MIRA"') == 1
    for said in (text, html):
        assert "Friday 8 May, doors 13:00, start 13:30" in said
        assert "The Net Loft" in said
    assert "<img" not in html
    [entry] = sent.iter_attachments()
    assert entry.get_content_type() == "text/calendar"
    assert entry.get_filename() == "chums.ics"
    [event] = Calendar.from_ical(entry.get_content()).walk("VEVENT")
    assert "https://b.test/P/MIRA" in event["DESCRIPTION"]


def test_whatever_stands_in_names_makes_no_header_and_no_markup(wall):
    wall.mira.name = "<b>Mi\r\nBcc: all@example.test"
    wall.event.name = "A <i> parade\nX-Odd: yes"
    wall.event.venue = "<script>alert(1)</script>"

    made = pass_mail(
        wall.mira,
        wall.event,
        sender="Last Badge <badges@example.test>",
        link="https://b.test/P/MIRA",
        page="https://b.test/e/chums",
        message_id="<1@example.test>",
        now=wall.now,
    )

    read = message_from_bytes(made.as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert read["X-Odd"] is None
    html = read.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "<b>Mi" not in html


def test_a_mail_server_that_is_away_gets_it_later_as_the_same_message(wall, sink):
    sink.says["DATA"] = "451 not now"
    wall.ask("Mira Okafor", MIRA)
    wall.sender.send_due()
    delayed = wall.troubles()

    sink.says.clear()
    wall.now += timedelta(seconds=29)
    too_soon = wall.sender.send_due()
    wall.now += timedelta(seconds=1)
    wall.sender.send_due()

    assert delayed == [("asked", "451 not now")]
    assert too_soon == 0
    assert written_to(sink) == ["Mira@Example.test"]
    assert wall.troubles() == [("sent", "")]


def test_a_mail_server_that_refuses_is_believed_and_its_words_are_kept(wall, sink):
    sink.says["Mira@Example.test"] = "550 no such mailbox"
    wall.ask("Mira Okafor", MIRA)

    wall.sender.send_due()

    assert wall.troubles() == [("failed", "550 no such mailbox")]


def test_an_address_that_is_none_fails_and_holds_up_nobody(wall, sink):
    wall.change(Attendee, wall.mira, email="no address")
    wall.ask("Mira Okafor", "no address")
    wall.ask("Noor Haddad", NOOR)

    wall.sender.send_due()

    assert written_to(sink) == [NOOR]
    assert ("failed", "“no address” is not a mail address.") in wall.troubles()


def test_after_two_hours_of_trouble_it_is_given_up(wall, sink):
    sink.says["DATA"] = "451 not now"
    wall.ask("Mira Okafor", MIRA)
    wall.sender.send_due()

    wall.now += GIVEN_UP_AFTER
    wall.sender.send_due()

    assert wall.troubles() == [("failed", "451 not now")]


def test_a_sender_killed_after_the_server_took_the_mail_repeats_it_once_as_the_same_message(wall, sink):
    wall.ask("Mira Okafor", MIRA)
    killed, post = wall.takes(), mail.open_post(wall.settings)
    post.send(wall.sender.prepare(killed))
    post.close()

    before = wall.sender.send_due()
    wall.now += timedelta(seconds=91)
    wall.sender.send_due()

    assert before == 0
    first, repeated = sink.mails
    assert first["Message-ID"] == repeated["Message-ID"]
    assert wall.troubles() == [("sent", "")]


def test_of_two_senders_one_takes_it_and_the_slower_one_changes_nothing(wall):
    wall.ask("Mira Okafor", MIRA)
    slow, nothing = wall.takes(), wall.takes()
    wall.now += timedelta(seconds=91)
    other = wall.takes()

    with wall.store.writing() as session:
        passes.settle(session, slow, AskedState.FAILED, now=wall.now, trouble="too slow")
        passes.drop(session, slow)

    assert nothing is None
    assert (other.id, other.attempt) == (slow.id, slow.attempt + 1)
    assert wall.troubles() == [("asked", "")]


def test_what_became_of_a_mail_is_forgotten_after_a_day(wall):
    wall.change(Event, wall.event, end_at=at("22:00", day=12))
    wall.ask("Mira Okafor", MIRA)
    wall.sender.send_due()

    wall.now += timedelta(days=1, seconds=1)
    wall.sender.send_due()

    assert wall.rows() == []


def test_the_sender_hears_who_asks_and_ends_when_it_is_told_to(wall, sink):
    import threading

    stop = threading.Event()
    thread = threading.Thread(target=wall.a_sender(nap=60).run, args=(stop,))
    thread.start()

    wall.ask("Mira Okafor", MIRA)
    wait_until(lambda: sink.mails)
    stop.set()
    wall.store.bell.ring_here()
    thread.join(5)

    assert not thread.is_alive()


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "lost"},
        {"state": "sent", "attendee_id": None, "name": "Mira Okafor"},
        {"name": "Mira Okafor"},
        {"email": MIRA},
    ],
)
def test_an_asked_pass_is_somebodys_or_not_settled_and_keeps_nothing_typed(wall, columns):
    moments = {"asked_at": wall.now, "due_at": wall.now}
    row = {"event_id": wall.event.id, "attendee_id": wall.mira.id, **moments, **columns}

    def write():
        with wall.store.writing() as session:
            session.add(AskedPass(**row))

    with pytest.raises(IntegrityError, match="ck_asked_pass"):
        write()
