"""Webhooks: a real program is told the journal, in order, signed; it fails, is slow, comes back."""

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from badges import journal
from badges.errors import BadInput, Conflict
from badges.journal import Line
from badges.model import Webhook
from badges.moments import now
from badges.notices import webhooks
from badges.notices.webhook_sender import STOPPED_AFTER, WebhookSender, waits_in_all
from tests.builders import at
from tests.reached import ManyWays
from tests.sinks import HttpSink, hangs

HOUR = timedelta(hours=1)


class Told(ManyWays):
    """An evening whose journal is told to a program."""

    def __init__(self, store, folder, program):
        super().__init__(store, folder)
        self.program = program
        self.secret = self.adds(program.url + "/hook")
        self.sender = WebhookSender(store, self.settings, now=lambda: self.now, patience=1)

    def adds(self, url, kinds=None):
        with self.store.writing() as session:
            _, secret = webhooks.add(
                session, self.event, url=url, kinds=kinds, settings=self.settings, now=self.now
            )
        return secret

    def happens(self, *kinds):
        with self.store.writing() as session:
            journal.write(session, self.event.id, [Line(kind, self.now) for kind in kinds])

    def tells_on(self, clock=None, by=None):
        self.now = at(clock) if clock else self.now + (by or timedelta())
        return self.sender.send_due()

    def heard(self):
        return [json.loads(body)["type"] for _, _, body in self.program.asked]

    def ids(self):
        return [headers["webhook-id"] for _, headers, _ in self.program.asked]

    def row(self):
        with self.store.reading() as session:
            return session.scalars(select(Webhook).order_by(Webhook.id)).first()


@pytest.fixture
def program():
    sink = HttpSink()
    sink.says = 204
    yield sink
    sink.close()


@pytest.fixture
def evening(store, tmp_path, program):
    return Told(store, tmp_path, program)


def test_a_program_is_told_every_line_in_order_from_when_it_was_added(evening):
    evening.happens("arrived", "collected")
    evening.happens("left")

    evening.tells_on()
    evening.tells_on()

    assert evening.heard() == ["arrived", "collected", "left"]
    first = json.loads(evening.program.asked[0][2])
    assert first["data"]["event"] == "chums"
    assert first["data"]["seq"] == 1
    assert evening.row().seq == 3


def test_the_signature_is_what_the_library_of_standard_webhooks_checks(evening, monkeypatch):
    evening.happens("arrived")
    evening.tells_on()
    [(_, headers, body)] = evening.program.asked
    now = int(headers["webhook-timestamp"])
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _ClockAt(now))

    said = Verifier(evening.secret).verify(body, headers)

    assert said["type"] == "arrived"
    assert evening.secret.startswith("whsec_")
    with pytest.raises(WebhookVerificationError):
        Verifier(evening.secret).verify(body.replace(b"arrived", b"departed"), headers)
    with pytest.raises(WebhookVerificationError):
        Verifier("whsec_" + "A" * 44).verify(body, headers)


def test_a_message_kept_and_sent_again_later_is_refused_by_who_checks(evening, monkeypatch):
    evening.happens("arrived")
    evening.tells_on()
    [(_, headers, body)] = evening.program.asked
    monkeypatch.setattr(
        "standardwebhooks.webhooks.datetime", _ClockAt(int(headers["webhook-timestamp"]) + 600)
    )

    with pytest.raises(WebhookVerificationError, match="too old"):
        Verifier(evening.secret).verify(body, headers)


def test_a_line_that_is_not_taken_holds_up_the_rest_and_comes_again_with_the_same_id(evening, program):
    evening.happens("arrived", "collected")
    program.says = 500
    evening.tells_on("18:31")
    failing = evening.row()
    early = evening.tells_on("18:31:29")

    program.says = 204
    evening.tells_on("18:31:30")

    assert (failing.trouble, failing.attempts, failing.due_at) == ("It answered 500.", 1, at("18:31:30"))
    assert early == 0
    assert evening.heard() == ["arrived", "arrived", "collected"]
    assert evening.ids()[0] == evening.ids()[1] != evening.ids()[2]
    assert (evening.row().trouble, evening.row().attempts) == ("", 0)


