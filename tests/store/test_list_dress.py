"""The same list in another dress: encodings, delimiters, columns, headers, dates in their locale."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges import lists
from badges.errors import BadFile, BadInput
from tests.builders import at
from tests.guest_lists import a_list, a_party, everybody, names, plan_of, take_in

PEOPLE = {
    "windows-1252": ("cp1252", ["Jürgen Größe", "Renée Noël", "Søren Ærø", "João Ávila"]),
    "windows-1250": ("cp1250", ["Łukasz Żółć", "Świętosława Ćwik", "Đorđe Šešelj"]),
    "windows-1251": ("cp1251", ["Юлія Щербак", "Алёна Петрова", "Ђорђе Николић"]),
    "gbk": ("gbk", ["王小明", "欧阳娜娜", "司马光"]),
    "shift-jis": ("shift_jis", ["山田太郎", "さくら", "渡邊一郎", "スズキ"]),
    "utf-8": ("utf-8", ["Zoë", "王小明", "Юлія"]),
    "utf-8-sig": ("utf-8-sig", ["Zoë", "عمر"]),
    "utf-16": ("utf-16", ["Zoë", "김민수"]),
    "utf-16-le": ("utf-16-le", ["Ann", "Zoë"]),
}


@pytest.fixture
def party(sqlite_store):
    return a_party(sqlite_store)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(PEOPLE)),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.permutations(["Name", "E-Mail", "Firma"]),
    st.lists(st.sampled_from(["", "The chum parade", "Stand: heute"]), max_size=2),
    st.booleans(),
)
def test_a_list_in_any_encoding_delimiter_and_order_of_columns_has_the_same_people(
    name, delimiter, end, order, above, trailing
):
    encoding, people = PEOPLE[name]
    cells = [{"Name": one, "E-Mail": f"p{n}@x", "Firma": "Kiebitz"} for n, one in enumerate(people)]
    lines = [[title] for title in above] + [order] + [[row[title] for title in order] for row in cells]
    lines = [[*line, ""] if trailing else line for line in lines]
    header, *rows = [delimiter.join(line) for line in lines]
    data = end.join([header, *rows, ""]).encode(encoding)

    reading = lists.read_list(data)

    assert (reading.encoding, reading.delimiter) == (name, delimiter)
    place = list(reading.columns.header).index("Name")
    assert [row[place] for _, row in reading.rows] == people


def test_a_file_from_an_old_mac_is_read_as_one():
    data = "name\rRenée\rJürgen\r".encode("mac_roman")

    assert lists.read_list(data).encoding == "mac-roman"


def test_a_wrongly_guessed_encoding_can_be_named_and_a_wrong_name_is_refused():
    data = "name\nĐorđe\n".encode("cp1250")

    reading = lists.read_list(data, lists.Choices(encoding="windows-1250"))

    assert reading.rows == [(2, ["Đorđe"])]
    for wrong in ("utf-8", "klingon"):
        with pytest.raises(BadFile, match="cannot be read as"):
            lists.read_list(data, lists.Choices(encoding=wrong))


def test_headers_with_line_breaks_doubled_and_in_other_languages_are_known(party):
    header = ["Vor- und\nNachname", "E-Mail-Adresse", "Firma", "Notiz", "Notiz"]

    take_in(
        party,
        a_list(
            ["Ann", "a@x", "Tide", "one", "two"],
            header="|".join(header).replace(",", "").replace("|", ","),
            quoting=csv.QUOTE_ALL,
        ),
    )

    [ann] = everybody(party)
    assert (ann.name, ann.email, ann.company, ann.fields) == (
        "Ann",
        "a@x",
        "Tide",
        {"Notiz": "one", "Notiz (2)": "two"},
    )


def test_questions_of_a_form_are_understood_by_a_telling_word(party):
    header = "What name should stand on your badge?,How can we e-mail you?,Shirt"

    take_in(party, a_list(["Ann", "a@x", "L"], header=header))

    [ann] = everybody(party)
    assert (ann.name, ann.email, ann.fields) == ("Ann", "a@x", {"Shirt": "L"})


def test_what_a_column_is_can_be_said_and_is_remembered_for_the_same_header(party):
    data = a_list(["Ann", "Kiebitz", "7"], header="Wer,Woher,Tisch")
    said = {"Wer": "name", "Woher": "company", "Tisch": "leave out"}

    with pytest.raises(BadFile, match="no column for names"):
        plan_of(party, data)
    plan = plan_of(party, data, lists.Choices(columns=said))
    with party.store.writing() as session:
        lists.remember(session, plan.columns.source, said)
    take_in(party, a_list(["8", "Bo", "Tide"], header="Tisch,Wer,Woher"))

    assert [(new.entry.name, new.entry.company, new.entry.fields) for new in plan.new] == [
        ("Ann", "Kiebitz", {})
    ]
    assert [(one.name, one.company, one.fields) for one in everybody(party)] == [("Bo", "Tide", {})]


@pytest.mark.parametrize("said", [{"Who": "name"}, {"name": "queen"}])
def test_a_column_that_is_not_there_and_a_meaning_that_is_none_are_refused(said):
    with pytest.raises(BadInput, match=r"no column|cannot be"):
        lists.read_list(b"name\nAnn\n", lists.Choices(columns=said))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-05-08 20:15",
            "2026-05-08T20:15+02:00",
            "08.05.2026 20:15",
            "8.5.2026 20:15 Uhr",
            "5/8/26 8:15 PM",
        ),
        *(
            "05/08/2026 20:15",
            "08/05/2026 20:15",
            "8 May 2026 20:15",
            "May 8, 2026 8:15 pm",
            "20:15",
            "8:15 PM",
        ),
        *("20h15", "20.15", "8:15 p.m.", "08.05.2026, 20:15"),
    ],
)
def test_a_time_is_read_as_people_write_it_where_they_live(party, text):
    take_in(party, a_list(["Ann", text], header="name,expected"))

    assert [one.expected_at for one in everybody(party)] == [at("18:15")]


@pytest.mark.parametrize(
    "text", ["soon", "2026-05-08", "08/05/2025 20:15", "25:10", "8 May 2026 20:15 EST", "13:15 PM"]
)
def test_what_is_no_time_of_this_event_is_set_apart_with_what_to_do(party, text):
    [problem] = plan_of(party, a_list(["Ann", text], header="name,expected")).problems

    assert (problem.row, problem.column, problem.value) == (2, "expected", text)
    assert problem.fix


def test_companions_come_as_people_of_their_own_and_a_wrong_number_of_them_is_set_apart(party):
    rows = [["Ann", "a@x", "2"], ["Bo", "b@x", "many"], ["Cy", "c@x", "0"], ["Di", "d@x", "21"]]
    data = a_list(*rows, header="name,email,plus ones")

    plan = plan_of(party, data)
    take_in(party, data)
    again = plan_of(party, data)

    assert [problem.row for problem in plan.problems] == [3, 5]
    assert names(party) == ["Ann", "Ann +1", "Ann +2", "Cy"]
    assert (len(again.same), again.new, again.questions) == (4, (), ())


def test_what_was_said_of_a_column_comes_before_what_it_is_taken_for(party):
    header = "Name,Badge name,note,note"
    said = {"Badge name": "name", "note (2)": "company"}

    plan = plan_of(
        party, a_list(["Ann Lee", "Annie", "one", "Tide"], header=header), lists.Choices(columns=said)
    )
    with party.store.writing() as session:
        lists.remember(session, plan.columns.source, said)
    again = plan_of(party, a_list(["Ann Lee", "Annie", "one", "Tide"], header=header))

    for one in (plan, again):
        [new] = one.new
        assert (new.entry.name, new.entry.company) == ("Annie", "Tide")
        assert new.entry.fields == {"Name": "Ann Lee", "note": "one"}


def test_what_was_said_of_a_column_comes_before_what_a_preset_says(party):
    header = "api_id,name,approval_status,Name on the badge"

    plan = plan_of(
        party,
        a_list(["g-1", "Ann Lee", "approved", "Annie"], header=header),
        lists.Choices(columns={"Name on the badge": "name"}),
    )

    assert [(new.entry.name, new.entry.code) for new in plan.new] == [("Annie", "g-1")]
