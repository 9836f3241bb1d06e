"""The badge as a thing: its code, its boxes, its typeface and its file."""

import re
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from badges.paper import BadgeRefused, design_named, design_names, layout, stock_named, stock_names
from badges.paper.instances import Weight, font_file
from badges.paper.qr import symbol
from tests.paper.reading import CODE, DOTS_PER_MM, a_badge, a_code, part, pixels, printed, scanned

LATIN_AND_MORE = some.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=["C"])
CYRILLIC = some.characters(min_codepoint=0x400, max_codepoint=0x482)
LETTERS = some.one_of(some.sampled_from("aJgÅẬỆщΨ   W-.j|"), LATIN_AND_MORE, CYRILLIC)
ANYTHING = some.text(some.characters(), max_size=8)
TEXTS = some.one_of(some.text(LETTERS, max_size=60), some.text(LETTERS, max_size=12), ANYTHING)


def test_a_badge_code_makes_twenty_one_modules_at_level_m():
    dots = pixels(printed([a_badge()])[0])

    read = scanned(dots)

    assert symbol(CODE).modules == 21
    assert (read.text, read.ec_level) == ("LB1" + CODE, "M")


def test_different_badge_codes_are_different_symbols_of_one_size():
    symbols = {symbol(a_code(n)) for n in range(64)}

    assert len(symbols) == 64
    assert {made.modules for made in symbols} == {21}


@pytest.mark.parametrize("stock", stock_names())
def test_modules_are_whole_dots_of_at_least_half_a_millimetre_with_four_white_around(stock):
    laid = layout(design_named("networking"), a_badge(), stock_named(stock))

    dots = laid.code.module * DOTS_PER_MM
    quiet = laid.code.quiet

    assert dots == pytest.approx(round(dots))
    assert laid.code.module >= 0.5
    assert quiet.width == pytest.approx(29 * laid.code.module)
    assert (quiet.left, quiet.top) > (0, 0)
    assert (quiet.right, quiet.bottom) < (laid.width, laid.height)


def test_the_code_is_drawn_in_black_and_white_without_grey_edges():
    laid = layout(design_named("networking"), a_badge(), stock_named("page-90x60"))
    quiet = laid.code.quiet

    dots = part(pixels(printed([a_badge()])[0]), quiet.left, quiet.top, quiet.width, quiet.height)
    zone = int(3.5 * laid.code.module * DOTS_PER_MM)

    assert set(np.unique(dots)) == {0, 255}
    assert (dots[:zone] == 255).all()
    assert (dots[:, :zone] == 255).all()


@pytest.mark.parametrize("code", ["", CODE.lower(), CODE[:15], CODE[:15] + "I", CODE + "0", CODE + "\n"])
def test_what_is_no_badge_code_is_never_printed_as_one(code):
    with pytest.raises(BadgeRefused, match="badge code") as refused:
        layout(design_named("networking"), a_badge(badge_code=code), stock_named("page-90x60"))

    assert refused.value.name == "Mira Okafor"


def test_a_label_too_small_for_a_readable_code_is_refused():
    tiny = replace(stock_named("page-90x60"), label_width=40, label_height=25)

    with pytest.raises(BadgeRefused, match=r"scanners need 0.5 mm.*larger labels"):
        layout(design_named("networking"), a_badge("Ng"), tiny)


def test_a_design_with_narrow_margins_has_a_smaller_code_rather_than_one_over_the_edge():
    design, stock = design_named("networking"), stock_named("page-90x60")
    narrow = replace(design, margin_share=0.03)

    laid = layout(narrow, a_badge(), stock)

    assert laid.code.quiet.right <= 90
    assert laid.code.module < layout(design, a_badge(), stock).code.module


@pytest.mark.parametrize("stock", stock_names())
def test_the_code_begins_on_a_whole_dot_of_the_page(stock):
    badges = [a_badge(badge_code=a_code(n)) for n in range(stock_named(stock).labels)]
    page = pypdfium2.PdfDocument(printed(badges, stock)[0])[0]

    corners = [thing.get_bounds() for thing in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])]

    assert len(corners) == len(badges)
    for left, _, _, top in corners:
        for edge in (left, page.get_height() - top):
            assert edge * 300 / 72 == pytest.approx(round(edge * 300 / 72), abs=0.01)


def test_an_attendee_without_a_type_has_no_bar_with_nothing_under_it():
    design, stock = design_named("networking"), stock_named("page-90x60")

    assert len(layout(design, a_badge(kind="speaker"), stock).filled) == 1
    assert layout(design, a_badge(kind=""), stock).filled == ()


def apart(one, other):
    slack = 1e-6
    return (one.right <= other.left + slack or other.right <= one.left + slack
            or one.bottom <= other.top + slack or other.bottom <= one.top + slack)


@settings(max_examples=200, deadline=None, database=None)
@given(name=TEXTS.filter(str.strip), line=TEXTS, event=TEXTS, kind=TEXTS,
       stock=some.sampled_from(stock_names()), design=some.sampled_from(design_names()))
def test_whatever_is_written_nothing_leaves_the_label_or_touches_another_thing(
    name, line, event, kind, stock, design,
):
    badge = a_badge(name, line=line, event=event, kind=kind)

    try:
        laid = layout(design_named(design), badge, stock_named(stock))
    except BadgeRefused:
        return

    things = [text.ink for text in laid.texts] + [filled.box for filled in laid.filled] + [laid.code.quiet]
    for n, thing in enumerate(things):
        assert min(thing.left, thing.top) >= 0
        assert thing.right <= laid.width
        assert thing.bottom <= laid.height
        assert all(apart(thing, other) for other in things[n + 1:])


def test_the_typeface_is_embedded_once_a_weight_and_only_the_letters_used():
    pdf, _ = printed([a_badge(name) for name in ("Mira Okafor", "Юлія Щербак", "Γιώργος")] * 20)

    assert pdf.count(b"/FontFile2") == 2
    assert re.findall(rb"/BaseFont /[A-Z]+\+(\S+)", pdf) == [b"NotoSans-Bold", b"NotoSans-Regular"]
    assert b"Helvetica" not in pdf


def test_a_thousandth_badge_costs_less_than_a_kilobyte():
    few, _ = printed([a_badge(badge_code=a_code(n)) for n in range(20)])
    many, _ = printed([a_badge(badge_code=a_code(n)) for n in range(120)])

    assert len(many) - len(few) < 100 * 1024


def test_the_same_badges_make_the_same_file():
    assert printed([a_badge()])[0] == printed([a_badge()])[0]


def test_the_typeface_is_made_once_and_kept_for_the_next_start(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    made = font_file(Weight.BOLD)

    kept = sorted(tmp_path.rglob("*.ttf"))
    assert [file.name for file in kept] == ["Bold.ttf", "Regular.ttf"]
    assert kept[0].read_bytes() == made == font_file(Weight.BOLD)
    kept[0].write_bytes(b"of another day")
    assert font_file(Weight.BOLD) == b"of another day"