def test_a_program_that_hangs_is_left_and_told_later(evening, program):
    evening.happens("arrived")
    program.says = hangs(3)
    evening.tells_on("18:31")

    assert "took too long" in evening.row().trouble
    program.says = 204
    evening.tells_on("18:32")

    assert evening.heard() == ["arrived", "arrived"]


def test_a_sender_that_dies_has_its_lines_told_again_with_the_same_ids(evening):
    evening.happens("arrived")
    evening.now = at("18:31")
    with evening.store.writing() as session:
        claimed = evening.sender.claim(session, evening.now, at("18:32:30"))
    way = evening.sender.open_way()
    evening.sender._tell(claimed, claimed.lines[0], way)  # noqa: SLF001 - it dies right after.

    meanwhile = evening.tells_on("18:32")
    evening.tells_on("18:32:31")
    evening.sender.carry(claimed, way)

    assert meanwhile == 0
    assert len(set(evening.ids())) == 1
    assert evening.row().seq == 1


def test_after_three_days_it_is_left_alone_until_the_organiser_tries_again(evening, program):
    evening.happens("arrived")
    program.says = 503
    while not evening.row().stopped_at:
        evening.tells_on(by=timedelta(hours=1))
    tries = len(program.asked)
    evening.tells_on(by=timedelta(days=3))
    assert len(program.asked) == tries
    assert waits_in_all(tries) >= STOPPED_AFTER

    program.says = 204
    with evening.store.writing() as session:
        webhooks.try_again(session, webhooks.one_of(session, evening.event, evening.row().id))
    evening.tells_on()

    assert len(program.asked) == tries + 1
    assert evening.row().stopped_at is None


def test_a_program_that_says_it_is_gone_is_believed(evening, program):
    evening.happens("arrived")
    program.says = 410

    evening.tells_on()

    assert evening.row().stopped_at is not None


def test_only_the_kinds_it_asked_for_are_told_and_the_rest_is_passed_over(evening, program):
    with evening.store.writing() as session:
        session.delete(webhooks.one_of(session, evening.event, evening.row().id))
    evening.adds(program.url + "/only", kinds=["missing"])
    evening.happens("arrived", "missing", "left")

    evening.tells_on()

    assert evening.heard() == ["missing"]
    assert evening.row().seq == 3


def test_one_program_that_hangs_does_not_hold_up_another(evening, program):
    other = HttpSink()
    evening.adds(other.url)
    evening.happens("arrived")
    program.says = hangs(1.5)

    evening.tells_on()

    assert len(other.asked) == 1
    other.close()


@pytest.mark.parametrize(
    "url", ["ftp://example.test", "https://", "http://user@127.0.0.1/", "javascript:alert(1)"]
)
def test_what_is_no_address_is_refused_when_it_is_added(evening, url):
    with pytest.raises(BadInput):
        evening.adds(url)


def test_the_same_address_is_told_once_and_kinds_nobody_knows_are_refused(evening, program):
    with pytest.raises(Conflict):
        evening.adds(program.url + "/hook")
    with pytest.raises(BadInput, match="danced"):
        evening.adds(program.url + "/other", kinds=["danced"])


class _ClockAt:
    """The library's clock at the second when the message was signed, or later."""

    def __init__(self, second):
        from datetime import UTC, datetime

        self._now, self._real = datetime.fromtimestamp(second, UTC), datetime

    def now(self, *, tz=None):  # noqa: ARG002 - the library asks for UTC.
        return self._now

    def fromtimestamp(self, *more, **named):
        return self._real.fromtimestamp(*more, **named)


def test_the_program_in_the_readme_tells_ours_from_what_was_changed_or_is_old():
    text = (Path(__file__).parents[2] / "README.md").read_text()
    program = {}
    exec(text.partition("```python\n")[2].partition("```")[0], program)
    key, secret = b"k" * 32, "whsec_" + base64.b64encode(b"k" * 32).decode()
    content = {"type": "arrived", "data": {"seq": 1}}
    sent, old = (webhooks.signed("", key, "msg_1", content, moment) for moment in (now(), now() - HOUR))

    assert program["verified"](secret, sent.headers, sent.body)
    assert not program["verified"](secret, sent.headers, sent.body + b" ")
    assert not program["verified"](secret, old.headers, old.body)
