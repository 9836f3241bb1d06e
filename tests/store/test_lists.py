"""Guest lists: read, planned without writing, taken in once however often they come."""

import csv
import io
import json
import re
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as sa_event
from sqlalchemy import func, select

from badges import codes, journal, lists
from badges.desk import take
from badges.errors import BadFile, BadInput
from badges.events import add_event, read_event
from badges.lists.clean import clean
from badges.model import Attendee, Code, CodeKind, Event, Host, Import
from tests.builders import (
    SECRET,
    a_device,
    a_host,
    a_place,
    a_scan,
    an_attendee,
    an_event,
    at,
    badge_of,
    pass_of,
)

SHARED = Path(__file__).parents[2]
SAMPLES = SHARED / "sample_events"

# Names that have broken badge systems, as their owners write them.
NAMES = [
    *("McDonald", "van der Berg", "d'Arcy", "bell hooks", "Suharto", "O", "Li Wu", "X Æ A-12", "3rd", "Jennifer 8. Lee"),
    *("Wolfeschlegelsteinhausenbergerdorff", "Pablo Diego José Francisco de Paula Juan Nepomuceno"),
    *("Łukasz Żółć", "Đorđe Šešelj", "Nguyễn Thị Ánh", "İpek Işık", "Hawaiʻi Keʻala", "Ħamrun", "Ķēniņš"),
    *("Zo\u00eb", "Юлія Щербак", "Γιώργος Παπαδόπουλος", "Անահիտ", "ნინო ბერიძე", "محمد عبد الله", "שלום"),
    *("\u200eOmar عمر Haddad", "נועה Levi (Ph.D.)", "अनुष्का श्रीवास्तव", "தமிழ்ச்செல்வி", "ക്\u200dഷ", "می\u200cخواهم"),
    *("ณัฐวุฒิ ศรีสุข", "བསྟན་འཛིན", "王小明", "𠮷野家子", "髙橋", "辻\U000e0100 遥", "김민수", "አበበ በቂላ", "ᏣᎳᎩ", "ߒߞߏ"),
    *("O'Brien", "O’Brien", "Smith–Jones", "Dr. Martin Luther King Jr.", "Sample, Bob", 'Robert "Bob" Ross', '"Bo"'),
    *("a name\nwith a line break", "Ana 🦊", "👩🏽\u200d🚀 Kai", "{0}", "%s", "<b>Bo</b>", '=HYPERLINK("http://x")'),
    *("+49 30", "@SUM(A1)", "Robert'); DROP TABLE attendee;--", "${7*7}", "{{7*7}}", "../../etc", "Null", "None"),
    *("NaN", "true", "00123", "1E10", "MARCH1", "-", "a;b", "a\tb", "a|b", "\ufffdx", "Anna Schmidt"),
]


