"""Queues of a real CUPS: the same way, with another printer behind them."""

import pytest

from badges.printing.backends.ipp import IppPrinter
from badges.printing.printer import PDF, Fate, Told, Wanted
from tests.printing.cups import HOW, Cups, missing
from tests.printing.ippeveprinter import until

pytestmark = pytest.mark.process
BADGE = Wanted(90, 60)
NAME = "last-badge-gala-17-1"
DOCUMENT = b"%PDF-1.4\r\n" + bytes(range(256)) * 400


@pytest.fixture
def queue(peer):
    if lacking := missing():
        pytest.skip(f"there is no {' and no '.join(lacking)} on this machine. {HOW}")
    cups = Cups().start()
    yield IppPrinter(cups.queue_to(peer.uri))
    cups.close()


def told_at_last(queue, number, *fates):
    until(lambda: queue.fate(number).fate in fates, f"the queue says {queue.fate(number)}", seconds=40)
    return queue.fate(number)


def test_a_badge_goes_through_a_queue_as_it_is_and_once(peer, queue):
    assert PDF in queue.makes().formats
    number = queue.create(NAME, BADGE)
    assert queue.fate(number) == Told(Fate.EMPTY)
    assert queue.find(NAME) == number

    queue.send(number, DOCUMENT, PDF, BADGE)

    assert peer.wait_printed(1, seconds=40) == [(NAME, DOCUMENT)]
    assert told_at_last(queue, number, Fate.PRINTED) == Told(Fate.PRINTED)
    assert queue.find(NAME) is None


def test_a_printer_behind_a_queue_that_is_out_of_labels_is_told_by_the_queue(peer, queue):
    peer.out_of_labels()
    number = queue.create(NAME, BADGE)
    queue.send(number, DOCUMENT, PDF, BADGE)

    told = told_at_last(queue, number, Fate.STOPPED)

    assert "media-empty" in told.words
    assert queue.look().stopped
    peer.refill()
    peer.wait_printed(1, seconds=40)


def test_a_badge_in_a_queue_that_is_taken_back_before_it_has_a_document_never_comes_out(peer, queue):
    number = queue.create(NAME, BADGE)

    queue.cancel(number)

    assert queue.fate(number).fate == Fate.CANCELLED
    assert peer.printed() == []
