"""Pages of channels: a host's own, the organiser's, the touch that proves a way, and webhooks."""

import json

import pytest
from sqlalchemy import select

from badges.model import HostChannel, Webhook
from badges.moments import now
from badges.notices import channels
from badges.notices.channels import CHAT, PUSH
from tests.sinks import Browser, HttpSink
from tests.web.conftest import Evening


class Reached(Evening):
    """The evening where private addresses are allowed, and chats to a sink."""

    def __init__(self, store, folder):
        super().__init__(store, folder, allow_private_addresses=True, chat_schemes="json")

    def host(self):
        return self.client(self.links.host(self.ramit))

    def organises(self):
        return self.client(self.links.organiser(self.organiser))

    def ways(self):
        with self.store.reading() as session:
            return channels.of_host(session, self.ramit)

    def adds(self, kind, address, called="JSON", **more):
        with self.store.writing() as session:
            row = channels.add(
                session,
                session.merge(self.ramit),
                kind,
                address,
                called=called,
                secret_key=self.settings.secret_key,
                now=now(),
                **more,
            )
            row.confirmed_at = now()
            return row.id

    def link(self, row):
        return self.links.channel(row, "chums").removeprefix(self.settings.public_url)


@pytest.fixture
def reached(sqlite_store, tmp_path):
    return Reached(sqlite_store, tmp_path)


@pytest.fixture
def service():
    sink = HttpSink()
    yield sink
    sink.close()


def test_a_browser_that_subscribes_is_kept_sealed_and_asked_for_a_touch(reached, service):
    phone, host = Browser(service), reached.host()
    sent = {"subscription": phone.subscription, "called": "Chrome on Android"}

    answers = [host.post("/host/chums/channels/push", json=sent) for _ in range(2)]

    assert [one.status_code for one in answers] == [201, 201]
    [way] = reached.ways()
    assert (way.kind, way.called, way.confirmed_at) == ("push", "Chrome on Android", None)
    assert way.test_due_at is not None
    assert service.url.encode() not in way.address
    page = host.get("/host/chums/channels").text
    assert "Messages on <bdi>Chrome on Android</bdi>" in page
    assert "The test is on its way" in page


def test_what_is_no_subscription_is_refused_with_a_sentence(reached):
    answer = reached.host().post("/host/chums/channels/push", json={"subscription": {"endpoint": "x"}})

    assert answer.status_code == 422
    assert reached.ways() == []


def test_following_a_tests_link_says_nothing_and_its_button_does(reached):
    reached.adds(CHAT, "json://127.0.0.1/room", allowed=True)
    with reached.store.writing() as session:
        row = session.scalars(select(HostChannel)).one()
        row.confirmed_at = None
    anybody = reached.app.test_client()

    asked = anybody.get(reached.link(row))
    before = reached.ways()[0].confirmed_at
    said = anybody.post(reached.link(row))

    assert "Does this reach you, <bdi" in asked.text
    assert before is None
    assert "Thank you" in said.text
    assert reached.ways()[0].confirmed_at is not None


def test_a_link_we_did_not_make_or_whose_way_was_taken_away_confirms_nothing(reached):
    reached.adds(CHAT, "json://127.0.0.1/room", allowed=True)
    [row] = reached.ways()
    anybody, link = reached.app.test_client(), reached.link(row)

    forged = anybody.post(link[:-2])
    elsewhere = anybody.get(link.replace("chums", "gala"))
    reached.host().post(f"/host/chums/channels/{row.id}/remove")
    gone = anybody.get(link)

    assert [one.status_code for one in (forged, elsewhere, gone)] == [404, 404, 404]


def test_a_hosts_chat_waits_for_the_organiser_and_then_its_test_goes_out(reached):
    host, organiser = reached.host(), reached.organises()
    host.post("/host/chums/channels/chat", data={"url": "json://127.0.0.1/a-token"})
    [way] = reached.ways()
    waits = organiser.get("/organiser/chums/channels").text

    organiser.post(f"/organiser/chums/channels/{way.id}/allow")

    assert way.test_due_at is None
    assert "Waits for the organiser’s yes" in waits
    assert "a-token" not in waits
    [way] = reached.ways()
    assert way.allowed_at is not None
    assert way.test_due_at is not None


def test_a_chat_of_a_kind_that_is_not_allowed_is_refused_on_the_page(reached):
    answer = reached.host().post("/host/chums/channels/chat", data={"url": "tgram://1:a/2"})

    assert answer.status_code == 422
    assert "begins with one of json://" in answer.text


