"""The no-show report: who came and who did not, at any moment of the evening or after it, as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from badges.attendance import Card, Inviter, Listed, card_with, inviters, read
from badges.desk.people import OWN_PHONE, facts_of, said_of
from badges.figures import Badges, Doubt, Part, Report, Totals, badges_of, totals_of
from badges.folded import folded
from badges.invitations import is_theirs
from badges.model import Attendee, Event, Host, JournalLine, Reply, Scan
from badges.report_forms import as_csv, as_json, as_table
from badges.rules.fold import LEAVE, Facts, Move, fold
from badges.rules.standing import Said, Standing

__all__ = [
    "Badges",
    "Doubt",
    "Part",
    "Report",
    "Totals",
    "as_csv",
    "as_json",
    "as_table",
    "badges_of",
    "report",
    "totals_of",
]

# The order of the rows: those the host asks about first.
_ORDER = (
    Standing.NO_SHOW,
    Standing.MISSING,
    Standing.LATE,
    Standing.EXCUSED,
    Standing.EXPECTED,
    Standing.LEFT_EARLY,
    Standing.HERE,
    Standing.STAYED,
)
_DOUBTS = {
    "double_admission": "let in at two desks while one of them had no network",
    "cancelled_but_here": "taken off the list, and let in by a desk that could not know it yet",
    "left_without_arrival": "seen leaving, but never seen arriving",
}


def report(session: Session, event: Event, *, at: datetime, host: Host | None = None) -> Report:
    """The report at a moment, of the whole event or of one host's own people.

    What was scanned or said after that moment is left out, so that a report
    of 20:00 reads the same at midnight as it did at 20:00.
    """
    theirs: list[ColumnElement[bool]] = [is_theirs(host)] if host else []
    listed = read(session, event, *theirs)
    replies = _replies(session, event, theirs, at)
    cards = _cards(session, event, listed, replies, at)
    rows = sorted(cards.values(), key=lambda card: (_ORDER.index(card.standing), folded(card.name), card.id))
    arrivals = [card.arrived_at for card in rows if card.arrived_at]
    return Report(
        slug=event.slug,
        name=event.name,
        timezone=event.timezone,
        doors=event.doors_at,
        start=event.start_at,
        end=event.end_at,
        at=at,
        final=event.hours.over(at),
        host=host.name if host else None,
        totals=totals_of(rows),
        badges=badges_of(rows),
        parts=_parts(inviters(session, event.id), listed, cards, host),
        rows=tuple(rows),
        doubts=tuple(_doubts(session, event, cards, at)),
        first_arrival=min(arrivals, default=None),
        last_arrival=max(arrivals, default=None),
        words={key: said.words for key, said in replies.items() if host and key in cards and said.words},
    )


@dataclass(frozen=True)
class _Reply:
    """What somebody had said at the moment, and whether they said something else since."""

    late_until: datetime | None = None
    excused: bool = False
    words: str = ""
    # Whether the attendee's columns know of a later reply than this.
    outdated: bool = False


def _cards(
    session: Session,
    event: Event,
    listed: Sequence[Listed],
    replies: Mapping[int, _Reply],
    at: datetime,
) -> dict[int, Card]:
    """Everybody but the cancelled, as they stood at the moment."""
    earlier = _facts_at(session, event, at)
    cards = (
        card_with(
            one,
            earlier.get(one.row.id, Facts()) if _scanned_since(one, at) else facts_of(one.row),
            _said_at(one, replies.get(one.row.id), at),
            event.hours,
            at,
        )
        for one in listed
    )
    return {card.id: card for card in cards if card.standing != Standing.CANCELLED}


def _scanned_since(listed: Listed, at: datetime) -> bool:
    return listed.row.folded_to is not None and listed.row.folded_to > at


def _facts_at(session: Session, event: Event, at: datetime) -> dict[int, Facts]:
    """The facts at the moment of those who were scanned after it; all others' columns are right."""
    scans = (
        select(Scan.attendee_id, Scan.id, Scan.action, Scan.at, Scan.device_id, Scan.n, Scan.undoes)
        .join(Attendee, Attendee.id == Scan.attendee_id)
        .where(Attendee.event_id == event.id, Attendee.folded_to > at, Scan.counts, Scan.at <= at)
    )
    moves: dict[int, list[Move]] = {}
    for attendee_id, scan_id, action, when, device, n, undoes in session.execute(scans):
        move = Move(scan_id, action, when, device or OWN_PHONE, n, undoes)
        moves.setdefault(attendee_id or 0, []).append(move)
    return {attendee_id: fold(theirs).facts for attendee_id, theirs in moves.items()}


