"""Brother's QL printers, against one of our own: dots in their places, troubles in words, each label once."""

import numpy as np
import pytest

from badges.errors import BadInput
from badges.paper import draw_roll, stock_named
from badges.printing.backends import brother_wire, snmp
from badges.printing.backends.brother import BrotherPrinter
from badges.printing.backends.counted import Patience
from badges.printing.printer import BROTHER, Fate, Unreachable, Wanted
from tests.paper.reading import CODE, a_badge, composer, scanned
from tests.printing.brother_peer import BrotherPeer
from tests.printing.peers import light, wait_for

WANTED = Wanted(62, 100)
HASTY = Patience(settles=0.4, gives_up=0.8, shows_work=True)
DK_11202 = brother_wire.Roll(61.98, 99.82, endless=False)


@pytest.fixture(params=["by SNMP", "on the line"])
def peer(request):
    with BrotherPeer(by_snmp=request.param == "by SNMP") as running:
        yield running


@pytest.fixture
def counting():
    """As those in a network are."""
    with BrotherPeer() as running:
        yield running


def a_printer(peer):
    return BrotherPrinter(peer.uri, HASTY)


def a_bitmap(stock="brother-dk-11202"):
    return draw_roll(composer(stock, "label").of(a_badge()), stock_named(stock), pictures={})


def a_document(**more):
    return brother_wire.document(a_bitmap(), DK_11202, **more)


def sent(printer):
    number = printer.create("last-badge-chums-1-1", WANTED)
    printer.send(number, a_document(), BROTHER, WANTED)
    return number


def becomes(printer, number, fate):
    wait_for(lambda: printer.fate(number).fate is fate)
    return printer.fate(number)


def test_a_label_comes_out_dot_for_dot_with_its_margin_and_its_code_is_read(peer):
    printer = a_printer(peer)

    number = sent(printer)

    becomes(printer, number, Fate.PRINTED)
    (label,) = peer.printed
    assert label.dots.shape == (1109, 720)
    assert (label.dots[:, 12:708] == ~np.asarray(a_bitmap().to_pil())).all()
    assert not label.dots[:, :12].any()
    assert not label.dots[:, 708:].any()
    assert scanned(light(label.dots)).text == f"LB1{CODE}"


@pytest.mark.parametrize(("stock", "roll", "model", "right"), [
    ("brother-62x29", (62, 29), "Brother QL-820NWB", 12), ("brother-29x90", (29, 90), "Brother QL-700", 6),
    ("brother-dk-11234", (60, 86), "Brother QL-800", 18),
    ("brother-62x29", (62, 29), "Brother QL-1110NWB", 56),
    ("brother-102x152", (102, 152), "Brother QL-1100", 56),
])
def test_every_roll_has_its_margin_at_the_right(stock, roll, model, right):
    bitmap = a_bitmap(stock)

    document = brother_wire.document(bitmap, brother_wire.Roll(*roll, endless=False), model=model)

    with BrotherPeer(media=roll) as peer:
        peer.hear(None, document)
        wait_for(lambda: peer.printed)
        (label,) = peer.printed
    wide = 1296 if "-11" in model else 720
    left = wide - right - bitmap.width
    assert label.dots.shape == (bitmap.height, wide)
    assert (label.dots[:, left:left + bitmap.width] == ~np.asarray(bitmap.to_pil())).all()
    assert label.dots.sum() == (~np.asarray(bitmap.to_pil())).sum()


def test_an_endless_roll_is_told_as_one_and_fed_at_its_ends():
    roll = brother_wire.Roll(62, 100, endless=True)

    endless = brother_wire.document(a_bitmap("brother-62-endless-100"), roll)

    assert b"\x1biz\xce\x0a\x3e\x00" in endless
    assert b"\x1bid\x23\x00" in endless
    assert b"\x1biz\xce\x0b\x3e\x64" in a_document()


def test_it_cuts_or_not():
    assert b"\x1biM\x40" in a_document()
    assert b"\x1biM\x00" in a_document(cut=False)


def test_a_label_that_is_wider_than_the_head_is_refused():
    with pytest.raises(BadInput, match="Choose the paper"):
        brother_wire.document(a_bitmap("brother-102x152"), brother_wire.Roll(102, 152, endless=False))


def test_it_says_what_it_is_and_what_lies_in_it(peer):
    makes = a_printer(peer).makes()

    assert (makes.model, makes.dpi, makes.formats) == ("Brother QL-820NWB", 300, (BROTHER,))
    assert makes.media == (62, 100)
    assert makes.uuid == ("brother:E75999-A1Z123456" if peer.by_snmp else "")


