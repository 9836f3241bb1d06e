"""Bitmaps for label printers: black and white as the PDF is black and white, and a QR of whole dots."""

import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from badges.paper import draw_bitmap, read_picture, stock_named, stock_names
from badges.paper.bitmap import Bitmap, draw_roll
from badges.paper.fonts import Weight
from badges.paper.label import Box, Filled, Label, Picture, Side, Words
from badges.paper.qr import QUIET_MODULES
from badges.paper.shape import shaped
from badges.paper.type import MM_PER_POINT
from tests.paper.reading import CODE, a_badge, code_of, laid, printed, scanned, spread

ROLLS = [name for name in stock_names() if stock_named(name).roll]
# Thin strokes, joints and small counters of many scripts.
LETTERS = "aegmswABEGKMRW0468&@łßøđŻğمحعسشアआनुश्রশ王明橋山김ณฐསྟአበᠪ"


def a_label(*things):
    return Label(60.0, 30.0, 0.0, Side(things), None, ())


def words(text, *, left=4.0, baseline=15.0, size=7.0, colour="#000000"):
    line = shaped(text, Weight.REGULAR, "")
    unit = size * MM_PER_POINT / 1000
    ink = Box(left + line.left * unit, baseline - line.up * unit,
              left + line.right * unit, baseline + line.down * unit)
    return Words("text", text, line.runs, left, baseline, size, colour, ink)


def black(label, dpi=203, **pictures):
    """Where the front is black."""
    return black_of(draw_bitmap(label, dpi=dpi, pictures=pictures))


def black_of(bitmap):
    return ~np.asarray(bitmap.to_pil())


def light(dots):
    return np.where(dots, 0, 255).astype("uint8")


def pieces(dots):
    """How many separate pieces the black consists of."""
    left, count = {tuple(dot) for dot in np.argwhere(dots)}, 0
    while left:
        count, reached = count + 1, [left.pop()]
        while reached:
            y, x = reached.pop()
            touching = {(y + down, x + right) for down in (-1, 0, 1) for right in (-1, 0, 1)} & left
            left -= touching
            reached += touching
    return count


def a_picture(grey, alpha=None):
    """A picture of the event, from its pixels."""
    picture = Image.fromarray(grey.astype("uint8")).convert("RGBA")
    if alpha is not None:
        picture.putalpha(Image.fromarray(alpha.astype("uint8")))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return read_picture("logo", out.getvalue())


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("stock", ROLLS)
def test_the_code_is_read_from_every_roll(stock, dpi):
    label = laid(a_badge(), stock, "label")

    dots = black(label, dpi)

    assert scanned(light(dots)).text == f"LB1{CODE}"


@pytest.mark.parametrize("stock", [name for name in ROLLS if stock_named(name).dpi])
def test_every_module_is_the_same_whole_number_of_dots_and_white_is_around_them(stock):
    dpi = stock_named(stock).dpi
    label = laid(a_badge(), stock, "label")
    code, dots = code_of(label), black(label, dpi)
    module = round(code.module * dpi / 25.4)
    left, top = round(code.left * dpi / 25.4), round(code.top * dpi / 25.4)
    side, quiet = module * code.symbol.modules, module * QUIET_MODULES

    drawn = dots[top:top + side, left:left + side]
    around = dots[top - quiet:top + side + quiet, left - quiet:left + side + quiet]

    assert code.module * dpi / 25.4 == pytest.approx(module)
    assert (drawn == np.kron(code.symbol.rows, np.ones((module, module), bool))).all()
    assert around.sum() == drawn.sum()


def test_nothing_stands_in_the_quiet_zone_whatever_is_drawn_before_or_after_the_code():
    code = code_of(laid(a_badge(), "zebra-4x3", "label"))
    label = Label(101.6, 76.2, 0.0, Side((code, Filled("band", Box(0, 0, 101.6, 76.2), "#000000"))), None, ())

    dots = black(label)

    assert dots[0, 0]
    assert scanned(light(dots)).text == f"LB1{CODE}"


