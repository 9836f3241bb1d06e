"""The errand of the desk: a batch of scans becomes facts, journal lines, notices and answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from badges import journal
from badges.desk.answer import Recorded, answers
from badges.desk.asked import Asked
from badges.desk.judge import DONE, REFUSED, Place, Verdict, before_the_list, judge, refusal
from badges.desk.lines import lines_of
from badges.desk.people import Found, People, Person, columns, find, moves_of
from badges.desk.times import Clock, Times
from badges.model import Attendee, Scan
from badges.notices import owed
from badges.printing import asking
from badges.rules.fold import Move
from badges.rules.watch import LEFT_EARLY, VIP_HERE, Told, next_look
from badges.store import Store, core

TRIES = 4
# Whoever came longer ago, at a desk without a network, was given something else to wear or went in without.
STILL_WAITS = timedelta(minutes=15)
_TRY_AGAIN = {"40P01", "40001"}  # PostgreSQL: deadlock, serialization failure


@dataclass
class Judged:
    """One scan of the batch, what became of it, and the number of the line it wrote."""

    asked: Asked
    verdict: Verdict
    # The corrected time; None where the device's clock is wrong.
    at: datetime | None
    found: Found | None = None
    seq: int = 0
    # What the hosts had been told when this scan came.
    told: Told = field(default_factory=Told)


def take(
    store: Store,
    place: Place,
    asked: Sequence[Asked],
    *,
    now: datetime,
    clock: Clock | None = None,
    dry: bool = False,
) -> Recorded:
    """Record scans in one transaction; see ``record``.

    A single scan first trusts that its id is new, which spares a statement;
    when the table knows better, everything is taken back and looked up first.
    """
    careful = dry or len(asked) > 1
    for attempt in range(1, TRIES + 1):
        try:
            with store.reading() if dry else store.writing() as session:
                return record(session, place, asked, now=now, clock=clock, careful=careful, dry=dry)
        except (IntegrityError, OperationalError) as trouble:
            known = isinstance(trouble, IntegrityError) or _deadlock(trouble)
            if attempt == TRIES or not known:
                raise
            careful = True
    raise AssertionError("the last try either answers or raises")


def record(
    session: Session,
    place: Place,
    asked: Sequence[Asked],
    *,
    now: datetime,
    clock: Clock | None = None,
    careful: bool = True,
    dry: bool = False,
) -> Recorded:
    """Record a batch of scans from one place, each judged after the ones before it.

    ``clock`` is the device's as it sent them, by which their times are
    corrected. The same id with the same content gets the answer it got,
    and changes nothing. With ``dry`` nothing is written.
    """
    first_of_each = {scan.id: scan for scan in reversed(asked)}
    known = _known(session, first_of_each) if careful else {}
    people = find(session, list(first_of_each.values()))
    times = Times(session, place.device, now, clock)
    in_turn = [scan for scan in asked if first_of_each[scan.id] is scan and scan.id not in known]
    batch = {scan.id: _judge(session, place, people, scan, times.of(scan)) for scan in in_turn}
    seq = 0 if dry else _write(session, place, people, list(batch.values()), now)
    rows = {**known, **{scan_id: _row(one, place, now) for scan_id, one in batch.items()}}
    return answers(session, place.event_id, asked, rows, people, seq or journal.seq(session, place.event_id))


_KNOWN = select(Scan.__table__).where(Scan.id.in_(bindparam("ids", expanding=True)))


def _deadlock(trouble: OperationalError) -> bool:
    return getattr(trouble.orig, "sqlstate", None) in _TRY_AGAIN


def _known(session: Session, ids: Mapping[UUID, Asked]) -> dict[UUID, Mapping[str, Any]]:
    rows = core(session).execute(_KNOWN, {"ids": list(ids)})
    return {row.id: row._asdict() for row in rows}


def _judge(session: Session, place: Place, people: People, asked: Asked, at: datetime | None) -> Judged:
    verdict = before_the_list(asked, place)
    if verdict or at is None:
        return Judged(asked, verdict or refusal("bad_moment"), at)
    found = people.of(asked, place.event_id)
    if found is None:
        return Judged(asked, refusal("nothing_to_undo" if asked.undoes else "unknown_code"), at)
    person = found.person
    move = Move(asked.id, asked.action, at, place.device, asked.n, asked.undoes, place.host)
    verdict = judge(asked, move, person, place, lambda: moves_of(session, person))
    if found.retired and verdict.review is None and verdict.result != REFUSED:
        verdict = replace(verdict, review="retired")
    told = person.told
    if verdict.counts and person.event_id == place.event_id:
        _take_in(people, person, move, verdict)
    return Judged(asked, verdict, at, found, told=told)


def _take_in(people: People, person: Person, move: Move, verdict: Verdict) -> None:
    person.fresh.append(move)
    people.scans[move.id] = person.id
    person.folded_to = max(move.at, person.folded_to or move.at)
    person.facts = verdict.after or person.facts
    if verdict.arrives:
        # Whose badge lay there unclaimed is here now, and may yet forget it.
        person.told = replace(person.told, uncollected=None)
    elif verdict.unarrives:
        person.told = Told()
    elif verdict.uncollects:
        person.told = replace(person.told, uncollected=None)
    if verdict.returns:
        # Should they go once more, it is told once more.
        person.told = replace(person.told, left_early=None)


def _write(session: Session, place: Place, people: People, batch: Sequence[Judged], now: datetime) -> int:
    """Facts, journal, scans, notices; answers the number of the last line, 0 where none was written."""
    _save(session, people.changed(), place, now)
    lines = [
        (one, line) for one in batch for line in lines_of(one.asked, one.verdict, one.found, one.at, place)
    ]
    of_badges = _ask_for_badges(session, place, batch, now)
    numbers = journal.write(session, place.event_id, [*(line for _, line in lines), *of_badges])
    for (one, _), seq in zip(lines, numbers, strict=False):
        one.seq = seq
    last = numbers[-1] if numbers else journal.seq(session, place.event_id)
    for one in batch:
        one.seq = one.seq or last
    if batch:
        core(session).execute(_KEEP, [_row(one, place, now) for one in batch])
    _tell(session, place.event_id, batch, now)
    return last


def _ask_for_badges(
    session: Session, place: Place, batch: Sequence[Judged], now: datetime
) -> list[journal.Line]:
    """Queue the badges of who came, where they are printed then; answers the lines to be written."""
    # Where none are printed everybody has a badge, and so this costs them nothing.
    judged = [one for one in batch if one.found and not one.found.person.said.has_badge]
    undone = {one.found.person.id for one in judged if one.found and one.verdict.unarrives}
    came = {one.found.person.id for one in judged if one.found and _waits_for_a_badge(one, place, now)}
    device, lines = place.device or None, list[journal.Line]()
    if undone - came:
        lines += asking.arrival_undone(session, undone - came, device=device, now=now)
    if came:
        lines += asking.on_arrival(session, came, device=device, now=now)
    return lines


def _waits_for_a_badge(one: Judged, place: Place, now: datetime) -> bool:
    """Whether somebody came by this scan a moment ago, and still stands there without a badge."""
    assert one.found is not None
    facts, came_at = one.found.person.facts, one.at or now
    here = facts.arrived is not None and facts.left is None and facts.collected is None
    late = now - came_at > STILL_WAITS or place.hours.over(now)
    return one.verdict.arrives and here and not late


def _tell(session: Session, event_id: int, batch: Sequence[Judged], now: datetime) -> None:
    """Take back what hosts were told and is no longer true; show them what asks to be looked at."""
    judged = [(one, one.found.person.id) for one in batch if one.found and one.verdict.result == DONE]
    came = {person: one.seq for one, person in judged if one.verdict.arrives and _were_told(one)}
    if came:
        owed.came_after_all(session, event_id, came, now=now)
    collected = [person for one, person in judged if one.verdict.collects and one.told.uncollected]
    if collected:
        owed.withdraw(session, collected, ["uncollected"], now=now)
    gone = [person for one, person in judged if one.verdict.unarrives]
    if gone:
        owed.withdraw(session, gone, [owed.CAME_AFTER_ALL, owed.CAME_BACK, VIP_HERE, LEFT_EARLY], now=now)
    back = {person: one.seq for one, person in judged if one.verdict.returns and one.told.left_early}
    if back:
        owed.came_back(session, event_id, back, now=now)
    doubts = [
        (one.seq, one.found.person.id)
        for one in batch
        if one.found and one.verdict.review in {"double_admission", "cancelled_but_here"}
    ]
    if doubts:
        owed.owe(session, event_id, "conflict", doubts, now=now, channels=("page",))


def _were_told(one: Judged) -> bool:
    # A reply wipes the marks of what was told, but not the mails that went out before it.
    assert one.found is not None
    said = one.found.person.said
    return one.told != Told() or said.excused or said.late_until is not None


_SAVED = (
    *(f"{what}_{how}" for what in ("arrived", "collected", "left", "set_aside") for how in ("at", "by")),
    "folded_to",
    "vouched_by",
    "missing_told_at",
    "uncollected_told_at",
    "no_show_told_at",
    "left_told_at",
    "vip_told_at",
    "due_at",
)
_SAVE = (
    update(Attendee)
    .where(Attendee.id == bindparam("attendee"))
    .values({name: bindparam(name) for name in _SAVED})
)
_KEEP = insert(Scan)


def _save(session: Session, changed: Sequence[Person], place: Place, now: datetime) -> None:
    rows = [
        {
            "attendee": person.id,
            **columns(person),
            "due_at": next_look(person.facts, person.said, person.told, place.hours, now),
        }
        for person in changed
    ]
    if rows:
        core(session).execute(_SAVE, rows)


def _row(one: Judged, place: Place, now: datetime) -> dict[str, Any]:
    asked, verdict = one.asked, one.verdict
    return {
        "id": asked.id,
        "event_id": place.event_id,
        "attendee_id": one.found.person.id if one.found else None,
        "device_id": place.device or None,
        "host_id": place.host or None,
        "n": asked.n,
        "action": asked.action,
        "at": one.at or now,
        "received_at": now,
        "via": asked.via,
        "offline": asked.offline,
        "note": asked.note,
        "undoes": asked.undoes,
        "content": asked.content,
        "counts": one.found is not None and verdict.counts and one.found.person.event_id == place.event_id,
        "result": verdict.result,
        "reason": verdict.reason,
        "review": verdict.review,
        "first_at": verdict.first.at if verdict.first else None,
        "first_by": (verdict.first.device or None) if verdict.first else None,
        "first_host": (verdict.first.host or None) if verdict.first else None,
        "seq": one.seq,
    }
