"""What must never be true is a named constraint, and each is tried."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from badges.model import Code, Device, JournalLine, Notice, Reply, Scan, TablePlace
from tests.builders import START, a_device, a_host, an_attendee, an_event, at


def tried(store, constraint, write):
    """Writing this is refused, and by this constraint."""

    def attempt():
        with store.writing() as session:
            write(session)

    with pytest.raises(IntegrityError) as refused:
        attempt()
    # SQLite names check constraints, and of unique ones the columns.
    assert constraint in str(refused.value.orig) or store.engine.dialect.name == "sqlite"


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("ck_event_hours_in_order", {"end_at": START - timedelta(hours=1)}),
        ("ck_event_hours_in_order", {"doors_at": START + timedelta(hours=1)}),
        ("ck_event_graces", {"missing_after": -1}),
        ("ck_event_badge_box_holds", {"badge_box_holds": 9}),
        ("ck_event_badge_box_holds", {"badge_box_holds": 1001}),
        ("uq_event_slug", {"slug": "chums"}),
    ],
)
def test_an_event_cannot_end_before_it_starts_or_share_a_slug(store, constraint, columns):
    with store.writing() as session:
        an_event(session)

    tried(store, constraint, lambda session: an_event(session, **({"slug": "other"} | columns)))


@pytest.fixture
def evening(store):
    class Evening:
        pass

    with store.writing() as session:
        e = Evening()
        e.event = an_event(session)
        e.host = a_host(session, e.event)
        e.desk = a_device(session, e.event)
        e.mira = an_attendee(session, e.event, hosts=[e.host])
        e.noor = an_attendee(session, e.event, "Noor Haddad")
    return e


def a_code(e, **columns):
    return {"event_id": e.event.id, "attendee_id": e.mira.id, "kind": "badge", "value": "X"} | columns


def a_kept_scan(e, **columns):
    return {
        "id": uuid4(),
        "event_id": e.event.id,
        "attendee_id": e.mira.id,
        "action": "arrive",
        "at": at(),
        "received_at": at(),
        "content": "",
        "counts": True,
        "result": "done",
        "reason": None,
        "seq": 1,
    } | columns


def a_notice(e, **columns):
    return {
        "event_id": e.event.id,
        "host_id": e.host.id,
        "attendee_id": e.mira.id,
        "channel": "mail",
        "kind": "missing",
        "seq": 1,
        "owed_at": at(),
        "due_at": at(),
    } | columns


def a_place_on_the_table(e, **columns):
    row = {"event_id": e.event.id, "attendee_id": e.mira.id, "layout": 1, "box": 2, "slot": 14}
    return row | columns


def a_reply(e, **columns):
    return {"event_id": e.event.id, "attendee_id": e.mira.id, "kind": "coming", "at": at()} | columns


@pytest.mark.parametrize(
    ("constraint", "model", "row", "columns"),
    [
        ("ck_code_kind", Code, a_code, {"kind": "secret"}),
        ("ck_scan_result", Scan, a_kept_scan, {"result": "maybe"}),
        ("ck_scan_refusals_have_reasons", Scan, a_kept_scan, {"result": "refused"}),
        ("ck_scan_refusals_have_reasons", Scan, a_kept_scan, {"reason": "closed"}),
        ("ck_notice_state", Notice, a_notice, {"state": "lost"}),
        ("ck_notice_channel", Notice, a_notice, {"channel": "pigeon"}),
        ("ck_reply_kind", Reply, a_reply, {"kind": "perhaps"}),
        ("ck_reply_late_has_until", Reply, a_reply, {"kind": "running_late"}),
        ("ck_reply_late_has_until", Reply, a_reply, {"until": at()}),
        ("ck_table_place_counted_from_one", TablePlace, a_place_on_the_table, {"box": 0}),
        ("ck_table_place_counted_from_one", TablePlace, a_place_on_the_table, {"slot": 0}),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_by_name(store, evening, constraint, model, row, columns):
    tried(store, constraint, lambda session: session.execute(insert(model), [row(evening, **columns)]))


def test_two_badges_never_lie_in_one_slot_of_a_layout_and_no_badge_in_two(store, evening):
    with store.writing() as session:
        session.execute(insert(TablePlace), [a_place_on_the_table(evening)])
        session.execute(insert(TablePlace), [a_place_on_the_table(evening, layout=2)])
    noors = a_place_on_the_table(evening, attendee_id=evening.noor.id)
    elsewhere = a_place_on_the_table(evening, slot=15)

    for constraint, row in (
        ("uq_table_place_event_id_layout_box_slot", noors),
        ("pk_table_place", elsewhere),
    ):
        tried(store, constraint, lambda session, row=row: session.execute(insert(TablePlace), [row]))


@pytest.mark.parametrize(
    ("constraint", "model", "row", "other"),
    [
        ("uq_code_ours", Code, a_code, {"kind": "pass"}),
        ("uq_code_event_id_kind_value", Code, a_code, {}),
        ("uq_notice_host_id_channel_event_id_seq_kind", Notice, a_notice, {}),
    ],
)
def test_the_same_cannot_be_said_twice(store, evening, constraint, model, row, other):
    with store.writing() as session:
        session.execute(insert(model), [row(evening)])

    tried(store, constraint, lambda session: session.execute(insert(model), [row(evening, **other)]))


def test_a_journal_number_is_taken_once(store, evening):
    line = {"event_id": evening.event.id, "seq": 7, "at": at(), "kind": "arrived"}
    with store.writing() as session:
        session.execute(insert(JournalLine), [line])

    tried(store, "pk_journal_line", lambda session: session.execute(insert(JournalLine), [line]))


def test_an_attendee_has_a_name_and_a_device_a_role(store, evening):
    tried(store, "ck_attendee_has_name", lambda session: an_attendee(session, evening.event, ""))
    tried(store, "ck_device_role", lambda session: a_device(session, evening.event, "X", role="spy"))
    tried(
        store,
        "uq_device_event_id_name",
        lambda session: session.add(
            Device(event_id=evening.event.id, role="desk", name="Desk 1", key_hash="other", created_at=at())
        ),
    )


def test_a_naive_moment_never_reaches_the_database(store):
    from sqlalchemy.exc import StatementError

    with pytest.raises(StatementError, match="naive"), store.writing() as session:
        an_event(session, start=START.replace(tzinfo=None))
