"""Web Push to a real endpoint: sealed for the browser, signed by us, replaced, ended when gone."""

import threading
import time

import pytest

from badges.errors import BadInput
from badges.notices import push
from tests.builders import at
from tests.post import wait_until
from tests.reached import ManyWays
from tests.sinks import Browser, HttpSink, claims, holds


@pytest.fixture
def service():
    sink = HttpSink()
    yield sink
    sink.close()


@pytest.fixture
def evening(store, tmp_path, sink):
    return ManyWays(store, tmp_path, sink.url)


@pytest.fixture
def phone(service):
    return Browser(service)


def pushes(evening, clock):
    return evening.delivers(clock, evening.by_push)


def test_the_hosts_browser_reads_who_is_missing_and_nobody_between_does(evening, service, phone, sink):
    evening.subscribes(phone)
    evening.invites("Mira Okafor")
    evening.tells("19:00")

    pushes(evening, "19:00:01")

    [(said, headers)] = phone.reads()
    assert said == {
        "title": "Mira Okafor is not here yet",
        "body": "They may well be on their way. A short word from you is often all it takes."
        " · The chum parade",
        "path": "/h/Ramit",
        "tag": f"chums-{evening.people()[0]}",
        "again": False,
    }
    assert b"Mira" not in service.asked[0][2]
    assert (headers["TTL"], headers["Urgency"]) == ("14400", "high")
    assert claims(headers)["aud"] == service.url
    assert claims(headers)["exp"] - time.time() < 24 * 60 * 60
    assert sink.mails == []
    assert evening.owed_over() == [("push", "missing", "sent")]
    [line] = evening.lines("notice_sent")
    assert line["channel"] == "push"


def test_good_news_replaces_the_message_it_makes_untrue(evening, phone):
    evening.subscribes(phone)
    [mira] = evening.invites("Mira Okafor")
    evening.tells("19:00")
    pushes(evening, "19:00:01")

    evening.scans(mira, "19:05")
    pushes(evening, "19:05:01")

    [(bad, first), (good, second)] = phone.reads()
    assert good["title"] == "Mira Okafor has come after all"
    assert good["tag"] == bad["tag"]
    assert first["Topic"] == second["Topic"]
    assert len(first["Topic"]) == 32


def test_who_comes_before_it_is_sent_is_not_told_of(evening, phone):
    evening.subscribes(phone)
    [mira] = evening.invites("Mira Okafor")
    evening.tells("19:00")
    evening.scans(mira, "19:00:01")

    pushes(evening, "19:00:02")

    assert phone.reads() == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_not_asked_again_and_mail_is_the_first_way_once_more(
    evening, service, phone, status
):
    way = evening.subscribes(phone)
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    service.says = status

    pushes(evening, "19:00:01")
    pushes(evening, "19:10")
    evening.invites("Kenji Mori")
    evening.tells("19:11")

    assert len(service.asked) == 1
    assert evening.way(way).gone_at == at("19:00:01")
    assert evening.owed_over() == [("push", "missing", "failed"), ("mail", "missing", "owed")]


def test_of_two_browsers_one_that_takes_it_is_enough(evening, service, phone):
    laptop = Browser(service, "/push/2")
    evening.subscribes(phone)
    evening.subscribes(laptop)
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    service.says = lambda handler: (
        handler.send_response(410 if handler.path == "/push/1" else 201),
        handler.send_header("Content-Length", "0"),
        handler.end_headers(),
    )

    pushes(evening, "19:00:01")

    assert len(laptop.reads()) == 1
    assert evening.owed_over() == [("push", "missing", "sent")]


def test_a_push_service_that_is_away_gets_it_later(evening, service, phone):
    evening.subscribes(phone)
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    service.says = 503
    pushes(evening, "19:00:01")

    service.says = 201
    early = pushes(evening, "19:00:20")
    pushes(evening, "19:00:31")

    assert early == 0
    assert [said["again"] for said, _ in phone.reads()] == [False, False]
    assert evening.owed_over() == [("push", "missing", "sent")]


def test_what_was_broken_off_comes_again_without_a_sound(evening, phone):
    from badges.notices import leases
    from badges.notices.carrying import LEASE

    evening.subscribes(phone)
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    with evening.store.writing() as session:
        leases.claim(session, now=at("19:00:01"), until=at("19:00:01") + LEASE, channel="push")

    pushes(evening, "19:02")

    assert [said["again"] for said, _ in phone.reads()] == [True]


def test_a_push_service_that_hangs_does_not_hold_up_anybodys_mail(evening, service, phone, sink):
    evening.subscribes(phone)
    evening.invites("Mira Okafor")
    evening.invites("Kenji Mori", host=evening.a_host("Thea"))
    evening.tells("19:00")
    answered = threading.Event()
    evening.now, service.says = at("19:00:01"), holds(answered)
    pushing = threading.Thread(target=evening.by_push.send_due)
    pushing.start()
    wait_until(lambda: service.asked)

    evening.delivers("19:00:01")
    still = pushing.is_alive()
    answered.set()
    pushing.join()

    assert still
    assert sink.subjects("thea@example.test") == ["Kenji Mori is not here yet"]


def test_a_browser_nobody_has_touched_a_test_on_is_not_relied_on(evening, phone):
    evening.subscribes(phone, confirmed=False)
    evening.invites("Mira Okafor")

    evening.tells("19:00")

    assert evening.owed_over() == [("mail", "missing", "owed")]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        {"endpoint": "https://push.example.test/1"},
        {"endpoint": "https://push.example.test/1", "keys": {"auth": "x", "p256dh": "y"}},
        {"endpoint": 7, "keys": []},
    ],
)
def test_what_no_browser_sends_is_no_subscription(sent):
    with pytest.raises(BadInput):
        push.subscription_of(sent)


def test_a_subscription_inside_or_without_tls_is_refused(phone):
    with pytest.raises(BadInput, match="https"):
        push.subscription_of(phone.subscription)


def test_the_public_key_is_the_one_that_messages_are_signed_with(evening, phone):
    _, _, key = push.signed("https://push.example.test/1", evening.settings)["Authorization"].partition(",k=")

    assert push.public_key(evening.settings) == key.rstrip("=")
