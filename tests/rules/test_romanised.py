"""Names of other scripts in the letters somebody types for them."""

import pytest

from badges.romanised import bare, found_by


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("王小明", "wang xiao ming xiaoming wangxiaoming"),
        ("欧阳娜娜", "ouyang nana"),
        ("单小明", "shan xiaoming"),
        ("김민준", "kim gim minjun kimminjun min jun"),
        ("이도윤", "lee yi doyoon"),
        ("さくら", "sakura"),
        ("タナカ", "tanaka"),
        ("Щербаков", "shcherbakov"),
        ("Чернышёв", "chernyshev"),
        ("Ольга", "olga"),
        ("Олексій Їжак", "oleksiy"),
        ("Љиљана", "ljiljana"),
        ("Γιώργος Χατζής", "giorgos chatzis"),
        ("Հայկ Ճանշյան", "hayk chanshyan"),
        ("გიორგი", "giorgi"),
        ("शर्मा अनुष्का", "sharma anushka"),
        ("አበበ", "abebe"),
        ("فاطمة المصري", "al el"),
    ],
)
def test_a_name_of_another_script_has_the_words_that_are_typed_for_it(written, typed):
    assert set(typed.split()) <= set(found_by(written, "").split())


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("سمية", "Sumayya Somaya Soumaya"),
        ("خالد", "Khaled Khalid"),
        ("المصري", "Masri Masry Massri"),
        ("عبد الله", "Abdullah Abdallah"),
        ("عبد الرحمن", "Abdulrahman Abdelrahman"),
        ("قاسم", "Qasim Kassem"),
        ("جورج", "George Jorj"),
        ("שרה", "Sara Sarah"),
        ("משה", "Moshe"),
        ("יצחק", "Yitzhak"),
        ("כהן", "Cohen Kohen"),
        ("פלדמן", "Feldman"),
    ],
)
def test_where_a_script_writes_no_vowels_the_consonants_are_enough(written, typed):
    known = set(found_by(written, "").split())

    assert {bare(word.lower()) for word in typed.split()} <= known


def test_what_was_written_comes_first_and_the_company_has_its_letters_too():
    assert found_by("Юлия", "Рога") == " юлия рога yuliya roga"


@pytest.mark.parametrize("name", ["Mira Okafor", "Søren Ærø", "Nguyễn Thị Ánh", "", "-"])
def test_latin_names_have_no_other_words_than_their_own(name):
    assert "~" not in found_by(name, "")
    assert len(found_by(name, "").split()) <= len(name.split())


def test_a_letter_that_nobody_romanises_is_left_as_it_is():
    assert found_by("𞤀𞤁", "") == " 𞤢𞤣"
