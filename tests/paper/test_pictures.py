"""Pictures that an organiser uploads: made small, and refused where they are none."""

import io
from base64 import b64decode
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from badges.paper import (
    BadPicture,
    draw_roll,
    draw_svg,
    read_design,
    read_picture,
    stock_named,
)
from tests.paper.reading import a_badge, laid, part, pixels, printed

SVG = "{http://www.w3.org/2000/svg}"
LOGO = """
name = "With a logo"
[colours]
ink = "#000000"
quiet = "#000000"
accent = "#000000"
paper = "#ffffff"
[[front]]
element = "qr"
right = 4.5
bottom = 4.5
[[front]]
element = "image"
image = "logo"
left = 5
top = 5
width = 30
height = 10
[[front]]
element = "text"
text = "{name}"
left = 5
right = 5
top = 4
bottom = 26
size = 40
floor = 12
"""


def a_picture(width, height, form="PNG", colour=(200, 30, 30)):
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_logo_is_kept_as_png_no_larger_than_paper_needs(form):
    picture = read_picture("logo", a_picture(3000, 600, form))

    assert (picture.width, picture.height) == (1200, 240)
    with Image.open(io.BytesIO(picture.png)) as kept:
        assert (kept.format, kept.size) == ("PNG", (1200, 240))


@pytest.mark.parametrize(("data", "told"), [
    (b"", "no PNG"),
    (b"not a picture", "no PNG"),
    (a_picture(30, 30)[:60], "no PNG"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://elsewhere.test/x.png"/></svg>', "SVG"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 50_000_000, "50 MB"),
])
def test_what_is_no_picture_is_refused_with_what_to_save_instead(data, told):
    with pytest.raises(BadPicture, match=told) as refused:
        read_picture("logo", data)

    assert "Save" in str(refused.value)


def test_a_picture_that_unpacks_to_a_wall_is_refused_unread():
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")

    with pytest.raises(BadPicture):
        read_picture("logo", bomb.getvalue())


def test_a_logo_stands_in_its_box_in_its_own_proportions_and_the_name_gives_way_to_it():
    design = read_design(LOGO, key="own")
    pictures = {"logo": read_picture("logo", a_picture(100, 100))}

    label = laid(a_badge("Mira Okafor"), design=design, pictures=pictures)
    dots = part(pixels(printed([a_badge("Mira Okafor")], design=design, pictures=pictures)[0]), 5, 5, 10, 10)
    name = next(thing for thing in label.front.things if thing.element.startswith("text"))

    assert np.unique(dots[5:-5, 5:-5]).size == 1
    assert dots[50, 50] < 200
    assert name.ink.left > 15.5


def test_paper_page_and_label_printer_show_a_logo_at_one_place_the_same_way_up():
    stock = stock_named("zebra-4x3-300dpi")
    design, pictures = read_design(LOGO, key="own"), {"logo": read_picture("logo", half_dark(90, 30))}
    label = laid(a_badge("Mira Okafor"), stock, design, pictures)

    pdf = pixels(printed([a_badge("Mira Okafor")], stock, design, pictures)[0])
    roll = np.asarray(draw_roll(label, stock, pictures=pictures).to_pil().convert("L"))
    (svg,) = ET.fromstring(draw_svg(label, pictures=pictures, title="A badge")).iter(f"{SVG}image")

    # Thirty by ten millimetres, its left third dark; a dot is lost to rounding at the edges.
    for dots in (pdf, roll):
        assert part(dots, 5.2, 5.2, 9.6, 9.6).max() < 100
        assert part(dots, 15.2, 5.2, 19.6, 9.6).min() > 200
    assert [float(svg.get(edge)) for edge in ("x", "y", "width", "height")] == [5, 5, 30, 10]
    shown = Image.open(io.BytesIO(b64decode(svg.get("href").partition(",")[2]))).convert("L")
    assert (shown.getpixel((3, 15)), shown.getpixel((60, 15))) == (0, 255)


def half_dark(width, height):
    """A picture whose left third is black and the rest white, so that it has a right way round."""
    out = io.BytesIO()
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("black", (0, 0, width // 3, height))
    picture.save(out, "PNG")
    return out.getvalue()


def test_a_logo_the_event_does_not_have_leaves_its_place_to_the_name():
    design = read_design(LOGO, key="own")

    without = laid(a_badge("Mira Okafor"), design=design)

    assert {type(thing).__name__ for thing in without.front.things} == {"Code", "Words"}
