"""Languages: which one a page is in, and that every catalogue says all that pages and scripts say."""

import re
from datetime import date
from functools import cache

import pytest
from markupsafe import Markup

from tools.words import said
from web import speech

OTHERS = speech.languages()[1:]


@cache
def sentences():
    """All that pages and scripts say; found by the tests that ask, because it takes a second."""
    return [message.id for message in said() if message.id]


def places(sentence):
    return sorted(re.findall(r"\{(\w+)\}", sentence))


def of(catalogue, forms):
    return [catalogue.tn("{n} person", "{n} people", n) for n in forms]


def test_we_speak_english_german_french_spanish_and_arabic():
    assert speech.languages() == ("en", "ar", "de", "es", "fr")


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_says_every_sentence_and_keeps_every_place(language):
    catalogue = speech.catalogue(language)

    for key in sentences():
        ids = (key,) if isinstance(key, str) else key
        forms = catalogue.sentences.get(ids[0])
        assert forms, f"{language} lacks “{ids[0]}”; make words, then write it"
        wanted = set(places(ids[-1])) - {"n"}
        for form in forms:
            assert set(places(form)) - {"n"} == wanted, f"{language}: “{form}” of “{ids[0]}”"
    assert set(catalogue.sentences) == {key if isinstance(key, str) else key[0] for key in sentences()}


def test_a_value_is_escaped_and_an_unknown_place_stays():
    spoken = speech.catalogue("en")

    assert spoken.t("Welcome, {name}. {else}", name="<b>") == Markup("Welcome, &lt;b&gt;. {else}")


def test_english_counts_by_one_and_many():
    assert of(speech.catalogue("en"), (0, 1, 2, 101)) == ["0 people", "1 person", "2 people", "101 people"]


def test_arabic_has_six_forms_and_takes_large_numbers_by_their_last_two_digits():
    form = speech.catalogue("ar").form

    assert [form(n) for n in (0, 1, 2, 3, 11, 100, 203, 1011)] == [0, 1, 2, 3, 4, 5, 3, 4]


def test_days_are_written_as_each_language_writes_them():
    day = date(2026, 5, 8)

    written = [speech.written_day(day, language) for language in ("en", "de", "fr", "es")]
    assert written == ["Friday 8 May", "Freitag, 8. Mai", "vendredi 8 mai", "viernes, 8 de mayo"]


@pytest.mark.parametrize(
    ("accepts", "language", "direction"),
    [("de-AT,en;q=0.5", "de", "ltr"), ("ar", "ar", "rtl"), ("xx,fr;q=0.2", "fr", "ltr"), ("", "en", "ltr")],
)
def test_a_page_speaks_as_its_reader_does(evening, accepts, language, direction):
    text = evening.client().get("/", headers={"Accept-Language": accepts}).text

    assert f'<html lang="{language}" dir="{direction}">' in text


def test_a_page_of_the_venue_speaks_as_the_event_does(evening):
    with evening.store.writing() as session:
        session.merge(evening.event).language = "es"
    desk = evening.client(evening.links.device(evening.desk))

    assert '<html lang="es" dir="ltr">' in desk.get("/desk/chums/", headers={"Accept-Language": "de"}).text