@pytest.mark.parametrize("name", ["Mira Okafor", "Łukasz Żółć", "محمد عبد الله", "अनुष्का श्रीवास्तव",
                                  "王小明", "བསྟན་འཛིན", "Omar عمر Haddad"])
@pytest.mark.parametrize(("stock", "design"), [("dymo-99014", "label"), ("brother-62x29", "label"),
                                               ("zebra-4x3", "label"), ("zebra-4x3-300dpi", "conference")])
def test_it_is_black_where_the_pdf_is(stock, design, name):
    dpi, badge = stock_named(stock).dpi, a_badge(name)
    pdf, _ = printed([badge], stock, design)

    ours = black(laid(badge, stock, design), dpi)
    theirs = the_label(pdf, stock, ours.shape)

    assert (ours == theirs).mean() > 0.97
    assert (ours & spread(theirs)).sum() > 0.995 * ours.sum()
    assert (theirs & spread(ours)).sum() > 0.995 * theirs.sum()


def the_label(pdf, stock, shape):
    """Where the label on the page is black, in the printer's dots."""
    stock = stock_named(stock)
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=stock.dpi / 72, grayscale=True)
    left, top = round(stock.left * stock.dpi / 25.4), round(stock.top * stock.dpi / 25.4)
    cut = page.to_numpy().squeeze()[top:top + shape[0], left:left + shape[1]] < 140
    return np.pad(cut, [(0, shape[0] - cut.shape[0]), (0, shape[1] - cut.shape[1])])


@pytest.mark.parametrize("size", [6, 7])
def test_no_stroke_breaks_in_the_smallest_type_at_203_dots_to_the_inch(size):
    for letter in LETTERS:
        whole = pieces(black(a_label(words(letter, size=size)), 600))
        for shift in range(4):
            moved = words(letter, size=size, left=4 + shift * 25.4 / 203 / 4)

            assert pieces(black(a_label(moved))) <= whole, letter


@pytest.mark.parametrize(("fill", "ink"), [
    ("#1d4ed8", "#ffffff"), ("#000000", "#1c1917"), ("#fde68a", "#57534e"), ("#d97706", "#ffffff"),
    ("#ffffff", "#ffffff"),
])
def test_type_is_seen_on_every_colour(fill, ink):
    plain = a_label(words("Mira", colour="#000000"))
    on_colour = a_label(Filled("band", Box(0, 0, 60, 30), fill), words("Mira", colour=ink))

    letters, together = black(plain), black(on_colour)

    assert (together == letters).all() or (together == ~letters).all()


@pytest.mark.parametrize(("colour", "is_black"), [
    ("#1d4ed8", True), ("#b4532a", True), ("#777777", True), ("#888888", False), ("#fde68a", False),
])
def test_a_colour_is_black_or_white_whichever_it_is_nearer(colour, is_black):
    dots = black(a_label(Filled("band", Box(10, 10, 20, 20), colour)))

    assert dots[120, 120] == is_black


def test_the_thinnest_line_is_one_dot():
    dots = black(a_label(Filled("line", Box(10, 10, 20, 10.02), "#000000")))

    assert dots.sum(axis=0).max() == 1


def test_a_drawing_in_black_stays_sharp():
    across, down = np.meshgrid(np.arange(400), np.arange(400))
    disc = (across - 199.5) ** 2 + (down - 199.5) ** 2 < 180**2
    logo = a_picture(np.where(disc, 0, 255))

    dots = black(a_label(Picture("logo", "logo", Box(10, 5, 30, 25))), logo=logo)

    assert dots.any()
    assert (dots[40:200, 80:240] == dots[40:200, 80:240][::-1, ::-1]).all()


def test_a_photograph_is_dithered_to_its_own_lightness():
    grey = np.tile(np.linspace(0, 255, 400), (200, 1))
    photograph = a_picture(grey)

    dots = black(a_label(Picture("photo", "logo", Box(10, 5, 50, 25))), logo=photograph)[40:200, 80:400]

    thirds = [part.mean() for part in np.array_split(dots, 3, axis=1)]
    assert thirds == pytest.approx([5 / 6, 1 / 2, 1 / 6], abs=0.03)


