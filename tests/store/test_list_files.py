"""Guest lists as files: the same people out of every dress, and a sentence for what is no list."""

import csv
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from badges import lists
from badges.errors import BadFile
from badges.lists.clean import clean
from badges.model import Event
from tests.builders import (
    SECRET,
    an_event,
    at,
)
from tests.guest_lists import a_list


def test_the_same_people_come_out_of_every_encoding_delimiter_and_line_end():
    rows = [["Zoë, the first", "z@x", 'a "quoted"\nname'], ["Łukasz; 王", "l@x", "Tab\there | there"]]
    readings = [
        (lists.read_list(a_list(*rows, delimiter=delimiter, encoding=encoding, lineterminator=end)), encoding)
        for delimiter in ",;\t|"
        for encoding in ("utf-8", "utf-8-sig", "utf-16")
        for end in ("\n", "\r\n", "\r")
    ]

    for reading, encoding in readings:
        assert [row for _, row in reading.rows] == rows
        assert reading.encoding == encoding
    assert [reading.delimiter for reading, _ in readings[::9]] == [",", ";", "\t", "|"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (b"\x00", "not UTF-8"),
        (b"PK\x03\x04xyz", "broken off or damaged"),
        (b"%PDF-1.7", "is a PDF"),
        (b"name\r\nAnn\r\nBo\r\n\x81\xfe\x81\r\n", "Line 4"),
        (b"name\n", "nobody under them"),
        (b"mira@example.test,Mira\nbo@example.test,Bo\n", "looks like a person"),
        (b"\xff\xfen\0a\0m\0\x00\xd8", "UTF-16"),
        (b"email,company\na@x,y\n", "no column for names"),
        (b"Ann,Bo\nCy,Di\n", "its first line reads: Ann, Bo"),
        (b'name,email\nAnn,a@x\n"Bo,b@x\nCy,c@x\n', "row 3"),
        (b'name,email\n"Bo" Lund,b@x\n', "row 2"),
        (b"name\n" + b"x" * 10_001, "more than 10,000 characters"),
        (b"name\n" + b"x" * 200_000, "more than 10,000 characters"),
        (b"name" + b"," * 200 + b"\nA\n", "201 columns"),
        (b"name\nA\n" + b"," * 200 + b"\n", "Row 3 has 201 columns"),
        (b"name\n" + b"x\n" * 200_001, "more than 200,000 rows"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data, says):
    with pytest.raises(BadFile, match=re.escape(says)) as refusal:
        lists.read_list(data)

    assert refusal.value.message.endswith(".")


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(BadFile, match="more than 1 MB"):
        lists.read_list(b"name\n" * 300_000, largest=1_000_000)


@given(st.text())
def test_a_clean_name_is_clean(text):
    assert clean(clean(text)) == clean(text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=400) | st.text().map(lambda text: f"name,{text}".encode(errors="ignore")))
def test_whatever_bytes_come_are_a_list_or_are_refused(sqlite_store, data):
    try:
        reading = lists.read_list(data)
    except BadFile:
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
        lineterminator=end,
        quoting=csv.QUOTE_ALL,
    )

    reading = lists.read_list(data)

    read = [tuple(row[order.index(title)] for title in ("name", "email", "table")) for _, row in reading.rows]
    assert read == [tuple(cell.strip() for cell in row) for row in rows]

