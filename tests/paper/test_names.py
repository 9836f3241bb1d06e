"""Names on paper: exactly as written, smaller before broken, and refused by name rather than wrong."""

import unicodedata
from dataclasses import replace

import pypdfium2
import pytest

from badges.paper import look_over, stock_named
from badges.paper.fonts import Weight
from badges.paper.shape import shaped
from badges.paper.type import MM_PER_POINT
from tests.paper.reading import (
    a_badge,
    bare,
    composer,
    edges_of_ink,
    laid,
    part,
    pixels,
    printed,
    texts,
    words_on,
)

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

# Every script of the names that have broken a badge system, and marks that a line must not lose.
SCRIPTS = {
    "Armenian": "Անահիտ", "Georgian": "ნინო ბერიძე", "Arabic": "محمد عبد الله", "Arabic, ة": "فاطمة الزهراء",
    "Persian": "شیرین عبادی", "Arabic ligature": "علاء الدين", "vowels": "مُحَمَّد", "Hebrew": "אברהם בן־דוד",
    "points": "שָׁלוֹם", "Devanagari": "अनुष्का श्रीवास्तव", "Bengali": "প্রিয়াঙ্কা", "Tamil": "தமிழ்ச்செல்வி",
    "Kannada": "ಶ್ರೀನಿವಾಸ", "Malayalam": "ശ്രീജിത്ത്", "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ", "Thai": "ณัฐวุฒิ ศรีสุข",
    "Lao": "ສົມພອນ", "Khmer": "សុខា", "Burmese": "အောင်ဆန်း", "Tibetan": "བསྟན་འཛིན", "Chinese": "王小明",
    "simplified": "欧阳娜娜", "beyond the basic plane": "𠮷野家子", "Japanese": "山田太郎",
    "variants": "髙橋 渡邊", "kana": "さくら", "Korean": "김민수", "Hangul": "독고영재",
    "Ethiopic": "አበበ በቂላ", "Cherokee": "ᏣᎳᎩ",
    "N'Ko": "ߒߞߏ", "Mongolian": "ᠪᠠᠲᠤ", "emoji": "Ana 🦊", "joined emoji": "👩🏽‍🚀 Kai", "loose mark": "M̱ary",
    "mathematical": "𝓐𝓷𝓷𝓪", "two scripts": "Omar عمر Haddad",
}

CANNOT_BE_SET = {
    "Bo\x00Ek": "U+0000",
    "Bo\x1bEk": "U+001B",
    "\u202eyraM": "U+202E",
    "\ud800": "U+D800",
    "Bo\ue000": "U+E000",
    "Bo\U000e1234": "U+E1234",
}


def sizes(name, stock="page-90x60"):
    """The size in points and the lines of a name on its badge."""
    lines = [line for line in texts(laid(a_badge(name), stock)) if line.element == "name"]
    return lines[0].size_points, [line.text for line in lines]


def problems(*badges, stock="page-90x60"):
    return list(look_over(badges, composer(stock)).refused)


@pytest.mark.parametrize("design", ["networking", "plain", "label"])
def test_names_in_latin_greek_and_cyrillic_come_back_letter_for_letter(design):
    roomy = replace(stock_named("page-90x60"), label_width=125.0, page_width=125.0)

    pdf, drawn = printed([bare(name) for name in NAMES], roomy, design)

    assert drawn.refused == ()
    assert [words_on(pdf, page) for page in range(len(NAMES))] == [f"{name} 7KW2MX" for name in NAMES]


def test_names_in_every_script_come_back_letter_for_letter():
    pdf, drawn = printed([bare(name) for name in SCRIPTS.values()])
    read = [composed(words_on(pdf, page)) for page in range(len(SCRIPTS))]

    assert drawn.refused == ()
    assert read == [composed(f"{name} 7KW2MX") for name in SCRIPTS.values()]


def composed(text):
    return unicodedata.normalize("NFC", text)


def test_a_name_that_begins_from_the_right_keeps_its_latin_words_and_brackets_whole():
    pdf, _ = printed([bare("נועה Levi (Ph.D.)")])

    # Readers take a page for Latin and read such a line from the left; its words must be whole.
    assert words_on(pdf) == "Levi (Ph.D.) נועה 7KW2MX"


def test_every_script_is_drawn_without_a_box_and_by_a_face_of_its_own():
    for name in SCRIPTS.values():
        (line, *_) = texts(laid(bare(name)))

        for run in line.runs:
            assert all(glyph.number for glyph in run.glyphs), name


@pytest.mark.parametrize(("name", "language", "family"), [
    ("渡邊", "ja", "jp"), ("渡邊", "en", "sc"), ("渡邊さくら", "en", "jp"),
    ("金 김", "en", "kr"), ("金", "ko", "kr"),
])
def test_letters_that_chinese_japanese_and_korean_share_take_the_form_of_the_language(name, language, family):
    (line, *_) = texts(laid(bare(name, language=language)))

    assert {run.face.key for run in line.runs} == {f"noto-sans-{family}-Bold"}


def test_letters_that_join_are_joined_and_run_from_right_to_left():
    (line, *_) = texts(laid(bare("محمد")))
    (run,) = line.runs
    clusters = [glyph.cluster for glyph in run.glyphs]

    assert run.leftwards
    assert clusters == sorted(clusters, reverse=True)
    # The first letter at the start of a word has not the form that it has alone.
    assert run.glyphs[-1].number != run.face.number("م")


