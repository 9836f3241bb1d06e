"""PWG raster: every dot comes back, the QR is read, and a real printer takes it."""

import numpy as np
import pytest

from badges.paper import draw_bitmap
from badges.paper.bitmap import Bitmap
from badges.printing.backends import pwg
from badges.printing.backends.ipp import IppPrinter
from badges.printing.printer import PWG, Fate, Wanted
from tests.paper.reading import CODE, a_badge, laid, scanned
from tests.printing.pwg_read import BLACK, SGRAY, pages

KINDS = ("sgray_8", "black_1")


def a_bitmap(dpi=300):
    return draw_bitmap(laid(a_badge("Żółć Okafor-Müller")), dpi=dpi, pictures={})


def noise(width, height):
    """What compresses worst, and stretches of one colour longer than a run may be."""
    black = np.random.default_rng(7).integers(0, 2, (height, width)).astype(bool)
    black[3:5] = True
    black[height // 2 :, : width // 2] = False
    return Bitmap(width, height, np.packbits(black, axis=1).tobytes())


def light(bitmap):
    return np.asarray(bitmap.to_pil()).astype("uint8") * 255


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("drawn", [a_bitmap(), noise(701, 611), noise(8, 300), noise(1, 1)], ids=str)
def test_every_dot_comes_back(drawn, kind):
    (page,) = pages(pwg.encode(drawn, 300, kind))

    assert np.array_equal(page.dots, light(drawn))


@pytest.mark.parametrize("kind", KINDS)
def test_the_qr_of_a_badge_is_read_from_its_raster(kind):
    (page,) = pages(pwg.encode(a_bitmap(203), 203, kind))

    assert scanned(page.dots).text.endswith(CODE)


def test_a_raster_says_its_size_its_dots_and_its_ink():
    grey, black = (pages(pwg.encode(a_bitmap(), 300, kind))[0] for kind in KINDS)

    assert (grey.dpi, grey.points, grey.name) == (300, (255, 170), "custom_badge_90x60.03mm")
    assert (grey.bits, grey.space) == (8, SGRAY)
    assert (black.bits, black.space) == (1, BLACK)


def test_a_page_of_one_colour_is_a_few_bytes():
    white = Bitmap(800, 1200, bytes(100 * 1200))

    assert len(pwg.encode(white, 300)) < 1900


@pytest.mark.process
def test_a_real_printer_takes_a_raster_and_its_qr_is_read_from_what_came_out(peer):
    printer, wanted = IppPrinter(peer.uri), Wanted(90, 60)
    drawn = a_bitmap(printer.makes().dpi)
    number = printer.create("last-badge-gala-1-1", wanted)

    printer.send(number, pwg.encode(drawn, 300), PWG, wanted)

    ((_, came_out),) = peer.wait_printed(1)
    (page,) = pages(came_out)
    assert scanned(page.dots).text.endswith(CODE)
    assert printer.fate(number).fate in {Fate.PRINTING, Fate.PRINTED}
