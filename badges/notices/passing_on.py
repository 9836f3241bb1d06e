"""Passing on: what a host has not read over one channel is tried over their next.

Read is what the host's own page has shown them; a touch on a push opens it.
Where every channel of every host of an attendee has failed, the fallback
hosts are told instead. What was settled hours ago is no news and stays.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from badges import moments
from badges.invitations import hosts_of
from badges.model import Host, HostChannel, Notice, NoticeState
from badges.notices.channels import OUTWARD, ways_of
from badges.notices.owed import NEVER, PAGE
from badges.rounds import NAP, go_rounds
from badges.settings import Settings
from badges.store import Store, core

# How long after its time an unread notice is still passed on: longer than any pause of ours.
WINDOW = timedelta(hours=2)
LIMIT = 200
GAP = 1.0
_OUT = Notice.channel.in_(OUTWARD)
_UNDECIDED = Notice.passed_on_at.is_(None)

# What is owed once over each channel.
Matter = tuple[int, int, int, str]


def unread(session: Session, *, now: datetime, within: timedelta, limit: int = LIMIT) -> list[Row[Any]]:
    """Notices whose host has not read them in time, or whom they cannot reach, the oldest first."""
    settled = select(*_COLUMNS).where(
        _OUT,
        _UNDECIDED,
        Notice.state.in_([NoticeState.SENT, NoticeState.FAILED]),
        Notice.settled_at > now - within - WINDOW,
        or_(
            and_(Notice.state == NoticeState.SENT, Notice.settled_at <= now - within, _has_another()),
            Notice.state == NoticeState.FAILED,
        ),
        ~_read(),
    )
    # It has been tried for as long as a host has to read; with a trouble noted, no sender has it now.
    stuck = select(*_COLUMNS).where(
        _OUT,
        _UNDECIDED,
        Notice.state == NoticeState.OWED,
        Notice.trouble != "",
        Notice.due_at < NEVER,
        Notice.owed_at <= now - within,
        _has_another(),
        ~_read(),
    )
    found: list[Row[Any]] = []
    for query in (settled, stuck):
        found += core(session).execute(query.order_by(Notice.id).limit(limit)).all()
    return found


def pass_on(session: Session, *, now: datetime, within: timedelta) -> int:
    """Owe over the next channel what is unread; answers how many notices that makes."""
    rows = _decided(session, unread(session, now=now, within=within), now)
    if not rows:
        return 0
    ways = ways_of(session, {row.host_id for row in rows})
    used = _used(session, rows)
    owing: list[dict[str, Any]] = []
    lost: list[Row[Any]] = []
    for row in rows:
        nexts = [way for way in ways[row.host_id] if way not in used[_matter(row)]]
        if nexts:
            owing.append(_owed(row, row.host_id, nexts[0], now))
        elif row.state == NoticeState.FAILED:
            lost.append(row)
    owing += _for_fallbacks(session, lost, now)
    _insert(session, owing)
    rung = {row.event_id for row in rows}
    session.info["rung"] = session.info.get("rung", frozenset()) | rung
    return len(owing)


def _decided(session: Session, rows: Sequence[Row[Any]], now: datetime) -> list[Row[Any]]:
    """Mark them as passed on; those that another worker was first with, or a sender has now, are left out."""
    ours = []
    for row in rows:
        still: tuple[Any, ...] = (Notice.id == row.id, _UNDECIDED, Notice.state == row.state)
        still += (Notice.attempts == row.attempts,)
        values: dict[str, Any] = {"passed_on_at": now}
        if row.state == NoticeState.OWED:
            # The other channel says it now; over this one it would be said a second time.
            values |= {"state": NoticeState.TAKEN_BACK, "settled_at": now}
            still = (*still, Notice.trouble != "")
        marked = core(session).execute(update(Notice).where(*still).values(values).returning(Notice.id))
        if marked.first():
            ours.append(row)
    return ours


def _for_fallbacks(session: Session, lost: Sequence[Row[Any]], now: datetime) -> list[dict[str, Any]]:
    """What is owed to the fallback hosts: news of those whose own hosts cannot be reached, none of them."""
    by_event: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in lost:
        by_event[row.event_id].append(row)
    owing: list[dict[str, Any]] = []
    for event_id, rows in by_event.items():
        fallbacks = session.scalars(select(Host.id).where(Host.event_id == event_id, Host.fallback)).all()
        ways = ways_of(session, fallbacks)
        theirs = hosts_of(session, event_id, {row.attendee_id for row in rows})
        for row in rows:
            if _is_heard(session, row, theirs[row.attendee_id]):
                continue
            for host in fallbacks:
                if host not in theirs[row.attendee_id]:
                    owing += [_owed(row, host, channel, now) for channel in (ways[host][0], PAGE)]
    return owing


def _is_heard(session: Session, row: Row[Any], hosts: Collection[int]) -> bool:
    """Whether any host of this attendee has been told of this, or may still be."""
    heard = select(Notice.id).where(
        *_same(Notice, row.event_id, row.seq, row.kind),
        Notice.host_id.in_(hosts),
        or_(
            and_(_OUT, Notice.state.in_([NoticeState.SENT, NoticeState.OWED])),
            and_(Notice.channel == PAGE, Notice.state == NoticeState.SENT),
        ),
    )
    return session.scalar(heard.limit(1)) is not None


def _read() -> Any:
    page = aliased(Notice)
    return exists().where(
        page.host_id == Notice.host_id,
        page.channel == PAGE,
        *_same(page, Notice.event_id, Notice.seq, Notice.kind),
        page.state == NoticeState.SENT,
    )


def _has_another() -> Any:
    # Mail is everybody's, so that whoever was told over something else has it; others need something else.
    another = exists().where(HostChannel.host_id == Notice.host_id, HostChannel.kind != Notice.channel)
    return or_(Notice.channel != "mail", another)


def _same(table: Any, event_id: Any, seq: Any, kind: Any) -> tuple[Any, ...]:
    return (table.event_id == event_id, table.seq == seq, table.kind == kind)


def _used(session: Session, rows: Iterable[Row[Any]]) -> dict[Matter, set[str]]:
    found: dict[Matter, set[str]] = defaultdict(set)
    for matter in {_matter(row) for row in rows}:
        host, event, seq, kind = matter
        query: Select[Any] = select(Notice.channel).where(
            Notice.host_id == host, *_same(Notice, event, seq, kind)
        )
        found[matter] = set(session.scalars(query))
    return found


def _matter(row: Row[Any]) -> Matter:
    return (row.host_id, row.event_id, row.seq, row.kind)


def _owed(row: Row[Any], host: int, channel: str, now: datetime) -> dict[str, Any]:
    return {
        "event_id": row.event_id,
        "host_id": host,
        "attendee_id": row.attendee_id,
        "channel": channel,
        "kind": row.kind,
        "seq": row.seq,
        "owed_at": now,
        "due_at": NEVER if channel == PAGE else now,
        "attempts": 0,
        "state": NoticeState.OWED,
        "trouble": "",
    }


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        ours: Any = sqlite if core(session).dialect.name == "sqlite" else postgresql
        core(session).execute(ours.insert(Notice).on_conflict_do_nothing(), rows)


_COLUMNS: tuple[Any, ...] = (
    Notice.id,
    Notice.event_id,
    Notice.host_id,
    Notice.attendee_id,
    Notice.kind,
    Notice.seq,
    Notice.channel,
    Notice.state,
    Notice.attempts,
)


class PassingOn:
    """Runs in a thread beside the deliverers."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        now: Callable[[], datetime] = moments.now,
        nap: float = NAP,
    ) -> None:
        self._store = store
        self._within = timedelta(minutes=settings.read_within)
        self._now = now
        self._nap = nap

    def run(self, stop: threading.Event) -> None:
        """Go on until told to stop."""
        go_rounds(self.look, self._store.bell, stop, called="passing on", gap=GAP, nap=self._nap)

    def look(self, stop: threading.Event) -> float:
        """Pass on what is unread; answers the seconds until it looks again."""
        while not stop.is_set():
            # Read first, so that nothing to pass on costs no desk its turn to write.
            with self._store.reading() as session:
                found = unread(session, now=self._now(), within=self._within, limit=1)
            if not found:
                break
            with self._store.writing() as session:
                pass_on(session, now=self._now(), within=self._within)
        return self._nap
