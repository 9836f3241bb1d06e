"""Taking an import back: as one thing, keeping what others did to its people since."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import sleep
from typing import Any

from sqlalchemy import Row, delete, func, select, union
from sqlalchemy.orm import Session

from badges import journal
from badges.errors import Conflict
from badges.events import event_named
from badges.journal import Line
from badges.lists import change
from badges.lists.imports import import_numbered
from badges.lists.make import hold
from badges.lists.taking import BREATH
from badges.lists.terms import terms_of
from badges.model import Attendee, Code, CodeKind, Event, Import, ImportRow, Letter, Reply, Scan
from badges.moments import read_moment
from badges.store import Store

CHUNK = 200
# A list of those who were kept stands on a page; it names at most so many.
_NAMED = 1000
# What says one name goes back together or not at all.
_NAMES = frozenset({"name", "first_name", "last_name"})


@dataclass(frozen=True)
class Kept:
    """Somebody whom taking back left as they are, wholly or in part, and why."""

    attendee: int
    name: str
    why: str


@dataclass(frozen=True)
class Undone:
    """How many were taken off the list and how many are as they were before, until now; who was kept."""

    import_id: int
    total: int
    done: int = 0
    removed: int = 0
    restored: int = 0
    kept: tuple[Kept, ...] = ()


def undo(store: Store, event_slug: str, import_id: int, *, now: datetime) -> Undone:
    """Take an import back; see ``undo_in_chunks``."""
    *_, undone = undo_in_chunks(store, event_slug, import_id, now=now)
    return undone


def undo_in_chunks(store: Store, event_slug: str, import_id: int, *, now: datetime) -> Iterator[Undone]:
    """Take an import back in short transactions and tell after each what is done until then.

    Whom it added leaves the list, unless they came, wrote, or were changed by
    somebody since; what it changed is as it was before, unless it was changed
    again. What is taken back is forgotten with it, so that whoever is
    interrupted may go on. Raises NotFound, or Conflict for one taken back already.
    """
    with store.reading() as session:
        undone = _look_at(session, event_slug, import_id)
    yield undone
    while True:
        with store.writing() as session:
            event = event_named(session, event_slug)
            hold(session, event.id)
            rows = _next(session, import_id)
            undone = _take_back(session, event, undone, rows, now)
            if not rows:
                _finish(session, event, undone, now)
        yield undone
        if not rows:
            return
        sleep(BREATH)


def _look_at(session: Session, slug: str, import_id: int) -> Undone:
    event = event_named(session, slug)
    row = import_numbered(session, event, import_id)
    if row.undone_at:
        raise Conflict(f"The import of {row.file_name} was taken back already.", number=import_id)
    total = session.scalar(select(func.count()).where(ImportRow.import_id == import_id)) or 0
    return Undone(import_id, total)


def _next(session: Session, import_id: int) -> Sequence[Row[Any]]:
    query = (
        select(ImportRow.attendee_id, ImportRow.did, ImportRow.changes)
        .where(ImportRow.import_id == import_id)
        .order_by(ImportRow.attendee_id)
        .limit(CHUNK)
    )
    return session.execute(query).all()


def _take_back(
    session: Session, event: Event, undone: Undone, rows: Sequence[Row[Any]], now: datetime
) -> Undone:
    if not rows:
        return undone
    ids = [row.attendee_id for row in rows]
    people = change.held(session, event.id, ids)
    new = [row.attendee_id for row in rows if row.did == "new"]
    why = _why_kept(session, undone.import_id, new, people)
    gone = [one for one in new if one not in why]
    kept = [Kept(one, people[one].name, reason) for one, reason in why.items()]
    told = {row.attendee_id: row.changes for row in rows if row.changes and row.attendee_id in people}
    restored, left = _restore(session, event, told, people, now)
    session.execute(
        delete(ImportRow).where(ImportRow.import_id == undone.import_id, ImportRow.attendee_id.in_(ids))
    )
    if gone:
        session.execute(delete(Attendee).where(Attendee.id.in_(gone)))
    return replace(
        undone,
        done=undone.done + len(rows),
        removed=undone.removed + len(gone),
        restored=undone.restored + len(restored),
        kept=(*undone.kept, *kept, *left)[:_NAMED],
    )


def _why_kept(
    session: Session, import_id: int, new: Collection[int], people: Mapping[int, Row[Any]]
) -> dict[int, str]:
    """Who of those it added stays on the list, because something happened to them since."""
    if not new:
        return {}
    ids = list(new)
    wrote = union(
        select(Reply.attendee_id).where(Reply.attendee_id.in_(ids)),
        select(Letter.attendee_id).where(Letter.attendee_id.in_(ids)),
    )
    later = select(ImportRow.attendee_id).where(
        ImportRow.attendee_id.in_(ids), ImportRow.import_id > import_id, ImportRow.did != "same"
    )
    scanned = select(Scan.attendee_id).where(Scan.attendee_id.in_(ids), Scan.counts)
    corrected = [one for one in ids if people[one].corrected]
    why = dict.fromkeys(corrected, "the desk corrected them since")
    why |= dict.fromkeys(session.scalars(later), "a later list changed them")
    why |= dict.fromkeys(session.scalars(wrote), "they wrote or were written to since")
    why |= dict.fromkeys(session.scalars(scanned), "they came or were seen at the desk since")
    return {one: why[one] for one in ids if one in why}


def _restore(
    session: Session,
    event: Event,
    told: Mapping[int, Mapping[str, Sequence[Any]]],
    people: Mapping[int, Row[Any]],
    now: datetime,
) -> tuple[list[int], list[Kept]]:
    """Put back what was changed, column by column; what changed again since stays."""
    hosts = change.hosts_of(session, list(told)) if told else {}
    terms = terms_of(event)
    rows, invited, kept, restored = [], {}, [], []
    for one, changes in told.items():
        row = people[one]
        is_now = {**row._asdict(), "hosts": list(hosts.get(one, ()))}
        back = {name: before for name, (before, after) in changes.items() if _same(is_now.get(name), after)}
        if not _NAMES & changes.keys() <= back.keys():
            # A first or last name of before would not belong to the whole name of now.
            back = {name: before for name, before in back.items() if name not in _NAMES}
        if "hosts" in back:
            invited[one] = back.pop("hosts")
        values = {name: _read(name, value) for name, value in back.items()}
        rows.append(change.saved(row, values, terms, event.hours, now))
        others = sorted(changes.keys() - back.keys() - {"code"} - ({"hosts"} if one in invited else set()))
        if others:
            kept.append(Kept(one, row.name, f"changed again since: {', '.join(others)}"))
        if back or one in invited:
            restored.append(one)
    change.save(session, rows)
    if invited:
        change.set_hosts(session, invited)
    codes = [(one, changes["code"][1]) for one, changes in told.items() if "code" in changes]
    for one, value in codes:
        foreign = (Code.kind == CodeKind.FOREIGN, Code.attendee_id == one, Code.value == value)
        session.execute(delete(Code).where(*foreign))
    return restored, kept


def _same(is_now: Any, after: Any) -> bool:
    return (
        bool(_read("_at", after) == is_now)
        if isinstance(is_now, datetime) and after
        else bool(is_now == after)
    )


def _read(name: str, value: Any) -> Any:
    return read_moment(value) if name.endswith("_at") and value else value


def _finish(session: Session, event: Event, undone: Undone, now: datetime) -> None:
    row = session.get_one(Import, undone.import_id)
    if row.undone_at:
        # Somebody else took it back at the same time and told the journal.
        return
    row.undone_at = now
    row.told = {
        **row.told,
        "kept": [vars(one) for one in undone.kept],
        "taken_back": undone.removed,
        "restored": undone.restored,
    }
    if undone.removed or undone.restored:
        line = Line(
            "removed" if undone.removed else "changed",
            now,
            data={
                "import": undone.import_id,
                "undone": True,
                "removed": undone.removed,
                "changed": undone.restored,
            },
        )
        journal.write(session, event.id, [line])
