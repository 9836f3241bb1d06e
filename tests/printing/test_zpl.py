"""Printers that speak ZPL, against one of our own: dots in their places, troubles in words."""

import numpy as np
import pytest

from badges.printing.backends import zpl_wire
from badges.printing.printer import ZPL, Fate, Unreachable
from tests.paper.reading import CODE, scanned
from tests.printing.peers import ZplPeer, light, wait_for
from tests.printing.zebras import WANTED, a_bitmap, a_document, a_printer, becomes, sent


@pytest.fixture
def peer():
    with ZplPeer() as running:
        yield running


@pytest.mark.parametrize(
    "stock", ["zebra-4x3", "zebra-4x3-300dpi", "zebra-800262-405", "zebra-4x6-butterfly"])
def test_a_label_comes_out_dot_for_dot_and_its_code_is_read(peer, stock):
    bitmap, printer = a_bitmap(stock), a_printer(peer)

    number = sent(printer, zpl_wire.document(bitmap))

    becomes(printer, number, Fate.PRINTED)
    (label,) = peer.printed
    assert (label.dots == ~np.asarray(bitmap.to_pil())).all()
    if stock != "zebra-4x6-butterfly":
        assert scanned(light(label.dots)).text == f"LB1{CODE}"
    assert (label.said["PW"], label.said["LL"]) == (str(bitmap.width), str(bitmap.height))


def test_it_says_what_it_is(peer):
    peer.dots_per_mm = 12

    makes = a_printer(peer).makes()

    assert (makes.model, makes.dpi, makes.formats) == ("ZD421-203dpi", 300, (ZPL,))
    assert (makes.uuid, makes.media) == ("zpl:D4J201800123", None)


def test_a_label_is_empty_then_printing_then_printed(peer):
    peer.takes = 0.5
    printer = a_printer(peer)
    number = printer.create("last-badge-chums-1-1", WANTED)

    fates = [printer.fate(number).fate]
    printer.send(number, a_document(), ZPL, WANTED)
    fates.append(printer.fate(number).fate)
    becomes(printer, number, Fate.PRINTED)

    assert fates == [Fate.EMPTY, Fate.PRINTING]
    assert len(peer.printed) == 1


def test_darkness_is_told_and_without_a_cut_the_label_hangs():
    bitmap = a_bitmap()

    document = zpl_wire.document(bitmap, darkness=-4, cut=False)

    assert b"^MD-4^" in document
    assert b"^MMT^" in document
    assert b"^MM" not in zpl_wire.document(bitmap)


@pytest.mark.parametrize(("trouble", "words"), [
    ("out", "out of labels"), ("open", "cover open"), ("pause", "paused"), ("ribbon", "out of ribbon"),
    ("hot", "too hot"),
])
@pytest.mark.parametrize("mute", [False, True])
def test_it_says_in_words_why_it_stands_still(peer, trouble, words, mute):
    printer = a_printer(peer)
    peer.mute = mute
    peer.trouble(trouble)

    look = printer.look()

    assert (look.stopped, look.words) == (True, (words,))


@pytest.mark.parametrize("mute", [False, True])
def test_a_label_that_runs_into_the_end_of_the_roll_comes_out_after_a_new_one(peer, mute):
    peer.mute, peer.takes = mute, 0.2
    printer = a_printer(peer)
    number = sent(printer)
    peer.trouble("out")

    stopped = becomes(printer, number, Fate.STOPPED)
    peer.mend()
    becomes(printer, number, Fate.PRINTED)

    assert stopped.words == ("out of labels",)
    assert len(peer.printed) == 1
    assert not printer.look().stopped


def test_the_last_label_of_a_roll_is_printed_although_the_printer_stands_still(peer):
    printer = a_printer(peer)
    number = sent(printer)
    becomes(printer, number, Fate.PRINTED)

    peer.trouble("out")

    assert printer.fate(number).fate is Fate.PRINTED


def test_a_printer_switched_off_with_a_label_in_its_memory_is_known_not_to_have_printed_it(peer):
    peer.takes = 30
    printer = a_printer(peer)
    number = sent(printer)

    peer.switch_off()
    with pytest.raises(Unreachable):
        printer.fate(number)
    peer.switch_on()

    failed = becomes(printer, number, Fate.FAILED)
    assert failed.words == ("it has printed nothing of it, and nothing waits",)
    assert not peer.printed


def test_a_printer_switched_off_after_a_label_came_out_is_known_to_have_printed_it(peer):
    printer = a_printer(peer)
    number = sent(printer)
    wait_for(lambda: peer.printed)

    peer.switch_off()
    with pytest.raises(Unreachable):
        printer.look()
    peer.switch_on()

    assert printer.fate(number).fate is Fate.PRINTED


def test_a_printer_that_is_off_is_unreachable_and_found_again(peer):
    printer = a_printer(peer)
    printer.look()

    peer.switch_off()

    with pytest.raises(Unreachable, match="it cannot be reached"):
        printer.look()
    peer.switch_on()
    assert not printer.look().stopped


def test_a_printer_that_never_answers_is_unreachable(peer):
    peer.silent = True

    for ask in (a_printer(peer).makes, a_printer(peer).look):
        with pytest.raises(Unreachable, match="it does not answer in time"):
            ask()


def test_a_printer_that_answers_garbage_is_unreachable(peer):
    peer.garbage = True

    for ask in (a_printer(peer).makes, a_printer(peer).look):
        with pytest.raises(Unreachable, match="nonsense"):
            ask()


@pytest.mark.parametrize("said", [
    b"\x02030,x,0,0609,000,0,0,0,000,0,0,0\x03\x02001,0,0,0,0,2,6,0,0,1,000\x03\x021234,0\x03",
    b"\x020,0\x03\x020,0\x03\x020,0\x03",
])
def test_an_answer_with_other_fields_is_not_understood(said):
    with pytest.raises(zpl_wire.NonsenseError):
        zpl_wire.status(said)
