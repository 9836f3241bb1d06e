"""Guest lists: what goes in, what is set apart, and what the report says of it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from badges import codes, lists
from badges.events import add_event, read_event
from badges.model import Code, CodeKind, Host
from tests.builders import SECRET, an_event, at, pass_of
from tests.guest_lists import a_list, a_party, apply_plan, counts, everybody, names, plan_of, take_in

SAMPLES = Path(__file__).parents[2] / "sample_events"

# Names that have broken badge systems, as their owners write them.
NAMES = [
    *("McDonald", "van der Berg", "d'Arcy", "bell hooks", "Suharto", "O", "Li Wu", "X Æ A-12", "3rd"),
    *("Wolfeschlegelsteinhausenbergerdorff", "Pablo Diego José Francisco de Paula Juan Nepomuceno"),
    *("Łukasz Żółć", "Đorđe Šešelj", "Nguyễn Thị Ánh", "İpek Işık", "Hawaiʻi Keʻala", "Ħamrun", "Ķēniņš"),
    *("Zo\u00eb", "Юлія Щербак", "Γιώργος Παπαδόπουλος", "Անահիտ", "ნინო ბერიძე", "محمد عبد الله", "שלום"),
    *("Jennifer 8. Lee", "தமிழ்ச்செல்வி", "김민수", "Sample, Bob", 'Robert "Bob" Ross', "Null", "None"),
    *("\u200eOmar عمر Haddad", "נועה Levi (Ph.D.)", "अनुष्का श्रीवास्तव", "ക്\u200dഷ", "می\u200cخواهم"),
    *("ณัฐวุฒิ ศรีสุข", "བསྟན་འཛིན", "王小明", "𠮷野家子", "髙橋", "辻\U000e0100 遥", "አበበ በቂላ", "ᏣᎳᎩ", "ߒߞߏ"),
    *("O'Brien", "O’Brien", "Smith–Jones", "Dr. Martin Luther King Jr.", '"Bo"'),
    *("a name\nwith a line break", "Ana 🦊", "👩🏽\u200d🚀 Kai", "{0}", "%s", "<b>Bo</b>", '=HYPERLINK("http://x")'),
    *("+49 30", "@SUM(A1)", "Robert'); DROP TABLE attendee;--", "${7*7}", "{{7*7}}", "../../etc"),
    *("NaN", "true", "00123", "1E10", "MARCH1", "-", "a;b", "a\tb", "a|b", "\ufffdx", "Anna Schmidt"),
]


@pytest.fixture
def party(sqlite_store):
    """What a file says does not depend on the database; what is written of it is tried on both."""
    return a_party(sqlite_store)


def problems_of(data, p):
    return [(one.row, one.column, one.value, one.fix) for one in plan_of(p, data).problems]


def test_rows_have_the_numbers_a_spreadsheet_shows(party):
    data = b'\n"name",email\n\n"two\nlines",a@x\n,nobody@x\n'

    reading = lists.read_list(data)

    assert [number for number, _ in reading.rows] == [4, 5]
    assert problems_of(data, party) == [(5, "name", "", "write the name")]


def test_columns_are_known_by_their_usual_names_in_any_order_and_case(party):
    header = "Shirt,SURNAME,E-Mail Address,first_name,Organisation,Ticket-Type,Invited by,Expected,CODE"
    row = ["XL", "Fry", "o@x", "Ottoline", "Fry Books", "speaker", "ramit", "19:15", "K-1"]

    take_in(party, a_list(row, header=header))

    [fry] = everybody(party)
    assert (fry.name, fry.email, fry.company, fry.kind) == ("Ottoline Fry", "o@x", "Fry Books", "speaker")
    assert (fry.fields, fry.expected_at, [host.name for host in fry.hosts]) == (
        {"Shirt": "XL"},
        at("17:15"),
        ["Ramit"],
    )


def test_two_columns_with_one_title_and_one_without_a_title_are_all_kept(party):
    take_in(party, a_list(["Ann", "one", "two", "three", ""], header="name,note,note,,empty"))

    assert everybody(party)[0].fields == {"note": "one", "note (2)": "two", "column 4": "three"}


def test_a_whole_name_is_taken_before_its_parts_and_one_part_is_a_name(party):
    rows = [["Bob Sample", "Bob", "x"], ["", "Suharto", ""], ["", "", "Ng"]]

    take_in(party, a_list(*rows, header="name,first,last"))

    assert names(party) == ["Bob Sample", "Suharto", "Ng"]


def test_every_name_survives_letter_for_letter(store):
    party = a_party(store)
    data = a_list(*([name, f"p{n}@x", ""] for n, name in enumerate(NAMES)))

    told = [take_in(party, data) for _ in range(2)]

    assert [counts(one) for one in told] == [(len(NAMES), 0, 0, 0, 0), (0, 0, len(NAMES), 0, 0)]
    assert names(party) == NAMES


def test_only_white_space_nuls_and_hostile_marks_are_taken_out_and_the_plan_says_so(store):
    party = a_party(store)
    data = a_list(["\u00a0 Ann\u202eFry \t", "a@x", "Tide\0water"], ["\u200fעמר\u200f", "b@x", ""])

    plan = plan_of(party, data)
    apply_plan(party, plan)

    assert names(party) == ["AnnFry", "\u200fעמר\u200f"]
    assert everybody(party)[0].company == "Tidewater"
    assert [(one.row, one.column, one.why) for one in plan.taken] == [
        (2, "name", "hidden direction marks taken out"),
        (2, "company", "a NUL taken out"),
    ]


@pytest.mark.parametrize("name", ["networking-party", "conference", "gala"])
def test_every_sample_list_is_taken_in_without_a_problem_and_the_second_time_nothing_is_new(store, name):
    folder = SAMPLES / name
    with store.writing() as session:
        event = add_event(session, read_event((folder / "event.toml").read_text(), name), now=at("12:00"))
    told = []

    for _ in range(2):
        with store.reading() as session:
            plan = lists.plan(session, event, lists.read_list((folder / "guests.csv").read_bytes()))
        applied = lists.apply(store, name, plan, secret_key=SECRET, now=at("12:00"), file_name="guests.csv")
        told.append(lists.as_json(plan, applied))

    rows = {"networking-party": 48, "conference": 600, "gala": 250}[name]
    assert [counts(one) for one in told] == [(rows, 0, 0, 0, 0), (0, 0, rows, 0, 0)]


def test_planning_writes_nothing(party):
    plan = plan_of(party, a_list(["Ann", "a@x", ""]))

    assert (len(plan.new), everybody(party)) == (1, [])
    assert lists.as_json(plan)["import"] is None


PROMISED = ["preset", "encoding", "delimiter", "rows", "new", "changed", "same"]
PROMISED += ["skipped", "problems", "import"]


def test_the_report_is_what_the_contract_promises(party):
    told = take_in(party, a_list(["Ann", "a@x", ""], ["ANN", "A@X", ""], ["", "b@x", ""], delimiter=";"))

    assert {key: told[key] for key in PROMISED} == {
        "preset": None,
        "encoding": "utf-8",
        "delimiter": ";",
        "rows": 3,
        "new": 1,
        "changed": 0,
        "same": 0,
        "skipped": [{"row": 3, "why": "it repeats row 2"}],
        "problems": [
            {"row": 4, "column": "name", "value": "", "why": "the name is missing", "fix": "write the name"}
        ],
        "import": 1,
    }
    assert json.dumps(told)


def test_who_comes_in_has_all_their_codes_and_is_watched_and_found(store):
    party = a_party(store)
    take_in(party, a_list(["Søren Ærø", "s@x", "North Pier", "evt-1"], header="name,email,company,code"))

    [soren] = everybody(party)
    with party.store.reading() as session:
        kinds = {
            code.kind: code.value
            for code in session.scalars(select(Code).where(Code.attendee_id == soren.id))
        }
    assert kinds[CodeKind.PASS] == codes.fingerprint(pass_of(soren))
    assert codes.read(kinds[CodeKind.BADGE]).ours == kinds[CodeKind.BADGE]
    assert codes.read(kinds[CodeKind.SHORT]).short == kinds[CodeKind.SHORT]
    assert kinds[CodeKind.FOREIGN] == "evt-1"
    assert (soren.folded, soren.due_at) == (" soren aero north pier", at("19:00"))


def test_hosts_are_known_by_name_or_mail_in_any_case_and_several_are_parted_by_semicolons(party):
    both = "thea@EXAMPLE.test; ramit@example.test;"
    rows = [["A", "RAMIT"], ["B", both], ["C", "thea ma\u0308rlowe"], ["D", ""]]

    take_in(party, a_list(*rows, header="name,host"))

    assert [sorted(host.name for host in one.hosts) for one in everybody(party)] == [
        ["Ramit"],
        ["Ramit", "Thea Märlowe"],
        ["Thea Märlowe"],
        [],
    ]


def test_every_problem_of_a_row_is_told_at_once_and_the_good_rows_go_in(party):
    with party.store.writing() as session:
        session.add(Host(event_id=party.event.id, name="ramit", email="other@x"))
    rows = [
        ["", "nobody;ramit", "tomorrow"],
        ["Ann", "", ""],
        ["Bo", "", "2026-05-08"],
        ["Cy", "", "2026-03-29T02:30"],
        ["Di", "", "25:00"],
        ["Ed", "", "", "", "more"],
        ["Fy", "", "", "", ""],
        ["\u200b", "", ""],
    ]

    told = take_in(party, a_list(*rows, header="name,host,expected"))

    assert names(party) == ["Ann", "Fy"]
    assert [(one["row"], one["column"], one["value"], one["fix"]) for one in told["problems"]] == [
        (2, "expected", "tomorrow", "write it like 2026-05-08 19:15 or 19:15"),
        (2, "host", "nobody", "add the host to the event or correct the name"),
        (2, "host", "ramit", "write the host's mail instead"),
        (2, "name", "", "write the name"),
        (4, "expected", "2026-05-08", "write it like 2026-05-08 19:15 or 19:15"),
        (5, "expected", "2026-03-29T02:30", "write the offset with it, such as 2026-05-08T19:15+02:00"),
        (6, "expected", "25:00", "write it like 2026-05-08 19:15 or 19:15"),
        (7, "", "more", "put text that contains the delimiter in quotation marks"),
        (9, "name", "\u200b", "write the name"),
    ]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("19:15", at("19:15")),
        ("7:05", at("07:05")),
        ("00:15", at("00:15", day=9)),
        ("2026-05-08T19:15", at("19:15")),
        ("2026-05-08 19:15:30", at("19:15:30")),
        ("2026-05-08T19:15+02:00", at("17:15")),
        ("2026-05-08T19:15Z", at("19:15")),
    ],
)
def test_an_expected_time_is_local_and_after_midnight_it_is_of_that_night(sqlite_store, written, moment):
    with sqlite_store.writing() as session:
        event = an_event(session, doors_at=at("13:00"), end_at=at("01:00", day=9))

    with sqlite_store.reading() as session:
        plan = lists.plan(session, event, lists.read_list(a_list(["Ann", written], header="name,expected")))

    assert plan.new[0].entry.expected_at == moment


def test_a_short_code_that_somebody_has_is_given_to_nobody_else(store, monkeypatch):
    party = a_party(store)
    take_in(party, a_list(["Ann", "a@x", ""]))
    with party.store.reading() as session:
        anns = session.scalar(select(Code.value).where(Code.kind == CodeKind.SHORT))
    drawn = iter([anns, "B00000", "C00000"])
    monkeypatch.setattr(codes, "new_short_code", lambda: next(drawn))

    take_in(party, a_list(["Bo", "b@x", ""], ["Cy", "c@x", ""]))

    with party.store.reading() as session:
        short = session.scalars(select(Code.value).where(Code.kind == CodeKind.SHORT)).all()
    assert sorted(short) == sorted([anns, "B00000", "C00000"])
