"""Design documents: read, written, and refused with what is wrong, where, and what to do."""

import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from badges.paper.design import (
    Condition,
    Design,
    Fill,
    Image,
    Inset,
    Mark,
    Qr,
    Text,
    design_named,
    design_names,
)
from badges.paper.design_file import COLOURS, LARGEST_DOCUMENT, MOST_ELEMENTS, read_design, write_design
from badges.paper.refusals import BadDesign
from badges.paper.template import Template
from badges.paper.type import Fit
from tests.paper.some_designs import designs

SMALLEST = """
name = "Small"
[[front]]
element = "qr"
right = 4
bottom = 4
[[front]]
element = "text"
id = "name"
text = "{name}"
left = 4
right = 4
top = 4
height = 20
size = 40
floor = 12
"""


def small(**changes):
    """The smallest design there is, with other values for its name; None takes one away."""
    document = tomllib.loads(SMALLEST)
    qr, name = document["front"]
    kept = {key: value for key, value in {**name, **changes}.items() if value is not None}
    return json.dumps({**document, "front": [qr, kept]})


def with_more(*elements, **changes):
    """The smallest design with these elements after its own, and with other values of its own."""
    document = tomllib.loads(SMALLEST)
    document["front"].extend(elements)
    return json.dumps({**document, **changes})


def refusal(text):
    with pytest.raises(BadDesign) as refused:
        read_design(text, key="own")
    assert refused.value.why
    assert refused.value.fix
    assert len(refused.value.message) < 400
    return refused.value


@pytest.mark.parametrize("key", design_names())
def test_a_design_that_is_written_is_read_as_the_same_design(key):
    design = design_named(key)

    assert read_design(write_design(design), key=key) == design


def test_toml_and_json_of_one_tree_are_one_design():
    assert read_design(SMALLEST, key="own") == read_design(small(), key="own")


def test_what_a_document_leaves_out_has_a_default():
    design = read_design("\ufeff" + SMALLEST, key="own")

    assert design == Design(
        key="own", name="Small", colours=tuple(COLOURS.items()),
        front=(
            Qr(id="qr-1", inset=Inset(right=4, bottom=4)),
            Text(id="name", inset=Inset(left=4, right=4, top=4, height=20), template=Template.read("{name}"),
                 colour="ink", fit=Fit(size=40, wrap_below=40, floor=12, lines=1)),
        ))


def test_every_element_is_read_as_it_is_written():
    design = read_design(SMALLEST + """
[[front]]
element = "line"
left = 1
width = 10
bottom = 2
thickness = 0.25
colour = "accent"
when = {Company = true, kind = ["Speaker", "crew"], table = false, type = "guest"}
[[front]]
element = "image"
image = "logo"
right = 1
width = 10
top = 2
bottom = 3
align = "right"
stand = "middle"
[[back]]
element = "box"
left = 0
right = 0
top = 0
bottom = 0
fill = "#AABBCC"
radius = 2
[[back]]
element = "mark"
left = 1
width = 8
top = 1
height = 8
""", key="own")

    assert design.front[2:] == (
        Fill(id="line-3", inset=Inset(left=1, width=10, bottom=2, height=0.25), colour="accent", when=(
            Condition(field="company", written=True), Condition(field="kind", among=("Speaker", "crew")),
            Condition(field="table", written=False), Condition(field="type", among=("guest",)))),
        Image(id="image-4", inset=Inset(right=1, width=10, top=2, bottom=3), image="logo",
              align="right", stand="middle"),
    )
    assert design.back == (
        Fill(id="box-back-1", inset=Inset(left=0, right=0, top=0, bottom=0), colour="#aabbcc", radius=2),
        Mark(id="mark-back-2", inset=Inset(left=1, width=8, top=1, height=8)),
    )


@given(designs())
@settings(deadline=None, max_examples=30)
def test_any_design_that_is_written_is_read_as_the_same_design(design):
    assert read_design(write_design(design), key=design.key) == design


