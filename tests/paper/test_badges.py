"""The badge as a thing: its code, its boxes, its typefaces and its file."""

import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from badges.paper import BadgeRefused, design_named, design_names, draw_pdf, stock_named, stock_names
from badges.paper.design import Fill, Inset, Qr
from badges.paper.label import Code, Filled, Picture, Words
from badges.paper.qr import symbol
from tests.paper.reading import (
    CODE,
    DOTS_PER_MM,
    a_badge,
    a_code,
    code_of,
    composer,
    laid,
    part,
    pixels,
    printed,
    scanned,
)
from tests.paper.some_designs import designs

SHEETS = [name for name in stock_names() if not stock_named(name).dpi]
# Every character there is, and more often those that people write.
ANYTHING = some.text(some.characters(), max_size=8)
LETTERS = some.sampled_from("aJgÅẬỆщΨ   W-.j|אבعمदिक्षพิ王さ김🦊\u0301\u200d")
TEXTS = some.one_of(some.text(LETTERS, max_size=50), some.text(LETTERS, max_size=12), ANYTHING)


def test_a_badge_code_makes_twenty_one_modules_at_level_m():
    dots = pixels(printed([a_badge()])[0])

    read = scanned(dots)

    assert symbol(CODE).modules == 21
    assert (read.text, read.ec_level) == ("LB1" + CODE, "M")


def test_different_badge_codes_are_different_symbols_of_one_size():
    symbols = {symbol(a_code(n)) for n in range(64)}

    assert len(symbols) == 64
    assert {made.modules for made in symbols} == {21}


@pytest.mark.parametrize("design", design_names())
@pytest.mark.parametrize("stock", stock_names())
def test_modules_are_whole_dots_of_at_least_half_a_millimetre_with_four_white_around(stock, design):
    try:
        label = laid(a_badge("Ng", company="", kind=""), stock, design)
    except BadgeRefused:
        return
    code = code_of(label)

    dots = code.module * (stock_named(stock).dpi or 300) / 25.4
    quiet = code.quiet

    assert dots == pytest.approx(round(dots))
    assert code.module >= 0.5
    assert quiet.width == pytest.approx(29 * code.module)
    assert min(quiet.left, quiet.top) >= 0
    assert quiet.right <= label.width
    assert quiet.bottom <= label.height


def test_the_code_is_drawn_in_black_and_white_without_grey_edges():
    code = code_of(laid(a_badge()))
    quiet = code.quiet

    dots = part(pixels(printed([a_badge()])[0]), quiet.left, quiet.top, quiet.width, quiet.height)
    zone = int(3.5 * code.module * DOTS_PER_MM)

    assert set(np.unique(dots)) == {0, 255}
    assert (dots[:zone] == 255).all()
    assert (dots[:, :zone] == 255).all()


@pytest.mark.parametrize("code", ["", CODE.lower(), CODE[:15], CODE[:15] + "I", CODE + "0", CODE + "\n"])
def test_what_is_no_badge_code_is_never_printed_as_one(code):
    with pytest.raises(BadgeRefused, match="badge code") as refused:
        laid(a_badge(badge_code=code))

    assert refused.value.name == "Mira Okafor"


def test_a_label_too_small_for_a_readable_code_is_refused():
    tiny = replace(stock_named("page-90x60"), label_width=40.0, label_height=25.0)

    with pytest.raises(BadgeRefused, match=r"scanners need 0.5 mm.*larger labels"):
        laid(a_badge("Ng"), tiny)


def test_a_code_near_the_edge_is_smaller_rather_than_over_it():
    design = design_named("plain")
    near = Inset(right=2.5, bottom=2.5)
    moved = replace(design, front=tuple(
        replace(one, inset=near) if isinstance(one, Qr) else one for one in design.front))

    code = code_of(laid(a_badge(), design=moved))

    assert code.quiet.right <= 90
    assert code.module < code_of(laid(a_badge())).module


@pytest.mark.parametrize("stock", SHEETS)
def test_the_code_begins_on_a_whole_dot_of_the_page(stock):
    badges = [a_badge("Ng", company="", kind="", event="", badge_code=a_code(n))
              for n in range(stock_named(stock).labels)]
    pdf, drawn = printed(badges, stock)
    if drawn.refused:
        return
    page = pypdfium2.PdfDocument(pdf)[0]

    corners = [thing.get_bounds() for thing in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])]

    assert len(corners) == len(badges) * len(stock_named(stock).panels)
    for left, _, _, top in corners[: len(badges)]:
        for edge in (left, page.get_height() - top):
            assert edge * 300 / 72 == pytest.approx(round(edge * 300 / 72), abs=0.02)


