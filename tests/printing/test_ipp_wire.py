"""The bytes of IPP, and everything that is none."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.printing.backends.ipp_ticket import ticket
from badges.printing.backends.ipp_told import fate_of, look_of, makes_of
from badges.printing.backends.ipp_wire import Attr, Garbled, Op, Tag, question, read_answer
from badges.printing.printer import Unreachable, Wanted
from tests.printing.odd_printer import field

SIZE = (
    field(0x34, b"media-size", b"")
    + field(0x4A, b"", b"x-dimension") + field(0x21, b"", struct.pack(">i", 6200))
    + field(0x4A, b"", b"y-dimension") + field(0x21, b"", struct.pack(">i", 10000))
    + field(0x37, b"", b"")
)  # fmt: skip
ANSWER = (
    struct.pack(">BBHI", 2, 0, 0, 7)
    + b"\x01" + field(0x47, b"attributes-charset", b"utf-8")
    + field(0x41, b"status-message", "très bien".encode())
    + b"\x04" + field(0x44, b"sides-supported", b"one-sided") + field(0x44, b"", b"two-sided-long-edge")
    + field(0x32, b"printer-resolution-default", struct.pack(">iib", 300, 600, 3))
    + field(0x22, b"printer-is-accepting-jobs", b"\x01") + field(0x12, b"printer-geo-location", b"")
    + field(0x35, b"printer-info", b"\x00\x02fr\x00\x07Accueil")
    + field(0x33, b"copies-supported", struct.pack(">ii", 1, 99))
    + SIZE
    + b"\x02" + field(0x21, b"job-id", struct.pack(">i", 1))
    + b"\x02" + field(0x21, b"job-id", struct.pack(">i", 2))
    + b"\x03"
)  # fmt: skip


def test_an_answer_is_read_with_every_kind_of_value():
    answer = read_answer(ANSWER, 7)

    assert (answer.status, answer.words) == (0, "très bien")
    assert answer.first(Tag.PRINTER) == {
        "sides-supported": ["one-sided", "two-sided-long-edge"],
        "printer-resolution-default": [(300, 600, 3)],
        "printer-is-accepting-jobs": [True],
        "printer-geo-location": [],
        "printer-info": ["Accueil"],
        "copies-supported": [(1, 99)],
        "media-size": [{"x-dimension": [6200], "y-dimension": [10000]}],
    }
    assert [job["job-id"] for job in answer.every(Tag.JOB)] == [[1], [2]]


def test_a_question_is_written_with_collections_and_with_its_groups_in_order():
    edges = Attr.of(Tag.INTEGER, "x-dimension", 6200), Attr.of(Tag.INTEGER, "y-dimension", 10000)
    size = Attr.of(Tag.BEGIN_COLLECTION, "media-size", edges)

    asked = question(Op.CREATE_JOB, 7, [Attr.of(Tag.NAME, "job-name", "Gala – 1")], [size])

    assert asked == (
        struct.pack(">BBHI", 2, 0, 5, 7)
        + b"\x01" + field(0x47, b"attributes-charset", b"utf-8")
        + field(0x48, b"attributes-natural-language", b"en") + field(0x42, b"job-name", "Gala – 1".encode())
        + b"\x02" + SIZE + b"\x03"
    )  # fmt: skip


@pytest.mark.parametrize("length", range(len(ANSWER)))
def test_an_answer_that_breaks_off_anywhere_is_garbled(length):
    with pytest.raises(Garbled):
        read_answer(ANSWER[:length], 7)


def test_an_answer_to_another_question_is_garbled():
    with pytest.raises(Garbled):
        read_answer(ANSWER, 8)


def test_collections_in_collections_without_end_are_garbled():
    with pytest.raises(Garbled):
        read_answer(ANSWER[:8] + b"\x04" + field(0x34, b"deep", b"") * 5000, 7)


@given(st.binary(max_size=300))
def test_whatever_bytes_follow_a_right_beginning_they_are_read_or_garbled(noise):
    with suppress(Garbled):
        read_answer(ANSWER[:8] + noise, 7)


DARK = Wanted(90, 60, darkness=2)
PLAIN = st.integers(-9, 9) | st.booleans() | st.text(max_size=9) | st.tuples(st.integers(), st.integers())
MEMBERS = st.sampled_from(["media-size", "x-dimension"])
VALUES = st.recursive(PLAIN, lambda inner: st.dictionaries(MEMBERS, st.lists(inner, max_size=2)))
NAMES = (
    "document-format-supported", "pwg-raster-document-type-supported", "printer-uuid", "media-col-ready",
    "pwg-raster-document-resolution-supported", "media-ready", "printer-state", "printer-state-reasons",
    "printer-state-message", "printer-is-accepting-jobs", "job-state", "job-state-reasons", "job-k-octets",
    "media-col-supported", "print-darkness-supported", "finishings-supported", "printer-make-and-model",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, max_size=3)))
def test_values_of_the_wrong_kind_are_no_more_than_an_unreachable_printer(said):
    for read in (makes_of, look_of, lambda told: fate_of(told, None), lambda told: list(ticket(DARK, told))):
        with suppress(Unreachable):
            read(said)
