"""The interface's blueprint, and how its routes read what was sent."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request

from badges.desk import Clock
from badges.errors import BadInput, BadMoment, NotJson
from badges.moments import read_moment

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

# A hundred years, in milliseconds.
_MOST_AHEAD = 100 * 365 * 24 * 60 * 60 * 1000


def body() -> dict[str, Any]:
    """The JSON object of this request. Raises NotJson."""
    try:
        sent = request.get_json(force=True, silent=True)
    except RecursionError:
        sent = None
    if not isinstance(sent, dict):
        raise NotJson("The body is no JSON object; send one such as {“scans”: […]}.")
    return sent


def clock(sent: dict[str, Any]) -> datetime | None:
    """The device's own time as it sent this; one that cannot be read is as good as none."""
    try:
        return read_moment(sent["clock"]) if "clock" in sent else None
    except BadMoment:
        return None


def scans_clock(sent: dict[str, Any]) -> Clock | None:
    """The clock that stood beside these scans; a measure that is nonsense is as good as none."""
    reads, ahead = clock(sent), sent.get("ahead")
    if reads is None or not isinstance(ahead, int) or isinstance(ahead, bool) or abs(ahead) > _MOST_AHEAD:
        return Clock(reads) if reads else None
    return Clock(reads, timedelta(milliseconds=ahead))


def text(sent: dict[str, Any], key: str) -> str:
    """A text in the body, empty where there is none. Raises BadInput for anything else."""
    said = sent.get(key) or ""
    if not isinstance(said, str):
        raise BadInput(f"“{key}” is a text.", key=key)
    # Half a character is in no database.
    return said.encode(errors="ignore").decode()


def number(name: str, default: int, most: int = 2**31 - 1) -> int:
    """A whole number in the address, or the default. Raises BadInput for anything else."""
    said = request.args.get(name, "")
    if not said:
        return default
    if not said.isascii() or not said.isdecimal() or len(said) > 10:  # noqa: PLR2004 - 2**31 has ten digits.
        raise BadInput(f"“{name}” must be a whole number.", parameter=name)
    return min(int(said), most)
