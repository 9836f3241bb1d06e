"""Taking a planned list in, in short transactions, so that scans go between them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import sleep

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from badges import hosts, journal
from badges.events import event_named
from badges.journal import Line
from badges.lists.change import Changes, as_kept, change_attendees, remove_attendees
from badges.lists.entries import NewHost
from badges.lists.known import KnownPeople
from badges.lists.make import Made, hold, insert_attendees, insert_plain, make
from badges.lists.plan import Change, New, Plan
from badges.model import Import, ImportRow
from badges.store import Store

CHUNK = 500
BREATH = 0.001  # seconds

# Whoever goes on with an import meets those of its beginning, who were new then and stay so.
_INSERT_ROWS = (
    "INSERT INTO import_row (import_id, attendee_id, did, changes) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_COUNT = update(Import).where(Import.id == bindparam("row"))


@dataclass(frozen=True)
class Applied:
    """What a list changed until now, which another organiser's list may have made less than was planned."""

    import_id: int
    total: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0

    @property
    def done(self) -> int:
        """How many of ``total`` are written."""
        return self.new + self.changed + self.same + self.removed


@dataclass(frozen=True)
class _Chunk:
    """A part of a plan that is written in one transaction."""

    new: Sequence[tuple[New, Made]] = ()
    changed: Sequence[Change] = ()
    same: Sequence[int] = ()
    removed: Sequence[int] = ()


@dataclass
class _Writing:
    """What all chunks of one import share."""

    slug: str
    import_id: int
    now: datetime
    people: KnownPeople
    # The hosts that were added for this list, by the numbers the plan gave them.
    hosts: Mapping[int, int] = field(default_factory=dict)


def begin(store: Store, event_slug: str, *, file_name: str, now: datetime) -> int:
    """Note that a list is about to be taken in; answers the number of the import."""
    with store.writing() as session:
        event = event_named(session, event_slug)
        row = Import(event_id=event.id, file_name=_plain(file_name), at=now, new=0, changed=0, same=0)
        session.add(row)
        session.flush()
        return row.id


def apply(
    store: Store, event_slug: str, planned: Plan, *, secret_key: str, now: datetime, file_name: str
) -> Applied:
    """Write the plan; see ``apply_in_chunks``."""
    import_id = begin(store, event_slug, file_name=file_name, now=now)
    *_, done = apply_in_chunks(store, event_slug, planned, import_id, secret_key=secret_key, now=now)
    return done


def apply_in_chunks(
    store: Store,
    event_slug: str,
    planned: Plan,
    import_id: int,
    *,
    secret_key: str,
    now: datetime,
    chunk: int = CHUNK,
) -> Iterator[Applied]:
    """Write the plan in short transactions and tell after each what is done until then.

    Whom somebody else added since the plan was made is not added again: each
    chunk holds the event against others who add attendees, and looks first
    at whom they added. So a plan may be applied twice, and nobody is doubled;
    an import that was broken off goes on when its list is planned anew and
    applied under its number. The journal has one line of it all, written at
    the end: an import is one thing.
    """
    with store.writing() as session:
        added = _add_hosts(session, event_slug, planned.new_hosts)
        done = _begin(session, import_id, planned)
    yield done
    writing = _Writing(event_slug, import_id, now, KnownPeople(up_to=planned.up_to), added)
    for some in _chunks(planned, secret_key, chunk, added):
        with store.writing() as session:
            done = _write(session, writing, some, done)
        yield done
        # Whoever lets go of a lock and takes it again at once gets it; waiting scans come first.
        sleep(BREATH)
    with store.writing() as session:
        done = _finish(session, writing, done)
    yield done


def _plain(file_name: str) -> str:
    return file_name.replace("\0", "")


def _begin(session: Session, import_id: int, planned: Plan) -> Applied:
    total = len(planned.new) + len(planned.changed) + len(planned.same) + len(planned.removed)
    about = {"total": total, "source": planned.columns.source, "part": planned.columns.part}
    row = session.get_one(Import, import_id)
    told = {**row.told, "skipped": len(planned.skipped), "apart": len(planned.apart)}
    session.execute(update(Import).where(Import.id == import_id).values(**about, told=told))
    return Applied(import_id, total)


def _add_hosts(session: Session, slug: str, new: Iterable[NewHost]) -> dict[int, int]:
    event = event_named(session, slug)
    return {one.key: hosts.host_of_mail(session, event, name=one.name, email=one.email).id for one in new}


