"""The parts of an event file: each value read as what it should be, or refused with what to do."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from badges.errors import BadFile

# A grace of more than a week is a mistake in the unit.
LONGEST_GRACE = 7 * 24 * 60


def known_keys(table: Mapping[str, Any], known: Collection[str], where: str) -> None:
    """Refuse a key that this part of the file does not have, with BadFile and the nearest it has."""
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"it may hold {', '.join(sorted(known))}."
            raise BadFile(f"There is no “{key}” in {where}; {hint}", key=key)


def text(table: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """A text, without blanks around it; without a default it must be there. Raises BadFile."""
    value = table.get(key, default)
    if value is None:
        raise BadFile(f'“{key}” is missing; write a line such as {key} = "…".', key=key)
    if not isinstance(value, str) or "\0" in value:
        raise BadFile(f'“{key}” must be a text in quotation marks, such as {key} = "…".', key=key)
    if default is None and not value.strip():
        raise BadFile(f"“{key}” is empty; write something between the quotation marks.", key=key)
    return value.strip()


def table(file: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A part of the file, empty where there is none. Raises BadFile."""
    value = file.get(key, {})
    if not isinstance(value, dict):
        raise BadFile(f"“{key}” must be a part of its own, which begins with a line [{key}].", key=key)
    return value


def minutes_as_seconds(file: Mapping[str, Any], key: str, default: int) -> int:
    """A number of minutes, in seconds. Raises BadFile."""
    value = file.get(key, default)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    # The comparison also refuses TOML's nan.
    if not number or not 0 <= value <= LONGEST_GRACE:
        raise BadFile(
            f"“{key}” must be a number of minutes from 0 to {LONGEST_GRACE}, such as {key} = {default}.",
            key=key,
        )
    minutes: float = value
    return round(minutes * 60)


def list_of_names(table: Mapping[str, Any], key: str) -> list[str] | None:
    """A list of texts, None where there is none. Raises BadFile."""
    names = table.get(key)
    if names is None:
        return None
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return names
    raise BadFile(f'“{key}” must be a list of fields, such as {key} = ["Table"].', key=key)