@pytest.mark.parametrize(("change", "where", "why", "fix"), [
    ({"elemnt": "text"}, "front, element 2 (name)", "no “elemnt”", "“element”"),
    ({"element": "texts"}, "front, element 2", "cannot be “texts”", "“text”"),
    ({"element": None}, "front, element 2", "“element” is missing", 'element = "…"'),
    ({"share": 0.5}, "front, element 2 (name)", "no “share”", ""),
    ({"align": "center"}, "front, element 2 (name)", "cannot be “center”", "“centre”"),
    ({"weight": 700}, "front, element 2 (name)", "is 700", "text"),
    ({"colour": "acent"}, "front, element 2 (name)", "names no colour", "“accent”"),
    ({"colour": "#12345"}, "front, element 2 (name)", "“#12345”", "#b4532a"),
    ({"colour": "url(http://x)"}, "front, element 2 (name)", "names no colour", ""),
    ({"text": "{name"}, "front, element 2 (name)", "has no }", "{{"),
    ({"text": ""}, "front, element 2 (name)", "is empty", ""),
    ({"text": "a\0b{name}"}, "front, element 2 (name)", "invisible", ""),
    ({"text": ["{name}"]}, "front, element 2 (name)", "is a list", ""),
    ({"size": 401}, "front, element 2 (name)", "is 401", "from 6 to 400"),
    ({"size": "40"}, "front, element 2 (name)", "is “40”", "from 6 to 400"),
    ({"size": True}, "front, element 2 (name)", "is true", "from 6 to 400"),
    ({"size": float("nan")}, "front, element 2 (name)", "is nan", "from 6 to 400"),
    ({"size": float("inf")}, "front, element 2 (name)", "is inf", "from 6 to 400"),
    ({"floor": 5}, "front, element 2 (name)", "is 5", "from 6 to 400"),
    ({"floor": 41}, "front, element 2 (name)", "floor 41", "larger"),
    ({"floor": None}, "front, element 2 (name)", "“floor” is missing", ""),
    ({"wrap_below": 50}, "front, element 2 (name)", "wrap_below 50", "larger"),
    ({"lines": 7}, "front, element 2 (name)", "is 7", "from 1 to 6"),
    ({"lines": 1.5}, "front, element 2 (name)", "is 1.5", "whole"),
    ({"left": -1}, "front, element 2 (name)", "is -1", "from 0 to 1000"),
    ({"left": 10 ** 400}, "front, element 2 (name)", "is 1000", "from 0 to 1000"),
    ({"height": 0}, "front, element 2 (name)", "is 0", "from 0.05"),
    ({"width": 5}, "front, element 2 (name)", "left and right and width", "two"),
    ({"left": None, "right": None}, "front, element 2 (name)", "has none", "two"),
    ({"id": "<b>"}, "front, element 2", "“id”", ""),
    ({"id": "qr-1"}, "front, element 2 (qr-1)", "called “qr-1”", "its own"),
    ({"most": {"of": "title", "share": 0.5}}, "front, element 2 (name)", "“title”", "before"),
    ({"most": {"of": "name"}}, "front, element 2 (name)", "“name”", "before"),
    ({"most": {"of": "name", "share": 2}}, "front, element 2 (name), most", "is 2", "from 0.1 to 1"),
    ({"most": "name"}, "front, element 2 (name)", "“most” is “name”", "table"),
    ({"when": {"kind": []}}, "front, element 2 (name), when", "neither", "speaker"),
    ({"when": {"kind": 1}}, "front, element 2 (name), when", "neither", "speaker"),
    ({"when": {"kind": [["speaker"]]}}, "front, element 2 (name), when", "neither", "speaker"),
    ({"when": {"Kind": True, "kind": False}}, "front, element 2 (name), when", "twice", ""),
    ({"when": {" ": True}}, "front, element 2 (name), when", "no name", ""),
    ({"text": "Welcome"}, "front", "draws no name", "{name}"),
])
def test_a_mistake_in_an_element_is_refused_with_its_place_and_what_to_do(change, where, why, fix):
    refused = refusal(small(**change))

    assert refused.where == where
    assert why in refused.why
    assert fix in refused.fix


QR = {"element": "qr", "left": 4, "top": 4}
BOX = {"left": 1, "width": 1, "top": 1, "height": 1}