def a_list(*rows, header="name,email,company", delimiter=",", encoding="utf-8", end="\r\n", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.fixture
def party(store):
    """An evening with two hosts whose list is empty."""

    class Party:
        pass

    with store.writing() as session:
        p = Party()
        p.store = store
        p.event = an_event(session, timezone="Europe/Berlin")
        p.ramit = a_host(session, p.event)
        p.thea = a_host(session, p.event, "Thea Märlowe", "Thea@example.test")
    return p


def plan_of(p, data):
    with p.store.reading() as session:
        return lists.plan(session, session.get(Event, p.event.id), lists.read_list(data))


def take_in(p, data):
    plan = plan_of(p, data)
    return lists.as_json(plan, apply_plan(p, plan))


def apply_plan(p, plan):
    return lists.apply(p.store, p.event.slug, plan, secret_key=SECRET, now=at("12:00"), file_name="guests.csv")


def counts(told):
    return (told["new"], told["changed"], told["same"], len(told["skipped"]), len(told["problems"]))


def everybody(p):
    with p.store.reading() as session:
        found = session.scalars(select(Attendee).where(Attendee.event_id == p.event.id).order_by(Attendee.id))
        people = found.all()
        for one in people:
            assert one.hosts is not None
        return people


def names(p):
    return [one.name for one in everybody(p)]


def problems_of(data, p):
    return [(one.row, one.column, one.value, one.fix) for one in plan_of(p, data).problems]


def test_the_same_people_come_out_of_every_encoding_delimiter_and_line_end():
    rows = [["Zoë, the first", "z@x", 'a "quoted"\nname'], ["Łukasz; 王", "l@x", "Tab\there | there"]]
    readings = [
        (lists.read_list(a_list(*rows, delimiter=delimiter, encoding=encoding, end=end)), encoding, delimiter)
        for delimiter in ",;\t|"
        for encoding in ("utf-8", "utf-8-sig", "utf-16")
        for end in ("\n", "\r\n", "\r")
    ]

    for reading, encoding, delimiter in readings:
        assert [row for _, row in reading.rows] == rows
        assert (reading.encoding, reading.delimiter) == (encoding, delimiter)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (b"\x00", "not UTF-8"),
        (b"PK\x03\x04xyz", "Excel workbook"),
        (b"%PDF-1.7", "is a PDF"),
        ("name\nZoë\n".encode("cp1252"), "Line 2 of this list is not UTF-8 text (byte EB)"),
        (b"name\r\nAnn\r\nBo\r\n\xff\xfe\r\n", "Line 4"),
        ("name\nAnn".encode("utf-16-le"), "not UTF-8 text"),
        (b"\xff\xfen\0a\0m\0\x00\xd8", "UTF-16"),
        (b"email,company\na@x,y\n", "no column for names"),
        (b"Ann,Bo\nCy,Di\n", "its first line reads: Ann, Bo"),
        (b'name,email\nAnn,a@x\n"Bo,b@x\nCy,c@x\n', "row 3"),
        (b'name,email\n"Bo" Lund,b@x\n', "row 2"),
        (b"name\n" + b"x" * 10_001, "more than 10,000 characters"),
        (b"name\n" + b"x" * 200_000, "more than 10,000 characters"),
        (b"name" + b"," * 200 + b"\n", "201 columns"),
        (b"name\nA\n" + b"," * 200 + b"\n", "Row 3 has 201 columns"),
        (b"name\n" + b"x\n" * 200_001, "more than 200,000 rows"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data, says):
    with pytest.raises(BadFile, match=re.escape(says)) as refusal:
        lists.read_list(data)

    assert refusal.value.message.endswith(".")


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(BadFile, match="may have 1 MB"):
        lists.read_list(b"name\n" * 300_000, largest=1_000_000)


def test_rows_have_the_numbers_a_spreadsheet_shows(party):
    data = b'\n"name",email\n\n"two\nlines",a@x\n,nobody@x\n'

    reading = lists.read_list(data)

    assert [number for number, _ in reading.rows] == [4, 5]
    assert problems_of(data, party) == [(5, "name", "", "write the name")]


def test_columns_are_known_by_their_usual_names_in_any_order_and_case(party):
    header = "Shirt,SURNAME,E-Mail Address,first_name,Organisation,Ticket-Type,Invited by,Expected,TICKET_CODE"
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
    take_in(party, a_list(["Bob Sample", "Bob", "x"], ["", "Suharto", ""], ["", "", "Ng"], header="name,first,last"))

    assert names(party) == ["Bob Sample", "Suharto", "Ng"]


def test_every_name_survives_letter_for_letter(party):
    told = take_in(party, a_list(*([name, f"p{n}@x", ""] for n, name in enumerate(NAMES))))

    assert counts(told) == (len(NAMES), 0, 0, 0, 0)
    assert names(party) == NAMES
    assert counts(take_in(party, a_list(*([name, f"p{n}@x", ""] for n, name in enumerate(NAMES)))))[2] == len(NAMES)


def test_only_white_space_nuls_and_hostile_marks_are_taken_out_and_the_plan_says_so(party):
    data = a_list(["\u00a0 Ann\u202eFry \t", "a@x", "Tide\0water"], ["\u200fעמר\u200f", "b@x", ""])

    plan = plan_of(party, data)
    apply_plan(party, plan)

    assert names(party) == ["AnnFry", "\u200fעמר\u200f"]
    assert everybody(party)[0].company == "Tidewater"
    assert [(one.row, one.column, one.why) for one in plan.taken] == [
        (2, "name", "hidden direction marks taken out"),
        (2, "company", "a NUL taken out"),
    ]


@given(st.text())
def test_a_clean_name_is_clean(text):
    assert clean(clean(text)) == clean(text)


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


def test_the_report_is_what_the_contract_promises(party):
    told = take_in(party, a_list(["Ann", "a@x", ""], ["ANN", "A@X", ""], ["", "b@x", ""], delimiter=";"))

    assert told == {
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


def test_who_comes_in_has_all_their_codes_and_is_watched_and_found(party):
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


def test_a_whole_import_is_one_line_in_the_journal(party):
    told = take_in(party, a_list(*([f"P {n}", f"p{n}@x", ""] for n in range(1203))))

    with party.store.reading() as session:
        lines = journal.read(session, party.event.id, after=0, limit=10)
        kept = session.get(Import, told["import"])
        shorts = select(func.count(Code.value.distinct())).where(Code.kind == CodeKind.SHORT)
        assert session.scalar(shorts) == 1203
    assert [(line["kind"], line["import"], line["count"]) for line in lines] == [("added", told["import"], 1203)]
    assert (kept.new, kept.file_name) == (1203, "guests.csv")


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
    assert (again.email, again.company, again.kind, again.expected_at) == ("new@x", "New", "speaker", at("18:00"))
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


def test_composed_and_decomposed_a_name_with_one_mail_is_one_person(party):
    told = take_in(party, a_list(["Zo\u00eb", "z@x", ""], ["ZOE\u0308", "z@x", ""]))

    assert counts(told) == (1, 0, 0, 1, 0)


def test_two_tickets_in_one_name_and_mail_are_two_people(party):
    rows = [["Ann", "a@x", "K1"], ["Ann", "a@x", "K2"], ["Ann", "a@x", "K2"]]

    told = [take_in(party, a_list(*rows, header="name,email,code")) for _ in range(2)]

    assert [counts(one)[:4] for one in told] == [(2, 0, 0, 1), (0, 0, 2, 1)]


def test_who_of_two_with_one_name_and_mail_is_meant_is_a_question(party):
    take_in(party, a_list(["Ann", "a@x", "K1"], ["Ann", "a@x", "K2"], header="name,email,code"))

    told = take_in(party, a_list(["Ann", "a@x", "New"]))

    assert (counts(told), told["problems"][0]["fix"]) == (
        (0, 0, 0, 0, 1),
        "add their code, so that it is clear who is meant",
    )


def test_a_name_alone_says_nobody_but_the_same_list_twice_doubles_nobody(party):
    rows = [["Anna Schmidt", "", "Kiebitz"], ["Anna Schmidt", "", "Kiebitz"], ["Anna Schmidt", "", "Ropewalk"]]

    first, second, third = (
        take_in(party, a_list(*some)) for some in (rows, rows, [["Anna Schmidt", "", "Elsewhere"]])
    )

    assert [counts(one)[:3] for one in (first, second, third)] == [(3, 0, 0), (0, 0, 3), (1, 0, 0)]


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


def test_hosts_are_known_by_name_or_mail_in_any_case_and_several_are_parted_by_semicolons(party):
    rows = [["A", "RAMIT"], ["B", "thea@EXAMPLE.test; ramit@example.test;"], ["C", "thea ma\u0308rlowe"], ["D", ""]]

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


def test_two_organisers_who_take_in_one_list_at_once_double_nobody(party):
    rows = [[f"P {n}", f"p{n}@x", ""] for n in range(1100)] + [["Anna", "", ""], ["Anna", "", ""]]
    plans = [plan_of(party, a_list(*rows)) for _ in range(2)]
    applied = []

    threads = [threading.Thread(target=lambda p=plan: applied.append(apply_plan(party, p))) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(everybody(party)) == 1102
    assert (sum(one.new for one in applied), sum(one.same for one in applied)) == (1102, 1102)


def test_between_two_chunks_another_organiser_may_have_added_some_of_the_next(party):
    rows = [["A", "a@x", ""], ["Anna", "", ""], ["Anna", "", ""], ["B", "b@x", ""], ["C", "c@x", ""]]
    mine, theirs = (plan_of(party, a_list(*some)) for some in (rows, rows[1:4]))
    how = {"secret_key": SECRET, "now": at("12:00"), "file_name": "guests.csv"}
    chunks = lists.apply_in_chunks(party.store, party.event.slug, mine, chunk=2, **how)

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
    plan = plan_of(party, a_list(*([f"P {n}", f"p{n}@x", ""] for n in range(3000))))
    seen = []
    thread = threading.Thread(target=apply_plan, args=(party, plan))

    thread.start()
    while thread.is_alive():
        take(party.store, a_place(party.event, desk), [a_scan(attendee=mira.id)], now=at("18:42"))
        with party.store.reading() as session:
            seen.append(session.scalar(select(func.count()).select_from(Attendee)))
    thread.join()

    assert len({count for count in seen if 1 < count < 3001}) >= 2


def test_a_thousand_rows_cost_the_statements_of_their_chunks(party):
    plan = plan_of(party, a_list(*([f"P {n}", f"p{n}@x", "", "ramit"] for n in range(1000)), header="name,email,x,host"))
    statements = []
    sa_event.listen(party.store.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    apply_plan(party, plan)

    assert len(statements) <= 30


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


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: f"name,{text}".encode(errors="ignore")))
def test_whatever_bytes_come_are_a_list_or_are_refused(sqlite_store, data):
    try:
        reading = lists.read_list(data)
    except BadFile as refusal:
        assert refusal.message.endswith(".")
        return

    with sqlite_store.writing() as session:
        event = session.scalar(select(Event)) or an_event(session)
    with sqlite_store.reading() as session:
        plan = lists.plan(session, event, reading)
    lists.apply(sqlite_store, event.slug, plan, secret_key=SECRET, now=at("12:00"), file_name="x")


people = st.lists(
    st.tuples(st.text(min_size=1), st.text(), st.text()).filter(
        lambda row: not any("\0" in cell or cell != clean(cell) for cell in row)
        and any(char.isalnum() for char in row[0])
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=50)
@given(
    people,
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.permutations(["name", "email", "table"]),
)
def test_any_list_reads_the_same_in_any_dress(rows, delimiter, encoding, end, order):
    places = [("name", "email", "table").index(title) for title in order]
    data = a_list(
        *([row[place] for place in places] for row in rows),
        header=",".join(order),
        delimiter=delimiter,
        encoding=encoding,
        end=end,
        quoting=csv.QUOTE_ALL,
    )

    reading = lists.read_list(data)

    read = [tuple(row[order.index(title)] for title in ("name", "email", "table")) for _, row in reading.rows]
    assert read == [tuple(cell.strip() for cell in row) for row in rows]
