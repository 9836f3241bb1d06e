"""What hosts are owed: written in the transaction of the fact, taken back when it is no longer true."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from badges.invitations import hosts_of
from badges.model import Notice, NoticeState
from badges.notices import timing
from badges.notices.channels import first_of
from badges.rules.watch import LEFT_EARLY
from badges.store import core

MAIL, PAGE = "mail", "page"
CHANNELS = (MAIL, PAGE)
CAME_AFTER_ALL = "came_after_all"
CAME_BACK = "came_back"
LAST_BADGES = "last_badges"
# What an arrival makes untrue.
ABSENCES = ("missing", "uncollected", LAST_BADGES, "no_show")
# A page waits until its host looks at it. It is never due, so that the index of what is due holds mail alone.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def owe(
    session: Session,
    event_id: int,
    kind: str,
    lines: Sequence[tuple[int, int]],
    *,
    now: datetime,
    channels: Sequence[str] = CHANNELS,
    gather: timedelta = timedelta(0),
) -> None:
    """Owe every host of these people one notice a channel; ``lines`` are (journal number, attendee).

    Where mail is meant, each host is told over whichever channel is their
    first. What leaves the house waits for ``gather``, so that what becomes due
    together goes out together, and longer where its host was told something a
    moment ago (see ``badges.notices.timing``).
    """
    hosts = hosts_of(session, event_id, {attendee for _, attendee in lines})
    everybody = frozenset[int]().union(*hosts.values())
    goes_out = MAIL in channels and bool(everybody)
    first = first_of(session, everybody) if goes_out else {}
    due = timing.due(session, event_id, kind, everybody, earliest=now + gather, now=now) if goes_out else {}
    _insert(
        session,
        [
            _row(event_id, kind, seq, attendee, host, *to, now)
            for seq, attendee in lines
            for host in sorted(hosts[attendee])
            for to in _ways(host, channels, first, due)
        ],
    )


def _ways(
    host: int, channels: Sequence[str], first: Mapping[int, str], due: Mapping[int, datetime]
) -> list[tuple[str, datetime]]:
    """Over which channels one host is told, and from when on."""
    return [(PAGE, NEVER) if channel == PAGE else (first[host], due[host]) for channel in channels]


def withdraw(session: Session, attendees: Sequence[int], kinds: Sequence[str], *, now: datetime) -> None:
    """Take back what no sender has touched yet and is no longer true."""
    core(session).execute(
        update(Notice)
        .where(
            Notice.attendee_id.in_(attendees),
            Notice.kind.in_(kinds),
            Notice.state == NoticeState.OWED,
            Notice.attempts == 0,
        )
        .values(state=NoticeState.TAKEN_BACK, settled_at=now)
    )


def came_after_all(session: Session, event_id: int, came: Mapping[int, int], *, now: datetime) -> None:
    """People whose hosts were told they were not here have come; ``came`` maps each to its journal line."""
    _good_news(session, event_id, CAME_AFTER_ALL, ABSENCES, came, now)


def came_back(session: Session, event_id: int, back: Mapping[int, int], *, now: datetime) -> None:
    """People whose hosts were told that they left early are here again; ``back`` as above."""
    _good_news(session, event_id, CAME_BACK, (LEFT_EARLY,), back, now)


def _good_news(
    session: Session, event_id: int, kind: str, untrue: Sequence[str], of: Mapping[int, int], now: datetime
) -> None:
    """Hosts who have not heard what is no longer true never will.

    Those who have, or may be hearing it at this moment, are owed the good
    news over the same channel.
    """
    withdraw(session, list(of), untrue, now=now)
    heard = core(session).execute(
        select(Notice.host_id, Notice.channel, Notice.attendee_id)
        .where(
            Notice.attendee_id.in_(list(of)),
            Notice.kind.in_(untrue),
            Notice.state.in_([NoticeState.SENT, NoticeState.OWED]),
        )
        .distinct()
    )
    _insert(
        session,
        [
            _row(
                event_id, kind, of[attendee], attendee, host, channel,
                NEVER if channel == PAGE else now, now,
            )
            for host, channel, attendee in heard
        ],
    )


def _insert(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    connection = core(session)
    ours: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    # What is owed already about the same line is not owed twice, and never spoils the fact it is about.
    connection.execute(ours.insert(Notice).on_conflict_do_nothing(), rows)


def _row(
    event_id: int,
    kind: str,
    seq: int,
    attendee: int,
    host: int,
    channel: str,
    due_at: datetime,
    now: datetime,
) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "host_id": host,
        "attendee_id": attendee,
        "channel": channel,
        "kind": kind,
        "seq": seq,
        "owed_at": now,
        "due_at": due_at,
        "attempts": 0,
        "state": NoticeState.OWED,
        "trouble": "",
    }
