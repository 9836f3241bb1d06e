"""Who is who when a guest list comes again: nobody doubled, nobody lost, arrivals kept."""


import pytest

from badges.desk import take
from badges.model import CodeKind
from tests.builders import a_device, a_place, a_scan, at, badge_of
from tests.guest_lists import a_list, a_party, counts, everybody, names, take_in


@pytest.fixture
def party(store):
    return a_party(store)


def test_a_list_that_comes_again_changes_what_changed_and_keeps_arrivals(party):
    header = "name,email,company,type,host,expected,code,Shirt"
    take_in(party, a_list(["Ann", "a@x", "Old", "guest", "ramit", "", "K1", "XL"], header=header))
    [ann] = everybody(party)
    with party.store.writing() as session:
        desk = a_device(session, party.event)
    take(party.store, a_place(party.event, desk), [a_scan(attendee=ann.id)], now=at("18:42"))

    row = ["Ann", "new@x", "New", "speaker", "Ramit;thea@example.test", "20:00", "K1", "L"]
    told = take_in(party, a_list(row, header=header))

    [again] = everybody(party)
    assert counts(told) == (0, 1, 0, 0, 0)
    assert (again.id, again.arrived_at, again.pass_seed) == (ann.id, at("18:42"), ann.pass_seed)
    assert (again.email, again.company, again.kind) == ("new@x", "New", "speaker")
    assert again.expected_at == at("18:00")
    assert (again.fields, {host.name for host in again.hosts}) == ({"Shirt": "L"}, {"Ramit", "Thea Märlowe"})
    assert again.folded == " ann new"
    # She is here without her badge, and that is what the clock looks at next.
    assert again.due_at == at("18:52")


def test_what_a_list_has_no_column_for_stays(party):
    take_in(party, a_list(["Ann", "a@x", "Tide", "XL"], header="name,email,company,Shirt"))

    told = take_in(party, a_list(["Ann", "a@x", "5"], header="name,email,Table"))

    [ann] = everybody(party)
    assert counts(told) == (0, 1, 0, 0, 0)
    assert (ann.company, ann.fields) == ("Tide", {"Shirt": "XL", "Table": "5"})


def test_a_code_says_who_somebody_is_even_when_their_name_was_mended(party):
    take_in(party, a_list(["Ana Luca", "a@x", "K1"], header="name,email,code"))

    told = take_in(party, a_list(["Ana Lucía", "b@x", "K1"], header="name,email,code"))

    assert (counts(told), names(party)) == ((0, 1, 0, 0, 0), ["Ana Lucía"])


def test_a_family_with_one_mail_are_all_there_and_so_are_namesakes(party):
    rows = [["June Abernathy", "family@x", ""], ["Walt Abernathy", "FAMILY@x", ""]]
    rows += [["Anna Schmidt", "a1@x", "Kiebitz"], ["Anna Schmidt", "a2@x", "Kiebitz"]]

    told = [take_in(party, a_list(*rows)) for _ in range(2)]

    assert [counts(one)[:3] for one in told] == [(4, 0, 0), (0, 0, 4)]


def test_two_tickets_in_one_name_and_mail_are_two_people(party):
    rows = [["Ann", "a@x", "K1"], ["Ann", "a@x", "K2"], ["Ann", "a@x", "K2"]]

    files = (rows, rows, [["Ann", "a@x", "K3"]])
    told = [take_in(party, a_list(*some, header="name,email,code")) for some in files]

    assert [counts(one)[:4] for one in told] == [(2, 0, 0, 1), (0, 0, 2, 1), (0, 0, 0, 0)]
    # A third code when both of hers are gone from the file: a new ticket, or one replaced?
    assert [asked["row"] for asked in told[2]["questions"]] == [2]


def test_who_of_two_with_one_name_and_mail_is_meant_is_a_question(party):
    take_in(party, a_list(["Ann", "a@x", "K1"], ["Ann", "a@x", "K2"], header="name,email,code"))

    told = take_in(party, a_list(["Ann", "a@x", "New"]))

    assert (counts(told), told["problems"][0]["fix"]) == (
        (0, 0, 0, 0, 1),
        "add their code, so that it is clear who is meant",
    )


def test_a_name_alone_says_nobody_but_the_same_list_twice_doubles_nobody(party):
    rows = [["Anna Schmidt", "", company] for company in ("Kiebitz", "Kiebitz", "Ropewalk")]

    first, second, third = (
        take_in(party, a_list(*some)) for some in (rows, rows, [["Anna Schmidt", "", "Elsewhere"]])
    )

    assert [counts(one)[:3] for one in (first, second, third)] == [(3, 0, 0), (0, 0, 3), (0, 0, 0)]
    assert [asked["other_name"] for asked in third["questions"]] == ["Anna Schmidt"]


def test_a_code_is_given_to_who_had_none(party):
    take_in(party, a_list(["Ann", "a@x", ""]))

    told = [take_in(party, a_list(["Ann", "a@x", "K1"], header="name,email,code")) for _ in range(2)]

    assert [counts(one)[:3] for one in told] == [(0, 1, 0), (0, 0, 1)]
    with party.store.reading() as session:
        assert badge_of(session, everybody(party)[0], CodeKind.FOREIGN) == "K1"


def test_a_code_that_two_names_share_is_nobodys_until_it_is_mended(party):
    rows = [["Ann", "a@x", "K1"], ["Bo", "b@x", "K1"], ["Cy", "c@x", "K2"]]

    told = take_in(party, a_list(*rows, header="name,email,code"))

    assert (names(party), [one["row"] for one in told["problems"]]) == (["Cy"], [2, 3])
