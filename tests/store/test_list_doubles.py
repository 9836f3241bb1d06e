"""Likely doubles are asked about and never decided; who is gone from a file is shown and never removed."""

import pytest

from badges import lists
from badges.desk import take
from badges.lists.doubles import alike
from badges.model import CodeKind
from tests.builders import a_device, a_place, a_scan, at, badge_of
from tests.guest_lists import a_list, a_party, counts, everybody, names, plan_of, take_in

WITH_CODES = "name,email,code"


@pytest.fixture
def party(store):
    return a_party(store)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jon Smith", "John Smith"),
        ("O'Brien", "O’Brien"),
        ("Zo\u00eb Lind", "Zoe\u0308 Lind"),
        ("Okafor Mira", "Mira Okafor"),
        ("Mira", "Mira Okafor"),
        ("MIRA OKAFOR", "Mira  Okafor"),
    ],
)
def test_nearly_one_name_under_one_mail_is_a_question(party, one, other):
    take_in(party, a_list([one, "both@x", ""]))

    plan = plan_of(party, a_list([other, "both@x", ""]))

    assert (len(plan.new), len(plan.questions)) == ((0, 1) if one.casefold() != other.casefold() else (0, 0))


@pytest.mark.parametrize(("one", "other"), [("June Abernathy", "Walt Abernathy"), ("Li", "Wu"), ("Ng", "Ny")])
def test_other_names_are_other_people(one, other):
    assert not alike(one, other)


def test_two_rows_of_one_file_that_may_be_one_person_are_a_question_too(party):
    told = take_in(party, a_list(["Jon Smith", "s@x", ""], ["John Smith", "s@x", ""]))

    assert names(party) == ["Jon Smith"]
    [asked] = told["questions"]
    assert (asked["row"], asked["other_row"], asked["other_name"]) == (3, 2, "Jon Smith")


@pytest.mark.parametrize(
    ("answer", "people", "counted"),
    [
        ("same", ["John Smith"], (0, 1)),
        ("new", ["Jon Smith", "John Smith"], (1, 0)),
        ("leave", ["Jon Smith"], (0, 0)),
        ("", ["Jon Smith"], (0, 0)),
    ],
)
def test_the_organiser_says_who_somebody_is(party, answer, people, counted):
    take_in(party, a_list(["Jon Smith", "s@x", ""]))
    data = a_list(["John Smith", "s@x", ""])

    by_row = plan_of(party, data, lists.Choices(rows={2: answer} if answer else {}))
    told = take_in(party, data, lists.Choices(doubles=answer))

    assert (names(party), counts(told)[:2]) == (people, counted)
    assert (len(by_row.new), len(by_row.changed)) == counted


def test_somebody_of_whom_no_mail_was_known_is_a_question_and_namesakes_with_mails_are_none(party):
    take_in(party, a_list(["Anna Schmidt", "", "Kiebitz"], ["Bo", "b1@x", ""]))

    plan = plan_of(party, a_list(["Anna Schmidt", "a@x", "Kiebitz"], ["Bo", "b2@x", ""]))

    assert [(asked.row, asked.other_name) for asked in plan.questions] == [(2, "Anna Schmidt")]
    assert [new.entry.name for new in plan.new] == ["Bo"]


def test_two_exports_of_one_event_are_a_question_and_both_codes_then_read(party):
    take_in(party, a_list(["Mira Okafor", "m@x", "evt-1"], header=WITH_CODES))
    data = a_list(["Mira Okafor", "M@x", "tito-9"], header=WITH_CODES)

    asked = plan_of(party, data).questions
    take_in(party, data, lists.Choices(doubles="same"))

    assert [one.other_name for one in asked] == ["Mira Okafor"]
    with party.store.writing() as session:
        desk = a_device(session, party.event)
    place = a_place(party.event, desk)
    done = take(party.store, place, [a_scan(code="evt-1"), a_scan("collect", "tito-9")], now=at())
    assert [one.result for one in done.answers] == ["done", "done"]
    assert counts(take_in(party, data))[:3] == (0, 0, 1)


def test_a_row_that_is_asked_about_holds_its_person_on_the_list(party):
    take_in(party, a_list(["Jon Smith", "s@x", ""], ["Ann", "a@x", ""]))

    plan = plan_of(party, a_list(["John Smith", "s@x", ""]))

    assert [gone.name for gone in plan.gone] == ["Ann"]


def test_who_is_gone_from_the_file_stays_until_somebody_says_otherwise(party):
    rows = [["Ann", "a@x", ""], ["Bo", "b@x", ""], ["Cy", "c@x", ""]]
    take_in(party, a_list(*rows))
    ann, bo, cy = everybody(party)
    with party.store.writing() as session:
        desk = a_device(session, party.event)
    take(party.store, a_place(party.event, desk), [a_scan(attendee=cy.id)], now=at("18:42"))
    rest = a_list(rows[0])

    told = take_in(party, rest)
    stayed = [one.cancelled_at for one in everybody(party)]
    # The one is named, the other is asked for and came all the same.
    removed = take_in(party, a_list(*rows[:1]), lists.Choices(remove=frozenset({bo.id, cy.id})))

    assert [(one["name"], one["why"], one["here"]) for one in told["gone"]] == [
        ("Bo", "not in this file", False),
        ("Cy", "not in this file", True),
    ]
    assert stayed == [None, None, None]
    # What the last file held was Ann alone, so the second time nobody is gone.
    assert (removed["removed"], removed["gone"]) == (0, [])
    assert ann.id


