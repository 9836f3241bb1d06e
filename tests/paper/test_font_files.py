"""Fonts: found in a folder of one's own first, then among those that came along."""

import os
import shutil
import subprocess
import sys

import pytest

from badges.paper import missing_fonts
from badges.paper.font_files import families, file_of


def thai_where_fonts_are_in(folder, what="path"):
    """The file that a process draws bold Thai with, or what it says against its settings."""
    done = subprocess.run(
        [sys.executable, "-c",
         f"from badges.paper.font_files import file_of; print(file_of('noto-sans-thai', bold=True).{what})"],
        env={**os.environ, "LAST_BADGE_FONTS": str(folder)}, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_every_family_that_make_fetches_is_there_in_bold_or_in_its_only_weight():
    assert missing_fonts() == ()
    assert file_of("noto-sans-thai", bold=True).weight_name == "Bold"
    assert file_of("noto-sans-nko", bold=True).weight_name == "Regular"


def test_latin_is_always_there():
    regular, bold = (file_of("noto-sans", bold=bold) for bold in (False, True))

    assert regular.path == bold.path
    assert dict(regular.axes)["wght"] < dict(bold.axes)["wght"]


@pytest.mark.parametrize("name", ["NotoSansThai-Bold.ttf", "deeper/NotoSansThai_700Bold.ttf"])
def test_a_font_of_ones_own_goes_before_the_one_that_came_along(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    shutil.copy(file_of("noto-sans-thai", bold=True).path, path)

    assert thai_where_fonts_are_in(tmp_path) == str(path)


def test_a_variable_font_of_ones_own_has_both_weights(tmp_path):
    came_along = file_of("noto-sans", bold=True)
    shutil.copy(came_along.path, tmp_path / "NotoSansThai[wdth,wght].ttf")

    found = thai_where_fonts_are_in(tmp_path, "axes")

    assert found == str(came_along.axes)


def test_files_that_are_no_font_we_know_are_left_alone(tmp_path):
    (tmp_path / "Comic-Bold.ttf").write_bytes(b"")
    (tmp_path / "NotoSansThai-Bold.ttf").write_bytes(b"OTTO, the outlines of PostScript")
    (tmp_path / "readme.txt").write_text("")

    assert thai_where_fonts_are_in(tmp_path) == str(file_of("noto-sans-thai", bold=True).path)


def test_a_folder_that_is_none_is_named(tmp_path):
    told = thai_where_fonts_are_in(tmp_path / "nowhere")

    assert "LAST_BADGE_FONTS must be a folder" in told


def test_families_know_which_scripts_they_are_for():
    known = {script for family in families() for script in family.scripts}

    assert {"Arab", "Hebr", "Deva", "Thai", "Hani", "Hang"} <= known
