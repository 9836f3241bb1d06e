"""Threads that take lists in or take them back, and how far they are, told on disk to every web process."""

import gc
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from badges import lists
from badges.errors import Conflict, Refusal
from badges.events import event_named
from badges.lists.plan import Plan
from badges.moments import now
from badges.settings import Settings
from badges.store import Store
from web.organiser.list_files import Upload, uploads

log = logging.getLogger(__name__)

# Who says nothing for so long was ended from outside; reading the longest list takes a few seconds.
LONGEST_SILENCE = 30  # seconds
_BETWEEN = 0.2  # seconds
_FAULT = (
    "Something went wrong on our side before it was finished. Go on with it, or take the file in again: "
    "nobody is doubled."
)
_OTHER = (
    "Nothing was written: the guest list changed since this file was looked at, and it would now change more "
    "than was shown. Look at it again."
)

What = Literal["in", "back"]


class Part(Protocol):
    """How far it is."""

    @property
    def done(self) -> int: ...  # noqa: D102 - as Applied and Undone say.
    @property
    def total(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Progress:
    """How far a thread is with taking a list in or back, and whether it is still at it."""

    what: What
    done: int
    total: int
    alive: bool


@dataclass
class Work:
    """One import that is being taken in or back by a thread of this process."""

    store: Store
    settings: Settings
    slug: str
    number: int
    what: What
    _told_at: float = field(default=0, init=False)

    def start(self, parts: Callable[[], Iterator[Part]]) -> threading.Thread:
        """Do all the parts in a thread of their own."""
        self._tell(0, 0)
        thread = threading.Thread(target=self._run, args=(parts,), name=f"list-{self.number}", daemon=True)
        thread.start()
        return thread

    def _run(self, parts: Callable[[], Iterator[Part]]) -> None:
        trouble = None
        try:
            with _uncollected():
                for part in parts():
                    if time.monotonic() - self._told_at > _BETWEEN:
                        self._tell(part.done, part.total)
        except Refusal as refusal:
            trouble = refusal.message
        except Exception:
            log.exception("import %s of %s broke off", self.number, self.slug)
            trouble = _FAULT
        self._end(trouble)

    def _tell(self, done: int, total: int) -> None:
        path = _path(self.settings, self.number)
        new = path.with_suffix(".new")
        new.write_text(json.dumps({"what": self.what, "done": done, "total": total}), "utf-8")
        new.replace(path)
        self._told_at = time.monotonic()

    def _end(self, trouble: str | None) -> None:
        try:
            with self.store.writing() as session:
                lists.tell(session, event_named(session, self.slug), self.number, trouble=trouble)
        except Exception:
            # The page says that it broke off, for nothing moves any more.
            log.exception("import %s of %s could not tell its end", self.number, self.slug)
        _path(self.settings, self.number).unlink(missing_ok=True)


_collecting = threading.Lock()
_at_work: set[int] = set()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python's collector rests while any thread is at a list.

    It would look through the million objects of a long list, which refer to
    one another in no circle, and keep every scan waiting for a tenth of a
    second each time; of 100,000 rows the longest wait fell from 300 ms to 120.
    """
    me = threading.get_ident()
    with _collecting:
        _at_work.add(me)
        gc.disable()
    try:
        yield
    finally:
        with _collecting:
            _at_work.discard(me)
            if not _at_work:
                gc.enable()


def progress(settings: Settings, number: int) -> Progress | None:
    """How far the thread of this import is; None where none is at it."""
    path = _path(settings, number)
    try:
        told, when = json.loads(path.read_text("utf-8")), path.stat().st_mtime
    except (OSError, ValueError):
        return None
    return Progress(**told, alive=time.time() - when < LONGEST_SILENCE)


def take_in(work: Work, upload: Upload, *, shown: bool) -> Iterator[Part]:
    """Read, plan and write a list; with ``shown`` never more than its page has shown."""
    choices = upload.choices
    with work.store.reading() as session:
        event = event_named(session, work.slug)
        known = lists.mappings(session)
        reading = lists.read_list(upload.raw(), choices, known, largest=work.settings.upload_limit)
        plan = lists.plan(session, event, reading, choices)
    if shown and _more_than_shown(plan, upload):
        upload.note_import(None)
        raise Conflict(_OTHER)
    secret = work.settings.secret_key
    yield from lists.apply_in_chunks(work.store, work.slug, plan, work.number, secret_key=secret, now=now())
    with work.store.writing() as session:
        lists.remember(session, plan.columns.source, choices.columns)


def take_back(work: Work) -> Iterator[Part]:
    """Take an import back."""
    yield from lists.undo_in_chunks(work.store, work.slug, work.number, now=now())


def _more_than_shown(plan: Plan, upload: Upload) -> bool:
    shown = upload.report
    counts = {"new": len(plan.new), "changed": len(plan.changed), "removed": len(plan.removed)}
    return any(count > shown.get(what, 0) for what, count in counts.items())


def _path(settings: Settings, number: int) -> Path:
    return uploads(settings) / f"import-{number}.json"
