"""On which terms attendees are expected: by their own columns, else by their type."""

import pytest
from sqlalchemy import select, update

from badges import journal, lists
from badges.errors import BadInput
from badges.lists.terms import Term, Terms
from badges.model import Attendee, Event
from tests.builders import SECRET, at
from tests.post import Evening


@pytest.fixture
def evening(store, tmp_path, sink):
    return Evening(store, tmp_path, sink.url)


def takes(evening, content):
    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event.id)
        plan = lists.plan(session, event, lists.read_list(content), lists.NOTHING_SAID)
    how = {"secret_key": SECRET, "now": at("12:00"), "file_name": "guests.csv"}
    lists.apply(evening.store, evening.event.slug, plan, **how)


def terms(evening):
    with evening.store.reading() as session:
        return {
            one.name: (one.missing_after, one.vip, one.no_contact, one.due_at)
            for one in session.scalars(select(Attendee))
        }


def change(evening, graces=None, vips=()):
    with evening.store.writing() as session:
        event = session.get_one(Event, evening.event.id)
        lists.change_types(session, event, graces=graces or {}, vips=vips, now=at("12:00"))


def shown(evening):
    with evening.store.reading() as session:
        return [tuple(one) for one in lists.types(session, session.get_one(Event, evening.event.id))]


def test_types_are_those_of_the_list_and_what_is_known_of_others(evening):
    takes(evening, b"name,type\nMira,VIP\nKenji,Guest\nNoor,Guest\nOda,\n")

    change(evening, {"vip": 600, "Press": 0}, ["VIP"])

    assert shown(evening) == [("Guest", 2, None, False), ("VIP", 1, 600, True), ("Press", 0, 0, False)]


def test_what_is_special_is_true_at_once_of_everybody_of_that_type(evening):
    takes(evening, b"name,email,type,grace\nMira,m@x.test,VIP,\nKenji,k@x.test,VIP,5\nNoor,n@x.test,Guest,\n")

    change(evening, {"VIP": 600}, ["VIP"])
    special = terms(evening)
    change(evening)

    assert special == {
        "Mira": (600, True, False, at("18:40")),
        "Kenji": (300, True, False, at("18:35")),
        "Noor": (None, False, False, at("19:00")),
    }
    assert terms(evening)["Mira"] == (None, False, False, at("19:00"))
    assert terms(evening)["Kenji"] == (300, False, False, at("18:35"))


def test_whoever_asked_for_no_letters_is_left_so(evening):
    takes(evening, b"name,type\nMira,VIP\n")
    with evening.store.writing() as session:
        session.scalars(select(Attendee)).one().no_contact = True

    change(evening, {"VIP": 600})

    assert terms(evening)["Mira"][:3] == (600, False, True)


def test_it_is_one_line_of_the_journal_and_none_where_nothing_is_new(evening):
    def lines():
        with evening.store.reading() as session:
            found = journal.read(session, evening.event.id, after=0, limit=1_000)
        return [one["changed"] for one in found if one["kind"] == "event_changed"]

    before = len(lines())
    change(evening, {"VIP": 600}, ["VIP"])
    change(evening, {"VIP": 600}, ["VIP"])

    assert lines()[before:] == [["type_graces", "vip_types"]]


@pytest.mark.parametrize("seconds", [-60, 8 * 24 * 60 * 60])
def test_a_grace_that_cannot_be_is_refused(evening, seconds):
    with pytest.raises(BadInput):
        change(evening, {"VIP": seconds})


@pytest.mark.parametrize("cell", ["a while", "-5", "1.5", "99999999"])
def test_a_grace_on_the_list_that_is_no_number_is_a_problem_and_not_silence(evening, cell):
    content = f"name,grace\nMira,{cell}\nKenji,5\nNoor,\n".encode()
    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event.id)
        plan = lists.plan(session, event, lists.read_list(content), lists.NOTHING_SAID)

    assert list(plan.apart) == [2]
    assert [(one.row, one.column, one.value) for one in plan.problems] == [(2, "grace", cell)]
    assert "minutes" in plan.problems[0].fix


@pytest.mark.parametrize(
    ("kind", "fields", "term"),
    [
        ("", {}, Term()),
        ("vip", {}, Term(600, vip=True)),
        ("VIP", {"Grace (minutes)": "5"}, Term(600, vip=True)),
        ("VIP", {"Missing after": "5"}, Term(300, vip=True)),
        ("Guest", {"grace": "0", "No contact": "yes"}, Term(0, no_contact=True)),
        ("Guest", {"grace": "a while", "no contact": "no"}, Term()),
        ("Guest", {"grace": "99999999"}, Term()),
    ],
)
def test_somebodys_own_column_goes_before_their_type(kind, fields, term):
    assert Terms({"vip": 600}, frozenset({"vip"})).of(kind, fields) == term


def test_a_list_brings_the_terms_and_never_takes_back_that_somebody_wants_no_letters(evening):
    with evening.store.writing() as session:
        session.execute(update(Event).values(type_graces={"VIP": 600}, vip_types=["VIP"]))
    takes(evening, b"name,email,type,grace\nMira,m@x.test,VIP,\nKenji,k@x.test,,5\n")
    first = terms(evening)
    with evening.store.writing() as session:
        session.execute(update(Attendee).where(Attendee.name == "Kenji").values(no_contact=True))
    takes(evening, b"name,email,type,grace\nMira,m@x.test,Guest,\nKenji,k@x.test,,7\n")

    assert first == {"Mira": (600, True, False, at("18:40")), "Kenji": (300, False, False, at("18:35"))}
    assert terms(evening) == {
        "Mira": (None, False, False, at("19:00")),
        "Kenji": (420, False, True, at("18:37")),
    }
