"""The list written to a file, and the promise that what we write we read back unchanged."""

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import event as sqlalchemy_event

from badges.armour import armoured, bared
from badges.errors import BadInput, UnknownEvent
from badges.lists import export
from badges.lists.clean import clean, is_blank
from badges.lists.columns import read_header
from badges.lists.export import FORMS, TITLES, export_list, written
from badges.lists.presets import preset_named
from badges.lists.titles import BADGE, CODE, FIELD
from badges.model import Attendee, Code, CodeKind, Event
from tests.builders import a_host, an_attendee, an_event, at, badge_of
from tests.guest_lists import a_list, a_party, counts, everybody, take_in
from tests.store.test_lists import NAMES

BERLIN = ZoneInfo("Europe/Berlin")
# The names of the house that are no example yet, and what spreadsheets and their files do to texts.
TRAPS = [
    *("MacLeod", "de la Cruz", "danah boyd", "Jean-Luc", "Al-Ḥusayn", "Zoe\u0308", "Siân", "Алёна"),
    *("فاطمة الزهراء", "אברהם בן־דוד", "প্রিয়াঙ্কা", "ශ්‍රී", "ສົມພອນ", "សុខា", "အောင်ဆန်း", "さくら", "ᠪᠠᠲᠤ"),
    *("=1+1", "'=1+1", "''=1+1", "'Ann", "'-5", "+49 30 123", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0"),
    *("00123", "TRUE", "FALSE", "1E10", "1.0", "1,5", "2026-05-08", "08.05.2026 19:15", "5/8", "12:00"),
    *("#N/A", "http://example.test/?a=1&b=2", "mailto:ann@example.test", "file:///etc/passwd"),
    *("_x0041_", "_x005F_x0041_", "_x0041_x0042_", "_x005f_", "_x00e9_", "_xD83D_", "_x", "&amp;", "]]>"),
    *("<r>rich</r>", "<r></is></c><c><v>1</v></c></r>", "<r><t>x</t></r>", 'a "quoted" one', '"'),
    *("a\rb", "a\nb", "a\r\nb", "a\n\nb", "a\x0bb", "a\x01b", "a\x1b[2Jb", "a\x7fb", "a\x85b", "a\u2028b"),
    *("a  b", "a\u00a0b", "a\u200bb", "\ufeffb", "\U0010fffd", "\U0001f1e9\U0001f1ea", "x" * 9_999),
]


def exported(p, form, *, now=None):
    out = io.BytesIO()
    export_list(p.store, p.event.slug, form, out, now=now or at("19:30"))
    return out.getvalue()


def rows_of_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def rows_of_workbook(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Attendees").to_python()


def saved_by_a_spreadsheet(data):
    """The same cells, as spreadsheets of half the world write them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows_of_csv(data))
    return out.getvalue().encode("utf-8-sig")


def of(p, one, did=None):
    """Everything a list can say of somebody."""
    return (
        *(one.name, one.first_name, one.last_name, one.email, one.company, one.kind),
        *(one.fields, one.expected_at, one.cancelled_at),
    )


def assert_comes_back_unchanged(p, data, cancelled=0):
    before = [(*of(p, one), [host.id for host in one.hosts]) for one in everybody(p)]

    told = take_in(p, data)

    assert told["preset"] == "last-badge"
    assert [told[what] for what in ("problems", "questions", "taken_out", "gone", "hosts")] == [[]] * 5
    assert counts(told) == (0, 0, len(before) - cancelled, cancelled, 0)
    assert [(*of(p, one), [host.id for host in one.hosts]) for one in everybody(p)] == before


def every_dress(p):
    """What we write, and what a spreadsheet makes of our CSV."""
    return {
        "xlsx": exported(p, "xlsx"),
        "csv": exported(p, "csv"),
        "csv saved again": saved_by_a_spreadsheet(exported(p, "csv")),
    }


@pytest.fixture
def party(sqlite_store):
    return a_party(sqlite_store)


@pytest.fixture
def evening(store):
    """Somebody of every kind, half past seven."""
    p = a_party(store)
    with p.store.writing() as session:
        event = session.get(Event, p.event.id)
        fallback = a_host(session, event, "Olu", fallback=True)
        mira = an_attendee(
            session,
            event,
            "Mira Okafor",
            hosts=[session.merge(p.thea), session.merge(p.ramit)],
            company="Okafor & Daughters",
            email="mira@example.test",
            kind="speaker",
            first_name="Mira",
            last_name="Okafor",
            foreign="evt-0042",
            expected_at=at("17:15"),
            fields={"Shirt": "XL"},
            arrived_at=at("18:42:17"),
            collected_at=at("18:45"),
            left_at=at("19:00:30") + timedelta(milliseconds=482),
        )
        session.add(Code(event_id=event.id, attendee_id=mira.id, kind=CodeKind.FOREIGN, value="evt-0043"))
        an_attendee(session, event, "=Noor", cancelled_at=at("12:00"), fields={"Diet": "=x", "Shirt": "S"})
        an_attendee(session, event, "Jo Wren", cancelled_at=at("12:00"), arrived_at=at("18:31"))
        an_attendee(session, event, "Own Olu", hosts=[fallback])
        an_attendee(session, event, "Late Lee", late_until=at("20:00"))
        other = an_event(session, "gala", "The gala")
        an_attendee(session, other, "Zelda Elsewhere", fields={"Elsewhere": "yes"})
        an_attendee(session, event, "Ann Lund")
        p.badges = [badge_of(session, one) for one in session.query(Attendee).filter_by(event_id=event.id)]
    return p


def expected_rows(p):
    badges = sorted(p.badges)
    rows = [
        [
            *("Mira Okafor", "mira@example.test", "Okafor & Daughters", "speaker"),
            *("ramit@example.test; Thea@example.test", "2026-05-08 19:15", "evt-0042", "left early"),
            *("2026-05-08 20:42:17", "2026-05-08 20:45", "2026-05-08 21:00:30", ""),
            *("Mira", "Okafor", "XL", ""),
        ],
        ["=Noor", "", "", "", "", "", "", "cancelled", "", "", "", "", "", "", "S", "=x"],
        ["Jo Wren", *[""] * 6, "here although cancelled", "2026-05-08 20:31", *[""] * 7],
        ["Own Olu", "", "", "", "olu@example.test", "", "", "missing", *[""] * 8],
        ["Late Lee", *[""] * 6, "late", *[""] * 8],
        ["Ann Lund", *[""] * 6, "missing", *[""] * 8],
    ]
    return [[*TITLES, "Shirt", "Diet"], *rows], badges


def test_everybody_is_written_in_list_order_with_their_arrivals_in_the_events_own_time(evening):
    header, *rows = rows_of_csv(exported(evening, "csv"))
    expected, badges = expected_rows(evening)

    assert sorted(row[11] for row in rows) == badges
    assert [header, *([*row[:11], "", *row[12:]] for row in rows)] == [
        [f"'{cell}" if cell.startswith("=") else cell for cell in row] for row in expected
    ]


def test_a_workbook_has_the_same_texts_and_real_moments(evening):
    header, *rows = rows_of_workbook(exported(evening, "xlsx"))
    expected, badges = expected_rows(evening)

    assert sorted(row[11] for row in rows) == badges
    assert {type(rows[0][place]) for place in (5, 8, 9, 10)} == {datetime}
    shown = [[str(cell).removesuffix(":00") for cell in row] for row in [header, *rows]]
    assert [[*row[:11], "", *row[12:]] for row in shown[1:]] == expected[1:]
    assert shown[0] == expected[0]


@pytest.mark.parametrize("dress", ["xlsx", "csv", "csv saved again"])
def test_what_we_export_we_import_unchanged(evening, dress):
    assert_comes_back_unchanged(evening, every_dress(evening)[dress], cancelled=2)


@pytest.mark.parametrize("dress", ["xlsx", "csv", "csv saved again"])
def test_every_name_survives_as_a_name_a_company_a_title_and_a_value(store, dress):
    p = a_party(store)
    with store.writing() as session:
        for place, name in enumerate([*NAMES, *TRAPS]):
            title = NAMES[place % len(NAMES)] if len(name) > 99 else name
            # Of 200 columns a list may have, titles take so many.
            more = {title: name} if place % 2 or name in TRAPS else {"Shirt": name}
            an_attendee(session, p.event, name, company=name, kind=name, fields=more)

    assert_comes_back_unchanged(p, every_dress(p)[dress])


def test_our_own_titles_and_their_likes_are_fields_where_they_come_a_second_time(store):
    p = a_party(store)
    titles = [
        *TITLES,
        *map(str.lower, TITLES),
        "Name (2)",
        "E-Mail",
        "note",
        "note (2)",
        "column 4",
        "First name",
    ]
    with store.writing() as session:
        an_attendee(session, p.event, "Ann", fields={title: f"a {title}" for title in titles})
        an_attendee(session, p.event, "Bo", fields={"Standing": "cancelled", "Badge code": "x", "Name": "Cy"})

    for data in every_dress(p).values():
        assert_comes_back_unchanged(p, data)


def test_a_second_column_of_one_title_is_a_field_under_that_title():
    columns = read_header(["name", "note", "Name", "note", "Full name", "note (2)", ""])

    assert columns.fields == (
        (1, "note"),
        (2, "Name"),
        (3, "note (3)"),
        (4, "Full name"),
        (5, "note (2)"),
        (6, "column 7"),
    )
    assert columns.means == ("name", *[FIELD] * 6)
    assert len(set(columns.header)) == len(columns.header)


def test_the_preset_reads_every_column_that_is_written():
    preset = preset_named("last-badge")

    columns = read_header(TITLES, preset=preset)

    assert columns.fields == ()
    assert {what: columns.title(what) for what in (CODE, BADGE)} == {CODE: "Code", BADGE: "Badge code"}


def test_a_name_corrected_in_the_file_and_a_row_added_to_it_are_all_that_changes(evening):
    header, *rows = rows_of_csv(exported(evening, "csv"))
    rows[0][0], rows[0][header.index("Shirt")] = "Mira Okafor-Lund", ""

    told = take_in(evening, a_list(*rows, ["New Ned", "ned@x"], header=",".join(header)))

    assert counts(told) == (1, 1, 3, 2, 0)
    mira = everybody(evening)[0]
    assert (mira.name, mira.fields) == ("Mira Okafor-Lund", {})
    # Nobody wrote anything into the columns of her first and last name, so they follow the whole.
    assert (mira.first_name, mira.last_name) == ("Mira", "Okafor-Lund")


def test_who_is_cancelled_in_the_file_is_offered_to_be_taken_off(evening):
    header, *rows = rows_of_csv(exported(evening, "csv"))
    rows[-1][7] = "Cancelled"

    told = take_in(evening, a_list(*rows, header=",".join(header)))

    assert [(one["name"], one["why"]) for one in told["gone"]] == [("Ann Lund", "not coming: cancelled")]


def test_the_list_of_one_event_can_be_brought_to_another(evening):
    data = exported(evening, "csv")
    with evening.store.writing() as session:
        evening.event = an_event(session, "next-year", "The next parade")
        a_host(session, evening.event)
        a_host(session, evening.event, "Thea")
        a_host(session, evening.event, "Olu")

    told = take_in(evening, data)

    assert counts(told) == (4, 0, 0, 2, 0)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (at("17:15"), "2026-05-08 19:15"),
        (at("17:15:30"), "2026-05-08 19:15:30"),
        (at("17:15") + timedelta(milliseconds=250), "2026-05-08 19:15:00.250000"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30+02:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 02:30+01:00"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "2026-10-25 03:30"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29 03:00"),
    ],
)
def test_a_moment_is_written_with_no_more_than_it_needs(moment, text):
    assert written(moment.astimezone(BERLIN)) == text


NIGHT = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)


def a_night_of_the_clocks(store):
    """The night in which clocks are put back, and an hour comes twice."""
    with store.writing() as session:
        slug = f"night-{session.query(Event).count()}"
        event = an_event(
            session, slug, timezone="Europe/Berlin", start=NIGHT, end_at=NIGHT + timedelta(hours=8)
        )
        hosts = [
            a_host(session, event, name, f"{name.lower()}@{slug}.test") for name in ("Ramit", "Thea", "Olu")
        ]
    p = type("Party", (), {})()
    p.store, p.event, p.hosts = store, event, hosts
    return p


def test_an_hour_that_comes_twice_and_midnight_itself_come_back(store):
    p = a_night_of_the_clocks(store)
    with store.writing() as session:
        for minutes in range(-180, 480, 15):
            for more in (timedelta(), timedelta(seconds=30), timedelta(seconds=1, microseconds=1)):
                an_attendee(session, p.event, expected_at=NIGHT + timedelta(minutes=minutes) + more)

    for data in every_dress(p).values():
        assert_comes_back_unchanged(p, data)


# Noncharacters are no text and XML has no way to say two of them; see below.
cell = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff\0"), max_size=30
).map(clean)
likely = st.sampled_from([*TRAPS[:-1], *NAMES, *TITLES])
value = cell | likely
seconds = st.integers(-3 * 3600, 9 * 3600).map(lambda some: NIGHT + timedelta(seconds=some))
person = st.fixed_dictionaries(
    {
        "name": value.filter(lambda text: not is_blank(text)),
        "company": value,
        "email": value,
        "kind": value,
        "foreign": st.none() | value,
        "hosts": st.sets(st.integers(0, 2)),
        "expected_at": st.none() | seconds | seconds.map(lambda at: at.replace(minute=0, second=0)),
        "fields": st.dictionaries(value.filter(bool), value.filter(bool), max_size=4),
        "first_name": value,
        "last_name": value.filter(bool),
    }
)


@pytest.mark.process
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(person, min_size=1, max_size=5, unique_by=lambda one: one["foreign"] or object()))
def test_whatever_is_on_the_list_comes_back_unchanged(sqlite_store, people):
    p = a_night_of_the_clocks(sqlite_store)
    with sqlite_store.writing() as session:
        for one in people:
            hosts = [session.merge(p.hosts[place]) for place in one["hosts"]]
            an_attendee(session, p.event, **{**one, "hosts": hosts})

    for data in every_dress(p).values():
        assert_comes_back_unchanged(p, data)


def test_two_noncharacters_that_no_xml_can_hold_come_as_the_escape_that_excel_knows(party):
    with party.store.writing() as session:
        an_attendee(session, party.event, "a\ufffeb\uffffc")

    assert rows_of_csv(exported(party, "csv"))[1][0] == "a\ufffeb\uffffc"
    assert rows_of_workbook(exported(party, "xlsx"))[1][0] == "a_xFFFE_b_xFFFF_c"


@given(st.text() | st.text("'=+-@\t\rx"))
def test_an_armoured_cell_never_runs_and_is_bared_to_what_it_was(text):
    assert bared(armoured(text)) == text
    assert not armoured(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_nothing_in_the_file_runs_in_a_spreadsheet(party):
    formulas = ["=1+1", "+49", "-5", "@SUM(A1)", "'=1+1"]
    with party.store.writing() as session:
        for text in formulas:
            an_attendee(session, party.event, text, fields={text: text})

    cells = [cell for row in rows_of_csv(exported(party, "csv")) for cell in row]
    sheet = part_of(exported(party, "xlsx"), "xl/worksheets/sheet1.xml")

    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "<f" not in sheet
    # Name, title and value of each are marked as text for good.
    assert sheet.count("=1+1</t>") == 6
    marked = part_of(exported(party, "xlsx"), "xl/styles.xml")
    assert marked.count('quotePrefix="1"') == 2


def part_of(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return zipped.read(name).decode()


def test_a_workbook_is_ready_to_work_with(evening):
    data = exported(evening, "xlsx")

    sheet = part_of(data, "xl/worksheets/sheet1.xml")

    assert 'name="Attendees"' in part_of(data, "xl/workbook.xml")
    assert '<pane ySplit="1" topLeftCell="A2"' in sheet
    assert '<autoFilter ref="A1:P7"/>' in sheet
    assert sheet.count("<col ") > 5
    assert "<b/>" in part_of(data, "xl/styles.xml")


def test_a_list_of_nobody_is_its_titles(party):
    assert rows_of_csv(exported(party, "csv")) == [list(TITLES)]
    assert rows_of_workbook(exported(party, "xlsx")) == [list(TITLES)]


def test_a_text_that_no_cell_holds_is_refused_and_not_cut(party):
    with party.store.writing() as session:
        an_attendee(session, party.event, "x" * 32_768)

    with pytest.raises(BadInput, match="Row 2 of this list is too large for a workbook"):
        exported(party, "xlsx")

    assert rows_of_csv(exported(party, "csv"))[1][0] == "x" * 32_768


def test_an_event_that_is_not_there_is_refused_before_anything_is_written(sqlite_store):
    for form in FORMS:
        out = io.BytesIO()
        with pytest.raises(UnknownEvent):
            export_list(sqlite_store, "regatta", form, out, now=at())
        assert out.getvalue() == b""


def test_whoever_comes_to_the_list_while_it_is_written_is_in_the_next_file(store):
    p = a_party(store)
    take_in(p, a_list(["Ann", "a@x", ""], ["Bo", "b@x", ""]))

    @sqlalchemy_event.listens_for(store.engine, "after_cursor_execute")
    def somebody_comes(_connection, _cursor, statement, *_how):
        if statement.startswith("SELECT attendee.fields"):
            with store.writing() as session:
                an_attendee(session, p.event, "Cy", fields={"Shirt": "XL"})

    first = rows_of_csv(exported(p, "csv"))
    sqlalchemy_event.remove(store.engine, "after_cursor_execute", somebody_comes)

    assert [row[0] for row in first] == ["Name", "Ann", "Bo"]
    assert [row[-1] for row in rows_of_csv(exported(p, "csv"))] == ["Shirt", "", "", "XL"]


@pytest.mark.parametrize("form", FORMS)
def test_a_long_list_is_read_in_pages(store, form, monkeypatch):
    p = a_party(store)
    take_in(p, a_list(*([f"Ann {n}", f"a{n}@x", "ramit"] for n in range(23)), header="name,email,host"))
    statements = []
    sqlalchemy_event.listen(store.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    monkeypatch.setattr(export, "_PAGE", 10)

    rows = {"csv": rows_of_csv, "xlsx": rows_of_workbook}[form](exported(p, form))

    assert [(row[0], row[4]) for row in rows[1:]] == [(f"Ann {n}", "ramit@example.test") for n in range(23)]
    # Three pages with what stands beside them, an empty one, the event and the titles.
    assert len([one for one in statements if one.startswith("SELECT")]) == 3 * 3 + 1 + 2
