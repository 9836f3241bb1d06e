"""The agent at every kind of printer: what comes out is the attendee's badge, and its code is read."""

import threading
from contextlib import contextmanager

import pypdfium2
import pytest

from badges.moments import now
from badges.printing.backends.opening import open_printer
from badges.printing.station.agent import Agent
from badges.printing.station.direct import DirectLink
from tests.builders import badge_of
from tests.paper.reading import scanned
from tests.printing.brother_peer import BrotherPeer
from tests.printing.ippeveprinter import Peer
from tests.printing.peers import ZplPeer, light
from tests.printing.programs import until
from tests.printing.pwg_read import pages


@contextmanager
def at_work(evening, uri, stock):
    """A station at this printer, working for the evening; yields the code on its attendee's badge."""
    evening.hours.now, evening.event.badge_stock = now(), stock
    with evening.store.writing() as session:
        session.merge(evening.event)
        code = badge_of(session, evening.attendee)
    job, stop = evening.wants(), threading.Event()
    link = DirectLink(evening.store, evening.first.id, evening.event.id)
    agent = Agent(link, open_printer(uri), evening.place(), evening.said.append)
    station = threading.Thread(target=agent.run, args=(stop,))
    station.start()
    try:
        until(lambda: evening.job(job).state in {"printed", "failed", "unknown"}, lambda: evening.said)
        assert evening.job(job).state == "printed", evening.job(job).words
        yield f"LB1{code}"
    finally:
        stop.set()
        station.join()


def test_a_zebra_prints_the_badge(evening):
    with ZplPeer() as peer, at_work(evening, peer.uri, "zebra-4x3") as code:
        [label] = peer.printed

        assert scanned(light(label.dots)).text == code


def test_a_brother_prints_the_badge(evening):
    with BrotherPeer() as peer, at_work(evening, peer.uri, "brother-dk-11202") as code:
        [label] = peer.printed

        assert scanned(light(label.dots)).text == code


def test_a_folder_gets_the_badge(evening, tmp_path):
    folder = tmp_path / "badges"
    folder.mkdir()

    with at_work(evening, f"file:{folder}", "page-90x60") as code:
        [file] = folder.iterdir()
        assert scanned(rendered(file.read_bytes())).text == code


@pytest.mark.process
def test_a_printer_that_takes_rasters_alone_gets_one(evening, tmp_path):
    peer = Peer(tmp_path / "raster", formats=("image/pwg-raster",)).start()

    with at_work(evening, peer.uri, "page-90x60") as code:
        [(_, document)] = peer.printed()
        peer.close()
        [page] = pages(document)
        assert scanned(page.dots).text == code


def rendered(pdf):
    page = pypdfium2.PdfDocument(pdf)[0]
    return page.render(scale=4).to_numpy()[:, :, 0]
