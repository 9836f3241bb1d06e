"""IPP against a real printer: each badge once, every trouble told, and nothing waited for too long."""

import time

import pytest

from badges.printing.backends.ipp import IppPrinter
from badges.printing.printer import PDF, PWG, ZPL, Fate, Look, Makes, Refused, Told, Unreachable, Wanted
from tests.printing.ippeveprinter import Peer

pytestmark = pytest.mark.process
BADGE = Wanted(90, 60)
NAME = "last-badge-gala-17-1"
# Not all of it is text, and a line end must stay one.
DOCUMENT = b"%PDF-1.4\r\n" + bytes(range(256)) * 400


@pytest.fixture
def printer(peer):
    return IppPrinter(peer.uri)


def sent(printer, name=NAME, document=DOCUMENT):
    number = printer.create(name, BADGE)
    printer.send(number, document, PDF, BADGE)
    return number


ENDS = {Fate.PRINTED, Fate.FAILED, Fate.CANCELLED, Fate.GONE}


def settled(printer, number, true):
    """What the printer says of a job once this is true of it, or what it said for much too long."""
    for _ in range(500):
        told = printer.fate(number)
        if true(told):
            break
        time.sleep(0.02)
    return told


def ended(printer, number):
    return settled(printer, number, lambda told: told.fate in ENDS)


def at_work(printer, number, reason):
    """Not before it is at work does it want labels, or jam."""
    return settled(printer, number, lambda told: reason in told.words)


def test_a_badge_comes_out_byte_for_byte_under_its_name(peer, printer):
    number = printer.create(NAME, BADGE)

    assert printer.fate(number) == Told(Fate.EMPTY)
    assert peer.printed() == []

    printer.send(number, DOCUMENT, PDF, BADGE)

    assert ended(printer, number) == Told(Fate.PRINTED)
    assert peer.printed() == [(NAME, DOCUMENT)]


def test_a_printer_says_what_it_is_and_what_lies_in_it(tmp_path):
    peer = Peer(tmp_path, media=((62, 100),), dpi=203).start()

    makes = IppPrinter(peer.uri).makes()

    assert makes == Makes("Example Badges", makes.uuid, (PDF, PWG), 203, (62.0, 100.0))
    assert len(makes.uuid) == 36
    peer.close()


def test_a_printer_without_pdf_takes_rasters_and_one_with_two_trays_says_no_size(tmp_path):
    peer = Peer(tmp_path, media=((105, 148), (90, 60)), formats=("image/pwg-raster",)).start()

    makes = IppPrinter(peer.uri).makes()

    assert (makes.formats, makes.dpi, makes.media) == ((PWG,), 300, None)
    peer.close()


def test_a_job_is_found_by_exactly_its_name_as_long_as_it_has_not_ended(peer, printer):
    number = printer.create(NAME, BADGE)

    assert IppPrinter(peer.uri).find(NAME) == number
    assert printer.find(NAME[:-1]) is None
    assert printer.find(f"{NAME}1") is None

    printer.send(number, DOCUMENT, PDF, BADGE)
    ended(printer, number)

    assert printer.find(NAME) is None


def test_the_empty_job_of_a_station_that_died_is_found_and_used(peer, printer):
    IppPrinter(peer.uri).create(NAME, BADGE)

    number = printer.find(NAME)
    printer.send(number, DOCUMENT, PDF, BADGE)

    assert ended(printer, number) == Told(Fate.PRINTED)
    assert peer.printed() == [(NAME, DOCUMENT)]


def test_an_empty_job_that_blocks_the_printer_is_taken_back(peer, printer):
    orphan = IppPrinter(peer.uri).create("last-badge-gala-16-1", BADGE)

    number = sent(printer)

    assert ended(printer, number) == Told(Fate.PRINTED)
    assert printer.fate(orphan).fate == Fate.CANCELLED
    assert peer.printed() == [(NAME, DOCUMENT)]


def test_a_printer_that_prints_for_another_says_that_it_is_busy(peer, printer):
    peer.slow(30)
    sent(IppPrinter(peer.uri), "last-badge-gala-16-1")

    with pytest.raises(Refused) as no:
        printer.create(NAME, BADGE)

    assert no.value.busy


def test_a_job_has_one_document_however_often_it_is_sent(peer, printer):
    number = sent(printer)

    with pytest.raises(Refused):
        printer.send(number, DOCUMENT, PDF, BADGE)

    ended(printer, number)
    assert len(peer.printed()) == 1


def test_a_document_it_cannot_print_is_refused_and_nothing_comes_out(peer, printer):
    number = printer.create(NAME, BADGE)

    with pytest.raises(Refused, match="format"):
        printer.send(number, b"^XA^XZ", ZPL, BADGE)

    assert peer.printed() == []


