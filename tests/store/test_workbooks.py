"""Workbooks: read as their owners see them, within bounds, and refused with a sentence."""

import io
import struct
import zipfile
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from badges import lists, workbook
from badges.errors import BadFile
from tests.builders import at
from tests.guest_lists import a_party, everybody, take_in

SAMPLES = Path(__file__).parents[1] / "samples" / "workbooks"
SHEET = "xl/worksheets/sheet1.xml"


def a_workbook(*rows, sheets=("Attendees",), above=0, **more):
    """A workbook whose last sheet holds these rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_numbers": False, "strings_to_formulas": False})
    for name in sheets:
        sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for number, row in enumerate(rows, start=above):
        for place, cell in enumerate(row):
            how = (day,) if isinstance(cell, (datetime, time)) else ()
            sheet.write(number, place, cell, *how)
    for name, action in more.items():
        getattr(sheet, name)(*action)
    book.close()
    return out.getvalue()


def a_cell(*moment):
    """A moment as a spreadsheet has it, without a zone."""
    return datetime(*moment, tzinfo=UTC).replace(tzinfo=None)


def with_part(data, name, content):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as zipped:
        zipped.writestr(name, content)
    return out.getvalue()


def test_cells_are_read_as_their_owner_sees_them():
    header = ["name", "code", "phone", "share", "vip", "day", "moment", "clock", "note"]
    row = [
        "00123",
        42,
        4930123456789,
        1.5,
        True,
        a_cell(2026, 5, 8),
        a_cell(2026, 5, 8, 19, 15),
        time(19, 5),
        "MARCH1",
    ]

    reading = lists.read_list(a_workbook(header, row))

    assert reading.rows == [
        (
            2,
            [
                "00123",
                "42",
                "4930123456789",
                "1.5",
                "TRUE",
                "2026-05-08",
                "2026-05-08 19:15",
                "19:05",
                "MARCH1",
            ],
        )
    ]


@pytest.mark.parametrize("name", ["list.xls", "list.ods"])
def test_the_old_form_and_the_open_one_are_read_too(name):
    reading = lists.read_list((SAMPLES / name).read_bytes())

    assert reading.rows == [(2, ["Zoë Ærø", "z@x", "7"]), (3, ["王小明", "w@x", "00123"])]


def test_titles_above_the_header_and_empty_sheets_before_it_are_passed_over(sqlite_store):
    party = a_party(sqlite_store)
    rows = [
        ["The chum parade"],
        [],
        ["Name", "E-Mail", "Expected"],
        ["Ann", "a@x", a_cell(2026, 5, 8, 20, 30)],
    ]

    data = a_workbook(*rows, sheets=("Cover", "List"), above=2)
    told = take_in(party, data)

    assert (told["encoding"], told["delimiter"], told["new"]) == (None, None, 1)
    assert "The sheet “List” was read." in told["remarks"]
    assert [(one.name, one.email, one.expected_at) for one in everybody(party)] == [
        ("Ann", "a@x", at("18:30"))
    ]
    assert [number for number, _ in lists.read_list(data).rows] == [6]


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("xl/vbaProject.bin", "macros; they were not run"),
        ("xl/externalLinks/externalLink1.xml", "nothing was fetched"),
    ],
)
def test_what_a_workbook_carries_beside_cells_is_left_alone_and_said(part, says):
    reading = lists.read_list(with_part(a_workbook(["name"], ["Ann"]), part, "x"))

    assert any(says in remark for remark in reading.remarks)


def test_a_sheet_of_a_million_columns_is_refused_within_its_bounds():
    data = a_workbook(["name"], ["Ann"], write_string=(1_048_575, 16_383, "far away"))

    with pytest.raises(BadFile, match=r"more than a list ever holds|16,384 columns"):
        lists.read_list(data)


def with_sheet(cells, times=1):
    """A workbook whose sheet holds a row with this text, again and again."""
    whole, out = io.BytesIO(a_workbook(["name"], ["Ann"])), io.BytesIO()
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for part in before.namelist():
            if part != SHEET:
                zipped.writestr(part, before.read(part))
        with zipped.open(SHEET, "w") as part:
            part.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            )
            row = f'<row><c t="inlineStr"><is><t>{cells}</t></is></c></row>'.encode()
            for _ in range(times):
                part.write(row)
            part.write(b"</sheetData></worksheet>")
    return out.getvalue()


@pytest.mark.process
def test_a_zip_bomb_is_refused_before_it_unpacks():
    bomb = with_sheet("a" * 1024 * 1024, times=700)

    with pytest.raises(BadFile, match="more than a list ever holds"):
        lists.read_list(bomb)


def test_a_bomb_whose_directory_says_that_it_is_small_is_refused_too():
    bomb = bytearray(with_sheet("a" * 1024 * 1024, times=20))
    # The size before packing stands 24 bytes into the last entry of the directory.
    struct.pack_into("<I", bomb, bomb.rindex(b"PK\1\2") + 24, 1000)

    with pytest.raises(BadFile, match="cannot be read"):
        lists.read_list(bytes(bomb))


def test_a_reader_that_dies_takes_nobody_with_it(monkeypatch):
    monkeypatch.setattr(workbook.sys, "executable", "/bin/false")

    with pytest.raises(BadFile, match="try again"):
        workbook.read_workbook(a_workbook(["name"], ["Ann"]))


def test_a_zip_that_is_no_workbook_an_empty_one_and_a_locked_one_are_refused():
    other = with_part(b"", "letter.txt", "Dear Ann")
    locked = workbook.OLD + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000

    for data, says in ((other, "zip and not a workbook"), (a_workbook(), "no rows"), (locked, "password")):
        with pytest.raises(BadFile, match=says):
            lists.read_list(data)


def test_a_cell_of_ten_million_letters_is_refused():
    with pytest.raises(BadFile, match="more than 10,000 characters"):
        lists.read_list(with_sheet("a" * 10_000_000))
