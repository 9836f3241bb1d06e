"""What a station keeps on its own machine: that it runs once here, who it is, and the jobs it made.

A program that was killed and started again is the same one as long as the
machine was not started anew: the lock on the file proves that the first is
dead, so nobody need wait until its lease runs out. Without a folder that can
be written it is a new one at each start, and waits.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import IO

_BOOT = Path("/proc/sys/kernel/random/boot_id")
# An evening's worth of orphans; more is a file of nonsense.
_MOST = 1000


class Place:
    """Where one station runs; ``instance`` names the running program."""

    def __init__(self, folder: Path | None, whose: str) -> None:
        self.instance = secrets.token_hex(8)
        self._path = folder / f"{hashlib.sha256(whose.encode()).hexdigest()[:16]}.json" if folder else None
        self._lock: IO[str] | None = None
        self._names: list[str] = []

    def take(self) -> bool:
        """Begin to run here; False where another program on this machine runs this station."""
        if self._path is None:
            return True
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = self._path.with_suffix(".lock").open("w")
        except OSError:
            self._path = None
            return True
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        self._resume(self._path)
        return True

    def leave(self) -> None:
        """Let another program run this station."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the jobs are called that were made at the printer and not yet seen to their end."""
        return tuple(self._names)

    def note(self, name: str) -> None:
        """A job of this name is about to be made at the printer."""
        if name not in self._names:
            self._names = [*self._names, name][-_MOST:]
            self._keep()

    def forget(self, name: str) -> None:
        """Nothing is to be done any more about a job of this name."""
        if name in self._names:
            self._names.remove(name)
            self._keep()

    def _resume(self, path: Path) -> None:
        kept = _read(path)
        names, instance = kept.get("jobs"), kept.get("instance")
        if isinstance(names, list):
            self._names = [name for name in names if isinstance(name, str)][-_MOST:]
        if isinstance(instance, str) and instance and kept.get("boot") == _boot() != "":
            self.instance = instance
        self._keep()

    def _keep(self) -> None:
        if self._path is None or self._lock is None:
            return
        kept = {"instance": self.instance, "boot": _boot(), "jobs": self._names}
        new = self._path.with_suffix(".new")
        # A full disk keeps no orphan's name; the badges go on.
        with contextlib.suppress(OSError):
            new.write_text(json.dumps(kept))
            new.replace(self._path)


def own_folder() -> Path | None:
    """Where programs of this user keep such things; None where there is no such place."""
    kept = os.environ.get("XDG_STATE_HOME")
    try:
        return (Path(kept) if kept else Path.home() / ".local" / "state") / "last-badge"
    except RuntimeError:
        return None


def _read(path: Path) -> dict[str, object]:
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _boot() -> str:
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""
