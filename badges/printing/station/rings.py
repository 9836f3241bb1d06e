"""Which lines of the journal ring a station: those that say that a badge waits which it may print."""

from collections.abc import Mapping
from typing import Any

_KINDS = frozenset({"print_job", "reprinted"})
_QUEUED = "queued"


def concerns(line: Mapping[str, Any], station: int) -> bool:
    """Whether a line of the journal may mean work for a station (a device's id): its own, or anybody's."""
    return (
        line["kind"] in _KINDS and line.get("state") == _QUEUED and line.get("station") in (None, station)
    )
