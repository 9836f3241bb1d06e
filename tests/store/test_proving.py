"""Tests before the evening: over each channel, to whoever has not confirmed, and told when they fail."""

import json

import pytest

from badges.model import Host
from badges.notices import channels, proving
from badges.notices.proof_sender import ProofSender
from tests.builders import at
from tests.reached import ManyWays
from tests.sinks import Browser, HttpSink


class Proved(ManyWays):
    """An evening whose hosts are asked whether they can be reached."""

    def __init__(self, store, folder, mail_url):
        super().__init__(store, folder, mail_url)
        self.prover = ProofSender(
            store,
            self.settings,
            lambda row, slug: f"https://b.test/host/{slug}/reached/{row.id}",
            now=lambda: self.now,
        )

    def asks(self, *hosts, again=False):
        with self.store.writing() as session:
            theirs = [session.get(Host, host.id) for host in hosts or [self.ramit]]
            return proving.send_to(session, theirs, settings=self.settings, now=self.now, again=again)

    def proves(self, clock):
        self.now = at(clock)
        return self.prover.send_due()

    def ways(self):
        with self.store.reading() as session:
            return channels.of_host(session, self.ramit)


@pytest.fixture
def evening(store, tmp_path, sink):
    return Proved(store, tmp_path, sink.url)


@pytest.fixture
def service():
    sink = HttpSink()
    yield sink
    sink.close()


def test_a_test_goes_over_every_channel_of_a_host_and_asks_for_a_touch(evening, sink, service):
    phone, room = Browser(service), HttpSink()
    room.says = 200
    push = evening.subscribes(phone, confirmed=False)
    evening.chats(f"json://127.0.0.1:{room.port}/room", confirmed=False)

    asked = evening.asks()
    evening.proves("18:00:01")

    assert asked == 3
    [mail] = sink.mails
    assert mail["Subject"] == "Does this reach you, Ramit?"
    assert "https://b.test/host/chums/reached/" in sink.text()
    [(said, _)] = phone.reads()
    assert (said["path"], said["tag"]) == (f"/host/chums/reached/{push}", "chums-test")
    assert "/host/chums/reached/" in json.loads(room.asked[0][2])["message"]
    assert [way.tested_at for way in evening.ways()] == [at("18:00:01")] * 3
    room.close()


def test_who_has_confirmed_is_not_asked_again_unless_they_are_meant(evening, sink):
    evening.asks()
    evening.proves("18:00:01")
    with evening.store.writing() as session:
        [way] = channels.of_host(session, evening.ramit)
        proving.confirm(way, now=at("18:01"))

    assert evening.asks() == 0
    assert evening.asks(again=True) == 1
    evening.proves("18:02")
    assert len(sink.mails) == 2


def test_a_test_that_does_not_get_through_says_why(evening, sink):
    sink.says["ramit@example.test"] = "550 no such user here"
    evening.asks()

    evening.proves("18:00:01")
    evening.proves("18:10")

    [way] = evening.ways()
    assert (way.trouble, way.tested_at, way.test_due_at) == ("550 no such user here", None, None)


def test_a_test_is_tried_a_few_times_and_then_left_to_the_organiser(evening, sink):
    sink.says["DATA"] = "451 busy"
    evening.asks()

    tries = [evening.proves(clock) for clock in ("18:00:01", "18:00:31", "18:01:31", "18:03:31", "18:40")]

    assert tries == [1, 1, 1, 1, 0]
    assert evening.ways()[0].trouble == "451 busy"


def test_a_chat_nobody_has_allowed_is_sent_no_test(evening, sink, service):
    evening.chats(f"json://127.0.0.1:{service.port}/room", confirmed=False, allowed=False)

    assert evening.asks() == 1
    evening.proves("18:00:01")

    assert service.asked == []


def test_another_mail_address_is_another_way_that_nobody_has_confirmed(evening):
    evening.asks()
    with evening.store.writing() as session:
        [way] = channels.of_host(session, evening.ramit)
        proving.confirm(way, now=at("18:01"))
        session.get(Host, evening.ramit.id).email = "ramit@elsewhere.test"

    assert evening.asks() == 1
    [way] = evening.ways()
    assert (way.called, way.confirmed_at) == ("ramit@elsewhere.test", None)


def test_a_confirmed_browser_comes_first_and_mail_where_the_host_puts_it(evening, service):
    evening.subscribes(Browser(service))

    def order():
        with evening.store.reading() as session:
            return channels.ways_of(session, [evening.ramit.id])[evening.ramit.id]

    before = order()
    with evening.store.writing() as session:
        host = session.get(Host, evening.ramit.id)
        row = channels.mail_row(session, host, secret_key=evening.settings.secret_key, now=evening.now)
        channels.put_first(session, host, row)

    assert (before, order()) == (("push", "mail"), ("mail", "push"))


def test_an_address_under_another_secret_key_is_not_written_to(evening, service):
    way = evening.subscribes(Browser(service))

    with evening.store.reading() as session:
        theirs = channels.addresses(session, evening.ramit.id, "push", secret_key="another secret key")
        assert theirs == []
        assert channels.addresses(session, evening.ramit.id, "push", secret_key=evening.settings.secret_key)
    assert channels.opened(evening.way(way), "another secret key") is None
