"""Pictures of badges that somebody has looked at: `python -m tests.paper.pictured` draws them anew."""

from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from badges.paper import design_names
from tests.paper.reading import a_badge, bare, printed
from tests.paper.test_names import SCRIPTS

FOLDER = Path(__file__).with_name("pictures")
# Coarse enough that another rasteriser's edges do not matter, fine enough that a lost mark does.
DPI = 72
FACTS = {
    "pronouns": "she/her", "job title": "Data Steward", "table": "7", "box": "3", "slot": "41",
    "host": "Thea Marlowe", "host_mark": "TM", "host_number": "1",
}


def pictures():
    """The name of each picture, and the badges on it with their stock and design."""
    people = [
        a_badge("Mira Okafor", first_name="Mira", last_name="Okafor", **FACTS),
        a_badge("Ng", kind="crew", company="", **FACTS),
        a_badge("Pablo Diego José Francisco de Paula Juan Nepomuceno", kind="press", **FACTS),
        a_badge("محمد عبد الله", kind="sponsor", company="株式会社みどり設計", **FACTS),
    ]
    for design in design_names():
        yield design, people, "brother-dk-11202" if design == "label" else "page-90x60", design
    for script, name in SCRIPTS.items():
        yield f"script {script.replace(chr(39), '')}", [bare(name)], "page-90x60", "plain"


def drawn(badges, stock, design):
    """The badges beside one another, one byte a dot, 0 for black."""
    pdf = pypdfium2.PdfDocument(printed(badges, stock, design)[0])
    pages = [page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze() for page in pdf]
    return np.hstack(pages)


def kept(name):
    """The picture that was looked at."""
    return np.asarray(Image.open(FOLDER / f"{name}.png").convert("L"))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for called, badges, stock, design in pictures():
        Image.fromarray(drawn(badges, stock, design)).save(FOLDER / f"{called}.png", optimize=True)
