"""Invitations: one mail each, with the pass inside it, and nobody is cancelled by opening a link."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
from icalendar import Calendar
from PIL import Image
from zxingcpp import read_barcodes

from badges.errors import NotNow
from badges.model import Attendee, Event
from badges.notices import invitations, passes
from badges.notices.invitation_mail import invitation_mail
from badges.notices.pass_sender import Addresses, PassSender
from tests.builders import a_host, an_attendee, an_event, at
from tests.post import settings_of

LINK = "https://b.test/P/"


def own_pass(attendee):
    return f"{LINK}{attendee.name.split()[0].upper()}"


class Party:
    """Two who have an address, one who has none; the sender's clock is the test's."""

    def __init__(self, store, folder, mail_url=""):
        self.store, self.now = store, at("09:00", day=6)
        self.settings = settings_of(folder, mail_url)
        with store.writing() as session:
            self.event = an_event(session, venue="The Net Loft", dress="Something warm")
            self.hosts = [a_host(session, self.event, name) for name in ("Ramit", "Thea")]
            self.mira = self.comes(session, "Mira Okafor", hosts=self.hosts, email="mira@example.test")
            self.noor = self.comes(session, "Noor Haddad", hosts=self.hosts[:1], email="noor@example.test")
            self.joanna = self.comes(session, "Joanna Wren")
        self.sender = self.a_sender()

    def comes(self, session, name, **more):
        return an_attendee(session, self.event, name, **more)

    def a_sender(self):
        addresses = Addresses(own_pass, lambda event: f"https://b.test/e/{event.slug}")
        return PassSender(self.store, self.settings, addresses, now=lambda: self.now)

    def invites(self):
        with self.store.writing() as session:
            return invitations.invite(session, session.merge(self.event), now=self.now)

    def again(self):
        with self.store.writing() as session:
            return invitations.try_again(session, self.event, now=self.now)

    def change(self, attendee, **columns):
        with self.store.writing() as session:
            row = session.get_one(type(attendee), attendee.id)
            for key, value in columns.items():
                setattr(row, key, value)

    def read(self, what, *facts):
        with self.store.reading() as session:
            return what(session, *facts)

    def states(self):
        return sorted((one.name, one.state, one.trouble) for one in self.read(invitations.fates, self.event))


@pytest.fixture(params=["sqlite", "postgres"])
def party(request, tmp_path, sink):
    return Party(request.getfixturevalue(f"{request.param}_store"), tmp_path, sink.url)


def written_to(sink):
    return sorted(mail["To"].addresses[0].addr_spec for mail in sink.mails)


def test_everybody_with_an_address_is_invited_once_however_often_it_is_pressed(party, sink):
    first, second = party.invites(), party.invites()
    party.sender.send_due()
    party.invites()
    party.sender.send_due()

    assert (first, second) == (2, 0)
    assert written_to(sink) == ["mira@example.test", "noor@example.test"]
    assert party.states() == [("Mira Okafor", "sent", ""), ("Noor Haddad", "sent", "")]
    counts = party.read(invitations.counts, party.event)
    assert (counts.may_be, counts.sent, counts.without_address) == (0, 2, 1)


def test_who_comes_to_the_list_later_is_new_and_the_others_hear_nothing(party, sink):
    party.invites()
    party.sender.send_due()
    with party.store.writing() as session:
        party.comes(session, "Kenji Ito", email="kenji@example.test")

    assert party.invites() == 1
    party.sender.send_due()
    assert len(sink.mails) == 3
    # What became of passes that were asked for is forgotten after a day; who was invited is not.
    party.now += timedelta(days=1, hours=1)
    party.sender.send_due()
    assert party.invites() == 0


@pytest.mark.parametrize(
    "said",
    [
        *({f"{what}_at": at("08:00")} for what in ("excused", "cancelled", "arrived", "erased")),
        *({"no_contact": True}, {"email": ""}),
    ],
)
def test_who_said_no_or_asked_for_silence_is_not_invited(party, sink, said):
    party.change(party.mira, **said)

    assert party.invites() == 1
    party.sender.send_due()
    assert written_to(sink) == ["noor@example.test"]


def test_who_says_no_between_the_button_and_the_mail_gets_none(party, sink):
    party.invites()
    party.change(party.mira, excused_at=party.now)

    party.sender.send_due()

    assert written_to(sink) == ["noor@example.test"]


def test_after_the_end_nobody_is_invited(party):
    party.now = party.event.end_at + timedelta(hours=3)

    with pytest.raises(NotNow, match="The evening is over"):
        party.invites()


def test_a_refused_address_is_shown_and_tried_again_when_it_is_mended(party, sink):
    sink.says["mira@example.test"] = "550 no such mailbox"
    party.invites()
    party.sender.send_due()
    failed = party.states()

    party.change(party.mira, email="mira.okafor@example.test")
    assert party.again() == 1
    party.sender.send_due()

    assert failed == [("Mira Okafor", "failed", "550 no such mailbox"), ("Noor Haddad", "sent", "")]
    assert written_to(sink) == ["mira.okafor@example.test", "noor@example.test"]
    assert [state for _, state, _ in party.states()] == ["sent", "sent"]


def test_a_server_that_is_away_for_hours_gets_it_later_and_is_given_up_after_a_day(party, sink):
    sink.says["DATA"] = "451 not now"
    party.invites()
    party.sender.send_due()
    party.now += timedelta(hours=3)
    party.sender.send_due()
    later = party.states()
    party.now += timedelta(hours=22)
    party.sender.send_due()

    assert {state for _, state, _ in later} == {"asked"}
    assert {state for _, state, _ in party.states()} == {"failed"}


def test_whoever_stands_at_the_door_goes_before_all_invitations(party, sink):
    party.invites()
    with party.store.writing() as session:
        passes.ask(session, party.event, name="Noor Haddad", email="noor@example.test", now=party.now)

    party.sender.send_due()

    assert sink.mails[0]["Subject"] == "Your pass for The chum parade"
    assert len(sink.mails) == 3


def test_a_sender_that_dies_with_the_mail_in_hand_sends_the_same_message_again(party, sink):
    party.invites()
    with party.store.writing() as session:
        taken = passes.claim(session, now=party.now, until=party.now + timedelta(seconds=90))
    first = party.sender.prepare(taken)["Message-ID"]

    party.now += timedelta(seconds=91)
    party.sender.send_due()

    assert [mail["Message-ID"] for mail in sink.mails].count(first) == 1
    assert len(sink.mails) == 2


def test_the_mail_carries_the_pass_as_a_picture_and_the_evening_for_the_calendar(party, sink):
    party.invites()
    party.sender.send_due()
    mail = next(one for one in sink.mails if "mira" in one["To"])

    text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    for said in (text, html):
        for word in ("Friday 8 May, 18:30 to 22:00. Doors open at 18:00.", "The Net Loft", "Something warm"):
            assert word in said
        assert f"{LINK}MIRA/no" in said
    assert "Ramit and Thea invite you to The chum parade." in text.translate({0x2068: None, 0x2069: None})
    picture = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert picture.get_content_disposition() == "inline"
    [code] = read_barcodes(Image.open(BytesIO(picture.get_content())))
    assert code.text == f"{LINK}MIRA"
    # Nothing is fetched when it is read.
    assert "http" not in html.replace(f"{LINK}MIRA", "")
    calendar = next(part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar")
    [entry] = Calendar.from_ical(calendar.get_content()).walk("VEVENT")
    assert f"{LINK}MIRA" in entry["DESCRIPTION"]


def test_whatever_stands_in_names_makes_no_header_and_no_markup(party):
    odd = "<b>Mi\r\nBcc: all@example.test"
    attendee = Attendee(name=odd, email="mira@example.test")
    hours = {key: getattr(party.event, key) for key in ("doors_at", "start_at", "end_at", "timezone", "slug")}
    event = Event(name="A <i> parade\nX-Odd: yes", venue="<script>x</script>", dress="<u>", **hours)
    facts = {"link": f"{LINK}MIRA", "page": "https://b.test/e/chums", "message_id": "<1@example.test>"}

    made = invitation_mail(
        attendee, event, ["<s>Ramit"], sender="Last Badge <badges@example.test>", **facts, now=party.now
    )

    read = message_from_bytes(made.as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert read["X-Odd"] is None
    html = read.get_body(("html",)).get_content()
    for tag in ("<script>", "<b>Mi", "<u>", "<s>", "<i>"):
        assert tag not in html
