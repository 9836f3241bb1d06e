"""The no-show report: who came and who did not, at any moment of the evening or after it, as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from badges.answers import Answer, answers_at, counted, kinds_of, said_at, words_of
from badges.attendance import Card, Inviter, Listed, card_with, inviters, read
from badges.desk.people import OWN_PHONE, facts_of
from badges.earlier import earlier_events
from badges.figures import Badges, Doubt, Part, Report, Totals, badges_of, totals_of
from badges.folded import folded
from badges.invitations import is_theirs
from badges.model import Attendee, Event, Host, JournalLine, Scan
from badges.report_forms import as_csv, as_json, as_table
from badges.rules.fold import LEAVE, Facts, Move, fold
from badges.rules.standing import Standing

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
    "wordless",
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
    "says_they_were_there": "says they were there, and no desk saw them arrive",
}


def report(session: Session, event: Event, *, at: datetime, host: Host | None = None) -> Report:
    """The report at a moment, of the whole event or of one host's own people.

    What was scanned or said after that moment is left out, so that a report
    of 20:00 reads the same at midnight as it did at 20:00.
    """
    theirs: list[ColumnElement[bool]] = [is_theirs(host)] if host else []
    listed = read(session, event, *theirs)
    answers = answers_at(session, event, host, theirs, at)
    cards = _cards(session, event, listed, answers, at)
    walked_in = _walked_in(session, event) & cards.keys()
    rows = sorted(cards.values(), key=lambda card: (_ORDER.index(card.standing), folded(card.name), card.id))
    arrivals = [card.arrived_at for card in rows if card.arrived_at]
    whole = host is None
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
        walk_ins=len(walked_in),
        printed=_printed(session, event, cards, at),
        parts=_parts(inviters(session, event.id), listed, cards, walked_in, host),
        kinds=_grouped(((card.kind, card) for card in rows), walked_in),
        companies=_grouped(((card.company, card) for card in rows), walked_in),
        times=_times(event, listed, cards, walked_in),
        rows=tuple(rows),
        walked_in=frozenset(walked_in),
        doubts=tuple(_doubts(session, event, cards, at)),
        first_arrival=min(arrivals, default=None),
        last_arrival=max(arrivals, default=None),
        words=words_of(answers, cards.keys()),
        said=kinds_of(answers, cards.keys(), whole=whole),
        answers=counted(answers, cards.keys(), whole=whole),
        earlier=earlier_events(session, event, host),
    )


def wordless(told: Report) -> Report:
    """The report for somebody who is neither host nor organiser, such as a device: no word of anybody."""
    return replace(told, words={}, said={})


def _cards(
    session: Session,
    event: Event,
    listed: Sequence[Listed],
    answers: Mapping[int, Answer],
    at: datetime,
) -> dict[int, Card]:
    """Everybody but the cancelled, as they stood at the moment."""
    earlier = _facts_at(session, event, at)
    cards = (
        card_with(
            one,
            earlier.get(one.row.id, Facts()) if _scanned_since(one, at) else facts_of(one.row),
            said_at(one, answers.get(one.row.id), at),
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
        .add_columns(Scan.host_id)
        .join(Attendee, Attendee.id == Scan.attendee_id)
        .where(Attendee.event_id == event.id, Attendee.folded_to > at, Scan.counts, Scan.at <= at)
    )
    moves: dict[int, list[Move]] = {}
    for attendee_id, scan_id, action, when, device, n, undoes, host in session.execute(scans):
        move = Move(scan_id, action, when, device or OWN_PHONE, n, undoes, host or 0)
        moves.setdefault(attendee_id or 0, []).append(move)
    return {attendee_id: fold(theirs).facts for attendee_id, theirs in moves.items()}


def _walked_in(session: Session, event: Event) -> set[int]:
    found = select(Attendee.id).where(Attendee.event_id == event.id, Attendee.walk_in_id.is_not(None))
    return set(session.scalars(found))


def _printed(session: Session, event: Event, cards: Mapping[int, Card], at: datetime) -> int | None:
    """Of how many a badge was printed from here; None where no printer of ours was ever used."""
    lines = (
        select(JournalLine.attendee_id)
        .where(JournalLine.event_id == event.id, JournalLine.kind == "printed", JournalLine.at <= at)
        .distinct()
    )
    printed = session.scalars(lines).all()
    return len(cards.keys() & set(printed)) if printed else None


def _part(name: str, people: Sequence[Card], walked_in: set[int]) -> Part:
    return Part(name, totals_of(people), badges_of(people), sum(card.id in walked_in for card in people))


def _parts(
    hosts: Sequence[Inviter],
    listed: Sequence[Listed],
    cards: Mapping[int, Card],
    walked_in: set[int],
    host: Host | None,
) -> tuple[Part, ...]:
    people: dict[int, list[Card]] = {}
    for one in listed:
        if one.row.id in cards:
            for invited_by in one.hosts or (_NOBODY,):
                people.setdefault(invited_by.id, []).append(cards[one.row.id])
    wanted = [one for one in hosts if host is None or one.id == host.id]
    if _NOBODY.id in people:
        wanted.append(_NOBODY)
    return tuple(_part(one.name, people.get(one.id, []), walked_in) for one in wanted)


def _grouped(named: Iterable[tuple[str, Card]], walked_in: set[int]) -> tuple[Part, ...]:
    """The people under each name, the most first and those without one last."""
    people: dict[str, list[Card]] = {}
    for name, card in named:
        people.setdefault(name, []).append(card)
    ordered = sorted(people.items(), key=lambda pair: (not pair[0], -len(pair[1]), folded(pair[0]), pair[0]))
    return tuple(_part(name, theirs, walked_in) for name, theirs in ordered)


def _times(
    event: Event, listed: Sequence[Listed], cards: Mapping[int, Card], walked_in: set[int]
) -> tuple[tuple[datetime | None, Part], ...]:
    """The people by the hour they were asked for; those who came without being asked last, under None."""
    people: dict[datetime | None, list[Card]] = {}
    for one in listed:
        if card := cards.get(one.row.id):
            asked_for = None if card.id in walked_in else one.row.expected_at or event.start_at
            people.setdefault(asked_for, []).append(card)
    ordered = sorted(people.items(), key=lambda pair: (pair[0] is None, pair[0] or event.start_at))
    return tuple((when, _part("", theirs, walked_in)) for when, theirs in ordered)


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