def test_an_endless_roll_has_no_length(peer):
    peer.media = (62, 0)

    assert a_printer(peer).look().media == (62, 0)


@pytest.mark.parametrize(("trouble", "words"), [
    (BrotherPeer.NO_LABELS, "out of labels"), (BrotherPeer.END, "the roll is at its end"),
    (BrotherPeer.OPEN, "cover open"),
])
def test_it_says_in_words_why_it_stands_still(peer, trouble, words):
    peer.trouble(trouble)

    look = a_printer(peer).look()

    assert (look.stopped, look.words) == (True, (words,))


def test_a_label_that_meets_an_open_cover_comes_out_when_it_is_closed(peer):
    printer = a_printer(peer)
    number = sent(printer)
    peer.trouble(BrotherPeer.OPEN)

    stopped = becomes(printer, number, Fate.STOPPED)
    peer.mend()
    becomes(printer, number, Fate.PRINTED)

    assert stopped.words == ("cover open",)
    assert len(peer.printed) == 1


def test_the_wrong_roll_stops_it_and_the_right_one_lets_it_go_on(peer):
    peer.media = (62, 29)
    printer = a_printer(peer)
    number = sent(printer)

    stopped = becomes(printer, number, Fate.STOPPED)
    peer.mend(media=(62, 100))
    becomes(printer, number, Fate.PRINTED)

    assert stopped.words == ("the wrong roll is in it",)
    assert len(peer.printed) == 1


def test_a_printer_that_is_off_or_silent_or_talks_nonsense_is_unreachable(peer):
    peer.silent = True
    with pytest.raises(Unreachable):
        a_printer(peer).look()

    peer.silent, peer.garbage = False, True
    with pytest.raises(Unreachable):
        a_printer(peer).makes()

    peer.switch_off()
    with pytest.raises(Unreachable):
        a_printer(peer).look()


# ---- A station dies, and another program takes over with the number that was kept. ----

def test_died_before_it_sent_so_it_may_be_sent(counting):
    number = a_printer(counting).create("last-badge-chums-1-1", WANTED)

    another = a_printer(counting)

    assert another.fate(number).fate is Fate.EMPTY
    another.send(number, a_document(), BROTHER, WANTED)
    becomes(another, number, Fate.PRINTED)
    assert len(counting.printed) == 1


def test_died_while_it_sent_so_it_may_be_sent(counting):
    printer = a_printer(counting)
    number = printer.create("last-badge-chums-1-1", WANTED)
    with pytest.raises(Unreachable):
        printer.send(number, a_document()[:50_000], BROTHER, WANTED)

    another = a_printer(counting)

    assert another.fate(number).fate is Fate.EMPTY
    another.send(number, a_document(), BROTHER, WANTED)
    becomes(another, number, Fate.PRINTED)
    assert len(counting.printed) == 1


def test_died_while_it_printed_so_it_is_waited_for_and_printed(counting):
    number = sent(a_printer(counting))

    becomes(a_printer(counting), number, Fate.PRINTED)

    assert len(counting.printed) == 1


def test_switched_off_before_it_came_out_is_known_and_after_it_came_out_too(counting):
    counting.takes = 1.0
    printer = a_printer(counting)
    lost = sent(printer)
    counting.switch_off()
    with pytest.raises(Unreachable):
        printer.fate(lost)
    counting.switch_on()
    becomes(printer, lost, Fate.FAILED)

    counting.takes = 0.2
    came_out = sent(printer)
    wait_for(lambda: counting.printed)
    counting.switch_off()
    counting.switch_on()

    assert a_printer(counting).fate(came_out).fate is Fate.PRINTED


def test_where_nothing_is_counted_a_dead_station_leaves_a_question_for_a_person():
    with BrotherPeer(by_snmp=False) as peer:
        number = sent(a_printer(peer))

        assert a_printer(peer).fate(number).fate is Fate.GONE


def test_a_device_without_the_variable_has_none_of_it():
    with BrotherPeer() as peer:
        peer.counts = False

        assert snmp.get("127.0.0.1", peer.snmp_port, BrotherPeer.LABELS, seconds=1) is None
        assert snmp.get("127.0.0.1", peer.snmp_port, BrotherPeer.SERIAL, seconds=1) == b"E75999-A1Z123456"


def test_a_label_that_waits_is_taken_back(counting):
    printer = a_printer(counting)
    counting.trouble(BrotherPeer.NO_LABELS)
    number = sent(printer)

    printer.cancel(number)
    wait_for(lambda: not counting.waiting)
    counting.mend()

    becomes(printer, number, Fate.CANCELLED)
    assert not counting.printed
