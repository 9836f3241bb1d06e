"""Printers that keep to IPP in ways of their own."""

import pytest

from badges.printing.backends.ipp import IppPrinter
from badges.printing.printer import Fate, Refused, Unreachable, Wanted
from tests.printing.odd_printer import OddPrinter, field, number

NAME = "last-badge-the-very-long-networking-evening-17-1"
COMPLETED = number(b"job-state", 9, 0x23)


@pytest.fixture
def odd():
    """Makes printers that answer as a function says, and switches them off."""
    made = []

    def make(says):
        made.append(OddPrinter(says))
        return made[-1]

    yield make
    for printer in made:
        printer.close()


def job(*fields):
    return 0, b"\x02" + b"".join(fields)


def told_name(name):
    return field(0x42, b"job-name", name.encode())


def test_a_printer_of_the_first_ipp_is_spoken_to_in_it(odd):
    idle = b"\x04" + number(b"printer-state", 3, 0x23)
    old = odd(lambda _, version: (0x0503, b"") if version == (2, 0) else (0, idle))
    printer = IppPrinter(old.uri)

    looks = [printer.look(), printer.look()]

    assert [look.stopped for look in looks] == [False, False]
    assert len(old.asked) == 3


def test_a_printer_that_knows_no_version_at_all_refuses(odd):
    with pytest.raises(Refused):
        IppPrinter(odd(lambda *_: (0x0503, b"")).uri).look()


@pytest.mark.parametrize(
    ("name", "fate"),
    [
        (NAME, Fate.PRINTED),
        # It keeps 40 characters, or keeps names to itself.
        (NAME[:40], Fate.PRINTED),
        ("", Fate.PRINTED),
        # The job of somebody else under the number of ours.
        ("Letter to the editor", Fate.GONE),
        (f"{NAME}7", Fate.GONE),
        (NAME[:12], Fate.GONE),
    ],
)
def test_a_job_is_ours_by_its_name_even_where_the_printer_cuts_it_off(odd, name, fate):
    printer = IppPrinter(odd(lambda *_: job(told_name(name), COMPLETED)).uri)

    assert printer.fate(f"17 {NAME}").fate == fate


def test_a_job_that_the_printer_forgot_is_gone_however_it_says_so(odd):
    for status in (0x0406, 0x0407):
        printer = IppPrinter(odd(lambda *_, status=status: (status, b"")).uri)

        assert printer.fate(f"17 {NAME}").fate == Fate.GONE


def test_a_job_that_was_made_without_a_number_is_an_unreachable_printer(odd):
    with pytest.raises(Unreachable, match="which"):
        IppPrinter(odd(lambda *_: job(told_name(NAME))).uri).create(NAME, Wanted(90, 60))


def test_a_printer_that_stays_busy_with_others_loses_none_of_their_jobs(odd):
    theirs = number(b"job-id", 3) + told_name("Letter") + number(b"job-state", 4, 0x23)
    waits = field(0x44, b"job-state-reasons", b"job-incoming")
    busy = odd(lambda op, _: (0x0507, b"") if op == 5 else job(theirs, waits))

    with pytest.raises(Refused) as no:
        IppPrinter(busy.uri).create(NAME, Wanted(90, 60))

    assert no.value.busy
    assert 8 not in busy.asked
