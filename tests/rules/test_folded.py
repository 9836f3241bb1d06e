"""Folding: how names are compared when somebody searches for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.folded import folded, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Søren Ærø", "soren aero"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Đorđe Šešelj", "dorde seselj"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("İpek Işık", "ipek isik"),
        ("Þórdís", "thordis"),
        ("Ħamrun Ķēniņš", "hamrun kenins"),
        ("Hawaiʻi Keʻala", "hawaii keala"),
        ("Ke‘ala", "keala"),
        ("O’Brien", "o'brien"),
        ("Zoë", "zoe\u0308"),
        ("Straße", "strasse"),
        ("Γιώργος Παπαδόπουλος", "ΓΙΩΡΓΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ"),
        ("Алёна", "алена"),
        ("김민수", "\u1100\u1175\u11b7민수"),
        ("Jean-Luc", "jean luc"),
        ("Smith–Jones", "smith jones"),
        ("Jennifer 8. Lee", "JENNIFER 8 LEE"),
        ("Robert “Bob” Ross", 'robert "bob" ross'),
    ],
)
def test_a_name_is_found_as_it_is_typed(written, typed):
    assert words(written) == words(typed)


def test_the_vowel_signs_of_other_scripts_are_letters():
    assert words("अनुष्का") != words("अनष्क")


def test_each_word_of_name_and_company_has_a_blank_before_it():
    assert folded("Mira Okafor", "Tidewater Type") == " mira okafor tidewater type"


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_names_take_a_shorter_way_to_the_same_words(text):
    long_way = words(text + " \u00e9")

    assert words(text) == long_way[:-1]


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert words(" ".join(words(text))) == words(text)
