"""Doubts: why somebody who seems missing may be here after all, so that nobody is asked wrongly."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz.distance import OSA
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from badges.folded import words
from badges.lists.doubles import alike
from badges.model import Attendee, Device, Event, JournalLine, Role, Scan
from badges.rules.fold import LEAVE
from badges.rules.hours import DESK_BEFORE_DOORS

# A tablet says how it is every few seconds; one that was silent for so long has no network.
SILENT_AFTER = timedelta(minutes=5)
# No two names further apart than this are nearly equal.
_FURTHEST = 2


@dataclass(frozen=True)
class Doubts:
    """What may make a letter wrong: for everybody, or by attendee; each a whole sentence."""

    of_all: str
    of_one: Mapping[int, str]

    def about(self, one: Attendee) -> str | None:
        """The reason to wait before writing to this attendee, or None."""
        return self.of_all or self.of_one.get(one.id)


def doubts_about(session: Session, event: Event, people: Collection[Attendee], now: datetime) -> Doubts:
    """Everything that speaks against calling these attendees missing: four statements, none for nobody."""
    if not people:
        return Doubts("", {})
    away = {one.id: one for one in people}
    return Doubts(
        of_all=_of_devices(session, event, now),
        of_one={
            **_namesakes(session, event, away),
            **_left_unseen(session, event, away),
            **_conflicts(session, event, away),
            **_badge_is_gone(away),
        },
    )


def _of_devices(session: Session, event: Event, now: datetime) -> str:
    devices = session.scalars(
        select(Device)
        .where(Device.event_id == event.id, Device.revoked_at.is_(None), Device.role != Role.STATION)
        .order_by(Device.id)
    ).all()
    for one in devices:
        if one.unsent:
            scans = "a scan" if one.unsent == 1 else f"{one.unsent} scans"
            return f"{one.name} still holds {scans} that we have not got. Let us wait for it before we ask."
    # One that was not seen since the desks opened is not used tonight; after the end all are switched off.
    opened = event.doors_at - DESK_BEFORE_DOORS
    silent = [one for one in devices if one.last_seen_at and opened <= one.last_seen_at < now - SILENT_AFTER]
    if silent and event.doors_at <= now < event.end_at:
        return (
            f"{silent[0].name} has not been heard of for a while and may have let people in. "
            "Let us wait for it; if it is no longer used, the organiser can take it off."
        )
    return ""


def _namesakes(session: Session, event: Event, away: Mapping[int, Attendee]) -> dict[int, str]:
    """Somebody under nearly the same name was added at the desk, or came or has a badge."""
    others = session.execute(
        select(Attendee.id, Attendee.name, Attendee.walk_in_id)
        .where(Attendee.event_id == event.id, Attendee.cancelled_at.is_(None))
        .where(
            or_(
                Attendee.walk_in_id.is_not(None),
                Attendee.arrived_at.is_not(None),
                Attendee.collected_at.is_not(None),
            )
        )
    ).all()
    prepared = [(row, *_spelt(row.name)) for row in others]
    found = {}
    for one in away.values():
        own, line = _spelt(one.name)
        for row, theirs, other in prepared:
            # A name without a letter would be part of every name.
            near = row.id != one.id and own and theirs and _near(own, line, theirs, other)
            if near and alike(one.name, row.name):
                found[one.id] = _namesake(one.name, row.name, walked_in=row.walk_in_id is not None)
                break
    return found


def _namesake(name: str, other: str, *, walked_in: bool) -> str:
    came = "was added at the desk" if walked_in else "is here"
    return f"{other} {came}, and that may be {name}. Please ask the desk before you write."


def _spelt(name: str) -> tuple[frozenset[str], str]:
    theirs = words(name)
    return frozenset(theirs), " ".join(sorted(theirs))


def _near(own: frozenset[str], line: str, theirs: frozenset[str], other: str) -> bool:
    # Thousands have come, and comparing two names in full takes a hundred times as long.
    if own <= theirs or theirs <= own:
        return True
    return OSA.distance(line, other, score_cutoff=_FURTHEST) <= _FURTHEST


def _left_unseen(session: Session, event: Event, away: Mapping[int, Attendee]) -> dict[int, str]:
    left = session.scalars(
        select(Scan.attendee_id).where(
            Scan.event_id == event.id,
            Scan.attendee_id.in_(list(away)),
            Scan.action == LEAVE,
            Scan.reason == "not_arrived",
        )
    )
    return {
        one: f"{away[one].name} was seen leaving, but never seen arriving. Please ask the desk first."
        for one in _known(left)
    }


def _conflicts(session: Session, event: Event, away: Mapping[int, Attendee]) -> dict[int, str]:
    lines = session.execute(
        select(JournalLine.attendee_id, JournalLine.data).where(
            JournalLine.event_id == event.id,
            JournalLine.attendee_id.in_(list(away)),
            JournalLine.kind == "conflict",
        )
    )
    return {
        one: _CONFLICTS.get(data.get("review", ""), _CONFLICTS[""]).format(name=away[one].name)
        for one, data in lines
    }


_CONFLICTS = {
    "says_they_were_there": "{name} says they were there. Please look into that with the desk.",
    "": "The desk has a question about {name} that is still open. Please ask there first.",
}


def _badge_is_gone(away: Mapping[int, Attendee]) -> dict[int, str]:
    return {
        one.id: f"The badge of {one.name} was handed over, but nobody saw them arrive. Please ask the desk."
        for one in away.values()
        if one.collected_at and not one.arrived_at
    }


def _known(ids: Iterable[int | None]) -> set[int]:
    return {one for one in ids if one is not None}