def test_the_colour_of_a_type_is_the_designs():
    speaker, crew = (laid(a_badge(kind=kind), design="conference") for kind in ("Speaker", "crew"))

    bands = [next(thing.colour for thing in label.front.things if isinstance(thing, Filled))
             for label in (speaker, crew)]

    assert bands == ["#28587f", "#2f6b3c"]


def apart(one, other):
    slack = 1e-6
    return (one.right <= other.left + slack or other.right <= one.left + slack
            or one.bottom <= other.top + slack or other.bottom <= one.top + slack)


# Initials stand on their disc, and so do those of random designs.
MARKS = {"mark"}


def box_of(thing):
    if isinstance(thing, Words):
        return thing.ink
    return thing.quiet if isinstance(thing, Code) else thing.box


def refused_or_within_its_label(badge, stock, design):
    """The things of a badge's front, checked to be on the label and apart; none where it is refused."""
    try:
        label = laid(badge, stock, design)
    except BadgeRefused as refusal:
        told = (refusal.why, refusal.fix)
    else:
        told = ("laid out", "")
        for box in map(box_of, label.front.things):
            assert min(box.left, box.top) >= -label.bleed - 1e-6
            assert box.right <= label.width + label.bleed + 1e-6
            assert box.bottom <= label.height + label.bleed + 1e-6
        solid = [box_of(thing) for thing in label.front.things
                 if isinstance(thing, (Words, Code, Picture)) and thing.element not in MARKS]
        for n, box in enumerate(solid):
            assert all(apart(box, other) for other in solid[n + 1:])
    assert told[0]


@settings(max_examples=250, deadline=None, database=None)
@given(name=TEXTS.filter(str.strip), company=TEXTS, event=TEXTS, kind=TEXTS,
       stock=some.sampled_from(stock_names()), design=some.sampled_from(design_names()))
def test_whatever_is_written_nothing_leaves_the_label_or_touches_another_thing(
    name, company, event, kind, stock, design,
):
    badge = a_badge(name, company=company, event=event, kind=kind)

    refused_or_within_its_label(badge, stock, design)


@settings(max_examples=60, deadline=None, database=None)
@given(design=designs(), name=TEXTS.filter(str.strip), stock=some.sampled_from(stock_names()))
def test_whatever_is_designed_nothing_leaves_the_label_or_touches_another_thing(design, name, stock):
    refused_or_within_its_label(a_badge(name, table="7"), stock, design)


def test_the_typeface_is_embedded_once_a_weight_and_only_the_letters_used():
    pdf, _ = printed([a_badge(name) for name in ("Mira Okafor", "Юлія Щербак", "Γιώργος")] * 20)

    assert pdf.count(b"/FontFile2") == 2
    assert re.findall(rb"/BaseFont /[A-Z]{6}\+(\S+)", pdf) == [
        b"noto-sans-Bold", b"noto-sans-Bold", b"noto-sans-Regular", b"noto-sans-Regular"]
    assert b"Helvetica" not in pdf


def test_a_thousandth_badge_costs_less_than_a_kilobyte():
    few, _ = printed([a_badge(badge_code=a_code(n)) for n in range(20)])
    many, _ = printed([a_badge(badge_code=a_code(n)) for n in range(120)])

    assert len(many) - len(few) < 100 * 1024


def test_the_same_badges_make_the_same_file():
    badges = [a_badge(), a_badge("محمد عبد الله"), a_badge("Ana 🦊")]

    assert printed(badges)[0] == printed(badges)[0]


def test_while_badges_are_drawn_it_is_told_how_many_are_done():
    told = []

    drawn = draw_pdf([a_badge(), a_badge("Bo\x00"), a_badge("Ng")], BytesIO(), composer=composer(),
                     told=told.append)

    assert told == [1, 2, 3]
    assert drawn.count == 2


def test_a_code_stands_on_white_whatever_a_design_draws_there():
    design = design_named("plain")
    dark = Fill(id="dark", inset=Inset(left=0.0, right=0.0, top=0.0, bottom=0.0), colour="ink")

    before, after = (
        scanned(pixels(printed([a_badge()], design=replace(design, front=front))[0]))
        for front in ((dark, *design.front), (*design.front, dark)))

    assert before.text == after.text == "LB1" + CODE
