"""A folder as a printer: a PDF a badge, whole or not at all; and how printers are opened by their address."""

import pytest

from badges.errors import BadInput
from badges.printing.backends.brother import BrotherPrinter
from badges.printing.backends.ipp import IppPrinter
from badges.printing.backends.opening import open_printer
from badges.printing.backends.to_file import FilePrinter
from badges.printing.backends.zpl import ZplPrinter
from badges.printing.printer import PDF, Fate, Unreachable, Wanted

WANTED = Wanted(90, 60)
NAME = "last-badge-chums-17-1"


@pytest.fixture
def folder(tmp_path):
    where = tmp_path / "badges to print"
    where.mkdir()
    return where


@pytest.fixture
def printer(folder):
    return open_printer(folder.as_uri())


def test_a_badge_becomes_a_file_of_its_jobs_name(printer, folder):
    number = printer.create(NAME, WANTED)
    before = printer.fate(number).fate

    printer.send(number, b"%PDF a badge", PDF, WANTED)

    assert (before, printer.fate(number).fate) == (Fate.EMPTY, Fate.PRINTED)
    assert [one.name for one in folder.iterdir()] == [f"{NAME}.pdf"]
    assert (folder / number).read_bytes() == b"%PDF a badge"


def test_another_program_finds_what_is_written_and_nothing_else(printer, folder):
    number = printer.create(NAME, WANTED)

    assert FilePrinter(folder.as_uri()).find(NAME) is None
    printer.send(number, b"%PDF a badge", PDF, WANTED)

    another = FilePrinter(folder.as_uri())
    assert another.find(NAME) == number
    assert another.fate(number).fate is Fate.PRINTED


def test_half_a_file_of_a_dead_station_is_no_badge(printer, folder):
    number = printer.create(NAME, WANTED)
    (folder / f"{number}.unfinished").write_bytes(b"%PDF a ba")

    assert FilePrinter(folder.as_uri()).fate(number).fate is Fate.EMPTY
    printer.send(number, b"%PDF a badge", PDF, WANTED)

    assert [one.name for one in folder.iterdir()] == [number]


def test_what_is_not_written_yet_can_be_taken_back(printer):
    number = printer.create(NAME, WANTED)

    printer.cancel(number)

    assert printer.fate(number).fate is Fate.CANCELLED


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", ".hidden", "a/b", "a\0b", "x" * 300, ""])
def test_no_name_leads_out_of_the_folder(printer, folder, name):
    number = printer.create(name, WANTED)
    printer.send(number, b"%PDF", PDF, WANTED)

    (written,) = folder.iterdir()
    assert written.name == number
    assert not number.startswith(".")


def test_a_folder_that_is_not_there_is_a_printer_that_does_not_answer(printer, folder):
    folder.rmdir()

    asks = (printer.makes, printer.look, lambda: printer.create(NAME, WANTED), lambda: printer.fate(NAME))
    for ask in asks:
        with pytest.raises(Unreachable, match="there is no folder"):
            ask()
    with pytest.raises(Unreachable, match="cannot be written"):
        printer.send(f"{NAME}.pdf", b"%PDF", PDF, WANTED)


def test_it_says_which_folder_it_is(printer, folder):
    makes = printer.makes()

    assert (makes.model, makes.formats) == ("Files in badges to print", (PDF,))
    assert makes.uuid == f"file:{folder}"


@pytest.mark.parametrize(("uri", "kind"), [
    ("ipp://printer.example/ipp/print", IppPrinter), ("ipps://printer.example:8631/ipp/print", IppPrinter),
    ("zpl://10.0.0.7", ZplPrinter), ("brother://[fe80::1]:9100", BrotherPrinter), ("file:/tmp", FilePrinter),
])
def test_a_printer_is_opened_by_its_address(uri, kind):
    printer = open_printer(uri)

    assert isinstance(printer, kind)
    assert printer.uri == uri


@pytest.mark.parametrize("uri", [
    "", "lp0", "lpd://host", "zpl:", "zpl://", "brother://host:70000", "zpl://host:0", "file:", "file:/",
    "file://host/folder", "http://host/ipp", "zpl://[oops",
])
def test_what_is_no_printers_address_is_refused_with_those_that_are(uri):
    with pytest.raises(BadInput, match="A printer’s address is one of"):
        open_printer(uri)
