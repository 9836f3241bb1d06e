"""Senders that die one after another: what a host may have read comes again as itself or not at all."""

import pytest

from badges.notices import mail
from tests.builders import at
from tests.post import Evening


@pytest.fixture
def evening(store, tmp_path, sink):
    return Evening(store, tmp_path, sink.url)


def test_two_senders_that_die_in_turn_do_not_make_one_new_message_of_two(evening, sink):
    post = mail.open_post(evening.settings)
    evening.invites("Mira Okafor")
    evening.invites("Kenji Mori", expected_at=at("18:31"))
    evening.tells("19:00")
    first = evening.takes("19:00:01")
    post.send(evening.deliverer.prepare(first, first.messages()[0]).mail)
    evening.tells("19:01")
    second = evening.takes("19:01:40")
    post.send(evening.deliverer.prepare(second, second.messages()[0]).mail)
    post.close()

    evening.delivers("19:03:30")

    assert sink.subjects() == ["Mira Okafor is not here yet"] * 3 + ["Kenji Mori is not here yet"]
    assert len({one["Message-ID"] for one in sink.mails}) == 2
    assert evening.mails() == [("missing", "sent", 3), ("missing", "sent", 1)]


def test_what_was_broken_off_goes_out_before_what_is_new(evening, sink):
    evening.invites("Mira Okafor")
    evening.invites("Kenji Mori", expected_at=at("18:31"))
    evening.tells("19:00")
    evening.takes("19:00:01")
    evening.tells("19:01")

    parcel = evening.takes("19:01:40")

    assert [[one.attempt for one in message] for message in parcel.messages()] == [[2]]
    assert evening.delivers("19:01:45") == 0
