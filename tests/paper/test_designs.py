"""Designs: the five that come with the product, their documents, and documents that are refused."""

from dataclasses import replace
from importlib.resources import files

import pytest

from badges.paper import Badge, BadgeRefused, Composer, UnknownDesign, stock_named, stock_names
from badges.paper.design import Condition, design_named, design_names, holds
from badges.paper.design_file import COLOURS
from badges.paper.label import Filled

BADGES = {
    "usual": {"name": "Mira Okafor"},
    "parted": {"name": "Alexandra Rodríguez Navarro", "first_name": "Alexandra",
               "last_name": "Rodríguez Navarro"},
    "short": {"name": "Li Wu", "first_name": "Li", "last_name": "Wu"},
    "whole": {"name": "Alexandra Rodríguez Navarro"},
    "single": {"name": "Suharto", "first_name": "Suharto"},
    "long": {"name": "Marguerite Oyelowo-Byrne"},
}


def a_badge(name="Mira Okafor", **fields):
    usual = {"company": "Lighthouse Labs", "event": "The chum parade", "kind": "speaker",
             "pronouns": "she/her", "job title": "Type Designer", "table": "12", "box": "3", "slot": "41",
             "host_mark": "TM", "host_number": "2"}
    return Badge(name=name, badge_code="0123456789ABCDEF", short_code="7KW2MX", fields=usual | fields)


def laid_out(key, badge, stock="page-90x60"):
    """Everything on the front of this badge."""
    return Composer(design_named(key), stock_named(stock)).of(badge).front.things


# The designs that come with the product.

def test_five_designs_come_with_the_product_and_the_default_is_first():
    assert design_names() == ("networking", "plain", "conference", "gala", "label")


@pytest.mark.parametrize("key", design_names())
def test_every_design_says_to_people_what_it_is(key):
    design = design_named(key)

    assert design.key == key
    assert design.name
    assert design.about.endswith(".")


def test_no_design_lies_in_the_folder_that_nobody_can_choose():
    lying = {file.name.removesuffix(".toml") for file in files("badges.paper").joinpath("designs").iterdir()
             if file.name.endswith(".toml")}

    assert lying == set(design_names())


def test_a_design_that_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(UnknownDesign, match=r"plain, conference") as refused:
        design_named("../secret")

    assert refused.value.facts["known"] == design_names()


