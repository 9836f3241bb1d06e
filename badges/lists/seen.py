"""Who was in the list the last time and is not in it now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.lists.columns import Columns
from badges.lists.known import KnownPeople
from badges.model import Attendee, Import, ImportRow


@dataclass(frozen=True)
class Gone:
    """Somebody on the list of whom the file does not say that they come; ``here``: they came all the same."""

    attendee: int
    name: str
    why: str
    here: bool


def seen_last_time(
    session: Session,
    event_id: int,
    columns: Columns,
    people: KnownPeople,
    met: Collection[int],
    declined: Mapping[int, str],
) -> tuple[Gone, ...]:
    """Those the last file of the same source held and this one does not, and those it says do not come.

    A file of mended rows is a part of a list, and nobody is missing from it.
    """
    gone = {} if columns.part else dict.fromkeys(_in_last(session, event_id, columns.source), "")
    why = {one: "" for one in gone if one not in met} | {
        one: said for one, said in declined.items() if one not in met
    }
    left = [one for one in why if one in people.by_id and not people.by_id[one].cancelled]
    here = _here(session, event_id) if left else frozenset()
    return tuple(
        Gone(
            one,
            people.by_id[one].name,
            f"not coming: {why[one]}" if why[one] else "not in this file",
            one in here,
        )
        for one in left
    )


def _in_last(session: Session, event_id: int, source: str) -> list[int]:
    """Whom the last whole file of this source held, and the mended parts that came after it."""
    imports = select(Import.id, Import.part).where(
        Import.event_id == event_id, Import.source == source, Import.undone_at.is_(None)
    )
    ids = []
    for import_id, part in session.execute(imports.order_by(Import.id.desc())):
        ids.append(import_id)
        if not part:
            break
    if not ids:
        return []
    rows = select(ImportRow.attendee_id).where(ImportRow.import_id.in_(ids), ImportRow.did != "removed")
    return list(session.scalars(rows.order_by(ImportRow.attendee_id)))


def _here(session: Session, event_id: int) -> frozenset[int]:
    arrived = select(Attendee.id).where(Attendee.event_id == event_id, Attendee.arrived_at.is_not(None))
    return frozenset(session.scalars(arrived))
