"""Names that stand for one another: Bob is Robert, and Muhammad is spelt in many ways."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from badges.folded import words


def nicknames() -> list[list[str]]:
    """Groups of names that stand for one another, folded as the search compares them."""
    lines = (
        resources.files("badges.search").joinpath("nicknames.txt").read_text(encoding="utf-8").splitlines()
    )
    return [list(dict.fromkeys(words(line))) for line in lines if line and not line.startswith("#")]


@cache
def forms() -> Mapping[str, frozenset[str]]:
    """By a name, all the others that stand for it."""
    found: dict[str, set[str]] = {}
    for group in nicknames():
        for name in group:
            found.setdefault(name, set()).update(group)
    return {name: frozenset(others - {name}) for name, others in found.items()}