def _chunks(planned: Plan, secret_key: str, size: int, added: Mapping[int, int]) -> Iterator[_Chunk]:
    new = [_new_with_hosts(one, added) for one in planned.new]
    made = make([one.entry for one in new], secret_key)
    for some in _slices(len(new), size):
        yield _Chunk(new=list(zip(new[some], made[some], strict=True)))
    for some in _slices(len(planned.changed), size):
        yield _Chunk(changed=[_with_hosts(change, added) for change in planned.changed[some]])
    for some in _slices(len(planned.removed), size):
        yield _Chunk(removed=planned.removed[some])
    # These are only noted, which is quick.
    for some in _slices(len(planned.same), 10 * size):
        yield _Chunk(same=planned.same[some])


def _slices(length: int, size: int) -> Iterator[slice]:
    return (slice(at, at + size) for at in range(0, length, size))


def _new_with_hosts(new: New, added: Mapping[int, int]) -> New:
    if not added or not new.entry.hosts:
        return new
    return replace(new, entry=new.entry._replace(hosts=_invited(new.entry.hosts, added)))


def _with_hosts(change: Change, added: Mapping[int, int]) -> Change:
    if not added or "hosts" not in change.values:
        return change
    return replace(change, values={**change.values, "hosts": _invited(change.values["hosts"], added)})


def _invited(ids: Sequence[int], added: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(sorted({added.get(one, one) for one in ids}))


def _write(session: Session, writing: _Writing, chunk: _Chunk, done: Applied) -> Applied:
    event, people = event_named(session, writing.slug), writing.people
    hold(session, event.id)
    people.take_in(session, event.id)
    fresh = [made for new, made in chunk.new if _is_new(people, new)]
    ids = insert_attendees(session, event, fresh, writing.now)
    # Nobody else adds any before the event is let go, so our own need not be read back.
    for attendee_id, made in zip(ids, fresh, strict=True):
        people.remember(attendee_id, made.entry)
    changed = change_attendees(session, event, chunk.changed, writing.now)
    removed = remove_attendees(session, event, chunk.removed, writing.now)
    _note(session.connection(), writing.import_id, ids, chunk.same, changed, removed)
    done = replace(
        done,
        new=done.new + len(ids),
        changed=done.changed + len(changed),
        same=done.same + len(chunk.same) + len(chunk.new) - len(ids),
        removed=done.removed + len(removed),
    )
    counts = {key: getattr(done, key) for key in ("new", "changed", "same", "removed")}
    session.connection().execute(_COUNT.values(counts), {"row": writing.import_id})
    return done


def _is_new(people: KnownPeople, new: New) -> bool:
    match = people.of(new.entry, new.nth)
    return match.known is None and not match.several


def _note(
    connection: Connection,
    import_id: int,
    new: Sequence[int],
    same: Sequence[int],
    changed: Changes,
    removed: Changes,
) -> None:
    """What this chunk did to whom, so that it can be taken back."""
    rows: list[tuple[int, int, str, str | None]] = [(import_id, one, "new", None) for one in new]
    rows += [(import_id, one, "same", None) for one in same]
    for did, told in (("changed", changed), ("removed", removed)):
        rows += [(import_id, one, did, json.dumps(as_kept(what))) for one, what in told.items()]
    insert_plain(connection, _INSERT_ROWS, rows)


def _finish(session: Session, writing: _Writing, done: Applied) -> Applied:
    event = event_named(session, writing.slug)
    did = select(ImportRow.did, func.count()).where(ImportRow.import_id == done.import_id)
    rows = session.execute(did.group_by(ImportRow.did)).all()
    counts = {row.did: int(row[1]) for row in rows}
    # Those of a plan who were added by somebody else meanwhile are as before, and stand in no row of ours.
    counts["same"] = max(counts.get("same", 0), done.same)
    done = replace(done, **counts)
    values = {what: getattr(done, what) for what in ("new", "changed", "same", "removed")}
    finished = update(Import).where(Import.id == done.import_id)
    session.execute(finished.values(**values, finished_at=writing.now))
    told = {"added": done.new, "changed": done.changed, "removed": done.removed}
    if kinds := [kind for kind, count in told.items() if count]:
        line = Line(kinds[0], writing.now, data={"import": done.import_id, **told})
        journal.write(session, event.id, [line])
    return done
