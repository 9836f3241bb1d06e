"""News: what a parcel of notices says by the facts of this moment, and what of it is no longer so."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from badges.desk.people import facts_of, said_of
from badges.invitations import is_theirs
from badges.model import Attendee, Event, Host, Notice, NoticeState
from badges.notices import words
from badges.notices.leases import Taken
from badges.notices.owed import MAIL, PAGE
from badges.notices.truth import Earlier, is_news, is_true
from badges.notices.words import News, Told
from badges.rules.call import AT_DESK, still_calls
from badges.rules.standing import expected_at
from badges.rules.watch import MISSING, NO_SHOW, UNCOLLECTED


@dataclass(frozen=True)
class Checked:
    """What one message is to say, the notices it carries, and those that are no longer true or no news."""

    host: Host
    news: News
    going: tuple[Taken, ...]
    overtaken: tuple[Taken, ...]


def check(
    session: Session, host_id: int, taken: Sequence[Taken], *, now: datetime, channel: str = MAIL
) -> Checked:
    """Hold a message's notices over one channel against what is known at this moment."""
    host = session.scalars(
        select(Host).where(Host.id == host_id).options(joinedload(Host.event))
    ).one()
    who = {one.attendee for one in taken}
    people = {one.id: one for one in session.scalars(select(Attendee).where(Attendee.id.in_(who)))}
    before = _earlier(session, host_id, who, channel)
    known = [one for one in taken if one.attendee in people]
    going = tuple(one for one in known if _holds(one, people[one.attendee], host.event, before, now))
    told = words.collapsed(_told(people[one.attendee], one.kind, host.event) for one in going)
    overtaken = tuple(one for one in taken if one not in going)
    return Checked(host, _news(session, host, told, now), going, overtaken)


def _holds(
    one: Taken,
    attendee: Attendee,
    event: Event,
    before: Mapping[int, Sequence[tuple[int, Earlier]]],
    now: datetime,
) -> bool:
    earlier = [notice for notice_id, notice in before[one.attendee] if notice_id < one.id]
    if one.kind == AT_DESK:
        return still_calls(one.owed_at, facts_of(attendee), now)
    true = is_true(one.kind, facts_of(attendee), said_of(attendee), event.hours, now)
    return true and is_news(one.kind, earlier)


def _earlier(
    session: Session, host_id: int, who: set[int], channel: str
) -> Mapping[int, Sequence[tuple[int, Earlier]]]:
    """All that this host was ever owed about these attendees over this channel, in the order it was."""
    found: dict[int, list[tuple[int, Earlier]]] = defaultdict(list)
    rows = session.execute(
        select(Notice.id, Notice.attendee_id, Notice.kind, Notice.state, Notice.attempts)
        .where(Notice.host_id == host_id, Notice.channel == channel, Notice.attendee_id.in_(who))
        .order_by(Notice.id)
    )
    for row in rows:
        found[row.attendee_id].append((row.id, Earlier(row.kind, row.state, row.attempts)))
    return found


def _told(attendee: Attendee, kind: str, event: Event) -> Told:
    return Told(
        attendee=attendee.id,
        name=attendee.name,
        topic=_topic(kind, attendee),
        expected=expected_at(said_of(attendee), event.hours),
        arrived=attendee.arrived_at,
        left=attendee.left_at,
    )


def _topic(kind: str, attendee: Attendee) -> str:
    if kind != UNCOLLECTED:
        return kind
    return words.HERE_WITHOUT if attendee.arrived_at else words.ON_THE_TABLE


def _news(session: Session, host: Host, told: tuple[Told, ...], now: datetime) -> News:
    total = select(func.count()).where(is_theirs(host), Attendee.cancelled_at.is_(None))
    return News(
        host=host.name,
        event=host.event.name,
        zone=host.event.timezone,
        now=now,
        people=told,
        total=session.scalar(total) or 0,
        before={kind: _told_before(session, host, kind, told, now) for kind in (MISSING, NO_SHOW)},
    )


def _told_before(session: Session, host: Host, kind: str, told: tuple[Told, ...], now: datetime) -> int:
    """How many others the host has a mail about that says the same, and is still true."""
    named = [one.attendee for one in told if one.topic == kind]
    others = (
        select(func.count(Notice.attendee_id.distinct()))
        .join(Attendee, Attendee.id == Notice.attendee_id)
        .where(Notice.host_id == host.id, Notice.channel != PAGE, Notice.kind == kind)
        .where(Notice.state == NoticeState.SENT, Notice.attendee_id.not_in(named))
        .where(Attendee.arrived_at.is_(None), Attendee.excused_at.is_(None), Attendee.cancelled_at.is_(None))
        .where(or_(Attendee.late_until.is_(None), Attendee.late_until <= now))
    )
    return (session.scalar(others) or 0) if named else 0
