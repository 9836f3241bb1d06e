"""Templates: what a text of a design says of a badge, and what is no template."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from badges.paper.refusals import BadDesign
from badges.paper.template import LONGEST_TEMPLATE, Template

FACTS = {"name": "Mira Okafor", "company": "Slow Signal", "table": "12", "job title": "Type Designer",
         "blank": " \u00a0"}


def fact(field):
    return FACTS.get(field, "")


def said(source, facts=fact):
    return Template.read(source).written(facts)


@pytest.mark.parametrize(("source", "written"), [
    ("{name}", "Mira Okafor"),
    ("{ Job Title }", "Type Designer"),
    ("{name}, {company}", "Mira Okafor, Slow Signal"),
    ("{role|job title}", "Type Designer"),
    ("{role|blank|name}", "Mira Okafor"),
    ("Table {table}", "Table 12"),
    ("[Table {table}]", "Table 12"),
    ("[Room {room}]", ""),
    ("{name}[, room {room}][ of {company}]", "Mira Okafor of Slow Signal"),
    ("[{name} and {guest}]", ""),
    ("[{guest|name} is here]", "Mira Okafor is here"),
    ("{{name}} is [[{name}]]", "{name} is [Mira Okafor]"),
    ("[{{{table}}}]", "{12}"),
    ("<b>{name}</b> %s ${{7*7}} {{0}}", "<b>Mira Okafor</b> %s ${7*7} {0}"),
    ("{blank}", ""),
    ("{nobody knows}", ""),
    ("Welcome", "Welcome"),
])
def test_a_template_says_what_the_list_says(source, written):
    assert said(source) == written


def test_a_name_that_looks_like_a_template_is_drawn_as_it_is_written():
    names = ["{company}", "{0}", "[x]", "{{7*7}}", "}{", "%s", "[Table {table}]"]

    drawn = [said("{name}", {"name": name}.get) for name in names]

    assert drawn == names


def test_spaces_around_a_name_are_left_to_its_owner():
    assert said("{name}", {"name": " Ng "}.get) == " Ng "


def test_a_template_names_its_fields_once_in_their_order():
    template = Template.read("{Name}[ of {Company|HOST}] {name} Table {table}")

    assert template.fields == ("name", "company", "host", "table")


def test_templates_written_alike_are_one():
    assert len({Template.read("{name}"), Template.read("{name}"), Template.read("{Name}")}) == 2


@pytest.mark.parametrize(("source", "why"), [
    ("{name", r"a \{ has no \}"),
    ("name}", r"a \} has no \{"),
    ("{na{me}}", r"a \{ has no \}"),
    ("[{name}", r"a \[ has no \]"),
    ("{name}]", r"a \] has no \["),
    ("{na[me}", r"a \{ has no \}"),
    ("[a [{name}] b]", r"stands between"),
    ("[nothing]", "no field"),
    ("{}", "names no field"),
    ("{name|}", "names no field"),
    ("{" + "x" * 81 + "}", "names no field"),
    ("x" * (LONGEST_TEMPLATE + 1), "201 characters"),
    ("{name}\0", r"U\+0000"),
    ("{name}\n{company}", r"U\+000A"),
    ("\u202e{name}", r"U\+202E"),
    ("\ud800", r"U\+D800"),
])
def test_what_is_no_template_is_refused_and_says_why(source, why):
    with pytest.raises(BadDesign, match=why) as refused:
        Template.read(source)

    assert refused.value.fix


@given(some.text(some.sampled_from("{}[]|ab "), max_size=12))
def test_any_run_of_brackets_is_a_template_or_refused(source):
    try:
        drawn = said(source, lambda _: "x")
    except BadDesign:
        return
    assert isinstance(drawn, str)


@given(some.text(some.characters(exclude_categories=["C"]), max_size=LONGEST_TEMPLATE // 2))
def test_doubled_brackets_draw_any_text(text):
    source = "".join(letter * 2 if letter in "{}[]" else letter for letter in text)

    assert said(source) == (text if text.strip() else "")
