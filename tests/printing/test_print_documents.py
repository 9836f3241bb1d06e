"""What is sent to printers: one badge on the station's paper, moved by its offset, and the test badge."""

import io

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from badges import designs, moments, sheets
from badges.errors import BadInput, NotFound
from badges.model import BadgePrinter, PrintJob, PrintStation, Role
from badges.paper import draw_page, draw_roll, stock_named, stock_names, trial_badge, trial_composer
from badges.paper.label import Code
from badges.paper.refusals import BadgeRefused
from badges.printing import documents
from badges.printing.printer import BROTHER, PDF, PWG, ZPL
from tests.builders import a_device, an_attendee, an_event, at, badge_of
from tests.paper.reading import pixels, scanned, words_on
from tests.printing.brother_peer import BrotherPeer
from tests.printing.peers import label_of, light, wait_for

BACK = """
name = "Two sides"
[colours]
ink = "#000000"
[[front]]
element = "text"
id = "name"
text = "{name}"
left = 4
right = 4
top = 4
bottom = 4
size = 20
floor = 8
[[front]]
element = "qr"
id = "qr"
right = 6
bottom = 6
[[back]]
element = "text"
id = "name behind"
text = "{name}"
left = 4
right = 4
top = 4
bottom = 4
size = 20
floor = 8
"""


class Desk:
    """An event with one attendee and one station that has a job."""

    def __init__(
        self, session, *, stock="zebra-4x3", design="label", name="Mira Okafor", test=False, **chosen
    ):
        self.session = session
        self.event = an_event(session, badge_design=design)
        self.attendee = an_attendee(session, self.event, name, company="Lighthouse Labs")
        self.device = a_device(session, self.event, "Desk 1", Role.STATION)
        offset = chosen.pop("offset", None)
        self.station = PrintStation(
            device_id=self.device.id, event_id=self.event.id, stock=stock, **chosen, offset=offset and
            BadgePrinter(name="Zebra", right_mm=offset[0], down_mm=offset[1]))
        self.job = PrintJob(
            event_id=self.event.id, attendee_id=None if test else self.attendee.id, revision=0 if test else 1,
            asked_at=at("18:42"), claimed_by=self.device.id)
        session.add_all([self.station, self.job])
        session.flush()

    def document(self, media_type, dpi=0):
        return documents.document(self.session, self.event, self.job, media_type=media_type, dpi=dpi)

    def label(self, dpi=203):
        """The dots of its ZPL."""
        return label_of(self.document(ZPL, dpi)).dots

    @property
    def code(self):
        return f"LB1{badge_of(self.session, self.attendee)}"


@pytest.fixture
def session(sqlite_store):
    with sqlite_store.writing() as running:
        yield running


@pytest.mark.parametrize(("dpi", "size"), [(203, (609, 812)), (300, (900, 1200))])
def test_a_label_is_drawn_in_the_dots_of_the_printer(session, dpi, size):
    desk = Desk(session)

    dots = desk.label(dpi)

    assert dots.shape == size
    assert scanned(light(dots)).text == desk.code


def test_what_is_worn_level_and_fed_narrow_side_first_leaves_turned_a_quarter(session):
    desk = Desk(session, stock="brother-dk-11202")
    composer = sheets.composer(session, desk.event, stock="brother-dk-11202")
    label = composer.of(sheets.badge_of(session, desk.event, desk.attendee.id))
    (code,) = [thing for thing in label.front.things if isinstance(thing, Code)]

    with BrotherPeer() as peer:
        peer.hear(None, desk.document(BROTHER, 300))
        wait_for(lambda: peer.printed)
    dots = peer.printed[0].dots

    assert dots.shape == (1109, 720)
    # Turned back it stands upright, its QR where it was laid.
    upright = np.rot90(dots[:, 12:708])
    found = scanned(light(upright))
    corner = found.position.top_left
    assert found.text == desk.code
    assert (corner.x - 20, corner.y - 20) == pytest.approx(
        (code.left * 300 / 25.4, code.top * 300 / 25.4), abs=3)
    assert abs(found.orientation) < 5


@pytest.mark.parametrize("stock", ["zebra-4x3", "zebra-800262-405"])
def test_the_offset_moves_what_is_drawn_as_it_is_worn(session, stock):
    desk = Desk(session, stock=stock)
    plain = desk.label()
    desk.station.offset = BadgePrinter(name="Zebra", right_mm=2.0, down_mm=-1.0)
    moved = desk.label()

    if stock == "zebra-800262-405":
        plain, moved = np.rot90(plain), np.rot90(moved)
    first, second = ([edges.min() for edges in np.nonzero(dots)] for dots in (plain, moved))
    assert second[1] - first[1] == round(2.0 * 203 / 25.4)
    assert second[0] - first[0] == -round(1.0 * 203 / 25.4)


def test_the_offset_moves_the_pdf_too(session):
    desk = Desk(session, stock="page-90x60")
    plain = pixels(desk.document(PDF))
    desk.station.offset = BadgePrinter(name="Office", right_mm=3.0, down_mm=2.0)
    moved = pixels(desk.document(PDF))

    first, second = ([edges.min() for edges in np.nonzero(dots < 160)] for dots in (plain, moved))
    assert [b - a for a, b in zip(first, second, strict=True)] == pytest.approx([23.6, 35.4], abs=1)


