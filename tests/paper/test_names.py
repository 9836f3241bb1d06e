"""Names on paper: exactly as written, smaller before broken, and refused by name rather than wrong."""

import unicodedata

import pytest

from badges.paper import check, design_named, layout, stock_named
from tests.paper.reading import a_badge, edges_of_ink, pixels, printed, words_on

AS_WRITTEN = """
McDonald | MacLeod | van der Berg | de la Cruz | d'Arcy | bell hooks | danah boyd | LaToya | DeShawn
Suharto | Ng | O | Li Wu | E | X Æ A-12 | 3rd | Jennifer 8. Lee | Srinivasa Venkata Satya Narayana Murthy
Wolfeschlegelsteinhausenbergerdorff | Pablo Diego José Francisco de Paula Juan Nepomuceno
Leutheusser-Schnarrenberger | Łukasz Żółć | Đorđe Šešelj | Søren Ærø | Nguyễn Thị Ánh | Çağla Öztürk
İpek Işık | Þórdís | Siân | João | Ħamrun | Ķēniņš | Hawaiʻi Keʻala | Zoë | Юлія Щербак | Ђорђе | Алёна
Γιώργος Παπαδόπουλος | O'Brien | O’Brien | D’Angelo | Jean-Luc | Smith–Jones | Al-Ḥusayn
Dr. Martin Luther King Jr. | Sammy Davis III | Prof. Dr. med. | "Sample, Bob" | Robert "Bob" Ross
{0} | {name} | %s | <b>Bo</b> | =HYPERLINK("http://x") | +49… | @SUM(A1) | ${7*7} | {{7*7}} | ../../etc
Robert'); DROP TABLE attendee;-- | Null | None | NaN | true | 00123 | 1E10 | MARCH1 | back\\slash (and) more
"""
NAMES = [name.strip() for row in AS_WRITTEN.strip().splitlines() for name in row.split(" | ")]

CANNOT_BE_SET = {
    "Ana 🦊": "🦊 (U+1F98A)",
    "👩🏽‍🚀 Kai": "👩 (U+1F469)",
    "王小明": "王 (U+738B)",
    "𠮷野家子": "𠮷 (U+20BB7)",
    "김민수": "김 (U+AE40)",
    "Անահիտ": "Ա (U+0531)",
    "አበበ በቂላ": "አ (U+12A0)",
    "محمد عبد الله": "right to left",
    "אברהם בן־דוד": "right to left",
    "Omar عمر Haddad": "right to left",
    "अनुष्का श्रीवास्तव": "joining",
    "ณัฐวุฒิ ศรีสุข": "joining",
    "M̱ary": "U+0331",
    "Bo\x00Ek": "U+0000",
    "Bo\x1bEk": "U+001B",
    "\u202eyraM": "U+202E",
    "\ud800": "U+D800",
}


def sizes(name, stock="page-90x60"):
    """The size in points and the lines of a name on its badge."""
    laid = layout(design_named("networking"), a_badge(name), stock_named(stock))
    lines = [text for text in laid.texts if text.field == "name"]
    return lines[0].size_points, [line.text for line in lines]


def problems(*badges, stock="page-90x60"):
    return check(badges, stock=stock_named(stock), design=design_named("networking"))


@pytest.mark.parametrize("design", ["networking", "plain"])
def test_names_in_latin_greek_and_cyrillic_come_back_letter_for_letter(design):
    badges = [a_badge(name, line="", kind="", event="") for name in NAMES]

    pdf, drawn = printed(badges, design=design)

    assert drawn.refused == ()
    assert [words_on(pdf, page) for page in range(len(NAMES))] == [f"{name} 7KW2MX" for name in NAMES]


def test_every_fact_of_a_badge_is_on_it_and_nothing_else():
    pdf, _ = printed([a_badge()])

    assert words_on(pdf) == "Mira Okafor The chum parade Lighthouse Labs speaker 7KW2MX"


def test_a_name_typed_with_loose_marks_prints_the_same_badge_as_the_composed_one():
    name = "Zoë Nguyễn"
    loose = unicodedata.normalize("NFD", name)
    assert loose != name

    assert printed([a_badge(loose)])[0] == printed([a_badge(name)])[0]


def test_hidden_characters_without_ink_leave_no_trace_on_the_badge():
    copied = "\ufeffMira\u200b Oka\u00adfor\u200e\n"

    assert printed([a_badge(copied)])[0] == printed([a_badge("Mira Okafor")])[0]


def test_words_held_together_by_a_no_break_space_stay_on_one_line():
    _, apart = sizes("Anna Maximiliane Hohenlohe")
    _, together = sizes("Anna Maximiliane\u00a0Hohenlohe")

    assert apart == ["Anna Maximiliane", "Hohenlohe"]
    assert together[-1].endswith("Maximiliane\u00a0Hohenlohe")


