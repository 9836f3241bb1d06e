"""Guest lists while others work: two organisers, scans in between, somebody who walks in."""

import threading
from itertools import islice

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import func, select

from badges import journal, lists
from badges.desk import take
from badges.errors import BadInput
from badges.model import Attendee, Code, CodeKind, Import
from tests.builders import SECRET, a_device, a_place, a_scan, an_attendee, an_event, at, badge_of
from tests.guest_lists import a_list, a_party, apply_plan, everybody, names, plan_of, take_in


@pytest.fixture
def party(store):
    return a_party(store)


def test_an_import_is_one_line_of_the_journal_with_its_number(party):
    told = take_in(party, a_list(*([f"P {n}", f"p{n}@x", ""] for n in range(603))))

    with party.store.reading() as session:
        [line] = journal.read(session, party.event.id, after=0, limit=10)
        kept = session.get(Import, told["import"])
        shorts = select(func.count(Code.value.distinct())).where(Code.kind == CodeKind.SHORT)
        assert session.scalar(shorts) == 603
    assert (line["kind"], line["import"], line["added"]) == ("added", told["import"], 603)
    assert (kept.new, kept.file_name) == (603, "guests.csv")


def test_two_organisers_who_take_in_one_list_at_once_double_nobody(party):
    rows = [[f"P {n}", f"p{n}@x", ""] for n in range(600)] + [["Anna", "", ""], ["Anna", "", ""]]
    plans = [plan_of(party, a_list(*rows)) for _ in range(2)]
    applied = []

    threads = [threading.Thread(target=lambda p=plan: applied.append(apply_plan(party, p))) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(everybody(party)) == 602
    assert (sum(one.new for one in applied), sum(one.same for one in applied)) == (602, 602)


def test_between_two_chunks_another_organiser_may_have_added_some_of_the_next(party):
    rows = [["A", "a@x", ""], ["Anna", "", ""], ["Anna", "", ""], ["B", "b@x", ""], ["C", "c@x", ""]]
    mine, theirs = (plan_of(party, a_list(*some)) for some in (rows, rows[1:4]))
    chunks = in_chunks(party, mine, chunk=2)

    began, first = next(chunks), next(chunks)
    apply_plan(party, theirs)
    *_, last = chunks

    assert (began.new, first.new, last.new, last.same) == (0, 2, 3, 2)
    assert sorted(names(party)) == ["A", "Anna", "Anna", "B", "C"]


def test_a_plan_applied_twice_and_one_applied_after_a_break_double_nobody(party):
    plan = plan_of(party, a_list(*([f"P {n}", f"p{n}@x", ""] for n in range(20))))
    first = apply_plan(party, plan)

    second = apply_plan(party, plan)

    assert (first.new, second.new, second.same, len(everybody(party))) == (20, 0, 20, 20)


def test_somebody_walked_in_while_the_list_was_looked_at(party):
    plan = plan_of(party, a_list(["Ann", "a@x", ""], ["Bo", "b@x", ""]))
    with party.store.writing() as session:
        lists.add_walk_in(session, party.event, secret_key=SECRET, name="Ann", email="A@x", now=at("12:00"))

    applied = apply_plan(party, plan)

    assert ((applied.new, applied.same), names(party)) == ((1, 1), ["Ann", "Bo"])


def test_a_scan_goes_between_the_chunks_of_a_long_list(party):
    with party.store.writing() as session:
        mira = an_attendee(session, party.event, "Mira")
        desk = a_device(session, party.event)
    plan = plan_of(party, a_list(*([f"P {n}", f"p{n}@x", ""] for n in range(1600))))
    seen = []
    thread = threading.Thread(target=apply_plan, args=(party, plan))

    thread.start()
    while thread.is_alive():
        take(party.store, a_place(party.event, desk), [a_scan(attendee=mira.id)], now=at("18:42"))
        with party.store.reading() as session:
            seen.append(session.scalar(select(func.count()).select_from(Attendee)))
    thread.join()

    assert len({count for count in seen if 1 < count < 1601}) >= 2


def test_a_thousand_rows_cost_the_statements_of_their_chunks(party):
    rows = ([f"P {n}", f"p{n}@x", "", "ramit"] for n in range(1000))
    plan = plan_of(party, a_list(*rows, header="name,email,x,host"))
    statements = []
    sa_event.listen(party.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    apply_plan(party, plan)

    assert len(statements) <= 34


def test_somebody_who_walks_in_is_on_the_list_with_codes_and_hosts(party):
    with party.store.writing() as session:
        new = lists.add_walk_in(
            session,
            party.event,
            secret_key=SECRET,
            name="  Lou Castellano ",
            company="Gaslight",
            hosts=[party.ramit],
            now=at("18:50"),
        )

    [lou] = everybody(party)
    assert (lou.id, lou.name, [host.name for host in lou.hosts]) == (new, "Lou Castellano", ["Ramit"])
    with party.store.reading() as session:
        [line] = journal.read(session, party.event.id, after=0, limit=9)
        assert (line["kind"], line["attendee"], line["walk_in"]) == ("added", new, True)
        assert badge_of(session, lou, CodeKind.SHORT)


@pytest.mark.parametrize("name", ["", " \u00a0", "\u200b", "\0", "x" * 501])
def test_nobody_walks_in_without_a_name_or_with_a_novel(sqlite_store, name):
    with sqlite_store.writing() as session:
        event = an_event(session)

        with pytest.raises(BadInput):
            lists.add_walk_in(session, event, secret_key=SECRET, name=name, now=at("18:50"))


def test_a_list_broken_off_goes_on_under_its_number_and_is_one_thing(party):
    data = a_list(*([f"P {n}", f"p{n}@x", ""] for n in range(603)))
    number = lists.begin(party.store, party.event.slug, file_name="guests.csv", now=at())
    broken_off = list(islice(in_chunks(party, plan_of(party, data), number, chunk=100), 3))[-1]

    *_, done = in_chunks(party, plan_of(party, data), number)

    with party.store.reading() as session:
        [line] = journal.read(session, party.event.id, after=0, limit=10)
        kept = session.get(Import, number)
    assert (broken_off.new, done.new, line["added"], kept.new) == (200, 603, 603, 603)
    assert len(everybody(party)) == 603
    assert lists.undo(party.store, party.event.slug, number, now=at("12:30")).removed == 603


def in_chunks(p, plan, number=None, chunk=500):
    number = number or lists.begin(p.store, p.event.slug, file_name="guests.csv", now=at("12:00"))
    how = {"secret_key": SECRET, "now": at("12:00"), "chunk": chunk}
    return lists.apply_in_chunks(p.store, p.event.slug, plan, number, **how)
