"""The page: what a host's own page says, and what became of the mails, for hosts and organisers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, select, update
from sqlalchemy.orm import Session

from badges.model import Attendee, Device, Event, Host, JournalLine, Notice, NoticeState
from badges.moments import read_moment
from badges.notices import page_words
from badges.notices.owed import MAIL, PAGE

# A host who has looked away for an evening has a list to read and not a database.
MOST_SEEN = 1_000


@dataclass(frozen=True)
class Shown:
    """One notice as a host's page shows it."""

    id: int
    attendee: int
    name: str
    kind: str
    sentence: str
    at: datetime
    state: str


@dataclass(frozen=True)
class Fate:
    """What became of one notice by mail. ``at``: when it was settled, or else owed."""

    id: int
    host: str
    to: str
    attendee: int
    name: str
    kind: str
    state: str
    attempts: int
    trouble: str
    owed_at: datetime
    at: datetime
    next_try: datetime | None
    sentence: str
    channel: str = MAIL
    passed_on_at: datetime | None = None


def for_page(session: Session, host: Host, limit: int = 50) -> list[Shown]:
    """What this host's page says of their people, newest first; nothing that was taken back."""
    rows = session.execute(
        select(Notice.id, Notice.attendee_id, Notice.kind, Notice.owed_at, Notice.state)
        .add_columns(Attendee.name, Event.timezone, JournalLine.data, Device.name.label("device"))
        .join(Attendee, Attendee.id == Notice.attendee_id)
        .join(Event, Event.id == Notice.event_id)
        .outerjoin(
            JournalLine,
            (JournalLine.event_id == Notice.event_id) & (JournalLine.seq == Notice.seq),
        )
        .outerjoin(Device, Device.id == JournalLine.device_id)
        .where(
            Notice.host_id == host.id, Notice.channel == PAGE, Notice.state != NoticeState.TAKEN_BACK
        )
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    return [_shown(row) for row in rows]


def seen(
    session: Session, host: Host, now: datetime, *, newest: int | None = None, oldest: int = 0
) -> int:
    """The host has seen their page; answers how many notices that settles.

    ``newest`` is the id of the newest notice they were shown, where another
    may have come since.
    """
    shown: list[ColumnElement[bool]] = [Notice.id >= oldest]
    if newest is not None:
        shown.append(Notice.id <= newest)
    unseen = (
        select(Notice.id)
        .where(Notice.host_id == host.id, Notice.channel == PAGE, Notice.state == NoticeState.OWED, *shown)
        .order_by(Notice.id)
        .limit(MOST_SEEN)
        # What a desk is taking back at this moment is not waited for.
        .with_for_update(skip_locked=True)
    )
    ids = list(session.connection().scalars(unseen))
    if ids:
        settled = update(Notice).where(Notice.id.in_(ids), Notice.state == NoticeState.OWED)
        session.connection().execute(settled.values(state=NoticeState.SENT, settled_at=now))
    return len(ids)


def fates(session: Session, event_id: int, limit: int = 500) -> list[Fate]:
    """Every mail that hosts of this event were owed, newest first."""
    rows = session.execute(_mails().where(Notice.event_id == event_id).limit(limit))
    return [_fate(row) for row in rows]


def troubles_of(session: Session, host: Host, limit: int = 50) -> list[Fate]:
    """The mails that will not reach this host any more, newest first."""
    failed = _mails().where(Notice.host_id == host.id, Notice.state == NoticeState.FAILED)
    return [_fate(row) for row in session.execute(failed.limit(limit))]


def _mails() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Notice.id,
            Notice.attendee_id,
            Notice.kind,
            Notice.state,
            Notice.attempts,
            Notice.trouble,
            Notice.owed_at,
            Notice.due_at,
            Notice.settled_at,
            Notice.channel,
            Notice.passed_on_at,
            Host.name.label("host"),
            Host.email,
            Attendee.name,
        )
        .join(Host, Host.id == Notice.host_id)
        .join(Attendee, Attendee.id == Notice.attendee_id)
        .where(Notice.channel != PAGE)
        .order_by(Notice.id.desc())
    )


def _shown(row: Row[Any]) -> Shown:
    data = row.data or {}
    sentence = page_words.on_page(
        row.kind,
        row.name,
        here=bool(data.get("here")),
        review=data.get("review", ""),
        reply=data.get("reply", ""),
        desk=row.device or "",
        until=_local(data["until"], row.timezone) if data.get("until") else "",
    )
    return Shown(row.id, row.attendee_id, row.name, row.kind, sentence, row.owed_at, row.state)


def _local(moment: str, zone: str) -> str:
    return f"{read_moment(moment).astimezone(ZoneInfo(zone)):%H:%M}"


# Whom a message went to where it was no mail address: those of browsers and chats are nobody's to read.
_TO = {"push": "the host’s browsers", "chat": "the host’s chat"}


def _fate(row: Row[Any]) -> Fate:
    owed = row.state == NoticeState.OWED
    to = _TO.get(row.channel, row.email)
    return Fate(
        id=row.id,
        host=row.host,
        to=to,
        attendee=row.attendee_id,
        name=row.name,
        kind=row.kind,
        state=row.state,
        attempts=row.attempts,
        trouble=row.trouble,
        owed_at=row.owed_at,
        at=row.settled_at or row.owed_at,
        next_try=row.due_at if owed else None,
        sentence=page_words.of_a_mail(row.name, to, row.state, row.trouble),
        channel=row.channel,
        passed_on_at=row.passed_on_at,
    )