def luminance(colour):
    """Relative luminance as WCAG 2 has it."""
    shares = [int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("key", design_names())
def test_every_colour_of_every_design_reads_well_on_white_and_under_white(key):
    design = design_named(key)
    used = {design.colour(name, kind) for name in ("ink", "quiet", "accent")
            for kind in ("", *(kind for kind, _ in design.kinds))}

    contrasts = {colour: 1.05 / (luminance(colour) + 0.05) for colour in used | set(design.marks)}

    assert {colour for colour, contrast in contrasts.items() if contrast < 4.5} == set()


LARGE_ENOUGH = [name for name in stock_names()
                if stock_named(name).panel_width >= 75 and stock_named(name).panel_height >= 40]


@pytest.mark.parametrize("who", BADGES)
@pytest.mark.parametrize("key", ["networking", "plain", "conference", "gala"])
def test_usual_names_fit_every_stock_from_75_by_40_upwards(key, who):
    for stock in LARGE_ENOUGH:
        assert laid_out(key, a_badge(**BADGES[who]), stock)


@pytest.mark.parametrize("who", BADGES)
def test_the_label_holds_usual_names_on_the_smallest_labels(who):
    for stock in ("brother-62x29", "dymo-s0722540", "avery-l4784", "brother-dk-11202"):
        assert laid_out("label", a_badge(**BADGES[who]), stock)


def drawn(key, badge, stock="page-90x60"):
    """The words of each element that is drawn, by its id."""
    words = {}
    for thing in laid_out(key, badge, stock):
        if hasattr(thing, "text"):
            words[thing.element] = " ".join([*words.get(thing.element, "").split(), thing.text])
    return words


def test_networking_draws_a_first_name_huge_only_where_the_list_parts_the_name():
    parted = drawn("networking", a_badge("Mira Okafor", first_name="Mira", last_name="Okafor"))
    whole = drawn("networking", a_badge("Mira Okafor"))
    single = drawn("networking", a_badge("Suharto", first_name="Suharto"))
    family = drawn("networking", a_badge("Okafor", last_name="Okafor"))

    assert (parted["first"], parted["last"], "name" in parted) == ("Mira", "Okafor", False)
    assert (whole["name"], "first" in whole, "last" in whole) == ("Mira Okafor", False, False)
    assert (single["name"], "first" in single, "last" in single) == ("Suharto", False, False)
    assert (family["first"], "name" in family, "last" in family) == ("Okafor", False, False)


def test_what_the_list_does_not_say_leaves_nothing_behind():
    bare = {"company": "", "kind": "", "pronouns": "", "job title": "", "table": "", "box": "", "slot": "",
            "host_mark": ""}

    words = {key: set(drawn(key, a_badge(**bare)).values()) for key in design_names()}

    everywhere = {"Mira Okafor", "The chum parade", "7KW2MX"}
    assert words == dict.fromkeys(design_names(), everywhere) | {"label": everywhere - {"The chum parade"}}


def test_a_conference_shows_a_speaker_by_the_colour_of_the_band():
    design = design_named("conference")

    bands = {thing.colour for kind in ("speaker", "Speaker", "SPEAKER ", "guest") for thing in
             laid_out("conference", a_badge(kind=kind)) if thing.element == "band"}

    assert bands == {design.colour("accent", "speaker"), design.colour("accent", "")}


def test_a_gala_names_the_table():
    assert drawn("gala", a_badge())["table"] == "Table 12"


def test_a_label_is_drawn_in_black_alone():
    design = design_named("label")

    assert {design.colour(name, "speaker") for name in ("ink", "quiet", "accent", "#b4532a")} == {"#000000"}
    assert design.colour("paper", "") == "#ffffff"


def test_a_label_keeps_its_paper_white_whatever_shade_a_page_would_give_it():
    cream = replace(design_named("label"), colours=(*design_named("label").colours, ("paper", "#fff8e7")))

    assert cream.colour("paper", "") == "#ffffff"


# What a design is.

def test_a_colour_is_that_of_the_attendees_type_where_it_has_one():
    design = replace(design_named("plain"), kinds=(("Crew", (("accent", "#123456"),)),))

    assert design.colour("accent", " CREW") == "#123456"
    assert design.colour("ink", "crew") == design.colour("ink", "") == COLOURS["ink"]
    assert design.colour("#abcdef", "crew") == "#abcdef"


def test_a_hosts_mark_may_be_in_a_named_colour_which_the_attendees_type_replaces():
    kinds = (("crew", (("accent", "#123456"),)),)
    composer = Composer(replace(design_named("networking"), marks=("accent",), kinds=kinds),
                        stock_named("page-90x60"))

    fronts = [composer.of(a_badge(kind=kind)).front for kind in ("speaker", "crew")]

    discs = [next(thing.colour for thing in front.things if isinstance(thing, Filled)) for front in fronts]
    assert discs == [composer.design.colour("accent", ""), "#123456"]


def test_all_conditions_must_hold():
    speakers_with_a_company = (
        Condition(field="kind", among=("Speaker", "crew")),
        Condition(field="company", written=True),
        Condition(field="table", written=False),
    )

    assert holds(speakers_with_a_company, a_badge(kind="SPEAKER ", table=" "))
    assert not holds(speakers_with_a_company, a_badge(kind="press", table=""))
    assert not holds(speakers_with_a_company, a_badge(company="", table=""))
    assert not holds(speakers_with_a_company, a_badge())
    assert holds((), a_badge())


def test_a_stock_too_small_for_the_qr_is_refused_by_name():
    with pytest.raises(BadgeRefused, match="Mira Okafor"):
        laid_out("gala", a_badge(), "brother-29x90")
