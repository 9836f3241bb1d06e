"""Work on badges in processes of their own that give way: one checks them, one makes the file."""

import fcntl
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from badges.errors import Conflict
from badges.settings import Settings

log = logging.getLogger(__name__)

# Ten thousand badges take some ten seconds; this is for a machine that is very busy.
LONGEST = 600  # seconds
# Whoever only looks whether a process is at work holds its lock for a moment.
_TRIES, _BETWEEN = 20, 0.02
# A process that is told to stop has no say in it.
_LONGEST_STOP = 3  # seconds

What = Literal["check", "file"]
Word = Literal["none", "going", "done", "refused", "stopped", "broke off"]


@dataclass(frozen=True)
class State:
    """Where a piece of work is: one word, what was asked, and what the process has told of it.

    ``told`` holds ``done`` while it is going, ``trouble`` where it was refused, else what came of it.
    """

    word: Word
    asked: Mapping[str, Any]
    told: Mapping[str, Any]

    @property
    def total(self) -> int:
        """How many badges it is about."""
        return int(self.asked.get("total", 0))

    @property
    def done(self) -> int:
        """How many of them are done."""
        return min(int(self.told.get("done", 0)), self.total)


@dataclass(frozen=True)
class Work:
    """One kind of work on the badges of one event; at most one process is at it.

    The process holds a lock on a file for as long as it lives, so what is
    said of it is true also after a crash, and in every web process.
    """

    settings: Settings
    slug: str
    what: What

    @property
    def pdf(self) -> Path:
        """The file with the badges."""
        return self._folder / "badges.pdf"

    def start(self, asked: Mapping[str, Any], words: list[str]) -> bool:
        """Begin, unless a process is at it; answers whether it began."""
        with self._locked() as lock:
            if lock is None:
                return False
            self.forget()
            _write(self.asked_file, asked)
            process = self._child(["badges", self.slug, *words, "--progress", str(self.told_file)], lock)
            _write(self.asked_file, {**asked, "process": process.pid})
        threading.Thread(target=_see_off, args=(process,), name=f"badges-{self.slug}", daemon=True).start()
        return True

    def stop(self) -> None:
        """End the process, if one is at it. Raises Conflict where it will not end."""
        process = self._process()
        if not process or not self._is_going():
            return
        _write(self._stopped_file, {"process": process})
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGTERM)
        for _ in range(int(_LONGEST_STOP / _BETWEEN)):
            # Two pages may stop one process and the first begin the next, which is not to be waited for.
            if self._process() != process or not self._is_going():
                return
            time.sleep(_BETWEEN)
        raise Conflict("The badges are still being drawn. Wait a moment and try again.")

    def state(self) -> State:
        """Where it is now."""
        # In this order: what a process told before it let go of its lock is there to be read.
        going = self._is_going()
        asked, told = _read(self.asked_file), _read(self.told_file)
        stopped = "process" in asked and _read(self._stopped_file).get("process") == asked["process"]
        return State(_word(asked, told, going=going, stopped=stopped), asked, told)

    @property
    def _folder(self) -> Path:
        folder = self.settings.data_dir / "badges" / self.slug
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @property
    def asked_file(self) -> Path:
        """What was asked of the process."""
        return self._folder / f"{self.what}-asked.json"

    @property
    def told_file(self) -> Path:
        """What the process has told."""
        return self._folder / f"{self.what}-told.json"

    @property
    def _stopped_file(self) -> Path:
        """The process that was told to stop; beside what was asked, which only whoever begins may write."""
        return self._folder / f"{self.what}-stopped.json"

    def _process(self) -> int | None:
        process: int | None = _read(self.asked_file).get("process")
        return process

    def forget(self) -> None:
        """Take away what came of it before."""
        self.told_file.unlink(missing_ok=True)
        if self.what == "file":
            for old in self._folder.glob("badges.pdf*"):
                old.unlink(missing_ok=True)

    def _is_going(self) -> bool:
        # Shared, so that two who look at once do not see each other.
        with self._lock_file() as lock:
            return not _taken(lock, fcntl.LOCK_SH)

    @contextmanager
    def _locked(self) -> Iterator[int | None]:
        """The lock, or None where a process holds it."""
        with self._lock_file() as lock:
            for _ in range(_TRIES):
                if _taken(lock, fcntl.LOCK_EX):
                    yield lock
                    return
                time.sleep(_BETWEEN)
            yield None

    @contextmanager
    def _lock_file(self) -> Iterator[int]:
        lock = os.open(self._folder / f"{self.what}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield lock
        finally:
            os.close(lock)

    def _child(self, words: list[str], lock: int) -> subprocess.Popen[str]:
        """Our own command in a process that gives way and keeps the lock until it ends."""
        return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell, names we checked.
            ["nice", "-n", "10", sys.executable, "-m", "web.command", *words],  # noqa: S607
            env={**os.environ, **self.settings.environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=(lock,),
            # A group of its own, so that what it starts in turn ends with it.
            start_new_session=True,
        )


def _word(asked: Mapping[str, Any], told: Mapping[str, Any], *, going: bool, stopped: bool) -> Word:
    if going:
        return "going"
    if "trouble" in told:
        return "refused"
    if "count" in told:
        return "done"
    if stopped:
        return "stopped"
    return "broke off" if asked else "none"


def _taken(lock: int, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _see_off(process: subprocess.Popen[str]) -> None:
    """Wait for the end of a process; what it refused it has told, and what else it said is our fault."""
    try:
        _, said = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        _, said = process.communicate()
    last = said.rstrip().rpartition("\n")[2]
    if process.returncode not in {0, -signal.SIGTERM} and not last.startswith("Error: "):
        log.error("drawing badges ended with %s: %s", process.returncode, said)


def _write(path: Path, values: Mapping[str, Any]) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    new.replace(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found