@pytest.mark.parametrize(("name", "told"), CANNOT_BE_SET.items(), ids=ascii)
def test_a_name_that_cannot_be_set_right_is_refused_by_name(name, told):
    (problem,) = problems(a_badge(name))

    assert problem.name == name
    assert told in problem.why
    assert problem.fix.endswith(".")


def test_a_refused_badge_takes_no_place_and_the_others_still_print():
    badges = [a_badge("Mira Okafor"), a_badge("王小明"), a_badge("Ng")]

    pdf, drawn = printed(badges, "avery-5392")

    assert drawn.count == 2
    assert [problem.name for problem in drawn.refused] == ["王小明"]
    assert list(drawn.refused) == problems(*badges, stock="avery-5392")
    assert words_on(pdf).startswith("Mira Okafor")
    assert "Ng The chum parade" in words_on(pdf)


def test_where_no_badge_can_be_drawn_nothing_is_written():
    pdf, drawn = printed([a_badge("王小明")])

    assert pdf == b""
    assert (drawn.count, len(drawn.refused)) == (0, 1)


def test_a_letter_that_cannot_be_set_elsewhere_on_the_badge_says_where():
    (problem,) = problems(a_badge(line="株式会社"))

    assert problem.name == "Mira Okafor"
    assert problem.why.startswith("In the second line: ")


@pytest.mark.parametrize("blank", ["", "  \n", "\u200b", "\u00a0"])
def test_a_badge_without_a_name_is_refused_by_its_short_code(blank):
    (problem,) = problems(a_badge(blank))

    assert problem.name in {blank, "7KW2MX"}
    assert "Nothing is written" in problem.why


def test_a_longer_name_is_smaller_before_it_is_broken():
    short, medium, long = sizes("Ng"), sizes("Mira Okafor"), sizes("Nguyễn Thị Ánh")

    assert short[0] > medium[0] > long[0] >= 26
    assert [len(lines) for _, lines in (short, medium, long)] == [1, 1, 1]


def test_a_long_name_is_broken_between_words_into_balanced_lines():
    size, lines = sizes("Pablo Diego José Francisco de Paula Juan Nepomuceno")

    assert lines == ["Pablo Diego José Francisco", "de Paula Juan Nepomuceno"]
    assert size >= 12


def test_a_name_takes_three_lines_where_that_makes_it_larger():
    size, lines = sizes("Pablo Diego José Francisco de Paula Juan Nepomuceno", "avery-5392")

    assert lines == ["Pablo Diego José", "Francisco de Paula", "Juan Nepomuceno"]
    assert size > sizes("Pablo Diego José Francisco de Paula Juan Nepomuceno")[0]


def test_one_long_word_shrinks_to_the_floor_and_is_never_broken():
    size, lines = sizes("Wolfeschlegelsteinhausenbergerdorff")

    assert lines == ["Wolfeschlegelsteinhausenbergerdorff"]
    assert 12 <= size < 13


@pytest.mark.parametrize("name", ["Keihanaikukauakahihuliheekahaunaele", "Anna Maria " * 20, "a" * 5000,
                                  "a " * 5000])
def test_a_name_that_does_not_fit_even_then_is_refused(name):
    (problem,) = problems(a_badge(name))

    assert problem.name == name
    assert problem.why == "The name does not fit on up to 3 lines at 12 pt."
    assert "shorter name" in problem.fix


def test_a_name_too_long_for_a_small_label_prints_on_a_larger_one():
    name = "Wolfeschlegelsteinhausenbergerdorff"

    assert len(problems(a_badge(name), stock="avery-l4785")) == 1
    assert problems(a_badge(name), stock="avery-5392") == []


def test_the_name_is_the_largest_thing_even_when_it_is_long():
    laid = layout(design_named("networking"), a_badge("Leutheusser-Schnarrenberger", line="Ox"),
                  stock_named("avery-l4785"))

    name, *others = laid.texts
    assert name.field == "name"
    assert all(other.size_points < name.size_points for other in others)


def test_the_stem_of_a_j_stands_in_line_with_other_letters():
    design, stock = design_named("networking"), stock_named("page-90x60")

    j, h = (layout(design, a_badge(name), stock).texts[0] for name in ("J", "H"))

    assert j.left == pytest.approx(h.left)
    assert 0 < j.ink.left < h.ink.left


@pytest.mark.parametrize("name", ["Jürgen Ấgg", "Mira Okafor", "fÅj"])
def test_the_ink_on_paper_is_where_the_layout_says(name):
    badge = a_badge(name, line="", event="", kind="")
    text = layout(design_named("networking"), badge, stock_named("page-90x60")).texts[0]

    dots = pixels(printed([badge])[0])[:round(29.7 / 25.4 * 300)]

    assert edges_of_ink(dots) == pytest.approx(
        (text.ink.left, text.ink.top, text.ink.right, text.ink.bottom), abs=0.15)
