"""kill -9 while hosts are told: everybody missing is told of once, and a mail is repeated only by a kill."""

import asyncio
import random
import threading
import time
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from itertools import pairwise

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select, update

from badges.model import JournalLine, Notice, NoticeState
from badges.moments import now
from badges.notices.deliver import LEASE
from badges.notices.owed import CHANNELS, MAIL
from tests.builders import a_host, an_attendee, an_event
from tests.ports import free_port
from tests.service import Service

KILLS = 10
HOSTS = ("Ramit", "Thea", "Diego", "Noor", "Kenji")
ATTENDEES = 30
# Some become missing in each of the server's lives.
SPREAD = timedelta(seconds=14)


class SlowPost:
    """A mail server that takes its time: it has a mail in hand before it keeps it, or before it says so."""

    def __init__(self):
        self.taken = []
        self.in_hand = threading.Event()
        self._chance = random.Random(2)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name.
        moment = time.monotonic()
        self.in_hand.set()
        # A sender that dies meanwhile has perhaps handed in nothing; one that dies later cannot know it has.
        await asyncio.sleep(self._chance.choice([0, 0.1]))
        mail = message_from_bytes(envelope.content, policy=default)
        self.taken.append((moment, envelope.rcpt_tos, mail))
        await asyncio.sleep(self._chance.uniform(0.1, 0.3))
        return "250 taken"

    def copies(self):
        """When each message was taken, by its Message-ID."""
        found = {}
        for moment, _, mail in self.taken:
            found.setdefault(mail["Message-ID"], []).append(moment)
        return found

    def told(self, names):
        """The Message-IDs of the mails that told of a name, by host's address and name."""
        found = {}
        for _, recipients, mail in self.taken:
            text = mail.get_body(("plain",)).get_content()
            for name in (name for name in names if name in text):
                for address in recipients:
                    found.setdefault((address, name), set()).add(mail["Message-ID"])
        return found


@pytest.fixture
def slow_post():
    post = SlowPost()
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    post.url = f"smtp://127.0.0.1:{controller.port}"
    yield post
    controller.stop()


class Evening:
    """Thirty attendees who do not come; the first of them has two hosts."""

    def __init__(self, folder, database_url, post):
        self.post = post
        self.service = Service(folder, database_url, MAIL_URL=post.url)
        self.store = self.service.store
        self.died = []
        begin = now() + timedelta(seconds=2)
        with self.store.writing() as session:
            self.event = an_event(session, start=begin, missing_after=0, set_aside_after=3600)
            hosts = [a_host(session, self.event, name) for name in HOSTS]
            self.invited = set()
            for n in range(ATTENDEES):
                theirs = hosts[:2] if n == 0 else [hosts[n % len(hosts)]]
                name, expected = f"Attendee {n:02}", begin + SPREAD * n / ATTENDEES
                an_attendee(session, self.event, name, hosts=theirs, expected_at=expected)
                self.invited |= {(host.email, name) for host in theirs}

    @property
    def names(self):
        return sorted({name for _, name in self.invited})

    def dies(self):
        """kill -9; and a minute and a half goes by, so that the leases of what was on its way run out."""
        self.service.kill()
        cut_short = (Notice.channel == MAIL, Notice.state == NoticeState.OWED, Notice.attempts > 0)
        with self.store.writing() as session:
            for due_at in set(session.scalars(select(Notice.due_at).where(*cut_short))):
                session.execute(
                    update(Notice).where(*cut_short, Notice.due_at == due_at).values(due_at=due_at - LEASE)
                )
        self.died.append(time.monotonic())

    def mails(self, *where):
        with self.store.reading() as session:
            return session.scalar(select(func.count(Notice.id)).where(Notice.channel == MAIL, *where))

    def lines(self, kind):
        query = select(JournalLine).where(JournalLine.kind == kind).order_by(JournalLine.seq)
        with self.store.reading() as session:
            return list(session.scalars(query))

    def notices(self):
        with self.store.reading() as session:
            return list(session.scalars(select(Notice).order_by(Notice.id)))


def wait_until(true, seconds):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(params=["sqlite", "postgres"])
def evening(request, tmp_path, slow_post):
    url = ""
    if request.param == "postgres":
        request.getfixturevalue("postgres_store")
        url = request.getfixturevalue("postgres_url").replace("+psycopg", "")
    evening = Evening(tmp_path, url, slow_post)
    yield evening
    evening.service.close()


@pytest.mark.crash
def test_ten_kills_while_hosts_are_told_lose_no_notice_and_invent_none(evening, slow_post):
    chance = random.Random(3)

    for n in range(KILLS):
        slow_post.in_hand.clear()
        evening.service.start()
        if n % 2:
            # In the middle of a mail, wherever that is.
            slow_post.in_hand.wait(3)
        time.sleep(chance.uniform(0, 0.4))
        evening.dies()
    evening.service.start()
    wait_until(lambda: evening.mails(Notice.state == NoticeState.SENT) == len(evening.invited), 25)
    evening.service.stop()

    missing, notices = evening.lines("missing"), evening.notices()
    assert len({line.attendee_id for line in missing}) == len(missing) == ATTENDEES
    assert {notice.kind for notice in notices} == {"missing"}
    owed = [(notice.host_id, notice.attendee_id, notice.channel) for notice in notices]
    assert len(set(owed)) == len(owed) == len(evening.invited) * len(CHANNELS)
    assert sum(line.data["count"] for line in evening.lines("notice_sent")) == len(evening.invited)
    # Kills did fall while mails were on their way, or nothing was tried here.
    assert evening.mails(Notice.attempts > 1) > 0

    told = slow_post.told(evening.names)
    assert set(told) == evening.invited
    # Whatever was repeated was the same message, so a host's mail programme knows it as one.
    assert {who: ids for who, ids in told.items() if len(ids) > 1} == {}
    for moments in slow_post.copies().values():
        for first, again in pairwise(moments):
            assert any(first <= death <= again for death in evening.died)


@pytest.mark.crash
def test_a_mail_in_hand_is_finished_when_the_service_is_asked_to_stop(tmp_path, slow_post):
    evening = Evening(tmp_path, "", slow_post)
    evening.service.start()
    slow_post.in_hand.wait(15)

    seconds = evening.service.stop()

    with evening.store.reading() as session:
        cut_short = session.scalar(
            select(func.count(Notice.id)).where(Notice.state == NoticeState.OWED, Notice.attempts > 0)
        )
    evening.service.close()
    assert slow_post.taken
    assert cut_short == 0
    assert seconds < 3
