"""Taking a planned list in, in short transactions, so that scans go between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import sleep

from sqlalchemy import update
from sqlalchemy.orm import Session

from badges import journal
from badges.events import event_named
from badges.journal import Line
from badges.lists.change import change_attendees
from badges.lists.known import KnownPeople
from badges.lists.make import Made, hold, insert_attendees, make
from badges.lists.plan import Change, New, Plan
from badges.model import Import
from badges.store import Store

CHUNK = 500
BREATH = 0.001  # seconds


@dataclass(frozen=True)
class Applied:
    """What a list changed, which another organiser's list may have made less than was planned."""

    import_id: int
    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True)
class _Chunk:
    """A part of a plan that is written in one transaction."""

    new: Sequence[tuple[New, Made]]
    changed: Sequence[Change]


def apply(
    store: Store, event_slug: str, planned: Plan, *, secret_key: str, now: datetime, file_name: str
) -> Applied:
    """Write the plan; see ``apply_in_chunks``."""
    *_, done = apply_in_chunks(
        store, event_slug, planned, secret_key=secret_key, now=now, file_name=file_name
    )
    return done


def apply_in_chunks(
    store: Store,
    event_slug: str,
    planned: Plan,
    *,
    secret_key: str,
    now: datetime,
    file_name: str,
    chunk: int = CHUNK,
) -> Iterator[Applied]:
    """Write the plan in short transactions and tell after each what is done until then.

    Whom somebody else added since the plan was made is not added again: each
    chunk holds the event against others who add attendees, and looks first
    at whom they added. So a plan may be applied twice, or broken off and
    applied again, and nobody is doubled.
    """
    people = KnownPeople(up_to=planned.up_to)
    with store.writing() as session:
        done = _begin(session, event_slug, planned, file_name, now)
    yield done
    for some in _chunks(planned, secret_key, chunk):
        with store.writing() as session:
            done = _write(session, event_slug, some, people, done, now)
        yield done
        # Whoever lets go of a lock and takes it again at once gets it; waiting scans come first.
        sleep(BREATH)


def _chunks(planned: Plan, secret_key: str, size: int) -> Iterator[_Chunk]:
    made = make([new.entry for new in planned.new], secret_key)
    for at in range(0, len(made), size):
        some = slice(at, at + size)
        yield _Chunk(list(zip(planned.new[some], made[some], strict=True)), ())
    for at in range(0, len(planned.changed), size):
        yield _Chunk((), planned.changed[at : at + size])


def _begin(session: Session, slug: str, planned: Plan, file_name: str, now: datetime) -> Applied:
    event = event_named(session, slug)
    same = len(planned.same)
    row = Import(
        event_id=event.id, file_name=file_name.replace("\0", ""), at=now, new=0, changed=0, same=same
    )
    session.add(row)
    session.flush()
    return Applied(row.id, same=same)


def _write(
    session: Session, slug: str, chunk: _Chunk, people: KnownPeople, done: Applied, now: datetime
) -> Applied:
    event = event_named(session, slug)
    hold(session, event.id)
    people.take_in(session, event.id)
    fresh = [made for new, made in chunk.new if _is_new(people, new)]
    ids = insert_attendees(session, event.id, event.hours, fresh, now)
    # Nobody else adds any before the event is let go, so our own need not be read back.
    for attendee_id, made in zip(ids, fresh, strict=True):
        people.remember(attendee_id, made.entry)
    changed = change_attendees(session, event.id, event.hours, chunk.changed, now)
    done = replace(
        done,
        new=done.new + len(ids),
        changed=done.changed + len(changed),
        same=done.same + len(chunk.new) - len(ids),
    )
    counts = {"new": done.new, "changed": done.changed, "same": done.same}
    session.execute(update(Import).where(Import.id == done.import_id).values(counts))
    journal.write(session, event.id, _told(done.import_id, len(ids), len(changed), now))
    return done


def _is_new(people: KnownPeople, new: New) -> bool:
    match = people.of(new.entry, new.nth)
    return match.known is None and not match.several


def _told(import_id: int, added: int, changed: int, now: datetime) -> list[Line]:
    """What the journal says of one chunk: not a line for each attendee, but none without the fact."""
    counted = {"added": added, "changed": changed}
    return [
        Line(kind, now, data={"import": import_id, "count": count})
        for kind, count in counted.items()
        if count
    ]
