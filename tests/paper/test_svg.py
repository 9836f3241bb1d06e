"""The preview: SVG that shows what paper will show, and can do nothing else."""

import io
from base64 import b64decode
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from badges.paper import draw_svg, read_picture
from badges.paper.label import Box, Filled, Label, Picture, Side
from tests.paper.reading import a_badge, code_of, laid, pixels, printed, scanned, spread
from web.app import POLICY

# A whole number of dots on paper and of pixels in a page.
STOCK = "zebra-4x3-300dpi"
SVG = "{http://www.w3.org/2000/svg}"
DRAWS = {"svg", "g", "rect", "path", "image"}
HOSTILE = ["<script>alert(1)</script>", "</svg><img src=x onerror=alert(1)>",
           "Robert \"Bob\" O'Brien & Söhne", "]]><!--", "&lt;b&gt;", "{name} %s",
           "${7*7}", "javascript:alert(1)"]
OF_MANY_SCRIPTS = [("Omar عمر Haddad", "ณัฐวุฒิ ศรีสุข"), ("Łukasz Żółć", "محمد عبد الله"),
                   ("བསྟན་འཛིན अनुष्का", "王小明 தமிழ்ச்செல்வி")]


def drawn(label, side="front", *, title="A badge", **pictures):
    return ET.fromstring(draw_svg(label, side, pictures=pictures, title=title))


def a_logo(across, down):
    noise = np.random.default_rng(1).integers(0, 255, (down, across), "uint8")
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "PNG")
    return read_picture("logo", out.getvalue())


def seen(browser, svg, size):
    """What a page under our content policy shows at 300 dots to the inch, and what its console says."""
    height, width = size
    viewport = {"width": width * 96 // 300 + 20, "height": height * 96 // 300 + 20}
    page = browser.new_page(device_scale_factor=300 / 96, viewport=viewport)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.route("**/*", lambda route: route.fulfill(
        body=f"<!doctype html><link rel=icon href=data:,><body>{svg}",
        headers={"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}))
    page.goto("http://localhost/")
    box = page.locator("svg").bounding_box()
    picture = Image.open(io.BytesIO(page.screenshot(clip=box))).convert("L")
    page.close()
    return np.asarray(picture), complaints


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_look_like_markup_change_nothing(name):
    badge = a_badge(name, company=name)

    svg = drawn(laid(badge), title=name)

    parts = list(svg.iter())
    assert {part.tag for part in parts} <= {SVG + tag for tag in DRAWS}
    assert svg.get("aria-label") == name
    assert not any(part.text or part.tail for part in parts)


def test_it_names_nothing_outside_itself_and_carries_neither_style_nor_script():
    label = laid(a_badge("Ana 🦊"), "page-90x60", "conference")

    attributes = [(name, value) for part in drawn(label).iter() for name, value in part.items()]

    assert not [name for name, _ in attributes if name == "style" or name.startswith("on")]
    assert all(value.startswith("data:image/png;base64,") for name, value in attributes if "href" in name)
    assert not [value for _, value in attributes if "url(" in value]


def test_what_xml_cannot_say_is_shown_as_a_mark():
    svg = drawn(laid(a_badge()), title="Bo\x00b\x1b \ud800\uffff")

    assert svg.get("aria-label") == "Bo\ufffdb\ufffd \ufffd\ufffd"


def test_it_has_the_label_s_size_and_says_what_it_is():
    svg = drawn(laid(a_badge()), title="Mira Okafor, front")

    assert svg.get("viewBox") == "0 0 90 60"
    assert (svg.get("width"), svg.get("height")) == ("90mm", "60mm")
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Mira Okafor, front")


def test_each_element_of_the_design_is_one_group_that_can_be_grabbed_where_it_is():
    label = laid(a_badge("Pablo Diego José Francisco de Paula"))

    groups = {group.get("data-element"): group for group in drawn(label).iter(f"{SVG}g")}

    expected = {}
    for thing in label.front.things:
        box = getattr(thing, "quiet", None) or thing.ink
        expected.setdefault(thing.element, []).append(box)
    assert groups.keys() == expected.keys()
    assert len(expected["name"]) > 1
    for element, boxes in expected.items():
        left, top, right, bottom = (edges for edges in zip(*boxes, strict=True))
        handle = groups[element][0]
        assert handle.get("pointer-events") == "all"
        assert float(handle.get("x")) == pytest.approx(min(left), abs=0.001)
        assert float(handle.get("y")) == pytest.approx(min(top), abs=0.001)
        assert float(handle.get("width")) == pytest.approx(max(right) - min(left), abs=0.002)
        assert float(handle.get("height")) == pytest.approx(max(bottom) - min(top), abs=0.002)


def test_an_element_s_name_is_escaped():
    label = Label(60.0, 30.0, 0.0, Side((Picture('a"><script>', "logo", Box(1, 1, 9, 9)),)), None, ())

    (group,) = drawn(label, logo=a_logo(8, 8)).iter(f"{SVG}g")

    assert group.get("data-element") == 'a"><script>'


def test_a_large_picture_comes_no_finer_than_paper_shows_it():
    label = Label(60.0, 30.0, 0.0, Side((Picture("logo", "logo", Box(1, 1, 21, 11)),)), None, ())

    (image,) = drawn(label, logo=a_logo(1000, 500)).iter(f"{SVG}image")

    png = b64decode(image.get("href").removeprefix("data:image/png;base64,"))
    assert Image.open(io.BytesIO(png)).size == (240, 120)


def test_a_label_without_a_back_gives_a_blank_one():
    back = drawn(laid(a_badge()), "back")

    assert [part.tag for part in back] == [f"{SVG}rect"]


def test_the_code_lies_on_white_above_all_else():
    code = code_of(laid(a_badge()))
    band = Filled("band", Box(0, 0, 90, 60), "#1d4ed8", 2.0)

    groups = list(drawn(Label(90.0, 60.0, 0.0, Side((code, band)), None, ())).iter(f"{SVG}g"))

    assert [group.get("data-element") for group in groups] == ["band", "qr"]
    assert (groups[0][1].get("fill"), groups[0][1].get("rx")) == ("#1d4ed8", "2")
    assert groups[1][1].get("fill") == "#ffffff"
    assert groups[1][1].get("x") == f"{code.quiet.left:.3f}"


@pytest.mark.browser
@pytest.mark.process
@pytest.mark.parametrize(("name", "company"), OF_MANY_SCRIPTS)
def test_the_page_shows_what_paper_shows(browser, name, company):
    badge = a_badge(name, company=company)
    pdf, _ = printed([badge], STOCK, "conference")
    paper = pixels(pdf)

    svg = draw_svg(laid(badge, STOCK, "conference"), pictures={}, title=name)
    shown, complaints = seen(browser, svg, paper.shape)

    ours, theirs = shown < 140, paper[:len(shown)] < 140
    assert complaints == []
    assert (ours == theirs).mean() > 0.97
    assert (ours & spread(theirs)).sum() > 0.999 * ours.sum()
    assert (theirs & spread(ours)).sum() > 0.999 * theirs.sum()
    assert scanned(shown).text == scanned(paper).text