def test_an_emoji_made_of_four_signs_is_one_picture_in_colour():
    pdf, _ = printed([bare("👩🏽‍🚀")])
    (line, *_) = texts(laid(bare("👩🏽‍🚀")))
    ink = line.ink

    dots = pypdfium2.PdfDocument(pdf)[0].render(scale=300 / 72).to_pil().convert("RGB").crop(
        [round(edge * 300 / 25.4) for edge in ink])

    assert [len(run.glyphs) for run in line.runs] == [1]
    assert len(dots.getcolors(maxcolors=100_000)) > 100


def test_every_fact_of_a_badge_is_on_it_and_nothing_else():
    pdf, _ = printed([a_badge()])

    assert set(words_on(pdf).split()) == {
        *("Mira", "Okafor", "The", "chum", "parade", "Lighthouse", "Labs", "speaker", "7KW2MX")}


def test_a_name_typed_with_loose_marks_looks_like_the_composed_one():
    name = "Zoë Nguyễn"
    loose = unicodedata.normalize("NFD", name)
    assert loose != name

    assert (pixels(printed([a_badge(loose)])[0]) == pixels(printed([a_badge(name)])[0])).all()


def test_hidden_characters_without_ink_leave_no_trace_on_the_badge():
    copied = "\ufeffMira\u200b Oka\u00adfor\n"

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
    badges = [a_badge("Mira Okafor"), a_badge("Bo\x00"), a_badge("Ng")]

    pdf, drawn = printed(badges, "avery-5392")

    assert drawn.count == 2
    assert [problem.name for problem in drawn.refused] == ["Bo\x00"]
    assert list(drawn.refused) == problems(*badges, stock="avery-5392")
    assert "Mira Okafor" in words_on(pdf)
    assert "Ng" in words_on(pdf).split()


def test_where_no_badge_can_be_drawn_nothing_is_written():
    pdf, drawn = printed([a_badge("Bo\x00")])

    assert pdf == b""
    assert (drawn.count, len(drawn.refused)) == (0, 1)


def test_a_letter_that_cannot_be_set_elsewhere_on_the_badge_says_where():
    (problem,) = problems(a_badge(company="Bo\ue000"))

    assert problem.name == "Mira Okafor"
    assert problem.why.startswith("In the company: ")


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
    size, lines = sizes("Pablo Diego José Francisco de Paula")

    assert lines == ["Pablo Diego José", "Francisco de Paula"]
    assert size >= 12


def test_a_name_takes_three_lines_where_that_makes_it_larger():
    size, lines = sizes("Pablo Diego José Francisco de Paula Juan Nepomuceno", "avery-5392")

    assert lines == ["Pablo Diego José", "Francisco de Paula", "Juan Nepomuceno"]
    assert size > sizes("Pablo Diego José Francisco de Paula Juan Nepomuceno")[0]


def test_one_long_word_shrinks_to_the_floor_and_is_never_broken():
    size, lines = sizes("Wolfeschlegelsteinhausenbergerdorff")

    assert lines == ["Wolfeschlegelsteinhausenbergerdorff"]
    assert 11.6 <= size < 13


@pytest.mark.parametrize("name", ["Keihanaikukauakahihuliheekahaunaele" * 2, "Anna Maria " * 20, "a" * 5000,
                                  "a " * 5000])
def test_a_name_that_does_not_fit_even_then_is_refused(name):
    (problem,) = problems(a_badge(name))

    assert problem.name == name
    assert problem.why == "The name does not fit on up to 3 lines at 11.6 pt."
    assert "shorter name" in problem.fix


def test_a_name_too_long_for_a_small_label_prints_on_a_larger_one():
    name = "Wolfeschlegelsteinhausenbergerdorff"

    assert len(problems(a_badge(name), stock="avery-l4785")) == 1
    assert problems(a_badge(name), stock="avery-5392") == []


def test_the_name_is_the_largest_thing_even_when_it_is_long():
    name, *others = texts(laid(a_badge("Leutheusser-Schnarrenberger", company="Ox"), "avery-l4785"))

    assert name.element == "name"
    assert all(other.size_points < name.size_points for other in others)


def test_the_stem_of_a_j_stands_in_line_with_other_letters():
    j, h = (texts(laid(a_badge(name)))[0] for name in ("Jana Okafor", "Hana Okafor"))
    stem = shaped("H", Weight.BOLD, "en").left

    edges = [line.left + stem * line.size_points * MM_PER_POINT / 1000 for line in (j, h)]

    assert edges == pytest.approx([4.5, 4.5])
    assert 0 < j.ink.left < h.ink.left == pytest.approx(4.5)


@pytest.mark.parametrize("name", ["Jürgen Ấgg", "Mira Okafor", "fÅj"])
def test_the_ink_on_paper_is_where_the_layout_says(name):
    badge = bare(name)
    text = texts(laid(badge))[0]

    dots = part(pixels(printed([badge])[0]), 0, 0, 90, text.ink.bottom + 0.3)

    assert edges_of_ink(dots) == pytest.approx(
        (text.ink.left, text.ink.top, text.ink.right, text.ink.bottom), abs=0.15)