def _said_at(listed: Listed, reply: _Reply | None, at: datetime) -> Said:
    row, said = listed.row, said_of(listed.row)
    if reply and reply.outdated:
        said = replace(said, late_until=reply.late_until, excused=reply.excused)
    return replace(
        said,
        excused=said.excused and (row.excused_at is None or row.excused_at <= at or bool(reply)),
        cancelled=said.cancelled and row.cancelled_at <= at,
    )


def _replies(
    session: Session, event: Event, theirs: Sequence[ColumnElement[bool]], at: datetime
) -> dict[int, _Reply]:
    """What each attendee had said last at the moment."""
    said = (
        select(Reply.attendee_id, Reply.kind, Reply.until, Reply.words, Reply.at)
        .join(Attendee, Attendee.id == Reply.attendee_id)
        .where(Reply.event_id == event.id, *theirs)
        .order_by(Reply.at, Reply.id)
    )
    replies: dict[int, _Reply] = {}
    for attendee_id, kind, until, words, when in session.execute(said):
        if when <= at:
            replies[attendee_id] = _Reply(until, kind == "cannot_come", words)
        else:
            replies[attendee_id] = replace(replies.get(attendee_id, _Reply()), outdated=True)
    return replies


def _parts(
    hosts: Sequence[Inviter], listed: Sequence[Listed], cards: Mapping[int, Card], host: Host | None
) -> tuple[Part, ...]:
    people: dict[int, list[Card]] = {}
    for one in listed:
        if one.row.id in cards:
            for invited_by in one.hosts or (_NOBODY,):
                people.setdefault(invited_by.id, []).append(cards[one.row.id])
    wanted = [one for one in hosts if host is None or one.id == host.id]
    if _NOBODY.id in people:
        wanted.append(_NOBODY)
    groups = ((one.name, people.get(one.id, [])) for one in wanted)
    return tuple(Part(name, totals_of(theirs), badges_of(theirs)) for name, theirs in groups)


_NOBODY = Inviter(0, "", "", fallback=False)


def _doubts(session: Session, event: Event, cards: Mapping[int, Card], at: datetime) -> Iterable[Doubt]:
    conflicts = (
        select(JournalLine.attendee_id, JournalLine.at, JournalLine.data)
        .where(JournalLine.event_id == event.id, JournalLine.kind == "conflict", JournalLine.at <= at)
        .order_by(JournalLine.seq)
    )
    found: list[tuple[Any, datetime, str]] = [
        (attendee_id, when, data.get("review", "double_admission"))
        for attendee_id, when, data in session.execute(conflicts)
    ]
    left = (
        select(Scan.attendee_id, Scan.at)
        .where(Scan.event_id == event.id, Scan.action == LEAVE, Scan.reason == "not_arrived", Scan.at <= at)
        .order_by(Scan.at)
    )
    found += [
        (attendee_id, when, "left_without_arrival")
        for attendee_id, when in session.execute(left)
        if attendee_id is not None and attendee_id in cards and not cards[attendee_id].arrived_at
    ]
    for attendee_id, when, why in found:
        if card := cards.get(attendee_id):
            yield Doubt(card.id, card.name, _DOUBTS.get(why, why), when)
