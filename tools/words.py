"""Bring the catalogues up to date with what pages and scripts say: ``make words``.

A sentence is found where it is said, ``t("…")`` and ``tn("…", "…", n)``, and
where it waits to be said, ``say("…")``, in templates, Python and scripts alike.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parents[1]
FOLDER = HERE / "web" / "translations"
SAID = {"t": None, "tn": (1, 2), "say": None}
WHERE = [
    ("templates/**.html", "jinja2"),
    ("static/vendor/**", "ignore"),
    ("command/**", "ignore"),
    ("static/js/**.js", "javascript"),
    ("**.py", "python"),
]
# The desk's screens are template strings, and speak inside them.
OPTIONS = {"templates/**.html": {"trimmed": "true"}, "static/js/**.js": {"parse_template_string": "true"}}


def said() -> Catalog:
    """Every sentence of the pages, in no language yet."""
    found = Catalog(project="Last Badge", charset="utf-8")
    for path, line, message, comments, _ in _messages():
        found.add(message, locations=[(f"web/{path}", line)], auto_comments=comments)
    return found


def _messages() -> Iterator[tuple]:
    yield from extract_from_dir(
        HERE / "web", method_map=WHERE, options_map=OPTIONS, keywords=SAID, comment_tags=("words:",)
    )


def bring_up_to_date(path: Path, template: Catalog) -> int:
    """Add what is new, drop what is no longer said; answers how many sentences still want their words."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, omit_header=True, include_lineno=False)
    return sum(not _is_written(one.string) for one in catalogue if one.id)


def _is_written(said: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(said) and (isinstance(said, str) or all(said))


def main() -> int:
    """Every catalogue; the status says whether one is incomplete."""
    template = said()
    missing = {path.stem: bring_up_to_date(path, template) for path in sorted(FOLDER.glob("*.po"))}
    for language, count in missing.items():
        print(f"{language}: {len(template) - count} of {len(template)} sentences")
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
