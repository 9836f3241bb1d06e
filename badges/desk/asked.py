"""What a device asks for: one scan as it was sent, read without ever refusing its neighbours."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from badges.errors import BadMoment
from badges.moments import read_moment
from badges.rules.fold import ACTIONS, UNDO

LONGEST_NOTE = 500
VIAS = frozenset({"camera", "wedge", "typed", "search", "self", "link"})


@dataclass(frozen=True)
class Asked:
    """One scan. ``trouble`` is the reason it can only be refused, whatever the evening says."""

    id: UUID
    action: str
    code: str | None = None
    attendee: int | None = None
    undoes: UUID | None = None
    # The device's own time; None where the server's is meant.
    at: datetime | None = None
    n: int = 0
    via: str = ""
    offline: bool = False
    # What the desk had shown when it had no network.
    told: str | None = None
    note: str = ""
    trouble: str | None = None

    @property
    def content(self) -> str:
        """SHA-256 of what the scan says; how it travelled is not part of it."""
        said = [self.action, self.code, self.attendee, str(self.undoes), str(self.at)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def from_device(raw: object) -> Asked | None:
    """A scan out of a request's JSON, or None when it has no id to answer to."""
    if not isinstance(raw, Mapping):
        return None
    scan_id = _uuid(raw.get("id"))
    if scan_id is None:
        return None
    at, trouble = _at(raw.get("at"))
    action = _text(raw.get("action"), 40) or ""
    undoes = _uuid(raw.get("undoes"))
    if action not in ACTIONS:
        trouble = "unknown_action"
    elif action == UNDO and undoes is None:
        trouble = trouble or "nothing_to_undo"
    return Asked(
        id=scan_id,
        action=action,
        code=_text(raw.get("code"), 500),
        attendee=_whole(raw.get("attendee")),
        undoes=undoes,
        at=at,
        n=_whole(raw.get("n")) or 0,
        via=via if (via := _text(raw.get("via"), 20)) in VIAS else "",
        offline=raw.get("offline") is True,
        told=_text(raw.get("told"), 20),
        note=_text(raw.get("note"), LONGEST_NOTE) or "",
        trouble=trouble,
    )


def _at(raw: object) -> tuple[datetime | None, str | None]:
    try:
        return read_moment(raw), None
    except BadMoment:
        return None, "bad_moment"


def _uuid(raw: object) -> UUID | None:
    try:
        return UUID(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def _text(raw: object, longest: int) -> str | None:
    # PostgreSQL takes no NUL in a text, and no database half a character.
    whole = raw.replace("\0", "").encode(errors="ignore").decode() if isinstance(raw, str) else None
    return whole[:longest] if whole is not None else None


def _whole(raw: Any) -> int | None:
    small_enough = isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw < 2**31
    if isinstance(raw, str) and raw.isascii() and raw.isdecimal():
        return _whole(int(raw[:12]))
    return raw if small_enough else None