@pytest.mark.parametrize(("ground", "ink"), [("#1c1917", 255), ("#ffffff", 0)])
def test_a_logo_stands_on_what_is_under_it(ground, ink):
    alpha = np.zeros((100, 100))
    alpha[25:75, 25:75] = 255
    logo = a_picture(np.full((100, 100), ink), alpha)
    band = Filled("band", Box(0, 0, 60, 30), ground)

    dots = black(a_label(band, Picture("logo", "logo", Box(10, 5, 30, 25))), logo=logo)

    assert dots[120, 160] == (ink == 0)
    assert dots[60, 100] == (ink == 255)


def test_of_a_picture_far_larger_than_the_label_only_what_is_on_it_is_drawn():
    across, down = np.meshgrid(np.arange(1200), np.arange(1200))
    logo = a_picture(np.where((across >= 600) == (down >= 600), 0, 255))

    dots = black(a_label(Picture("logo", "logo", Box(-570, -585, 630, 615))), logo=logo)

    assert (dots[:100, :220].all(), dots[:100, 260:].any()) == (True, False)
    assert (dots[140:, :220].any(), dots[140:, 260:].all()) == (False, True)


def test_a_pale_emoji_is_kept_together_by_a_line():
    dots = black(a_label(words("🤍", size=30, baseline=20)), 300)
    seen = Image.fromarray(light(dots)).copy()

    ImageDraw.floodfill(seen, (0, 0), 128)

    shut_in = (np.asarray(seen) == 255).sum()
    assert shut_in > dots.sum() > 500


def test_rows_are_whole_bytes_with_the_leftmost_dot_in_the_highest_bit():
    edge = a_label(Filled("edge", Box(0, 0, 25.4 / 203, 30), "#000000"))

    bitmap = draw_bitmap(edge, dpi=203, pictures={})

    assert (bitmap.width, bitmap.height, bitmap.row_bytes) == (480, 240, 60)
    assert bitmap.rows == (b"\x80" + bytes(59)) * 240


def test_what_fills_up_a_row_is_white():
    everything = Side((Filled("all", Box(-1, -1, 9, 9), "#000000"),))
    full = Label(25.4 * 13 / 203, 25.4 / 203, 0.0, everything, None, ())

    bitmap = draw_bitmap(full, dpi=203, pictures={})

    assert (bitmap.width, bitmap.rows) == (13, b"\xff\xf8")


def test_turning_is_clockwise():
    corner = Bitmap(3, 2, b"\x80\x00")

    turned = [corner.turned(degrees) for degrees in (90, 180, 270)]

    assert turned == [Bitmap(2, 3, b"\x40\x00\x00"), Bitmap(3, 2, b"\x00\x20"), Bitmap(2, 3, b"\x00\x00\x80")]


@pytest.mark.parametrize(("stock", "size"), [
    ("brother-dk-11202", (696, 1109)), ("brother-62x29", (696, 271)), ("brother-29x90", (306, 991)),
    ("zebra-4x6-butterfly", (812, 1218)), ("zebra-4x3", (812, 609)),
])
def test_a_roll_is_drawn_in_the_dots_its_printer_has(stock, size):
    label = laid(a_badge(), stock, "label")

    whole = draw_roll(label, stock_named(stock), pictures={})

    assert (whole.width, whole.height) == size


def test_a_folded_roll_has_its_second_panel_the_other_way_up():
    label = laid(a_badge(), "zebra-4x6-butterfly", "label")

    whole = black_of(draw_roll(label, stock_named("zebra-4x6-butterfly"), pictures={}))

    assert (whole == whole[::-1, ::-1]).all()
    assert (whole[:609] == black(label)).all()


def test_a_label_without_a_back_gives_a_blank_one():
    label = laid(a_badge(), "zebra-4x3", "label")

    back = draw_bitmap(label, "back", dpi=203, pictures={})

    assert not any(back.rows)
