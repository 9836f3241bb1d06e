"""The fonts of every script on pages: fetched in slices, by those who have a name in that script."""

import re

import pytest
import uharfbuzz as hb

from badges import settings
from badges.paper.font_files import file_of
from tests.apps import an_app
from tests.builders import KEYS


@pytest.fixture
def client(tmp_path, sqlite_store):
    here = settings.from_environment({"LAST_BADGE_DATA_DIR": str(tmp_path), **KEYS})
    return an_app(here, sqlite_store).test_client()


def faces(client, language="en"):
    """Each rule's address and the ranges of characters it is for, in the order of the rules."""
    css = client.get(f"/font/faces.css?language={language}").text
    return re.findall(r'url\("([^"]+)"\).*?unicode-range:([^}]+)}', css)


def offered(client, letter, language="en"):
    """The addresses of the slices for a letter; a browser takes the last of a weight that has it."""
    return [
        address for address, ranges in faces(client, language)
        if any(int(first, 16) <= ord(letter) <= int(last, 16)
               for first, last in (each.removeprefix("U+").split("-") for each in ranges.split(",")))
    ]


@pytest.mark.parametrize("letter", "عאनகไལᏣ王𠮷さ김")
def test_every_script_has_a_slice_with_its_letters(client, letter):
    answers = [client.get(address) for address in offered(client, letter)]

    assert any(hb.Font(hb.Face(answer.data)).get_nominal_glyph(ord(letter)) for answer in answers)
    assert {answer.content_type for answer in answers} == {"font/ttf"}
    assert min(answer.cache_control.max_age for answer in answers) > 24 * 60 * 60


HAN_FORMS = [("en", "sc"), ("ja", "jp"), ("ko-KR", "kr"), ("zh-Hans", "sc")]


@pytest.mark.parametrize(("language", "family"), HAN_FORMS)
def test_han_letters_have_the_forms_of_the_events_language(client, language, family):
    regular, bold = offered(client, "直", language)[-2:]

    assert bold.startswith(f"/font/noto-sans-{family}/Bold/")
    assert regular.startswith(f"/font/noto-sans-{family}/Regular/")


def test_a_script_of_one_weight_is_offered_for_both(client):
    css = client.get("/font/faces.css").text

    weights = re.findall(r"font-weight:(\d+)[^}]*noto-sans-mongolian/Regular", css)

    assert weights == ["400", "700"]


def widths(font, text):
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(font)), buffer)
    return [place.x_advance for place in buffer.glyph_positions]


def test_a_slice_keeps_the_joiners_that_change_a_letters_form(client):
    whole = file_of("noto-sans-sinhala", bold=False).path.read_bytes()
    regular, _ = offered(client, "ශ")

    ours = client.get(regular).data

    assert widths(ours, "ශ්\u200dරී") == widths(whole, "ශ්\u200dරී") != widths(whole, "ශ්රී")


def test_a_slice_of_a_large_font_is_small(client):
    addresses = {address for letter in "王小明김민수山田" for address in offered(client, letter)}

    largest = max(len(client.get(address).data) for address in addresses)

    assert largest < 200_000


def test_latin_is_fetched_from_no_slice(client):
    assert offered(client, "A") == []


NOT_CUT = ["noto-sans-sc/Bold/0000-ffff", "noto-sans-sc/Thin/4e00-4fff", "other/Bold/x"]


@pytest.mark.parametrize("path", NOT_CUT)
def test_a_slice_that_no_page_asks_for_is_not_cut(client, path):
    assert client.get(f"/font/{path}.ttf").status_code == 404