def test_a_host_reaches_for_no_other_hosts_ways(reached):
    way = reached.adds(CHAT, "json://127.0.0.1/room", allowed=True)
    thea = reached.client(reached.links.host(reached.thea))

    for what in ("remove", "first", "test"):
        assert thea.post(f"/host/chums/channels/{way}/{what}").status_code == 404
    assert len(reached.ways()) == 1


def test_a_host_puts_mail_first_and_takes_their_browser_away(reached, service):
    way = reached.adds(PUSH, json.dumps(Browser(service).subscription), called="Firefox on Linux")
    host = reached.host()

    host.post("/host/chums/channels/0/first")
    order = [one.kind for one in reached.ways()]
    host.post(f"/host/chums/channels/{way}/remove")

    assert order == ["mail", "push"]
    assert [one.kind for one in reached.ways()] == ["mail"]


def test_the_organiser_is_told_plainly_until_the_tests_were_sent_and_then_who_is_left(reached):
    organiser = reached.organises()
    before = organiser.get("/organiser/chums/channels").text

    organiser.post("/organiser/chums/channels/tests")
    after = organiser.get("/organiser/chums/channels").text
    with reached.store.writing() as session:
        for row in session.scalars(select(HostChannel)):
            row.test_due_at, row.tested_at, row.confirmed_at = None, now(), now()
    at_last = organiser.get("/organiser/chums/channels").text

    assert "The test messages have not been sent" in before
    assert "2 of 2 hosts have not confirmed yet" in after
    assert "All hosts have confirmed that we reach them" in at_last


def test_the_organiser_sees_whom_nobody_would_hear_of(reached):
    from tests.builders import an_attendee

    with reached.store.writing() as session:
        an_attendee(session, session.merge(reached.event), "Zelda Alone")

    page = reached.organises().get("/organiser/chums/channels").text

    assert "1 attendee has no host" in page
    assert "Zelda Alone" in page


def test_the_worker_and_the_manifest_are_the_hosts_page_and_know_nobody(reached):
    anybody = reached.app.test_client()

    worker, manifest = (anybody.get(f"/host/chums/{name}") for name in ("worker.js", "app.webmanifest"))

    assert worker.text.startswith('const PAGE = "/host/chums/";')
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert (manifest.json["scope"], manifest.json["display"]) == ("/host/chums/", "standalone")


def test_a_webhooks_secret_is_shown_once_and_a_test_says_what_became_of_it(reached, service):
    organiser = reached.organises()
    added = organiser.post("/organiser/chums/webhooks", data={"url": service.url}).text
    with reached.store.reading() as session:
        [row] = session.scalars(select(Webhook))
    listed = organiser.get("/organiser/chums/webhooks").text

    well = organiser.post(f"/organiser/chums/webhooks/{row.id}/test").text
    service.says = 500
    ill = organiser.post(f"/organiser/chums/webhooks/{row.id}/test").text

    assert "whsec_" in added
    assert "whsec_" not in listed
    assert "has taken the test" in well
    assert "It answered 500." in ill
    assert json.loads(service.asked[0][2])["type"] == "test"


def test_a_webhook_that_was_stopped_is_told_of_and_tried_again_and_removed(reached, service):
    organiser = reached.organises()
    organiser.post("/organiser/chums/webhooks", data={"url": service.url, "kind": ["arrived", "missing"]})
    with reached.store.writing() as session:
        row = session.scalars(select(Webhook)).one()
        row.stopped_at, row.trouble = now(), "It answered 503."
    stopped = organiser.get("/organiser/chums/webhooks").text

    organiser.post(f"/organiser/chums/webhooks/{row.id}/again")
    again = organiser.get("/organiser/chums/webhooks").text
    organiser.post(f"/organiser/chums/webhooks/{row.id}/remove")

    assert "We have stopped telling" in stopped
    assert "arrived, missing" in stopped
    assert "We have stopped telling" not in again
    assert 'Webhooks <span class="count">0</span>' in organiser.get("/organiser/chums/webhooks").text


def test_a_webhook_inside_is_refused_where_private_addresses_are(evening, service):
    organiser = evening.client(evening.links.organiser(evening.organiser))

    for url in (service.url, f"https://127.0.0.1:{service.port}/", "https://localhost/"):
        answer = organiser.post("/organiser/chums/webhooks", data={"url": url})
        assert answer.status_code == 422, url
    assert service.asked == []
