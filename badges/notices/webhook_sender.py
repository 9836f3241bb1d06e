"""The sender of webhooks: an event's journal, line by line in order.

Each line is one message; the same line has the same id however often it is
sent, so that whoever listens can leave out what they have had. A line that is
not taken holds up those after it, with growing pauses, and after three days
the webhook is left alone until the organiser tries it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from badges import journal, moments
from badges.model import Event, JournalCounter, Webhook
from badges.notices import outgoing
from badges.notices.carrying import NEEDED, Carrier, Outcome, pause, tried
from badges.notices.webhooks import judge, key_of, signed, wants
from badges.rounds import NAP
from badges.settings import Settings
from badges.store import Store

SENDERS = 4
# After so much waiting in a row it is left alone.
STOPPED_AFTER = timedelta(days=3)
# So many lines are told under one lease; a sender that dies has them told again, with the same ids.
BURST = 20


@dataclass(frozen=True)
class Claimed:
    """One webhook under our lease, with the lines it is told next; ``attempt`` is the fence."""

    id: int
    event: int
    slug: str
    url: str
    secret: bytes
    after: int
    lines: tuple[dict[str, Any], ...]
    # The last line that was looked at, told or not wanted.
    last: int
    attempt: int
    until: datetime


def waits_in_all(attempts: int) -> timedelta:
    """How long so many attempts in a row have waited altogether."""
    return sum((pause(attempt) for attempt in range(1, attempts + 1)), timedelta())


class WebhookSender(Carrier[Claimed, outgoing.Out]):
    """Runs in a thread and tells programs what has happened, each webhook by itself."""

    called = "webhooks"
    gap = 0.2
    senders = SENDERS

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        now: Callable[[], datetime] = moments.now,
        nap: float = NAP,
        patience: float = outgoing.PATIENCE,
    ) -> None:
        super().__init__(store, now=now, nap=nap)
        self._settings = settings
        self._patience = patience

    def waiting(self, session: Session, now: datetime) -> int:
        """How many webhooks have something to be told."""
        return len(session.scalars(_due(now)).all())

    def next_due(self, session: Session) -> datetime | None:
        """When the next one that waits is due; what is due at once the bell tells."""
        at: datetime | None = session.scalar(
            _behind(select(func.min(Webhook.due_at))).where(Webhook.due_at.is_not(None))
        )
        return at

    def claim(self, session: Session, now: datetime, until: datetime) -> Claimed | None:
        """Take one webhook and its next lines; what nobody wants to hear is passed over here."""
        one = _due(now).limit(1).with_for_update(skip_locked=True, of=Webhook)
        row: Webhook | None = session.scalars(one).first()
        if row is None:
            return None
        event = session.get_one(Event, row.event_id)
        lines = journal.read(session, row.event_id, after=row.seq, limit=BURST)
        wanted = tuple(line for line in lines if wants(row, line["kind"]))
        row.attempts, row.due_at = row.attempts + 1, until
        return Claimed(
            id=row.id,
            event=row.event_id,
            slug=event.slug,
            url=row.url,
            secret=key_of(row, self._settings),
            after=row.seq,
            lines=wanted,
            last=lines[-1]["seq"] if lines else row.seq,
            attempt=row.attempts,
            until=until,
        )

    def open_way(self) -> outgoing.Out:
        """Requests that are bounded and go outside only."""
        return outgoing.Out(private=self._settings.allow_private_addresses, patience=self._patience)

    def carry(self, one: Claimed, way: outgoing.Out) -> None:
        """Tell its lines in their order, until one is not taken."""
        told, outcome, in_time = one.after, Outcome(), True
        for line in one.lines:
            if in_time := self._now() + NEEDED <= one.until:
                outcome = tried(partial(self._tell, one, line, way), f"line {line['seq']}")
            if not in_time or not outcome.went:
                break
            told = line["seq"]
        else:
            told = one.last
        with self._store.writing() as session:
            self._note(session, one, told, outcome)

    def _tell(self, one: Claimed, line: dict[str, Any], way: outgoing.Out) -> None:
        message_id = f"{one.slug}.{one.id}.{line['seq']}"
        data = {"event": one.slug, **line}
        content = {"type": line["kind"], "data": data}
        judge(way.post(signed(one.url, one.secret, message_id, content, self._now())))

    def _note(self, session: Session, one: Claimed, told: int, outcome: Outcome) -> None:
        ours = (Webhook.id == one.id, Webhook.attempts == one.attempt, Webhook.due_at == one.until)
        now = self._now()
        values: dict[str, Any] = {"seq": told}
        if told > one.after or outcome.went:
            values["told_at"] = now
        if outcome.went:
            values |= {"attempts": 0, "due_at": None, "trouble": ""}
        else:
            # What went before in this burst has shown that somebody is there: the pauses begin anew.
            attempt = 1 if told > one.after else one.attempt
            stopped = outcome.for_good or waits_in_all(attempt) >= STOPPED_AFTER
            values |= {"attempts": attempt, "due_at": now + pause(attempt), "trouble": outcome.trouble}
            values |= {"stopped_at": now} if stopped else {}
        session.execute(update(Webhook).where(*ours).values(values))


def _due(now: datetime) -> Select[Any]:
    query = select(Webhook).where(or_(Webhook.due_at.is_(None), Webhook.due_at <= now))
    return _behind(query).order_by(Webhook.due_at, Webhook.id)


def _behind(query: Select[Any]) -> Select[Any]:
    counter = JournalCounter.event_id == Webhook.event_id
    return query.join(JournalCounter, counter).where(
        JournalCounter.seq > Webhook.seq, Webhook.stopped_at.is_(None)
    )
