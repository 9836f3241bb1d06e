"""Write the files anew after a rule has changed: `python -m tests.vectors`."""

from tests.vectors.making import ALL, FOLDER, written

for name in ALL:
    (FOLDER / f"{name}.json").write_text(written(name))
