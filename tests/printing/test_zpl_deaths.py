"""A station of a ZPL printer dies, and another program takes over: no label comes twice."""

import os
import signal
import subprocess
import sys
import time

import pytest

from badges.printing.printer import ZPL, Fate, Refused, Unreachable
from tests.paper.reading import CODE, scanned
from tests.printing.peers import ZplPeer, light, wait_for
from tests.printing.zebras import WANTED, a_document, a_long_document, a_printer, becomes, sent


@pytest.fixture
def peer():
    with ZplPeer() as running:
        yield running


def test_died_before_it_sent_so_it_may_be_sent(peer):
    number = a_printer(peer).create("last-badge-chums-1-1", WANTED)

    another = a_printer(peer)

    assert another.find("last-badge-chums-1-1") is None
    assert another.fate(number).fate is Fate.EMPTY
    another.send(number, a_document(), ZPL, WANTED)
    becomes(another, number, Fate.PRINTED)
    assert len(peer.printed) == 1


def test_died_while_it_sent_so_it_may_be_sent_and_half_a_label_spoils_nothing(peer):
    peer.reads = 2000
    printer = a_printer(peer)
    number = printer.create("last-badge-chums-1-1", WANTED)
    with pytest.raises(Unreachable):
        printer.send(number, a_long_document(), ZPL, WANTED)
    peer.reads = None

    another = a_printer(peer)

    assert another.fate(number).fate is Fate.EMPTY
    another.send(number, a_document(), ZPL, WANTED)
    becomes(another, number, Fate.PRINTED)
    (label,) = peer.printed
    assert scanned(light(label.dots)).text == f"LB1{CODE}"


def test_who_sent_and_heard_nothing_knows_no_more_than_any_other(peer):
    printer = a_printer(peer)
    number = printer.create("last-badge-chums-1-1", WANTED)
    peer.takes = 1.0
    peer.take, taken = lambda whole: setattr(peer, "silent", True) or ZplPeer.take(peer, whole), peer.take

    with pytest.raises(Unreachable):
        printer.send(number, a_document(), ZPL, WANTED)
    peer.silent, peer.take = False, taken

    becomes(printer, number, Fate.PRINTED)
    assert len(peer.printed) == 1


def test_died_while_it_printed_so_it_is_waited_for(peer):
    peer.takes = 0.3
    number = sent(a_printer(peer))

    another = a_printer(peer)

    assert another.fate(number).fate is Fate.PRINTING
    becomes(another, number, Fate.PRINTED)
    assert len(peer.printed) == 1


def test_died_after_it_printed_so_it_is_printed(peer):
    number = sent(a_printer(peer))
    wait_for(lambda: peer.printed)

    assert a_printer(peer).fate(number).fate is Fate.PRINTED


def test_died_and_the_printer_was_switched_off_so_it_may_be_sent(peer):
    peer.takes = 30
    number = sent(a_printer(peer))
    peer.switch_off()
    peer.switch_on()

    another = a_printer(peer)

    assert another.fate(number).fate is Fate.EMPTY
    peer.takes = 0.05
    another.send(number, a_document(), ZPL, WANTED)
    becomes(another, number, Fate.PRINTED)
    assert len(peer.printed) == 1


def test_died_and_others_printed_so_a_person_is_asked(peer):
    number = sent(a_printer(peer))
    wait_for(lambda: peer.printed)
    peer.odometer += 1

    gone = a_printer(peer).fate(number)

    assert gone.fate is Fate.GONE
    assert gone.words == ("it has printed 2 labels since",)


def test_a_number_of_another_printer_is_known_by_no_one(peer):
    number = sent(a_printer(peer))
    peer.odometer = 17

    assert a_printer(peer).fate(number).fate is Fate.GONE


def test_a_number_whose_counter_moved_before_anything_was_sent_is_worth_nothing(peer):
    printer = a_printer(peer)
    number = printer.create("last-badge-chums-1-1", WANTED)
    peer.odometer += 1

    assert printer.fate(number).fate is Fate.CANCELLED
    with pytest.raises(Refused):
        printer.send(number, a_document(), ZPL, WANTED)
    assert not peer.printed


# ---- A printer that does not count. ----

@pytest.mark.parametrize("old", [False, True])
def test_without_an_odometer_who_sent_it_sees_it_printed_and_nobody_else(peer, old):
    peer.counts, peer.old = False, old
    printer = a_printer(peer)
    number = sent(printer)

    becomes(printer, number, Fate.PRINTED)

    assert a_printer(peer).fate(number).fate is Fate.GONE


def test_without_an_odometer_a_printer_that_was_switched_off_is_a_question_for_a_person(peer):
    peer.counts, peer.takes = False, 30
    printer = a_printer(peer)
    number = sent(printer)

    peer.switch_off()
    with pytest.raises(Unreachable):
        printer.fate(number)
    peer.switch_on()

    assert printer.fate(number).fate is Fate.GONE


def test_a_label_that_waits_is_taken_back(peer):
    printer = a_printer(peer)
    peer.trouble("out")
    number = sent(printer)

    printer.cancel(number)
    peer.mend()

    becomes(printer, number, Fate.CANCELLED)
    assert not peer.printed


_DYING = """
import os, signal, sys, threading
from badges.printing.backends.sockets import Line
line = Line("127.0.0.1", int(sys.argv[1]))
threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
line.give(sys.stdin.buffer.read(), seconds=10)
threading.Event().wait()
"""


@pytest.mark.process
def test_what_a_killed_station_had_not_sent_yet_never_arrives(peer):
    peer.reads = 5000

    died = subprocess.run(
        [sys.executable, "-c", _DYING, str(peer.port)], input=a_long_document(), env=os.environ, check=False)
    time.sleep(0.2)
    peer.reads = None

    assert died.returncode == -signal.SIGKILL
    assert a_printer(peer).fate("4711-00000000").fate is Fate.EMPTY
    assert not peer.printed
