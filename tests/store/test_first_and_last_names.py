"""First and last names: kept as the list gives them, never guessed, never left beside another name."""

import pytest

from badges import corrections, lists
from badges.lists import parts
from badges.model import Event
from tests.builders import a_device, at
from tests.guest_lists import a_list, a_party, counts, everybody, take_in


@pytest.fixture
def party(store):
    return a_party(store)


def said(p):
    return [(one.name, one.first_name, one.last_name) for one in everybody(p)]


def correct(p, name):
    [one] = everybody(p)
    with p.store.writing() as session:
        event = session.get_one(Event, p.event.id)
        desk = a_device(session, event)
        how = {"name": name, "company": "", "device": desk.id, "now": at("18:00")}
        corrections.correct(session, event, one.id, **how)


@pytest.mark.parametrize(
    ("header", "row", "kept"),
    [
        ("first name,last name", ["Luc", "van der Berg"], ("Luc van der Berg", "Luc", "van der Berg")),
        ("first name,last name", ["", "Suharto"], ("Suharto", "", "Suharto")),
        ("first name,last name", ["Madonna", ""], ("Madonna", "Madonna", "")),
        ("name", ["Martin Luther King"], ("Martin Luther King", "", "")),
        ("name,first name,last name", ["Dr. Bo Ng", "Bo", "Ng"], ("Dr. Bo Ng", "Bo", "Ng")),
        ("Vorname,Name", ["Anna", "Schmidt"], ("Anna Schmidt", "Anna", "Schmidt")),
        ("名,姓", ["小明", "王"], ("小明 王", "小明", "王")),
    ],
)
def test_the_parts_are_kept_as_the_list_gives_them_and_nobody_guesses_others(party, header, row, kept):
    take_in(party, a_list(row, header=header))

    assert said(party) == [kept]


def test_a_companion_stands_beside_who_brings_them(party):
    rows = ["Anna", "Schmidt", "1"], ["Madonna", "", "1"]

    take_in(party, a_list(*rows, header="first name,last name,plus ones"))

    assert said(party) == [
        ("Anna Schmidt", "Anna", "Schmidt"),
        ("Anna Schmidt +1", "Anna", "Schmidt +1"),
        ("Madonna", "Madonna", ""),
        ("Madonna +1", "Madonna +1", ""),
    ]


def test_a_list_that_gives_the_parts_later_adds_them_and_taken_back_takes_them_away(party):
    take_in(party, a_list(["Anna Schmidt", "a@x"], header="name,email"))

    told = take_in(party, a_list(["Anna", "Schmidt", "a@x"], header="first name,last name,email"))

    assert (counts(told), said(party)) == ((0, 1, 0, 0, 0), [("Anna Schmidt", "Anna", "Schmidt")])
    lists.undo(party.store, party.event.slug, told["import"], now=at("13:00"))
    assert said(party) == [("Anna Schmidt", "", "")]


def test_a_list_without_the_parts_leaves_them_where_the_name_stays(party):
    take_in(party, a_list(["Anna", "Schmidt", "c1"], header="first name,last name,code"))

    told = take_in(party, a_list(["Anna Schmidt", "c1"], header="name,code"))

    assert (counts(told), said(party)) == ((0, 0, 1, 0, 0), [("Anna Schmidt", "Anna", "Schmidt")])


@pytest.mark.parametrize(
    ("mended", "first", "last"),
    [
        ("Anne Schmidt", "Anne", "Schmidt"),
        ("Anna Maria Schmidt", "Anna Maria", "Schmidt"),
        ("Anna Schmidt-Lund", "Anna", "Schmidt-Lund"),
        ("Schmidt Anna", "", ""),
        ("Schmidt", "", ""),
        ("Anna", "", ""),
        ("Bo Lund", "", ""),
    ],
)
@pytest.mark.parametrize("by", ["the desk", "a list"])
def test_a_name_that_is_mended_keeps_no_part_that_is_not_in_it(party, by, mended, first, last):
    take_in(party, a_list(["Anna", "Schmidt", "c1"], header="first name,last name,code"))

    if by == "the desk":
        correct(party, mended)
    else:
        take_in(party, a_list([mended, "c1"], header="name,code"))

    assert said(party) == [(mended, first, last)]


def test_parts_of_a_name_that_they_do_not_make_up_go_when_it_is_mended():
    assert parts.after("Dr. Mira Lund", was="Dr. Mira Okafor", first="Mira", last="Okafor") == ("", "")


def test_no_list_changes_the_parts_of_a_name_that_the_desk_corrected(party):
    data = a_list(["Jon", "Smyth", "c1"], header="first name,last name,code")
    take_in(party, data)
    correct(party, "John Smyth")

    told = take_in(party, data)

    assert (counts(told), said(party)) == ((0, 0, 1, 0, 0), [("John Smyth", "John", "Smyth")])


def test_a_name_that_the_desk_corrected_keeps_its_parts_when_the_list_is_taken_back(party):
    header = "first name,last name,code"
    take_in(party, a_list(["Jon", "Smyth", "c1"], header=header))
    told = take_in(party, a_list(["Jon", "Smith", "c1"], header=header))
    correct(party, "John Smith")

    undone = lists.undo(party.store, party.event.slug, told["import"], now=at("19:00"))

    assert said(party) == [("John Smith", "John", "Smith")]
    assert [one.why for one in undone.kept] == ["changed again since: last_name, name"]
