"""How long an event keeps words and names, as its file and the organiser's page say it."""

from collections.abc import Mapping
from typing import Any

from badges.errors import BadFile, BadInput

# In an event file, each with its column and its default: days after the end.
KEYS: Mapping[str, tuple[str, int]] = {
    "reasons_days": ("reasons_kept", 30),
    "times_days": ("times_kept", 90),
}
LONGEST = 3650


def days_kept(file: Mapping[str, Any]) -> dict[str, int]:
    """The columns that an event file's part ``[privacy]`` sets. Raises BadFile."""
    privacy = file.get("privacy", {})
    if not isinstance(privacy, dict) or not privacy.keys() <= KEYS.keys():
        raise BadFile(f"[privacy] may hold {' and '.join(KEYS)} and nothing else.", key="privacy")
    try:
        return {
            column: whole_days(privacy.get(key, default), key) for key, (column, default) in KEYS.items()
        }
    except BadInput as refusal:
        raise BadFile(refusal.message, **refusal.facts) from None


def whole_days(value: Any, key: str) -> int:
    """The value, if something may be kept so many days. Raises BadInput."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LONGEST:
        raise BadInput(
            f"“{key}” must be a whole number of days from 0 to {LONGEST:,}, such as {key} = {KEYS[key][1]}.",
            key=key,
        )
    return value
