"""The guards: whether a host may write this letter now, and if not the reason, as a sentence to read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from badges.invitations import is_theirs
from badges.letters.asked import HOLDS
from badges.letters.doubts import Doubts, doubts_about
from badges.letters.kinds import AFTERWARDS, ANSWER, MISSED_YOU, THANKS, WHERE_ARE_YOU
from badges.letters.phones import phone_of
from badges.model import Attendee, Event, Host, Letter, Reply
from badges.rules.hours import Hours
from badges.rules.quiet import next_allowed

NOT_YOURS = "This person is not on your list, so there is nothing to write from here."


@dataclass(frozen=True)
class Earlier:
    """A letter that somebody was sent before, and by whom."""

    kind: str
    host: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Known:
    """What the guards know of the evening and of those who are to be written to."""

    event: Event
    host: Host
    kind: str
    now: datetime
    earlier: Mapping[int, list[Earlier]]
    answered: Collection[int]
    doubts: Doubts

    @property
    def hours(self) -> Hours:
        """The event's hours."""
        return self.event.hours

    def clock(self, moment: datetime) -> str:
        """A moment as the clock at the event shows it."""
        return f"{moment.astimezone(ZoneInfo(self.event.timezone)):%H:%M}"


def may_write(
    session: Session, event: Event, host: Host, attendee_ids: Collection[int], kind: str, now: datetime
) -> dict[int, str | None]:
    """For each of these attendees None, or why this host may not write them a letter of this kind now.

    A fixed number of statements, however many attendees are asked about.
    """
    ids = list(attendee_ids)
    people = list(session.scalars(select(Attendee).where(Attendee.id.in_(ids), is_theirs(host))))
    known = Known(
        event,
        host,
        kind,
        now,
        earlier=_earlier(session, ids),
        answered=_answered(session, ids, host) if kind == ANSWER else (),
        doubts=doubts_about(session, event, people if kind in {WHERE_ARE_YOU, MISSED_YOU} else (), now),
    )
    reasons = {one.id: why_not(one, known) for one in people}
    return {one: reasons.get(one, NOT_YOURS) for one in ids}


def why_not(one: Attendee, known: Known) -> str | None:
    """The first reason not to write to this attendee, or None."""
    looks = (_themselves, _what_they_said, _the_evening, _was_written, _may_be_wrong, _the_night)
    return next(filter(None, (look(one, known) for look in looks)), None)


def _themselves(one: Attendee, known: Known) -> str | None:
    if one.erased_at:
        return "This person asked that everything about them be taken away."
    if one.no_contact:
        return f"{one.name} asked not to be written to."
    if one.cancelled_at:
        return f"The organiser has taken {one.name} off the list."
    if known.kind == ANSWER and one.id not in known.answered:
        return f"{one.name} has not answered a letter of yours yet, so there is nothing to answer."
    if not one.email and not phone_of(one):
        return f"The list has neither a mail address nor a phone number of {one.name}."
    return None


def _what_they_said(one: Attendee, known: Known) -> str | None:
    if known.kind not in {WHERE_ARE_YOU, MISSED_YOU}:
        return None
    if one.arrived_at:
        here = "came" if known.hours.over(known.now) else "is here"
        since = "at" if here == "came" else "since"
        return f"{one.name} {here}, {since} {known.clock(one.arrived_at)}."
    if one.excused_at:
        return f"{one.name} has said that they cannot come."
    return None


def _the_evening(one: Attendee, known: Known) -> str | None:
    over = known.hours.over(known.now)
    if known.kind in AFTERWARDS and not over:
        return f"The evening still runs, until {known.clock(known.hours.end)}. This letter is for afterwards."
    if known.kind == THANKS and not one.arrived_at:
        return f"No desk saw {one.name} come, so there is nothing to thank for yet."
    if known.kind != WHERE_ARE_YOU:
        return None
    if over:
        return "The evening is over. You can still tell them that you missed them."
    expected = max(one.late_until or one.expected_at or known.hours.start, known.hours.doors)
    if known.now < expected:
        said = "said they will be here" if one.late_until else "is expected"
        return f"{one.name} {said} at {known.clock(expected)}. Until then there is nothing to ask."
    return None


def _was_written(one: Attendee, known: Known) -> str | None:
    for letter in known.earlier.get(one.id, ()):
        if letter.kind != known.kind or known.kind == ANSWER:
            continue
        mine = letter.host == known.host.id
        if known.kind == THANKS and not mine:
            continue
        who = "You have" if mine else f"{letter.name} has"
        did = {WHERE_ARE_YOU: "asked", MISSED_YOU: "written to", THANKS: "thanked"}[known.kind]
        once = ", and once an evening is enough" if known.kind == WHERE_ARE_YOU else ""
        return f"{who} {did} {one.name} already, at {known.clock(letter.at)}{once}."
    return None


def _may_be_wrong(one: Attendee, known: Known) -> str | None:
    return known.doubts.about(one) if known.kind in {WHERE_ARE_YOU, MISSED_YOU} else None


def night_ends(event: Event, now: datetime) -> datetime | None:
    """When letters may go out again, where it is night now at the event; None where it is not."""
    # Who is expected at a party that still runs is not asleep yet.
    if event.doors_at <= now < event.end_at:
        return None
    allowed = next_allowed(now, event.timezone)
    return allowed if allowed > now else None


def _the_night(_one: Attendee, known: Known) -> str | None:
    ends = night_ends(known.event, known.now)
    return f"It is night where the event is. From {known.clock(ends)} on this can be sent." if ends else None


def _earlier(session: Session, ids: list[int]) -> dict[int, list[Earlier]]:
    rows = session.execute(
        select(Letter.attendee_id, Letter.kind, Letter.host_id, Host.name, Letter.written_at)
        .join(Host, Host.id == Letter.host_id)
        .where(Letter.attendee_id.in_(ids), Letter.state.in_(HOLDS))
        .order_by(Letter.id)
    )
    found: dict[int, list[Earlier]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Earlier(row[1], row[2], row[3], row[4]))
    return found


def _answered(session: Session, ids: list[int], host: Host) -> set[int]:
    """Who has answered this host, or said something on their own pass for all their hosts."""
    others = exists().where(Letter.id == Reply.letter_id, Letter.host_id != host.id)
    return set(session.scalars(select(Reply.attendee_id).where(Reply.attendee_id.in_(ids), ~others)))
