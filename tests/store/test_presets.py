"""The exports we know by sight, each known by its own header and by no other's."""

import csv
import io
import random
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from badges.lists.presets import presets, read_preset, recognised
from badges.lists.titles import BADGE, MEANINGS, bare

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests/samples/lists"
EXPECTED = tomllib.loads((SAMPLES / "expected.toml").read_text("utf-8"))
PRESET_FILES = sorted(
    one.name for one in files("badges.lists.presets").iterdir() if one.name.endswith(".toml")
)
WITH_SAMPLES = {told["preset"] for told in EXPECTED.values()}
# Their headers are translated: we promise to know several languages of each.
PROMISED = {"pretix-positions", "pretix-checkin", "attendize", "hi-events", "google-forms"}


def rows_of(path):
    if path.suffix == ".xlsx":
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    text = path.read_text("utf-8-sig")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def header_of(name):
    return [str(title) for title in rows_of(SAMPLES / name)[0]]


def name_of(preset):
    return preset.name if preset else None


@pytest.mark.parametrize("file", PRESET_FILES)
def test_a_preset_says_only_words_that_we_know(file):
    name = file.removesuffix(".toml")

    preset = read_preset(name, (files("badges.lists.presets") / file).read_text("utf-8"))

    assert preset.title
    assert preset.signature
    assert all(slot and all(slot) for slot in preset.signature)
    assert preset.columns.keys() <= {*MEANINGS, BADGE}
    assert {"name", "first name"} & preset.columns.keys()
    assert preset == presets()[name]


@pytest.mark.parametrize("file", PRESET_FILES)
def test_a_preset_never_leaves_out_what_it_reads(file):
    preset = presets()[file.removesuffix(".toml")]

    read = {text for texts in preset.columns.values() for text in texts}

    assert not read & preset.leave_out


@pytest.mark.parametrize("file", PRESET_FILES)
def test_a_header_text_means_one_thing_only(file):
    preset = presets()[file.removesuffix(".toml")]

    texts = [text for texts in preset.columns.values() for text in texts]

    assert sorted(texts) == sorted(set(texts))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_recognised_by_its_header(name):
    assert name_of(recognised(header_of(name))) == EXPECTED[name]["preset"]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_recognised_in_any_order_and_case(name):
    header = header_of(name)
    for seed in range(5):
        random.Random(seed).shuffle(header)

        assert name_of(recognised([title.upper() for title in header])) == EXPECTED[name]["preset"]
        assert name_of(recognised([title.lower() for title in header])) == EXPECTED[name]["preset"]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_fits_no_other_system(name):
    header = header_of(name)

    fitting = {preset.name for preset in presets().values() if preset.fits(header)}

    assert fitting == {EXPECTED[name]["preset"]}


@pytest.mark.parametrize(
    "event", sorted(path.parent.name for path in ROOT.glob("sample_events/*/guests.csv"))
)
def test_a_list_that_organisers_wrote_themselves_is_nobodys_export(event):
    header = rows_of(ROOT / "sample_events" / event / "guests.csv")[0]

    assert recognised(header) is None


@pytest.mark.parametrize(
    "header",
    [
        "name,email,company,type,host,expected,code",
        "First Name,Last Name,Email,Company",
        "id,name,email,status,notes",
        "firstName,lastName,email,lang,reference",
        "first_name,last_name,email",
        "Vorname;Nachname;E-Mail;Firma",
        "First Name,Last Name,Email Address,Title,Company",
        "Email,External ID,FirstName,LastName,Code",
    ],
)
def test_a_plain_list_is_nobodys_export(header):
    assert recognised(header.replace(";", ",").split(",")) is None


def test_every_preset_that_reads_an_export_of_others_has_a_sample():
    assert set(presets()) - {"last-badge"} <= WITH_SAMPLES


@pytest.mark.parametrize("preset", sorted(PROMISED))
def test_translated_exports_are_known_in_more_than_one_language(preset):
    headers = {
        frozenset(map(bare, header_of(name))) for name, told in EXPECTED.items() if told["preset"] == preset
    }

    assert len(headers) >= 3


@pytest.mark.parametrize("name", EXPECTED)
def test_every_sample_has_the_rows_it_is_said_to_have(name):
    told = EXPECTED[name]
    rows = rows_of(SAMPLES / name)

    assert len(rows) - 1 == told["rows"]
    assert all(1 < number <= len(rows) for number in [*told["skipped"], *told["problems"]])
    bringers = [person for person in told["people"] if not person.endswith((" +1", " +2"))]
    assert len(bringers) + len(told["skipped"]) + len(told["problems"]) == told["rows"]
    assert told.get("codes", {}).keys() <= set(told["people"])


@pytest.mark.parametrize("name", EXPECTED)
def test_samples_hold_no_address_that_anybody_could_have(name):
    text = " ".join(str(cell) for row in rows_of(SAMPLES / name) for cell in row)

    assert text.count("@") == text.count("@example.test")