@pytest.mark.parametrize(("text", "why"), [
    (with_more(QR), "two QRs"),
    (with_more(front=[{"element": "text"}]), "it has none"),
    (with_more(front=tomllib.loads(SMALLEST)["front"][1:]), "no QR"),
    (with_more(front=[]), "no QR"),
    (with_more(front={}), "“front” is a table"),
    (with_more(front=["qr"]), "It is no table"),
    (with_more(front=None), "“front” is missing"),
    (with_more({**QR, "when": {"kind": True}}), "every badge is scanned"),
    (with_more({**QR, "bottom": 4}), "top and bottom"),
    (with_more({**QR, "width": 20}), "“width”"),
    (with_more({**QR, "left": 1.9}), "is 1.9"),
    (with_more({**QR, "share": 1.1}), "is 1.1"),
    (with_more({**BOX, "element": "image", "image": "http://x/y.svg"}), "no picture's name"),
    (with_more({**BOX, "element": "image", "image": "../../etc"}), "no picture's name"),
    (with_more({**BOX, "element": "line"}), "“thickness”"),
    (with_more({**BOX, "element": "box"}), "“fill” is missing"),
    (with_more(*[{**BOX, "element": "mark"}] * MOST_ELEMENTS), "elements"),
    (with_more(colours={"ink": "black"}), "is “black”"),
    (with_more(colours={"#ff0000": "#000000"}), "A name in it"),
    (with_more(colours={str(n): "#000000" for n in range(61)}), "more than 60"),
    (with_more(kinds={"crew": {"ik": "#000000"}}), "no “ik”"),
    (with_more(kinds={"crew": {"ink": "#000000"}, "Crew": {}}), "twice"),
    (with_more(kinds={"crew": "#000000"}), "“crew” is “#000000”"),
    (with_more(marks=["red"]), "names no colour"),
    (with_more(marks="#ff0000"), "is “#ff0000”"),
    (with_more(bleed=11), "is 11"),
    (with_more(bleed=-1), "is -1"),
    (with_more(one_colour=1), "is 1"),
    (with_more(name=""), "is empty"),
    (with_more(name="x" * 201), "longer"),
    (with_more(name="\ud800"), "invisible"),
    (with_more(key="plain"), "no “key”"),
])
def test_a_document_that_cannot_be_used_is_refused(text, why):
    assert why in refusal(text).why


@pytest.mark.parametrize(("text", "why"), [
    ("", "“name” is missing"),
    ("name = ", "cannot be read"),
    ("{", "cannot be read"),
    ('{"name": "a", "name": "b"}', "stands twice"),
    ("x" * (LARGEST_DOCUMENT + 1), "larger than 64 KB"),
    ("\ud800", "cannot be read"),
    ("\0", "cannot be read"),
    ('{"a":' * 10_000, "nested too deeply"),
    ('{"front": ' + "[" * 60_000, "nested too deeply"),
    ("front = " + "[" * 60_000, "nested too deeply"),
    ("front = " + "{a = " * 12_000, "nested too deeply"),
    (".".join("a" * 30_000) + " = 1", "more than 100 dots"),
    ("[" + ".".join("a" * 90) + "]", "no “a”"),
    ('name = "x"\nbleed = ' + "9" * 5000, "cannot be read"),
    ('{"name": "x", "bleed": ' + "9" * 5000 + "}", "cannot be read"),
    ('{"name": "x", "bleed": NaN}', "is nan"),
    ('{"name": "x", "bleed": 1e999}', "is inf"),
    ("name = 2026-05-08", "is a date"),
    ("<html>", "cannot be read"),
    ("x" * 50_000 + " = 1", "There is no “xxx"),
    ("name = '" + "\\" * 9 + "'\n[kinds." + "k" * 300 + "]", "A name in it"),
])
def test_hostile_text_is_refused_in_few_words(text, why):
    assert why in refusal(text).why


def a_value():
    """Anything that JSON can say."""
    keys = some.sampled_from(["of", "share", "kind", ""]) | some.text(max_size=4)
    return some.recursive(
        some.none() | some.booleans() | some.floats() | some.integers() | some.text(max_size=8),
        lambda inner: some.lists(inner, max_size=3) | some.dictionaries(keys, inner, max_size=3),
        max_leaves=6,
    )


OF_A_TEXT = ["element", "id", "text", "left", "width", "size", "lines", "colour", "when", "most", "align"]
OF_A_DOCUMENT = ["name", "bleed", "colours", "kinds", "marks", "back", "front"]


@given(some.dictionaries(some.sampled_from(OF_A_TEXT), a_value(), max_size=3),
       some.dictionaries(some.sampled_from(OF_A_DOCUMENT), a_value(), max_size=2))
@settings(deadline=None)
def test_any_values_make_a_design_or_a_refusal_that_says_what_to_do(of_the_name, of_the_document):
    document = {**json.loads(small(**of_the_name)), **of_the_document}

    try:
        read = read_design(json.dumps(document), key="own")
    except BadDesign as refused:
        said = refused
    else:
        assert read_design(write_design(read), key="own") == read
        return
    assert said.why
    assert said.fix