def test_paper_that_the_printer_does_not_know_is_no_reason_to_refuse(peer, printer):
    number = printer.create(NAME, Wanted(54, 86, darkness=4))

    assert printer.fate(number).fate == Fate.EMPTY


def test_a_printer_that_is_switched_off_while_it_prints_knows_nothing_of_the_badge(peer, printer):
    peer.slow(30)
    number = sent(printer)
    peer.power_off()

    with pytest.raises(Unreachable):
        printer.fate(number)

    peer.well()
    peer.start()
    assert printer.fate(number) == Told(Fate.GONE)
    assert peer.printed() == []


def test_a_number_of_before_it_was_switched_off_is_not_taken_for_another_job(peer, printer):
    before = sent(printer)
    ended(printer, before)
    peer.power_off()
    peer.start()

    now = printer.create("last-badge-gala-18-1", BADGE)

    assert before.partition(" ")[0] == now.partition(" ")[0]
    assert printer.fate(before) == Told(Fate.GONE)
    printer.cancel(before)
    assert printer.fate(now) == Told(Fate.EMPTY)


def test_out_of_labels_is_told_before_and_while_a_badge_waits_for_them(peer, printer):
    peer.out_of_labels()

    assert printer.look() == Look(stopped=True, busy=False, words=("media-empty",), media=(90.0, 60.0))
    number = sent(printer)
    assert at_work(printer, number, "media-needed") == Told(Fate.STOPPED, ("media-empty", "media-needed"))
    assert peer.printed() == []

    peer.refill()

    peer.wait_printed(1)
    assert ended(printer, number) == Told(Fate.PRINTED)
    assert not printer.look().stopped


@pytest.mark.parametrize(("trouble", "reason"), [("jam", "media-jam"), ("open_cover", "cover-open")])
def test_a_jam_and_an_open_cover_stop_it_until_somebody_comes(peer, printer, trouble, reason):
    getattr(peer, trouble)()
    number = sent(printer)

    told = at_work(printer, number, reason)

    assert told == Told(Fate.STOPPED, (reason,))
    assert peer.printed() == []
    peer.clear()
    peer.wait_printed(1)


def test_a_badge_the_printer_gives_up_on_has_failed_in_its_own_words(peer, printer):
    peer.abort()

    told = ended(printer, sent(printer))

    assert told == Told(Fate.FAILED, ("aborted-by-system", "The fuser is on fire."))


def test_a_printer_that_lies_says_printed_and_then_that_it_is_out_of_labels(peer, printer):
    peer.lie()

    told = ended(printer, sent(printer))

    assert told.fate == Fate.PRINTED
    assert (printer.look().stopped, peer.printed()) == (True, [])


def test_a_badge_is_taken_back_while_it_waits_and_one_that_is_out_stays_printed(peer, printer):
    empty = printer.create(NAME, BADGE)
    printer.cancel(empty)
    out = sent(printer, "last-badge-gala-18-1")
    ended(printer, out)

    printer.cancel(out)

    assert printer.fate(empty).fate == Fate.CANCELLED
    assert printer.fate(out).fate == Fate.PRINTED
    printer.cancel("4711 last-badge-gala-99-1")


def test_a_cancelled_badge_that_waited_for_labels_can_still_come_out(peer, printer):
    peer.out_of_labels()
    number = sent(printer)
    at_work(printer, number, "media-needed")
    printer.cancel(number)

    peer.refill()

    peer.wait_printed(1)
    assert ended(printer, number).fate == Fate.CANCELLED


def test_a_printer_with_a_certificate_of_its_own_is_printed_to_encrypted(peer):
    printer = IppPrinter(peer.secure_uri)

    number = sent(printer)

    assert ended(printer, number) == Told(Fate.PRINTED)
    assert peer.printed() == [(NAME, DOCUMENT)]


def test_a_printer_that_hangs_is_given_up_and_goes_on_when_it_wakes(peer, printer):
    number = printer.create(NAME, BADGE)
    peer.hang()

    with pytest.raises(Unreachable, match="in time"):
        printer.look()

    peer.wake()
    assert printer.find(NAME) == number


def test_garbage_is_an_unreachable_printer_whatever_is_asked(peer, printer):
    number = printer.create(NAME, BADGE)
    peer.garbage()

    for ask in (
        printer.makes,
        printer.look,
        lambda: printer.find(NAME),
        lambda: printer.create(NAME, BADGE),
        lambda: printer.send(number, DOCUMENT, PDF, BADGE),
        lambda: printer.fate(number),
        lambda: printer.cancel(number),
    ):
        with pytest.raises(Unreachable):
            ask()

    peer.start()
    assert printer.look() == Look(stopped=False, busy=False, media=(90.0, 60.0))
