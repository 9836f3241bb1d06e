"""Scans as the contract promises them, on both databases."""

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import func, select

from badges import journal
from badges.desk import take
from badges.model import Attendee, Scan
from tests.builders import a_device, a_host, a_place, a_scan, an_attendee, an_event, at, badge_of, pass_of


@pytest.fixture
def evening(store):
    """One event, two desks, Mira on the list."""

    class Evening:
        pass

    with store.writing() as session:
        e = Evening()
        e.store = store
        e.event = an_event(session)
        e.host = a_host(session, e.event)
        e.one, e.two = a_device(session, e.event), a_device(session, e.event, "Desk 2")
        e.mira = an_attendee(session, e.event, hosts=[e.host], foreign="evt-0042")
        e.badge = badge_of(session, e.mira)
    return e


def scan(e, asked, device=None, now=None, **more):
    return take(e.store, a_place(e.event, device or e.one), [asked], now=now or at("18:42"), **more).answers[
        0
    ]


def kinds(e):
    with e.store.reading() as session:
        return [line["kind"] for line in journal.read(session, e.event.id, after=0, limit=100)]


def facts(e):
    with e.store.reading() as session:
        return session.get(Attendee, e.mira.id)


def test_who_is_scanned_is_here(evening):
    answer = scan(evening, a_scan(code=evening.badge))

    assert (answer.result, answer.reason, answer.first_at) == ("done", None, None)
    assert facts(evening).arrived_at == at("18:42")
    assert kinds(evening) == ["arrived"]
    assert answer.seq == 1


def test_the_second_desk_learns_when_and_where_somebody_was_first(evening):
    scan(evening, a_scan(code=evening.badge))

    answer = scan(evening, a_scan(code=pass_of(evening.mira)), evening.two, at("18:50"))

    assert (answer.result, answer.first_at, answer.first_by) == ("again", at("18:42"), "Desk 1")
    assert kinds(evening) == ["arrived"]


def test_the_same_scan_sent_again_gets_the_same_answer_and_changes_nothing(evening):
    asked = a_scan(code=evening.badge)
    first = scan(evening, asked)

    second = scan(evening, asked, now=at("18:50"))

    assert second == first
    assert kinds(evening) == ["arrived"]


def test_the_same_id_with_another_content_is_refused(evening):
    asked = a_scan(code=evening.badge)
    scan(evening, asked)

    answer = scan(evening, a_scan("leave", code=evening.badge, id=asked.id))

    assert (answer.result, answer.reason) == ("refused", "id_reused")


def test_one_scan_costs_at_most_five_statements_beside_the_key(evening):
    statements = []
    sa_event.listen(evening.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    scan(evening, a_scan("collect", code=evening.badge))

    assert len(statements) <= 5, statements


def test_an_undo_takes_the_arrival_back_and_stays_in_the_journal(evening):
    arrived = a_scan(code=evening.badge)
    scan(evening, arrived)

    answer = scan(evening, a_scan("undo", undoes=arrived.id), now=at("18:43"))

    assert answer.result == "done"
    assert facts(evening).arrived_at is None
    assert kinds(evening) == ["arrived", "undone"]


def test_a_late_upload_with_the_earlier_time_wins_and_is_told_as_a_double(evening):
    scan(evening, a_scan(code=evening.badge), evening.two, at("18:50"))

    answer = scan(
        evening, a_scan(code=evening.badge, at=at("18:45"), offline=True, told="done"), now=at("19:30")
    )

    assert (answer.result, answer.review) == ("done", "double_admission")
    assert facts(evening).arrived_at == at("18:45")
    assert kinds(evening) == ["arrived", "arrived", "conflict"]


def test_one_bad_scan_does_not_spoil_its_neighbours(evening):
    batch = [a_scan(code="nobody"), a_scan(code=evening.badge), a_scan("dance", trouble="unknown_action")]

    recorded = take(evening.store, a_place(evening.event, evening.one), batch, now=at("18:42"))

    assert [(a.result, a.reason) for a in recorded.answers] == [
        ("refused", "unknown_code"),
        ("done", None),
        ("refused", "unknown_action"),
    ]
    with evening.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Scan)) == 3
