"""What is not read over one channel is tried over the next; who has nobody is told to the fallback host."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from badges.model import Host
from badges.notices import page
from badges.notices.passing_on import pass_on
from tests.builders import at
from tests.reached import ManyWays
from tests.sinks import Browser, HttpSink


@pytest.fixture
def service():
    sink = HttpSink()
    yield sink
    sink.close()


@pytest.fixture
def phone(service):
    return Browser(service)


@pytest.fixture
def evening(store, tmp_path, sink):
    return ManyWays(store, tmp_path, sink.url)


@pytest.fixture
def pushed(evening, phone):
    """Ramit has been told over push that Mira is missing, at 19:00:01."""
    evening.subscribes(phone)
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    evening.delivers("19:00:01", evening.by_push)
    return evening


def test_what_is_not_read_in_ten_minutes_goes_by_mail_once(pushed, sink):
    early = pushed.passes_on("19:10:00")
    then = [pushed.passes_on(clock) for clock in ("19:10:01", "19:10:02", "19:30")]
    pushed.delivers("19:10:02")

    assert (early, then) == (0, [1, 0, 0])
    assert sink.subjects() == ["Mira Okafor is not here yet"]
    assert pushed.owed_over() == [("push", "missing", "sent"), ("mail", "missing", "sent")]


def test_what_the_host_has_seen_on_their_page_is_not_passed_on(pushed):
    with pushed.store.writing() as session:
        page.seen(session, pushed.ramit, at("19:05"))

    assert pushed.passes_on("19:11") == 0


def test_what_is_no_longer_true_is_passed_on_to_nobodys_mail(pushed, sink):
    pushed.passes_on("19:10:01")
    [mira] = pushed.people()
    with pushed.store.reading() as session:
        from badges.model import Attendee

        attendee = session.get(Attendee, mira)
    pushed.scans(attendee, "19:10:02")

    pushed.delivers("19:10:03")

    assert sink.mails == []
    assert pushed.owed_over()[1] == ("mail", "missing", "taken_back")


def test_a_channel_that_is_gone_is_passed_on_at_once(evening, service, phone, sink):
    evening.subscribes(phone)
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    service.says = 410
    evening.delivers("19:00:01", evening.by_push)

    evening.passes_on("19:00:02")
    evening.delivers("19:00:03")

    assert sink.subjects() == ["Mira Okafor is not here yet"]


def test_a_channel_in_trouble_is_given_up_for_the_next_and_says_nothing_later(evening, service, phone, sink):
    evening.subscribes(phone)
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    service.says = 503
    for clock in ("19:00:01", "19:01", "19:03", "19:06"):
        evening.delivers(clock, evening.by_push)

    evening.passes_on("19:10")
    service.says = 201
    evening.delivers("19:30", evening.by_push)
    evening.delivers("19:30")

    assert sink.subjects() == ["Mira Okafor is not here yet"]
    assert evening.owed_over() == [("push", "missing", "taken_back"), ("mail", "missing", "sent")]
    assert len(service.asked) == 4


def test_with_mail_alone_nothing_is_passed_on(evening):
    evening.invites("Mira Okafor")
    evening.tells("19:00")
    evening.delivers("19:00:01")

    assert evening.passes_on("19:20") == 0


def test_of_two_workers_one_passes_it_on(pushed):
    pushed.now = at("19:11")
    within = timedelta(minutes=10)
    with pushed.store.reading() as looked:
        from badges.notices.passing_on import unread

        assert len(unread(looked, now=pushed.now, within=within)) == 1

    with pushed.store.writing() as one:
        first = pass_on(one, now=pushed.now, within=within)
    with pushed.store.writing() as other:
        second = pass_on(other, now=pushed.now, within=within)

    assert (first, second) == (1, 0)


def test_where_every_channel_has_failed_the_fallback_host_is_told(evening, sink):
    thea = evening.a_host("Thea")
    with evening.store.writing() as session:
        session.execute(update(Host).where(Host.id == thea.id).values(fallback=True))
    evening.invites("Mira Okafor")
    sink.says["ramit@example.test"] = "550 no such user here"
    evening.tells("19:00")
    evening.delivers("19:00:01")

    evening.passes_on("19:00:02")
    evening.delivers("19:00:03")
    evening.passes_on("19:20")

    assert sink.subjects("thea@example.test") == ["Mira Okafor is not here yet"]
    assert evening.owed_over() == [("mail", "missing", "failed"), ("mail", "missing", "sent")]


def test_while_one_host_of_an_attendee_can_be_reached_the_fallback_hears_nothing(evening, sink):
    from tests.builders import an_attendee

    thea, noor = evening.a_host("Thea"), evening.a_host("Noor")
    with evening.store.writing() as session:
        session.execute(update(Host).where(Host.id == noor.id).values(fallback=True))
        hosts = [session.merge(evening.ramit), session.merge(thea)]
        an_attendee(session, evening.event, "Mira Okafor", hosts=hosts)
    sink.says["ramit@example.test"] = "550 no such user here"
    evening.tells("19:00")
    evening.delivers("19:00:01")

    assert evening.passes_on("19:00:02") == 0
    assert sink.subjects("thea@example.test") == ["Mira Okafor is not here yet"]