def test_a_badge_is_a_pdf_of_one_page_on_the_stations_paper(session):
    desk = Desk(session, stock="", design="networking")

    pdf = desk.document(PDF)

    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert len(document) == 1
    assert [side / 72 * 25.4 for side in document[0].get_size()] == pytest.approx([90, 60], abs=0.1)
    assert "Mira Okafor" in words_on(pdf)
    assert scanned(pixels(pdf)).text == desk.code


def test_darkness_and_cut_are_those_of_the_station(session):
    desk = Desk(session, darkness=6, cut=False)

    assert label_of(desk.document(ZPL, 203)).said["MD"] == "6"
    assert b"^MMT" in desk.document(ZPL, 203)
    desk.station.stock = "brother-62x29"
    assert b"\x1biM\x00" in desk.document(BROTHER)


def test_a_page_for_raster_printers_has_the_label_at_its_place(session):
    desk = Desk(session, stock="page-90x60")

    assert desk.document(PWG, 300).startswith(b"RaS2")


def test_a_new_design_is_printed_from_the_next_badge_on(session):
    desk = Desk(session)
    before = desk.label()

    designs.save_design(session, desk.event, BACK.partition("[[back]]")[0], now=moments.now())
    after = desk.label()

    assert before.shape == after.shape
    assert (before != after).any()
    assert (after == desk.label()).all()


def test_two_sides_and_sheets_are_not_for_label_printers(session):
    desk = Desk(session)
    designs.save_design(session, desk.event, BACK, now=moments.now())

    with pytest.raises(BadInput, match="with a back"):
        desk.document(ZPL, 203)
    assert len(pypdfium2.PdfDocument(io.BytesIO(desk.document(PDF)))) == 2
    desk.station.stock = "avery-l4785"
    desk.event.badge_design = "label"
    with pytest.raises(BadInput, match="is a sheet"):
        desk.document(ZPL, 203)


@pytest.mark.parametrize("media_type", [PDF, ZPL])
def test_a_badge_that_cannot_be_drawn_is_refused_by_name(session, media_type):
    desk = Desk(session, name="Mira \U0001f9ff\uffff Okafor")

    with pytest.raises(BadgeRefused, match="Mira"):
        desk.document(media_type, 203)


def test_a_job_that_no_station_has_has_no_paper(session):
    desk = Desk(session)
    desk.job.claimed_by = None

    with pytest.raises(NotFound):
        desk.document(PDF)


def test_what_is_no_format_of_ours_is_refused(session):
    with pytest.raises(BadInput, match="text/plain"):
        Desk(session).document("text/plain")


def test_a_test_badge_names_its_printer_and_has_a_code_that_says_test(session):
    desk = Desk(session, stock="page-90x60", test=True, offset=(0.5, -0.3))

    pdf = desk.document(PDF)

    said = words_on(pdf)
    assert "Test badge" in said
    assert "Desk 1" in said
    assert "+0.5 mm right" in said
    assert scanned(pixels(pdf)).text == "LB1TESTTESTTESTTEST"


@pytest.mark.parametrize("stock", stock_names())
def test_a_test_badge_fits_on_every_paper_and_is_read(stock):
    paper = stock_named(stock)
    label = trial_composer(paper).of(trial_badge("Desk 1 by the long window", paper.title, (0.0, 0.0)))

    drawn = draw_page(label, paper, pictures={})

    assert "LB1TESTTESTTESTTEST" in {found.text for found in read_all(drawn)}


def read_all(drawn):
    return zxingcpp.read_barcodes(light(~np.asarray(drawn.to_pil())))


@pytest.mark.parametrize("stock", ["brother-dk-11202", "zebra-4x3", "brother-62x29"])
def test_the_corners_of_a_test_badge_are_as_far_from_each_edge_as_it_says(stock):
    paper = stock_named(stock)
    label = trial_composer(paper).of(trial_badge("Desk 1", paper.title, (0.0, 0.0)))

    drawn = ~np.asarray(draw_page(label, paper, pictures={}).to_pil())

    rows, columns = np.nonzero(drawn)
    high, wide = drawn.shape
    far = 6 / 25.4 * paper.dpi
    assert [rows.min(), high - 1 - rows.max(), columns.min(), wide - 1 - columns.max()] == pytest.approx(
        [far] * 4, abs=2)


def test_a_label_moved_off_its_paper_loses_what_leaves_it_and_nothing_else():
    paper = stock_named("zebra-4x3")
    label = trial_composer(paper).of(trial_badge("Desk 1", paper.title, (0.0, 0.0)))

    plain = ~np.asarray(draw_roll(label, paper, pictures={}).to_pil())
    moved = ~np.asarray(draw_roll(label, paper, pictures={}, offset=(-10.0, 0.0)).to_pil())

    by = round(10 * 203 / 25.4)
    assert (moved[:, :-by] == plain[:, by:]).all()
    assert not moved[:, -by:].any()
