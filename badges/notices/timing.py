"""Timing: the first thing a host hears at once, what follows within minutes together.

What a host would get up for does not wait for company: a VIP has come, or
somebody stands at the desk and asks for them. That nobody is woken at night
is seen to where a message is taken to be sent (see ``leases``).
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from badges.model import Event, Notice, NoticeState
from badges.rules.call import AT_DESK
from badges.rules.watch import VIP_HERE
from badges.store import core

# A host who was told something is left alone for this part of the event's grace: of 30 minutes three.
LEFT_ALONE = 0.1
URGENT = frozenset({VIP_HERE, AT_DESK})
_PAGE = "page"


def due(
    session: Session,
    event_id: int,
    kind: str,
    hosts: Collection[int],
    *,
    earliest: datetime,
    now: datetime,
) -> dict[int, datetime]:
    """From when on each of these hosts is to be told of something of this kind."""
    joins = {} if kind in URGENT else _joins(session, event_id, hosts, now)
    return {host: max(earliest, joins.get(host, earliest)) for host in hosts}


def _joins(
    session: Session, event_id: int, hosts: Collection[int], now: datetime
) -> dict[int, datetime]:
    """When hosts who were told something a moment ago, or soon will be, hear the next."""
    grace = core(session).scalar(select(Event.missing_after).where(Event.id == event_id))
    left_alone = LEFT_ALONE * timedelta(seconds=grace or 0)
    waits = (Notice.state == NoticeState.OWED) & (Notice.attempts == 0)
    soon = waits & (Notice.due_at > now) & (Notice.due_at <= now + left_alone)
    lately = (Notice.state == NoticeState.SENT) & (Notice.settled_at > now - left_alone)
    rows = core(session).execute(
        select(
            Notice.host_id,
            func.max(case((soon, Notice.due_at))).label("soon"),
            func.max(case((lately, Notice.settled_at))).label("lately"),
        )
        .where(Notice.host_id.in_(list(hosts)), Notice.channel != _PAGE, or_(soon, lately))
        .where(Notice.kind.not_in(URGENT))
        .group_by(Notice.host_id)
    )
    return {row.host_id: row.soon or row.lately + left_alone for row in rows}