def test_whom_the_organiser_takes_off_the_list_is_cancelled_and_comes_back_with_the_file(party):
    rows = [["Ann", "a@x", ""], ["Bo", "b@x", ""]]
    take_in(party, a_list(*rows))

    told = take_in(party, a_list(rows[0]), lists.Choices(remove_all=True))
    gone = [bool(one.cancelled_at) for one in everybody(party)]
    again = take_in(party, a_list(*rows))

    assert (told["removed"], gone) == (1, [False, True])
    assert counts(again)[:3] == (0, 1, 1)
    assert [one.cancelled_at for one in everybody(party)] == [None, None]
    assert everybody(party)[1].due_at is not None


def test_mended_rows_are_a_part_of_their_list_and_nobody_else_is_missing_from_them(party):
    data = a_list(
        ["Ann", "a@x", "Ramit"], ["", "b@x", "Ramit"], ["Cy", "c@x", "Who"], header="name,email,host"
    )
    with party.store.reading() as session:
        reading = lists.read_list(data)
        plan = lists.plan(session, party.event, reading)
    take_in(party, data)

    apart = lists.rows_apart(reading, plan).decode("utf-8-sig")
    mended = apart.replace(",b@x", "Bo,b@x").replace("Who", "Thea@example.test").encode()
    told = take_in(party, mended)
    again = plan_of(party, data.replace(b",b@x,", b"Bo,b@x,").replace(b"Who", b"Ramit"))

    assert apart.splitlines()[0] == "name,email,host,Last Badge: what to mend"
    assert "the name is missing; write the name" in apart
    assert (counts(told), told["gone"], names(party)) == ((2, 0, 0, 0, 0), [], ["Ann", "Bo", "Cy"])
    assert everybody(party)[1].fields == {}
    assert (again.gone, len(again.same)) == ((), 2)


def test_rows_set_apart_run_no_formula_in_a_spreadsheet_and_come_back_as_they_were(party):
    data = a_list(["=1+1", "a@x", "Who"], header="name,email,host")
    with party.store.reading() as session:
        reading = lists.read_list(data)
        apart = lists.rows_apart(reading, lists.plan(session, party.event, reading))

    take_in(party, apart.replace(b"Who", b"Ramit"))

    assert b"'=1+1" in apart
    assert names(party) == ["=1+1"]


def test_rows_set_apart_keep_their_titles_also_doubled_and_dangerous_ones(party):
    data = a_list(["Ann", "Who", "one", "two", "x", "y"], header="name,host,note,note,=1+1,")
    with party.store.reading() as session:
        reading = lists.read_list(data)
        apart = lists.rows_apart(reading, lists.plan(session, party.event, reading))

    take_in(party, apart.replace(b"Who", b"Ramit"))

    assert everybody(party)[0].fields == {"note": "one", "note (2)": "two", "=1+1": "x", "column 6": "y"}


def test_unknown_hosts_are_offered_and_added_when_the_organiser_says_so(party):
    rows = [["Ann", "a@x", "Ramit; Lou <lou@x>"], ["Bo", "b@x", "Nobody We Know"], ["Cy", "c@x", "cara@x"]]
    data = a_list(*rows, header="name,email,host")

    offered = plan_of(party, data)
    told = take_in(
        party, data, lists.Choices(hosts={"Lou <lou@x>": "", "cara@x": "", "Nobody We Know": "nwk@x"})
    )

    assert [(one.text, one.name, one.email, one.rows) for one in offered.strangers] == [
        ("Lou <lou@x>", "Lou", "lou@x", 1),
        ("Nobody We Know", "Nobody We Know", "", 1),
        ("cara@x", "cara", "cara@x", 1),
    ]
    assert counts(told) == (3, 0, 0, 0, 0)
    hosts = [[(host.name, host.email) for host in one.hosts] for one in everybody(party)]
    assert hosts[0][1:] == [("Lou", "lou@x")]
    assert hosts[1:] == [[("Nobody We Know", "nwk@x")], [("cara", "cara@x")]]


def test_a_foreign_code_taken_from_two_files_belongs_to_one_person(party):
    take_in(party, a_list(["Ann", "a@x", ""], header=WITH_CODES))

    take_in(party, a_list(["Ann", "a@x", "K1"], header=WITH_CODES))

    with party.store.reading() as session:
        assert badge_of(session, everybody(party)[0], CodeKind.FOREIGN) == "K1"
